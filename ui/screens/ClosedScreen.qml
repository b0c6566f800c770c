import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.sale

// Not selling now: why, since when, what still works, whom to call.
Item {
    id: screen

    required property Backend backend
    readonly property Place place: backend.place
    // A low panel has room for the words, not for much air.
    readonly property bool low: height < 680 * Tokens.u

    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(0, Math.round((buttons.y - height) / 2))
        width: Math.min(parent.width - 2 * Tokens.edge, Math.round(960 * Tokens.u))
        spacing: screen.low ? Math.round(4 * Tokens.u) : Tokens.gap

        Verdict {
            width: parent.width
            signSize: Math.round((screen.low ? 84 : Tokens.panelShort < 900 ? 150 : 240) * Tokens.u)
            spacing: screen.low ? Math.round(4 * Tokens.u) : Tokens.gap
            tone: screen.place.offline ? "doubt" : ["service", "door", "not_enrolled"].includes(screen.place.troubleKind) ? "plain" : "sorry"
            icon: screen.place.offline ? "wifi-off" : screen.place.troubleKind === "service" || screen.place.troubleKind === "door" ? "wrench" : screen.place.troubleKind === "temperature" ? "thermometer" : "warning"
            title: screen.place.troubleTitle
            text: screen.place.troubleText
        }

        Words {
            visible: screen.place.troubleSince !== "" && !screen.low
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("从 %1 开始").arg(screen.place.troubleSince)
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
        }

        Panel {
            visible: screen.place.phone !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, call.implicitWidth + Math.round(150 * Tokens.u))
            height: Math.round((screen.low ? 64 : 100) * Tokens.u)
            raised: false

            Row {
                anchors.centerIn: parent
                spacing: Tokens.gap

                Icon {
                    name: "phone"
                    anchors.verticalCenter: parent.verticalCenter
                }

                Words {
                    id: call

                    text: qsTr("付过款有疑问，请打 %1").arg(screen.place.phone)
                    strong: true
                    width: Math.min(implicitWidth, screen.width - 2 * Tokens.edge - Math.round(150 * Tokens.u))
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Math.round(Tokens.label * 0.7)
                    anchors.verticalCenter: parent.verticalCenter
                }
            }
        }
    }

    // Whoever opened the door has a key: the sign-in is one touch away, without the gesture.
    Pill {
        objectName: "staff"
        visible: screen.place.troubleKind === "door"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.low ? Tokens.gapSmall : Tokens.gapLarge
        icon: "lock"
        text: qsTr("工作人员登录")
        onClicked: screen.backend.staff.knock()
    }

    Pill {
    Row {
        id: buttons

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.low ? Tokens.gapSmall : Tokens.gapLarge
        width: Math.min(parent.width - 2 * Tokens.edge, Math.round(960 * Tokens.u))
        spacing: Tokens.gap

        Pill {
            id: orders

            objectName: "orders"
            width: screen.place.offline ? Math.round(parent.width * 0.4) : parent.width
            height: Tokens.mainTarget
            icon: "receipt"
            text: qsTr("查订单")
            onClicked: screen.backend.openOrders()
        }

        Pill {
            objectName: "home"
            visible: screen.place.offline
            width: parent.width - orders.width - parent.spacing
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: qsTr("先看看有什么")
            onClicked: screen.backend.home()
        }
    }
}
