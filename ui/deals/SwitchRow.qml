import QtQuick
import ui.theme
import ui.controls

// A row to touch: an icon, what it is about, how it stands; either leads on or switches.
Panel {
    id: row

    required property string icon
    required property string title
    required property string told
    property bool isSwitch: false
    property bool on: false

    signal touched

    implicitHeight: Tokens.target
    raised: false
    fill: press.pressed ? Tokens.sunken : Tokens.card
    opacity: enabled ? 1 : Tokens.fadedOpacity
    Accessible.role: isSwitch ? Accessible.CheckBox : Accessible.Button
    Accessible.name: title + ", " + told
    Accessible.checked: on
    Accessible.onPressAction: row.touched()

    Icon {
        id: sign

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        name: row.icon
        ink: Tokens.accent
    }

    Words {
        anchors.left: sign.right
        anchors.leftMargin: Tokens.gap
        anchors.right: standing.left
        anchors.rightMargin: Tokens.gapSmall
        anchors.verticalCenter: parent.verticalCenter
        text: row.title
        strong: true
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Math.round(Tokens.label * 0.8)
    }

    Words {
        id: standing

        anchors.right: hand.left
        anchors.rightMargin: Tokens.gapSmall
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, Math.round(row.width * 0.52))
        text: row.told
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Math.round(Tokens.label * 0.7)
        horizontalAlignment: Text.AlignRight
    }

    Item {
        id: hand

        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: row.isSwitch ? Math.round(84 * Tokens.u) : Tokens.iconSize
        height: Math.round(48 * Tokens.u)

        Icon {
            visible: !row.isSwitch
            anchors.centerIn: parent
            name: "chevron-right"
            ink: Tokens.inkSoft
        }

        Rectangle {
            visible: row.isSwitch
            anchors.fill: parent
            radius: height / 2
            color: row.on ? Tokens.success : Tokens.sunken
            border.width: Math.max(Tokens.outline, Tokens.hairline)
            border.color: row.on ? Tokens.success : Tokens.line

            Rectangle {
                x: row.on ? parent.width - width - y : y
                y: Math.round(5 * Tokens.u)
                width: height
                height: parent.height - 2 * y
                radius: height / 2
                color: Tokens.paper
                border.width: Tokens.hairline
                border.color: Tokens.line

                Behavior on x {
                    NumberAnimation {
                        duration: Tokens.quick
                    }
                }
            }
        }
    }

    MouseArea {
        id: press

        anchors.fill: parent
        onClicked: row.touched()
    }
}
