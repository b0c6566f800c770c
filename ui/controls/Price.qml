import QtQuick
import ui.theme

// An amount of money as finished text, its sign small and raised; figures keep their width.
Item {
    id: price

    required property string text
    property int size: Tokens.price
    property color ink: Tokens.accent

    implicitWidth: sign.implicitWidth + figures.implicitWidth + Math.round(size * 0.06)
    implicitHeight: figures.implicitHeight
    Accessible.role: Accessible.StaticText
    Accessible.name: "¥" + price.text

    Words {
        id: sign

        text: "¥"
        strong: true
        color: price.ink
        font.pixelSize: Math.round(price.size * Tokens.raisedSign)
        anchors.top: figures.top
        anchors.topMargin: Math.round(price.size * 0.2)
    }

    Words {
        id: figures

        anchors.left: sign.right
        anchors.leftMargin: Math.round(price.size * 0.06)
        text: price.text
        strong: true
        color: price.ink
        font.pixelSize: price.size
        font.features: {
            "tnum": 1
        }
    }
}
