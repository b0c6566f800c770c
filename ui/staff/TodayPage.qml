pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What is wrong and what to do about it, how the machine is, what was sold, what to refill first.
Scroll {
    id: page

    required property Staff staff
    readonly property StaffToday today: staff.today
    readonly property bool wide: width > 1300 * Tokens.u
    readonly property int columnWidth: wide ? Math.floor((width - room - Tokens.gap) / 2) : width - room

    contentHeight: Math.max(left.y + left.height, right.y + right.height)

    Column {
        id: left

        width: page.columnWidth
        spacing: Tokens.gap

        Row {
            id: tiles

            readonly property int shown: page.today.taken === "" ? 3 : 4
            readonly property int tileWidth: Math.floor((width - (shown - 1) * spacing) / shown)

            width: parent.width
            spacing: Tokens.gapSmall

            Tile {
                width: tiles.tileWidth
                name: qsTr("今日订单")
                text: page.today.sales
            }

            Tile {
                width: tiles.tileWidth
                name: qsTr("出货件数")
                text: page.today.units
            }

            Tile {
                visible: page.today.taken !== ""
                width: tiles.tileWidth
                name: qsTr("今日收入")
                text: page.today.taken
                isMoney: true
            }

            Tile {
                width: tiles.tileWidth
                name: qsTr("待补件数")
                text: page.today.missing
            }
        }

        Section {
            width: parent.width
            title: qsTr("需要处理")
            aside: page.today.troubles.count > 0 ? page.today.troubles.count : ""

            Words {
                visible: page.today.troubles.count === 0
                width: parent.width
                text: page.today.loaded ? qsTr("没有需要处理的事。") : qsTr("正在查看…")
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
            }

            Repeater {
                model: page.today.troubles

                Item {
                    id: trouble

                    required property string code
                    required property string subject
                    required property string tone
                    required property string text
                    required property string step
                    required property string since
                    required property bool canTickOff
                    required property bool canSignOff

                    width: parent.width
                    height: Math.max(words.height, deed.visible ? deed.height : 0) + Tokens.gapSmall

                    Mark {
                        id: mark

                        tone: trouble.tone
                    }

                    Column {
                        id: words

                        anchors.left: mark.right
                        anchors.leftMargin: Tokens.gap
                        anchors.right: deed.visible ? deed.left : parent.right
                        anchors.rightMargin: deed.visible ? Tokens.gapSmall : 0

                        Words {
                            width: parent.width
                            text: trouble.text
                            strong: true
                            wrapMode: Text.Wrap
                            font.pixelSize: Tokens.label
                        }

                        Words {
                            width: parent.width
                            text: trouble.step
                            wrapMode: Text.Wrap
                            font.pixelSize: Tokens.label
                        }

                        Words {
                            width: parent.width
                            text: qsTr("从 %1 起").arg(trouble.since)
                            color: Tokens.inkSoft
                            font.pixelSize: Math.round(Tokens.label * 0.85)
                        }
                    }

                    Pill {
                        id: deed

                        objectName: (trouble.canSignOff ? "sign_off:" : "tick_off:") + trouble.code + ":" + trouble.subject
                        visible: trouble.canTickOff || trouble.canSignOff
                        anchors.right: parent.right
                        size: Tokens.label
                        kind: "quiet"
                        text: trouble.canSignOff ? qsTr("签字解除") : qsTr("已看过")
                        onClicked: trouble.canSignOff ? page.staff.signOff(trouble.subject) : page.staff.tickOff(trouble.code, trouble.subject)
                    }
                }
            }
        }
    }

    Column {
        id: right

        x: page.wide ? left.width + Tokens.gap : 0
        y: page.wide ? 0 : left.height + Tokens.gap
        width: page.columnWidth
        spacing: Tokens.gap

        Section {
            id: body

            width: parent.width
            title: qsTr("机器状况")

            Grid {
                id: organs

                width: parent.width
                columns: 2
                columnSpacing: Tokens.gap
                rowSpacing: Tokens.gapSmall

                Repeater {
                    model: page.today.health

                    Item {
                        id: organ

                        required property string name
                        required property string tone
                        required property string text

                        width: Math.floor((organs.width - organs.columnSpacing) / 2)
                        height: Math.round(76 * Tokens.u)

                        Mark {
                            id: sign

                            anchors.verticalCenter: parent.verticalCenter
                            tone: organ.tone
                        }

                        Column {
                            anchors.left: sign.right
                            anchors.leftMargin: Tokens.gapSmall
                            anchors.right: parent.right
                            anchors.verticalCenter: parent.verticalCenter

                            Words {
                                width: parent.width
                                text: organ.name
                                color: Tokens.inkSoft
                                font.pixelSize: Math.round(Tokens.label * 0.85)
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }

                            Words {
                                width: parent.width
                                text: organ.text
                                strong: true
                                font.pixelSize: Tokens.label
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }
                        }
                    }
                }
            }
        }

        Section {
            width: parent.width
            title: qsTr("先补这些")

            Words {
                visible: page.today.refill.count === 0
                width: parent.width
                text: qsTr("每条货道都满着。")
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
            }

            Repeater {
                model: page.today.refill

                Item {
                    id: short_

                    required property string lane
                    required property string name
                    required property string amount
                    required property int percent

                    width: parent.width
                    height: Math.round(58 * Tokens.u)

                    Words {
                        id: label

                        width: Math.round(84 * Tokens.u)
                        height: parent.height
                        text: short_.lane
                        strong: true
                    }

                    Words {
                        anchors.left: label.right
                        anchors.right: bar.left
                        anchors.rightMargin: Tokens.gapSmall
                        height: parent.height
                        text: short_.name
                        font.pixelSize: Tokens.label
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Rectangle {
                        id: bar

                        anchors.right: count.left
                        anchors.rightMargin: Tokens.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.round(parent.width * 0.24)
                        height: Math.round(16 * Tokens.u)
                        radius: height / 2
                        color: Tokens.sunken

                        Rectangle {
                            width: Math.max(height, Math.round(parent.width * short_.percent / 100))
                            height: parent.height
                            radius: height / 2
                            color: short_.percent === 0 ? Tokens.accent : Tokens.warning
                        }
                    }

                    Words {
                        id: count

                        anchors.right: parent.right
                        width: Math.round(96 * Tokens.u)
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: short_.amount
                        strong: true
                        font.pixelSize: Tokens.label
                        font.features: {
                            "tnum": 1
                        }
                    }
                }
            }
        }
    }
}
