pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.sale

// Not selling now: why, since when, what still works, where else one can buy, whom to call.
Item {
    id: screen

    required property Backend backend
    readonly property Place place: backend.place
    readonly property Closed closed: backend.closed
    // A low panel has room for the words, not for a picture; a lying one puts it beside them.
    readonly property bool low: height < 860 * Tokens.u
    readonly property bool wide: width > 1.15 * height
    readonly property bool flat: height < 680 * Tokens.u
    // Large print on a low panel: the words go before the headline and the buttons.
    readonly property bool crowded: flat && Tokens.largePrint
    readonly property int buttonHeight: crowded ? Tokens.target : Tokens.mainTarget
    readonly property string picture: low ? "" : place.offline ? closed.offlineArt : closed.closedArt
    readonly property bool beside: wide && picture !== ""
    readonly property int artBeside: Math.round(Math.min(width * 0.4, 640 * Tokens.u))
    readonly property int floor: buttons.visible ? buttons.y : height

    Image {
        id: art

        visible: screen.picture !== ""
        x: screen.beside ? Tokens.edge : Math.round((parent.width - width) / 2)
        y: screen.beside ? Math.round((screen.floor - height) / 2) : told.y - height - Tokens.gap
        width: screen.beside ? screen.artBeside : Math.round(Math.min(parent.width * 0.62, (screen.floor - told.height - Tokens.gapLarge) * 1.2))
        height: Math.round(width * 0.75)
        source: screen.picture
        sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
        fillMode: Image.PreserveAspectFit
        asynchronous: true
    }

    Column {
        id: told

        x: screen.beside ? Tokens.edge + screen.artBeside + Tokens.gapLarge : Math.round((parent.width - width) / 2)
        y: screen.beside || screen.picture === "" ? Math.max(0, Math.round((screen.floor - height) / 2)) : Math.max(0, Math.round((screen.floor - height + art.height + Tokens.gap) / 2))
        width: screen.beside ? parent.width - screen.artBeside - Tokens.gapLarge - 2 * Tokens.edge : Math.min(parent.width - 2 * Tokens.edge, Math.round((screen.low ? 1200 : 960) * Tokens.u))
        spacing: screen.flat ? Math.round((screen.crowded ? 4 : 9) * Tokens.u) : screen.low ? Math.round(8 * Tokens.u) : Tokens.gap

        Verdict {
            width: parent.width
            signSize: screen.picture !== "" || screen.flat ? 0 : Math.round((screen.low ? 120 : 240) * Tokens.u)
            titleSize: screen.crowded ? Tokens.title : Tokens.display
            spacing: screen.flat ? 0 : screen.low ? Math.round(4 * Tokens.u) : Tokens.gap
            tone: screen.place.offline ? "doubt" : ["service", "door", "not_enrolled"].includes(screen.place.troubleKind) ? "plain" : "sorry"
            icon: screen.place.offline ? "wifi-off" : screen.place.troubleKind === "service" || screen.place.troubleKind === "door" ? "wrench" : screen.place.troubleKind === "temperature" ? "thermometer" : "warning"
            title: screen.place.troubleTitle
            text: screen.place.troubleText
        }

        Words {
            visible: screen.place.troubleSince !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("从 %1 开始").arg(screen.place.troubleSince)
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
        }

        // In one row, which shrinks as a whole where words are longer.
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Tokens.gapSmall
            scale: Math.min(1, told.width / Math.max(1, width))

            Repeater {
                id: chips

                model: screen.closed.abilities

                Rectangle {
                    id: chip

                    required property string text
                    required property bool works

                    width: row.width + Math.round(40 * Tokens.u)
                    height: row.height + Math.round((screen.low ? 8 : 22) * Tokens.u)
                    radius: height / 2
                    color: works ? Tokens.successSoft : Tokens.sunken
                    border.width: Tokens.outline
                    border.color: Tokens.line

                    Row {
                        id: row

                        anchors.centerIn: parent
                        spacing: Tokens.gapSmall

                        Icon {
                            anchors.verticalCenter: parent.verticalCenter
                            size: Math.round(Tokens.label * 1.1)
                            name: chip.works ? "check" : "close"
                            ink: chip.works ? Tokens.success : Tokens.inkSoft
                        }

                        Words {
                            text: chip.text
                            color: chip.works ? Tokens.success : Tokens.inkSoft
                            font.pixelSize: Tokens.label
                        }
                    }
                }
            }
        }

        component Fact: Panel {
            id: fact

            required property string icon
            required property string text

            visible: text !== ""
            width: Math.floor((facts.width - (facts.columns - 1) * facts.spacing) / facts.columns)
            height: Math.round(screen.low && facts.columns > 1 ? Tokens.label * 2.2 + 24 * Tokens.u : factWords.implicitHeight + (screen.low ? 26 : 48) * Tokens.u)
            raised: false

            Icon {
                id: sign

                name: fact.icon
                x: Tokens.gap
                anchors.verticalCenter: parent.verticalCenter
            }

            Words {
                id: factWords

                anchors.left: sign.right
                anchors.leftMargin: Tokens.gap
                anchors.right: parent.right
                anchors.rightMargin: Tokens.gap
                anchors.verticalCenter: parent.verticalCenter
                text: fact.text
                strong: true
                wrapMode: Text.Wrap
                font.pixelSize: screen.low ? Tokens.label : Tokens.body
                height: facts.columns > 1 ? Math.round(Tokens.label * 2.2 + 24 * Tokens.u) - Tokens.gapSmall : implicitHeight
                fontSizeMode: facts.columns > 1 ? Text.Fit : Text.FixedSize
                minimumPixelSize: Tokens.smallest
            }
        }

        Grid {
            id: facts

            width: parent.width
            columns: screen.low && screen.wide && screen.closed.neighbour !== "" ? 2 : 1
            spacing: told.spacing

            Fact {
                icon: "home"
                text: screen.closed.neighbour
            }

            Fact {
                icon: "phone"
                text: screen.place.phone === "" ? "" : qsTr("付过款有疑问，请打 %1").arg(screen.place.phone)
            }
        }
    }

    Row {
        id: buttons

        readonly property bool two: browse.visible || staff.visible

        x: screen.beside ? told.x : Math.round((parent.width - width) / 2)
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.low ? Tokens.gapSmall : Tokens.gapLarge
        width: screen.beside ? told.width : Math.min(parent.width - 2 * Tokens.edge, Math.round(960 * Tokens.u))
        spacing: Tokens.gap

        Pill {
            id: orders

            objectName: "orders"
            width: buttons.two ? Math.round(parent.width * 0.4) : parent.width
            height: screen.buttonHeight
            icon: "receipt"
            text: qsTr("查订单")
            onClicked: screen.backend.openOrders()
        }

        Pill {
            id: browse

            objectName: "home"
            visible: screen.place.offline
            width: parent.width - orders.width - parent.spacing
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            height: screen.buttonHeight
            text: qsTr("先看看有什么")
            onClicked: screen.backend.home()
        }

        // Whoever opened the door has a key: the sign-in is one touch away, without the gesture.
        Pill {
            id: staff

            objectName: "staff"
            visible: screen.place.troubleKind === "door"
            width: parent.width - orders.width - parent.spacing
            height: screen.buttonHeight
            icon: "lock"
            text: qsTr("工作人员登录")
            onClicked: screen.backend.staff.knock()
        }
    }
}
