import QtQuick
import ui.backend
import ui.theme
import ui.controls

// How the typed pick-up code fares: a sentence, and what to do about it. While the keypad rests after too many wrong
// codes, the time left runs in a ring.
Rectangle {
    id: note

    required property PickUp pickup
    // No room for more: the sentence alone.
    property bool low: false

    implicitHeight: Math.max(words.height, sign.height) + 2 * Tokens.pad
    radius: Tokens.radius
    color: pickup.busy ? Tokens.infoSoft : Tokens.warningSoft
    border.width: Tokens.outline
    border.color: Tokens.line

    Accessible.role: Accessible.AlertMessage
    Accessible.name: pickup.title + " " + pickup.text

    Item {
        id: sign

        x: Tokens.gap
        width: Math.round((note.low ? 64 : 88) * Tokens.u)
        height: width
        anchors.verticalCenter: parent.verticalCenter

        Icon {
            visible: !ring.visible
            anchors.centerIn: parent
            name: note.pickup.icon
            ink: note.pickup.busy ? Tokens.info : Tokens.warning
            size: Math.round((note.low ? 44 : 56) * Tokens.u)

            SequentialAnimation on opacity {
                running: note.visible && note.pickup.busy && Tokens.breath > 0
                loops: Animation.Infinite
                alwaysRunToEnd: true

                NumberAnimation {
                    to: Tokens.fadedOpacity
                    duration: Tokens.breath
                }

                NumberAnimation {
                    to: 1
                    duration: Tokens.breath
                }
            }
        }

        Ring {
            id: ring

            visible: note.pickup.rest.shown && note.pickup.rest.left > 0
            anchors.centerIn: parent
            diameter: parent.width
            seconds: note.pickup.rest.left
            span: note.pickup.rest.span
        }
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Tokens.gap
        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(4 * Tokens.u)

        Words {
            width: parent.width
            text: note.pickup.title
            strong: true
            // Alone it may take two lines.
            font.pixelSize: note.low ? Tokens.label : Tokens.body
            fontSizeMode: note.low ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
            wrapMode: Text.WordWrap
            lineHeight: 0.9
        }

        Words {
            visible: text !== "" && !note.low
            width: parent.width
            text: note.pickup.text
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }
}
