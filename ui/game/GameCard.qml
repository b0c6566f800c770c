import QtQuick
import ui.theme
import ui.controls

// One card of the draw. It turns once, from the sign on its back to what is painted inside; in reduced motion at once.
Item {
    id: card

    required property int at
    required property string picture
    required property string tint
    required property bool opened
    required property bool won
    property bool ready: true
    // Where another one was turned, the others step back.
    property bool aside: false
    property real turned: opened ? 1 : 0

    signal picked

    opacity: aside ? Tokens.fadedOpacity : 1
    scale: touch.pressed ? Tokens.pressedScale : 1
    Accessible.role: Accessible.Button
    Accessible.name: opened ? (won ? qsTr("第 %1 张，抽中了").arg(at + 1) : qsTr("第 %1 张，没抽中").arg(at + 1)) : qsTr("第 %1 张").arg(at + 1)
    Accessible.onPressAction: if (ready)
        card.picked()

    Behavior on turned {
        NumberAnimation {
            duration: Tokens.calm * 2
            easing.type: Easing.InOutSine
        }
    }
    Behavior on opacity {
        NumberAnimation {
            duration: Tokens.calm
        }
    }

    transform: Scale {
        origin.x: card.width / 2
        xScale: Math.max(0.02, Math.abs(1 - 2 * card.turned))
    }

    Panel {
        objectName: "draw:" + card.at
        visible: card.turned < 0.5
        anchors.fill: parent
        fill: Tokens.memberGround

        Rectangle {
            anchors.fill: parent
            anchors.margins: Math.round(18 * Tokens.u)
            radius: Tokens.radiusSmall
            color: "transparent"
            border.width: Math.max(2, Math.round(3 * Tokens.u))
            border.color: Tokens.memberChip
        }

        Rectangle {
            anchors.centerIn: parent
            width: Math.round(Math.min(parent.width, parent.height) * 0.5)
            height: width
            radius: width / 2
            color: Tokens.memberGroundFar

            Icon {
                anchors.centerIn: parent
                name: "gift"
                ink: Tokens.memberInk
                size: Math.round(parent.width * 0.56)
            }
        }

        MouseArea {
            id: touch

            anchors.fill: parent
            enabled: card.ready
            onClicked: card.picked()
        }
    }

    Panel {
        visible: card.turned >= 0.5
        anchors.fill: parent
        fill: card.won ? Tokens.successSoft : Tokens.card

        ProductPicture {
            anchors.fill: parent
            anchors.margins: Math.round(14 * Tokens.u)
            picture: card.picture
            tint: card.tint
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Math.round(26 * Tokens.u)
            width: Math.round(Math.min(parent.width, parent.height) * 0.3)
            height: width
            radius: width / 2
            color: card.won ? Tokens.success : Tokens.card

            Icon {
                anchors.centerIn: parent
                name: card.won ? "coupon" : "close"
                ink: card.won ? Tokens.toneOver : Tokens.inkSoft
                size: Math.round(parent.width * 0.6)
            }
        }
    }
}
