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

    readonly property bool narrow: width < 620 * Tokens.u

    implicitHeight: narrow ? Math.max(Tokens.target, Math.round(3.4 * Tokens.label)) : Tokens.target
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

    // Side by side where there is room, one above the other where there is not.
    Words {
        id: name

        x: sign.x + sign.width + Tokens.gap
        y: row.narrow ? Math.round(row.height / 2 - height) : Math.round((row.height - height) / 2)
        width: Math.min(implicitWidth, hand.x - x - Tokens.gapSmall)
        text: row.title
        strong: true
        font.pixelSize: row.narrow ? Tokens.label : Tokens.body
        elide: Text.ElideNone
    }

    Words {
        x: row.narrow ? name.x : hand.x - Tokens.gapSmall - width
        y: row.narrow ? Math.round(row.height / 2) : Math.round((row.height - height) / 2)
        width: hand.x - Tokens.gapSmall - (row.narrow ? name.x : name.x + name.width + Tokens.gap)
        text: row.told
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.smallest
        horizontalAlignment: row.narrow ? Text.AlignLeft : Text.AlignRight
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
