import QtQuick
import ui.theme
import ui.controls

// The cart costs something else than a moment ago, and nobody touched it: said until the next touch.
Rectangle {
    id: strip

    required property string text
    property int size: Tokens.body

    visible: text !== ""
    height: visible ? words.contentHeight + Math.round(1.2 * Tokens.gap) : 0
    radius: Tokens.radius
    color: Tokens.warningSoft
    border.width: Math.max(Tokens.outline, Tokens.hairline)
    border.color: Tokens.warning
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: sign

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        name: "warning"
        ink: Tokens.warning
    }

    Words {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Tokens.gap
        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        text: strip.text
        color: Tokens.warning
        strong: true
        font.pixelSize: strip.size
        wrapMode: Text.Wrap
    }
}
