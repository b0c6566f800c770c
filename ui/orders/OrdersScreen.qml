pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The day's orders by time, for whoever bought one: when, how many, how much. What was in it opens with the end of
// its number, or with the code of the receipt.
Sheet {
    id: screen

    required property Backend backend
    readonly property Care care: backend.care
    readonly property bool wide: width > 1.15 * height
    property bool hinted: false

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1700 * Tokens.u)) : width
    bodyHeight: height - Tokens.gapSmall
    onDismissed: backend.back()
    Component.onCompleted: care.look()

    Words {
        id: title

        x: Tokens.edge
        y: Tokens.gap
        width: (screen.wide ? finder.x : parent.width) - 2 * x
        text: qsTr("最近 24 小时的订单")
        strong: true
        font.pixelSize: Tokens.title
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.smallest
    }

    ListView {
        id: list

        x: Tokens.edge
        anchors.top: title.bottom
        anchors.topMargin: Tokens.gapSmall
        width: title.width
        height: (screen.wide ? buttons.y - Tokens.gap : finder.y - Tokens.gap) - y
        clip: true
        cacheBuffer: 0
        spacing: Tokens.gapSmall
        boundsBehavior: Flickable.StopAtBounds
        model: screen.care.rows

        delegate: Item {
            id: row

            required property string key
            required property string number
            required property string time
            required property string units
            required property string amount
            required property bool mine

            objectName: mine ? "order:" + number : "order:" + key
            width: list.width
            height: Math.round(Math.max(94 * Tokens.u, Tokens.target))
            scale: touch.pressed ? Tokens.pressedScale : 1
            Accessible.role: Accessible.Button
            Accessible.name: [time, units, amount].join(" ")

            Panel {
                anchors.fill: parent
                raised: false
                fill: row.mine ? Tokens.infoSoft : Tokens.card

                Icon {
                    id: sign

                    x: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    name: row.mine ? "receipt" : "lock"
                    ink: row.mine ? Tokens.info : Tokens.inkSoft
                }

                Column {
                    anchors.left: sign.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: amount.left
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: screen.wide ? row.time : row.time + " · " + row.units
                        strong: row.mine
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                        font.features: {
                            "tnum": 1
                        }
                    }

                    Words {
                        visible: screen.wide
                        width: parent.width
                        text: row.units
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                    }
                }

                Words {
                    id: amount

                    anchors.right: open.left
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.amount
                    strong: true
                    font.features: {
                        "tnum": 1
                    }
                }

                Icon {
                    id: open

                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    name: row.mine ? "chevron-right" : ""
                }
            }

            MouseArea {
                id: touch

                anchors.fill: parent
                onClicked: row.mine ? screen.care.openOrder(row.number) : screen.hinted = true
            }
        }

        Words {
            visible: list.count === 0
            anchors.centerIn: parent
            width: parent.width - 2 * Tokens.gap
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("最近 24 小时没有订单")
            color: Tokens.inkSoft
            wrapMode: Text.Wrap
        }
    }

    Item {
        id: finder

        x: screen.wide ? Math.round(parent.width * 0.44) : Tokens.edge
        width: parent.width - x - Tokens.edge
        y: screen.wide ? Tokens.gap : buttons.y - Tokens.gap - height
        height: screen.wide ? parent.height - 2 * Tokens.gap : found.height

        Column {
            id: found

            width: parent.width
            anchors.verticalCenter: parent.verticalCenter
            spacing: Tokens.gap

            Column {
                width: parent.width
                spacing: Math.round(4 * Tokens.u)

                Words {
                    width: parent.width
                    text: screen.care.locked ? qsTr("输错太多次了，请稍后再试，或打服务电话。") : screen.care.wrong ? qsTr("没有这样结尾的订单，再看看小票") : qsTr("输入订单号后四位")
                    strong: true
                    color: screen.care.locked || screen.care.wrong ? Tokens.accent : screen.hinted ? Tokens.info : Tokens.ink
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                }

                Words {
                    visible: !Tokens.lowPanel
                    width: parent.width
                    text: screen.care.hasReader ? qsTr("它在结果画面、手机订单页和付款记录里。也可以把订单页的二维码对着扫码口。") : qsTr("它在结果画面、手机订单页和付款记录里。")
                    color: Tokens.inkSoft
                    font.pixelSize: Tokens.label
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                }
            }

            Row {
                id: boxes

                anchors.horizontalCenter: parent.horizontalCenter
                spacing: Tokens.gapSmall

                Repeater {
                    model: 4

                    Rectangle {
                        id: box

                        required property int index
                        readonly property string letter: screen.care.typed.length <= 4 ? screen.care.typed.charAt(index) : screen.care.typed.charAt(screen.care.typed.length - 4 + index)

                        width: Math.round((Tokens.lowPanel ? 62 : 86) * Tokens.u)
                        height: width
                        radius: Tokens.radiusSmall
                        color: Tokens.card
                        border.width: Math.max(Tokens.hairline, Tokens.outline)
                        border.color: screen.care.wrong ? Tokens.accent : index === Math.min(3, screen.care.typed.length) ? Tokens.ink : Tokens.line

                        Words {
                            anchors.centerIn: parent
                            text: box.letter
                            strong: true
                            font.pixelSize: Tokens.lowPanel ? Tokens.body : Tokens.title
                        }
                    }
                }
            }

            KeyPad {
                width: parent.width
                enabled: !screen.care.locked
                opacity: enabled ? 1 : Tokens.fadedOpacity
                keyHeight: Math.round(Math.max(Tokens.lowPanel ? 62 * Tokens.u : Tokens.target * 0.94, 50 * Tokens.u))
                rows: ["1234567890", "ABCDEFGHJ", "KMNPQRST", "VWXYZ"]
                onPressed: key => {
                    screen.hinted = false;
                    screen.care.press(key);
                }
                onErased: screen.care.erase()
            }
        }
    }

    Row {
        id: buttons

        x: Tokens.edge
        width: screen.wide ? title.width : parent.width - 2 * x
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        spacing: Tokens.gap

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

            view: list
            diameter: Tokens.mainTarget
        }

        Pill {
            objectName: "no_order"
            width: parent.width - x
            height: Tokens.mainTarget
            sidePad: Math.round((turn.visible ? 16 : 36) * Tokens.u)
            text: qsTr("找不到订单？")
            onClicked: screen.care.tellAbout("")
        }
    }
}
