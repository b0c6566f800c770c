pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One order in plain words: how it stands, what happened when, what came out, what was said about it.
Sheet {
    id: screen

    required property Backend backend
    readonly property Care care: backend.care
    readonly property OrderPage order: care.order
    readonly property bool wide: width > 1.15 * height
    readonly property bool low: Tokens.lowPanel

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1700 * Tokens.u)) : width
    bodyHeight: height - Tokens.gapSmall
    onDismissed: backend.back()
    Component.onDestruction: care.leave()

    Flickable {
        id: first

        x: Tokens.edge
        y: Tokens.gap
        width: screen.wide ? Math.round(parent.width * 0.46) - x : parent.width - 2 * x
        height: buttons.y - y - Tokens.gap
        contentHeight: told.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: told

            width: parent.width
            spacing: Tokens.gap

            Item {
                width: parent.width
                height: Math.max(head.height, disc.height)

                Rectangle {
                    id: disc

                    width: Math.round((screen.low ? 76 : 104) * Tokens.u)
                    height: width
                    radius: width / 2
                    color: Tokens.toneSoft(screen.order.tone)

                    Icon {
                        anchors.centerIn: parent
                        size: Math.round(parent.width * 0.5)
                        name: screen.order.tone === "good" ? "check" : screen.order.tone === "sorry" ? "refund" : screen.order.tone === "doubt" ? "clock" : "receipt"
                        ink: Tokens.toneColor(screen.order.tone)
                    }
                }

                Column {
                    id: head

                    anchors.left: disc.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: parent.right

                    Words {
                        width: parent.width
                        text: screen.order.title
                        strong: true
                        font.pixelSize: Tokens.title
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Words {
                        width: parent.width
                        text: screen.order.text
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                    }
                }
            }

            Panel {
                width: parent.width
                height: facts.height + 2 * Tokens.gap
                raised: false

                Column {
                    id: facts

                    x: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    width: sum.x - x - Tokens.gapSmall

                    Words {
                        width: parent.width
                        text: qsTr("订单号 %1").arg(screen.order.number)
                        wrapMode: Text.Wrap
                        font.pixelSize: Tokens.label
                    }

                    Words {
                        width: parent.width
                        text: screen.order.time
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                    }
                }

                Price {
                    id: sum

                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    text: screen.order.amount
                    ink: Tokens.ink
                }
            }

            Repeater {
                model: screen.order.tickets

                TicketCard {
                    width: told.width
                }
            }

            TimeLine {
                width: parent.width
                order: screen.order
            }
        }
    }

    Flickable {
        id: second

        parent: screen.wide ? first.parent : told
        x: screen.wide ? first.x + first.width + Tokens.gapLarge : 0
        y: screen.wide ? first.y : 0
        width: screen.wide ? first.parent.width - x - Tokens.edge : told.width
        height: screen.wide ? first.height : goods.height
        contentHeight: goods.height
        interactive: screen.wide
        boundsBehavior: Flickable.StopAtBounds
        clip: interactive

        Column {
            id: goods

            width: parent.width
            spacing: Tokens.gapSmall

            Repeater {
                model: screen.order.lines

                BoughtLine {
                    width: goods.width
                    order: screen.order
                }
            }

            Panel {
                visible: screen.order.canRate
                width: parent.width
                height: rating.height + 2 * Tokens.gap
                raised: false

                RateBox {
                    id: rating

                    x: Tokens.gap
                    y: Tokens.gap
                    width: parent.width - 2 * x
                    order: screen.order
                }
            }

            Panel {
                visible: screen.order.truth !== "" && !screen.order.canChange
                width: parent.width
                height: Math.round(210 * Tokens.u)
                raised: false

                Image {
                    id: truth

                    x: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.height - 2 * Tokens.gap
                    height: width
                    source: screen.order.truth
                    sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
                    asynchronous: true
                    smooth: false
                }

                Column {
                    anchors.left: truth.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: qsTr("这就是小票")
                        strong: true
                        wrapMode: Text.Wrap
                    }

                    Words {
                        width: parent.width
                        text: qsTr("扫一扫，在手机上看付款、出货和退款。")
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                    }
                }
            }
        }
    }

    Row {
        id: buttons

        x: Tokens.edge
        width: parent.width - 2 * x
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        spacing: Tokens.gap

        readonly property int room: width - back.width - spacing - turn.room

        RoundButton {
            id: back

            objectName: "back"
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.backend.back()
        }

        PageKey {
            id: turn

            view: first
            beside: screen.wide ? second : null
            diameter: Tokens.mainTarget
        }

        Pill {
            id: wrong

            objectName: "wrong"
            visible: screen.order.canReport
            width: screen.order.canChange ? Math.round((parent.room - parent.spacing) * 0.4) : parent.room
            height: Tokens.mainTarget
            text: qsTr("有问题？")
            onClicked: screen.care.tellAbout(screen.order.number)
        }

        Pill {
            id: cancel

            objectName: "cancel"
            visible: screen.order.canCancel
            enabled: !screen.care.changing
            width: Math.round((parent.room - parent.spacing) * 0.4)
            height: Tokens.mainTarget
            text: qsTr("取消订单")
            onClicked: screen.order.cancel()
        }

        Pill {
            objectName: "change"
            visible: screen.order.canChange
            enabled: !screen.care.changing
            width: parent.room - (wrong.visible ? wrong.width + parent.spacing : 0) - (cancel.visible ? cancel.width + parent.spacing : 0)
            kind: "primary"
            text: screen.care.changing ? qsTr("正在放回购物车") : screen.order.canCancel ? qsTr("改一改再付") : qsTr("再买一次")
            onClicked: screen.order.change()
        }
    }
}
