pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.sale

// What went wrong, in one touch; then the ticket's number and by when it is answered.
Sheet {
    id: screen

    required property Backend backend
    readonly property Care care: backend.care
    readonly property bool wide: width > 1.15 * height
    readonly property bool low: Tokens.lowPanel
    readonly property string heading: care.sending ? qsTr("正在登记…") : qsTr("抱歉，哪里不对？")
    readonly property string chosen: care.about === "" ? qsTr("还没有选订单") : qsTr("订单 …%1").arg(care.aboutTail)

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1500 * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, (care.sent ? done.height : asking.height) + back.height + 3 * Tokens.gap + Tokens.gapLarge)
    onDismissed: backend.back()

    Flickable {
        id: page

        x: Tokens.edge
        y: screen.low ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        height: back.y - y - Tokens.gap
        contentHeight: screen.care.sent ? done.height : asking.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: asking

            visible: !screen.care.sent
            width: parent.width
            spacing: Tokens.gap

            Words {
                visible: !screen.low
                width: parent.width
                text: screen.heading
                strong: true
                font.pixelSize: Tokens.title
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.label
            }

            Panel {
                width: parent.width
                height: Math.max(Tokens.target + Tokens.gap, which.height + (screen.low ? Tokens.gap : 2 * Tokens.gap))
                raised: false

                Icon {
                    id: sign

                    x: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    name: "receipt"
                }

                Column {
                    id: which

                    anchors.left: sign.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: other.left
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: screen.low ? screen.heading : screen.chosen
                        strong: true
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Words {
                        width: parent.width
                        text: (screen.low ? screen.chosen + " · " : "") + (screen.care.about === "" ? qsTr("选一笔订单，处理得更快") : screen.care.aboutText)
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                        lineHeight: 0.9
                    }
                }

                Pill {
                    id: other

                    objectName: "orders"
                    visible: screen.care.about === ""
                    width: visible ? implicitWidth : 0
                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter
                    kind: "quiet"
                    size: Tokens.label
                    text: qsTr("选订单")
                    onClicked: screen.backend.openOrders()
                }
            }

            Flow {
                id: kinds

                readonly property int columns: screen.wide ? 3 : 2

                width: parent.width
                spacing: Tokens.gap
                enabled: !screen.care.sending

                Repeater {
                    id: mishaps

                    model: screen.care.mishaps

                    Item {
                        id: mishap

                        required property int index
                        required property string kind
                        required property string text
                        required property string icon

                        objectName: "report:" + kind
                        readonly property int cell: Math.floor((kinds.width - (kinds.columns - 1) * kinds.spacing) / kinds.columns)
                        // The last one takes what is left of its line.
                        width: index < mishaps.count - 1 ? cell : cell + (cell + kinds.spacing) * ((kinds.columns - mishaps.count % kinds.columns) % kinds.columns)
                        height: Math.round((screen.low ? 84 : screen.wide ? 150 : 190) * Tokens.u)
                        scale: touch.pressed ? Tokens.pressedScale : 1
                        Accessible.role: Accessible.Button
                        Accessible.name: text

                        Panel {
                            anchors.fill: parent
                            raised: false
                            fill: touch.pressed ? Tokens.sunken : Tokens.card

                            Grid {
                                id: face

                                anchors.centerIn: parent
                                columns: screen.low ? 2 : 1
                                spacing: Tokens.gapSmall
                                horizontalItemAlignment: Grid.AlignHCenter
                                verticalItemAlignment: Grid.AlignVCenter

                                Icon {
                                    id: mark

                                    size: Math.round((screen.low ? 38 : 56) * Tokens.u)
                                    name: mishap.icon
                                    ink: Tokens.accent
                                }

                                Words {
                                    width: Math.min(implicitWidth + 2, mishap.width - 2 * Tokens.gap - (screen.low ? mark.width + face.spacing : 0))
                                    text: mishap.text
                                    strong: true
                                    fontSizeMode: Text.HorizontalFit
                                    minimumPixelSize: Tokens.smallest
                                }
                            }
                        }

                        MouseArea {
                            id: touch

                            anchors.fill: parent
                            onClicked: screen.care.report(mishap.kind)
                        }
                    }
                }
            }

            Words {
                visible: !screen.low
                width: parent.width
                text: qsTr("商品、货道、时间和机器记录会自动附上，不用您填写。不含您的个人信息。")
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
                wrapMode: Text.Wrap
            }
        }

        Column {
            id: done

            visible: screen.care.sent
            width: parent.width
            spacing: Tokens.gap

            Verdict {
                width: parent.width
                signSize: screen.low ? 0 : Math.round(150 * Tokens.u)
                titleSize: screen.low ? Tokens.title : Tokens.display
                tone: "good"
                icon: "check"
                title: qsTr("已经记下")
                text: (screen.low ? screen.care.ticketNumber + "\n" : "") + screen.care.ticketText
            }

            Panel {
                visible: !screen.low
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, Math.round(760 * Tokens.u))
                height: number.height + 2 * Tokens.gap
                raised: false

                Column {
                    id: number

                    anchors.centerIn: parent
                    width: parent.width - 2 * Tokens.gap

                    Words {
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: qsTr("工单号")
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                    }

                    Words {
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        text: screen.care.ticketNumber
                        strong: true
                        font.pixelSize: Tokens.title
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.label
                    }
                }
            }

            Words {
                visible: screen.backend.place.phone !== "" && !screen.low
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("着急的话请打 %1，报工单号。").arg(screen.backend.place.phone)
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
                wrapMode: Text.Wrap
            }
        }
    }

    Pill {
        id: back

        objectName: "back"
        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        width: parent.width - 2 * x - turn.room
        height: Tokens.mainTarget
        kind: screen.care.sent ? "primary" : "plain"
        icon: screen.care.sent ? "" : "back"
        text: screen.care.sent ? qsTr("好的") : qsTr("返回")
        onClicked: screen.backend.back()
    }

    PageKey {
        id: turn

        view: page
        anchors.right: parent.right
        anchors.rightMargin: Tokens.edge
        anchors.verticalCenter: back.verticalCenter
        diameter: Tokens.mainTarget
    }
}
