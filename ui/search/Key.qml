import QtQuick
import ui.theme
import ui.controls

// One key: a cap on a darker foot, so that it looks like something to press; no shadow, there are forty of them.
Item {
    id: key

    property string text: ""
    property string icon: ""
    required property string label
    property bool dim: false

    signal clicked

    opacity: enabled ? 1 : Tokens.fadedOpacity
    Accessible.role: Accessible.Button
    Accessible.name: key.label
    Accessible.onPressAction: key.clicked()

    Rectangle {
        anchors.fill: parent
        radius: Tokens.radiusSmall
        color: Tokens.line
    }

    Rectangle {
        width: parent.width
        height: parent.height - (touch.pressed ? 0 : Math.round(4 * Tokens.u))
        y: touch.pressed ? Math.round(2 * Tokens.u) : 0
        radius: Tokens.radiusSmall
        color: touch.pressed ? Tokens.accentSoft : key.dim ? Tokens.sunken : Tokens.card
        border.width: Tokens.outline
        border.color: Tokens.line

        Words {
            visible: key.icon === ""
            anchors.centerIn: parent
            text: key.text
            strong: true
            font.pixelSize: Math.min(Math.round(38 * Tokens.u * Tokens.printScale), Math.round(parent.height * 0.62))
        }

        Icon {
            visible: key.icon !== ""
            anchors.centerIn: parent
            name: key.icon
        }
    }

    MouseArea {
        id: touch

        anchors.fill: parent
        onClicked: key.clicked()
    }
}
