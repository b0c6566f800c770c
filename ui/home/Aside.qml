import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One sentence about a purchase that has just left the screen. It goes by itself, or with a touch.
Item {
    id: aside

    required property Backend backend
    readonly property string said: backend.place.aside
    property bool heard: false

    implicitHeight: card.height
    opacity: said !== "" && !heard ? 1 : 0
    visible: opacity > 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: said

    onSaidChanged: {
        heard = false;
        if (said !== "")
            patience.restart();
    }
    Component.onCompleted: if (said !== "")
        patience.restart()

    Behavior on opacity {
        NumberAnimation {
            duration: Tokens.calm
        }
    }

    Timer {
        id: patience

        interval: Tokens.asideTime
        onTriggered: aside.heard = true
    }

    Panel {
        id: card

        width: parent.width
        height: Math.max(Tokens.target, words.height + 2 * Tokens.pad)

        Rectangle {
            id: sign

            x: Tokens.pad
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(52 * Tokens.u)
            height: width
            radius: width / 2
            color: Tokens.successSoft

            Icon {
                anchors.centerIn: parent
                size: Math.round(parent.width * 0.62)
                name: "check"
                ink: Tokens.success
            }
        }

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            anchors.left: sign.right
            anchors.leftMargin: Tokens.pad
            width: parent.width - x - Tokens.pad
            text: aside.said
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }

        TapHandler {
            onTapped: aside.heard = true
        }
    }
}
