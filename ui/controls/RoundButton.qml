import QtQuick
import ui.theme

// A round button with an icon, or a long one with round ends; the touch area is never smaller than a finger even
// where the circle is.
Item {
    id: button

    required property string icon
    required property string label
    property color fill: Tokens.card
    property color ink: Tokens.ink
    property int diameter: Tokens.target
    property int length: diameter
    property int iconSize: Math.round(diameter * 0.5)
    property bool raised: false

    signal clicked

    implicitWidth: length
    implicitHeight: diameter
    opacity: enabled ? 1 : Tokens.fadedOpacity
    scale: touch.pressed ? Tokens.pressedScale : 1

    Accessible.role: Accessible.Button
    Accessible.name: button.label
    Accessible.onPressAction: button.clicked()

    Panel {
        anchors.centerIn: parent
        width: button.length
        height: button.diameter
        radius: button.diameter / 2
        raised: button.raised
        fill: touch.pressed ? Qt.darker(button.fill, 1.12) : button.fill
    }

    Icon {
        anchors.centerIn: parent
        name: button.icon
        ink: button.ink
        size: button.iconSize
    }

    MouseArea {
        id: touch

        anchors.centerIn: parent
        width: Math.max(parent.width, Tokens.target)
        height: Math.max(parent.height, Tokens.target)
        onClicked: button.clicked()
    }
}
