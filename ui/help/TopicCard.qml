import QtQuick
import ui.theme
import ui.controls

// One question people ask, to be touched.
Item {
    id: card

    required property string title
    required property string icon
    property bool low: false

    signal chosen

    implicitHeight: Math.round(Math.max((low ? 88 : 100) * Tokens.u, Tokens.target))
    scale: touch.pressed ? Tokens.pressedScale : 1
    Accessible.role: Accessible.Button
    Accessible.name: title
    Accessible.onPressAction: card.chosen()

    Panel {
        anchors.fill: parent
        raised: false
        fill: touch.pressed ? Tokens.sunken : Tokens.card

        Rectangle {
            id: disc

            x: card.low ? Tokens.gapSmall : Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round((card.low ? 48 : 60) * Tokens.u)
            height: width
            radius: width / 2
            color: Tokens.accentSoft

            Icon {
                anchors.centerIn: parent
                size: Math.round(34 * Tokens.u)
                name: card.icon
                ink: Tokens.accent
            }
        }

        Words {
            anchors.left: disc.right
            anchors.leftMargin: card.low ? Tokens.gapSmall : Tokens.gap
            anchors.right: arrow.left
            anchors.rightMargin: Tokens.gapSmall
            anchors.verticalCenter: parent.verticalCenter
            height: parent.height - Tokens.gapSmall
            text: card.title
            strong: true
            wrapMode: Text.WordWrap
            fontSizeMode: Text.Fit
            minimumPixelSize: Tokens.smallest
        }

        Icon {
            id: arrow

            anchors.right: parent.right
            anchors.rightMargin: card.low ? 0 : Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            width: card.low ? 0 : size
            visible: !card.low
            name: "chevron-right"
            ink: Tokens.inkSoft
        }
    }

    MouseArea {
        id: touch

        anchors.fill: parent
        onClicked: card.chosen()
    }
}
