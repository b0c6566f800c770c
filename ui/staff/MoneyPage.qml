pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Where today's money is; what nobody knows yet, with its evidence; what goes back; what the bills and the wallets say.
Scroll {
    id: page

    required property StaffMoney money
    readonly property bool wide: width > 1300 * Tokens.u
    readonly property int columnWidth: wide ? Math.floor((width - room - Tokens.gap) / 2) : width - room

    contentHeight: Math.max(left.y + left.height, right.y + right.height)

    Row {
        id: sums

        readonly property int tileWidth: Math.floor((width - 4 * spacing) / 5)

        visible: page.money.sums.count > 0
        width: page.width - page.room
        height: visible ? implicitHeight : 0
        spacing: Tokens.gapSmall

        Repeater {
            model: page.money.sums

            Tile {
                required property string amount

                width: sums.tileWidth
                text: amount
                isMoney: true
            }
        }
    }

    Column {
        id: left

        y: sums.height + (sums.visible ? Tokens.gap : 0)
        width: page.columnWidth
        spacing: Tokens.gap

        Section {
            width: parent.width
            title: qsTr("掉没掉，不清楚")
            aside: page.money.doubts.count > 0 ? page.money.doubts.count : ""
            spacing: Tokens.gap

            Words {
                visible: page.money.doubts.count === 0
                width: parent.width
                text: page.money.loaded ? qsTr("没有存疑的商品。") : qsTr("正在查看…")
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
            }

            Repeater {
                model: page.money.doubts

                Doubt {}
            }
        }
    }

    Column {
        id: right

        x: page.wide ? left.width + Tokens.gap : 0
        y: page.wide ? left.y : left.y + left.height + Tokens.gap
        width: page.columnWidth
        spacing: Tokens.gap

        Section {
            width: parent.width
            title: qsTr("退款")

            Row {
                id: counts

                width: parent.width
                spacing: Tokens.gapSmall

                Repeater {
                    model: page.money.counts

                    Rectangle {
                        id: count

                        required property string name
                        required property string tone
                        required property string count

                        width: Math.floor((counts.width - 3 * counts.spacing) / 4)
                        height: Math.round(92 * Tokens.u)
                        radius: Tokens.radiusSmall
                        color: tone === "plain" ? Tokens.sunken : Tokens.toneSoft(tone)
                        border.width: Tokens.outline
                        border.color: Tokens.line

                        Column {
                            anchors.centerIn: parent
                            width: parent.width - Tokens.gapSmall

                            Words {
                                width: parent.width
                                horizontalAlignment: Text.AlignHCenter
                                text: count.count
                                strong: true
                            }

                            Words {
                                width: parent.width
                                horizontalAlignment: Text.AlignHCenter
                                text: count.name
                                font.pixelSize: Math.round(Tokens.label * 0.85)
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }
                        }
                    }
                }
            }

            Repeater {
                model: page.money.refunds

                Line {
                    id: refund

                    required property string number
                    required property string sale
                    required property string amount
                    required property bool canRetry

                    title: amount + " · " + said
                    deed: canRetry ? qsTr("再试一次") : ""
                    deedName: "retry:" + number
                    onDone: page.money.retry(refund.sale, refund.number)
                }
            }
        }

        Section {
            width: parent.width
            title: qsTr("收款账户")

            Repeater {
                model: page.money.accounts

                Line {
                    required property string name

                    title: name + " · " + said
                }
            }
        }

        Section {
            visible: page.money.findings.count > 0
            width: parent.width
            title: qsTr("对账发现")

            Repeater {
                model: page.money.findings

                Line {}
            }
        }
    }

    // A mark, what it is, what is known of it, and perhaps one deed.
    component Line: Item {
        id: line

        required property string text
        required property string tone
        required property string said
        property string title: said
        property string deed: ""
        property string deedName: ""

        signal done

        width: parent.width
        height: Math.max(known.height, button.visible ? button.height : 0)

        Mark {
            id: mark

            tone: line.tone
        }

        Column {
            id: known

            anchors.left: mark.right
            anchors.leftMargin: Tokens.gap
            anchors.right: button.visible ? button.left : parent.right
            anchors.rightMargin: button.visible ? Tokens.gapSmall : 0

            Words {
                width: parent.width
                text: line.title
                strong: true
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: line.text
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
                font.pixelSize: Math.round(Tokens.label * 0.85)
            }
        }

        Pill {
            id: button

            objectName: line.deedName
            visible: line.deed !== ""
            anchors.right: parent.right
            size: Tokens.label
            kind: "quiet"
            text: line.deed
            onClicked: line.done()
        }
    }

    // One unit in doubt: two answers, then the reason; only the reason does anything.
    component Doubt: Rectangle {
        id: doubt

        required property string key
        required property string name
        required property string lane
        required property string amount
        required property string order
        required property string evidence
        required property bool canSettle
        required property string asked

        width: parent.width
        height: column.height + 2 * Tokens.gap
        radius: Tokens.radiusSmall
        color: Tokens.warningSoft
        border.width: Tokens.outline
        border.color: Tokens.line

        Column {
            id: column

            x: Tokens.gap
            y: Tokens.gap
            width: parent.width - 2 * x
            spacing: Tokens.gapSmall

            Words {
                width: parent.width
                text: doubt.lane + " · " + doubt.name + " · " + doubt.amount
                strong: true
                wrapMode: Text.Wrap
            }

            Words {
                width: parent.width
                text: doubt.order
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
                font.pixelSize: Math.round(Tokens.label * 0.85)
            }

            Words {
                width: parent.width
                text: doubt.evidence
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
                lineHeight: 1.15
            }

            Row {
                visible: doubt.canSettle
                width: parent.width
                spacing: Tokens.gap

                Answer {
                    objectName: "fell:" + doubt.key
                    text: qsTr("掉了，收款")
                    isChosen: doubt.asked === "fell"
                    onClicked: page.money.ask(doubt.key, true)
                }

                Answer {
                    objectName: "not_fell:" + doubt.key
                    text: qsTr("没掉，退款")
                    isChosen: doubt.asked === "not"
                    onClicked: page.money.ask(doubt.key, false)
                }
            }

            Words {
                visible: doubt.asked !== ""
                width: parent.width
                text: qsTr("凭什么这样判断？选了就执行，记在您名下。")
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
            }

            Repeater {
                model: doubt.asked === "" ? null : page.money.reasons

                Pill {
                    required property string name
                    required property string modelText

                    objectName: "reason:" + name
                    width: column.width
                    text: modelText
                    size: Tokens.label
                    onClicked: page.money.settle(name)
                }
            }
        }
    }

    component Answer: Rectangle {
        id: answer

        required property string text
        property bool isChosen: false

        signal clicked

        width: Math.floor((parent.width - Tokens.gap) / 2)
        height: Tokens.target
        radius: height / 2
        color: isChosen ? Tokens.ink : touch.pressed ? Tokens.sunken : Tokens.card
        border.width: Tokens.hairline
        border.color: isChosen ? Tokens.ink : Tokens.line
        Accessible.role: Accessible.Button
        Accessible.name: answer.text
        Accessible.onPressAction: answer.clicked()

        Words {
            anchors.centerIn: parent
            width: parent.width - Tokens.gap
            horizontalAlignment: Text.AlignHCenter
            text: answer.text
            strong: true
            color: answer.isChosen ? Tokens.inkOver : Tokens.ink
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        MouseArea {
            id: touch

            anchors.fill: parent
            onClicked: answer.clicked()
        }
    }
}
