pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.orders

// How it ended: what fell, what goes back and where to, and a way to say that something is wrong.
Item {
    id: screen

    required property Backend backend
    readonly property Checkout checkout: backend.checkout
    readonly property bool wide: width > 1.15 * height
    readonly property bool low: height < 560 * Tokens.u
    // The words need all the height there is: no sign above them.
    readonly property bool crowded: wide && Tokens.panelShort < 900 && (checkout.earlier || Tokens.largePrint)
    // The order's code goes under the verdict: the list beside it is the longer one.
    readonly property bool roomy: wide && height > 620 * Tokens.u && (Tokens.panelShort >= 900 || said.stars === 0 && !Tokens.largePrint)
    readonly property OrderPage said: backend.care.front
    // All fell, and there is room: the goods in the hatch instead of a sign.
    readonly property string thanks: checkout.tone === "good" && !wide && height > 1400 * Tokens.u && checkout.lines.count < 5 ? backend.closed.thanksArt : ""
    // An upright panel has room: few lines are drawn larger.
    readonly property int lineHeight: Math.round(Math.max(104 * Tokens.u, wide ? 0 : Math.min(152 * Tokens.u, 0.4 * told.height / Math.max(1, checkout.lines.count))))
    readonly property string sign: checkout.tone === "good" ? "check" : checkout.tone === "doubt" ? "clock" : checkout.tone === "sorry" ? "warning" : "close"

    function plays() {
        backend.done();
        backend.deals.game.open();
    }

    // The order just bought, one touch away.
    component OrderKey: Pill {
        objectName: visible ? "order:" + screen.checkout.number : ""
        kind: "quiet"
        strong: false
        size: Tokens.label
        sidePad: Math.round(28 * Tokens.u)
        icon: "receipt"
        text: qsTr("订单号 %1").arg(screen.checkout.number)
        onClicked: screen.backend.care.openOrder(screen.checkout.number)
    }

    Flickable {
        id: told

        x: Tokens.edge
        width: screen.wide ? Math.round(parent.width * 0.46) : parent.width - 2 * x
        height: screen.wide ? parent.height - Tokens.gap : buttons.y - Tokens.gap
        contentHeight: column.y + column.height
        boundsBehavior: Flickable.StopAtBounds
        clip: contentHeight > height

        Column {
            id: column

            width: parent.width
            spacing: Tokens.panelShort < 900 ? Tokens.gapSmall : Tokens.gap
            y: screen.wide ? Math.max(0, Math.round((told.height - height) / 2)) : Tokens.gapSmall

            Words {
                visible: screen.checkout.earlier
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("上一笔交易被打断了，这是它的结果：")
                color: Tokens.warning
                strong: true
                wrapMode: Text.Wrap
            }

            Image {
                visible: screen.thanks !== ""
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.round(440 * Tokens.u)
                height: Math.round(width * 0.66)
                source: screen.thanks
                sourceSize: Qt.size(width, height)
                fillMode: Image.PreserveAspectFit
                asynchronous: true
            }

            Verdict {
                width: parent.width
                signSize: screen.thanks !== "" || screen.crowded ? 0 : Math.round((screen.low ? 80 : Tokens.panelShort < 900 || screen.height < 1200 * Tokens.u ? 96 : 170) * Tokens.u)
                spacing: screen.low ? Math.round(4 * Tokens.u) : Tokens.panelShort < 900 ? Tokens.gapSmall : Tokens.gap
                tone: screen.checkout.tone
                icon: screen.sign
                title: screen.checkout.title
                text: screen.low && screen.said.stars > 0 && screen.checkout.tone === "good" ? "" : screen.checkout.notice + screen.checkout.text
            }

            OrderKey {
                visible: !screen.wide
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, implicitWidth)
            }
        }
    }

    Flickable {
        id: facts

        parent: screen.wide ? screen : column
        x: screen.wide ? told.x + told.width + Tokens.gapLarge : 0
        width: screen.wide ? screen.width - x - Tokens.edge : column.width
        height: screen.wide ? buttons.y - Tokens.gap : list.height
        contentHeight: list.height
        interactive: screen.wide && contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: interactive

        Column {
            id: list

            width: parent.width
            spacing: Tokens.gapSmall
            topPadding: Tokens.gapSmall

            MoneyBack {
                backend: screen.backend
                width: list.width
            }

            Repeater {
                model: screen.checkout.refunds

                Panel {
                    id: refund

                    required property string number
                    required property string amount
                    required property string text
                    required property string way
                    required property bool done

                    width: list.width
                    height: refundWords.height + 2 * Tokens.gap
                    raised: false
                    fill: done ? Tokens.successSoft : Tokens.warningSoft

                    Column {
                        id: refundWords

                        x: Tokens.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: back.x - x - Tokens.gap

                        Words {
                            width: parent.width
                            text: refund.text
                            strong: true
                            color: refund.done ? Tokens.success : Tokens.warning
                            wrapMode: Text.Wrap
                        }

                        Words {
                            width: parent.width
                            text: refund.way
                            color: Tokens.inkSoft
                            font.pixelSize: Tokens.label
                            wrapMode: Text.Wrap
                        }
                    }

                    Price {
                        id: back

                        anchors.right: parent.right
                        anchors.rightMargin: Tokens.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: refund.amount
                        ink: refund.done ? Tokens.success : Tokens.warning
                    }
                }
            }

            OrderKey {
                visible: screen.wide && !screen.low
                width: list.width
            }

            Repeater {
                model: screen.checkout.owed && !screen.said.present ? screen.checkout.lines : null

                SaleLineRow {
                    width: list.width
                    implicitHeight: screen.lineHeight
                }
            }

            Repeater {
                model: screen.said.present ? screen.said.lines : null

                BoughtLine {
                    width: list.width
                    rowHeight: screen.lineHeight
                    order: screen.said
                    ratesGoods: screen.said.stars > 0
                }
            }

            // On a low panel what became of the goods comes first: it may hold a question.
            OrderKey {
                visible: screen.wide && screen.low
                width: list.width
            }

            Repeater {
                model: screen.said.present ? screen.said.tickets : null

                TicketCard {
                    width: list.width
                }
            }

            // Beside a key that turns pages there is no room for it on a small panel.
            Pill {
                objectName: "game"
                visible: screen.backend.deals.game.afterSale && turn.visible && !screen.roomy
                width: list.width
                height: Tokens.mainTarget
                text: qsTr("玩一下，抽优惠券")
                onClicked: screen.plays()
            }

            Panel {
                parent: screen.roomy ? column : list
                visible: screen.checkout.truth !== ""
                width: parent.width
                height: Math.round(Math.max(190 * Tokens.u, follow.height + 2 * Tokens.gapSmall))
                raised: false

                Image {
                    id: truth

                    x: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(170 * Tokens.u)
                    height: width
                    source: screen.checkout.truth
                    sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
                    asynchronous: true
                    smooth: false
                }

                Column {
                    id: follow

                    anchors.left: truth.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: qsTr("扫码随时查看这笔订单")
                        strong: true
                        wrapMode: Text.Wrap
                    }

                    Words {
                        width: parent.width
                        text: qsTr("付款、出货、退款，都在上面。")
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                    }
                }
            }
        }
    }

    Column {
        id: buttons

        x: screen.wide ? told.x + told.width + Tokens.gapLarge : Tokens.edge
        width: parent.width - x - Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.wide ? Tokens.gap : Tokens.gapLarge
        spacing: Tokens.gap

        RateBox {
            // Beside the list where it would leave no room for it.
            parent: screen.wide && Tokens.panelShort < 900 ? column : buttons
            visible: screen.said.canRate
            width: parent.width
            order: screen.said
            asks: Tokens.panelShort >= 900
        }

        Row {
            width: parent.width
            spacing: Tokens.gap

            PageKey {
                id: turn

                view: told
                beside: screen.wide ? facts : null
                anchors.verticalCenter: parent.verticalCenter
            }

            Pill {
                id: wrong

                readonly property real share: play.visible && screen.wide ? 0.32 : turn.visible && !play.visible && !screen.roomy ? 0.5 : 0.42

                objectName: "wrong"
                visible: screen.said.canReport
                width: Math.round((parent.width - turn.room) * share)
                height: Tokens.mainTarget
                text: qsTr("有问题？")
                onClicked: screen.backend.care.tellAbout(screen.said.number)
            }

            RoundButton {
                id: play

                objectName: "game"
                visible: screen.backend.deals.game.afterSale && (!turn.visible || screen.roomy)
                icon: "gift"
                label: qsTr("玩一下，抽优惠券")
                diameter: Tokens.mainTarget
                iconSize: Math.round(46 * Tokens.u)
                fill: Tokens.successSoft
                ink: Tokens.success
                onClicked: screen.plays()
            }

            Pill {
                objectName: "done"
                width: parent.width - x
                kind: "primary"
                size: Math.round(Tokens.title * 0.9)
                text: screen.backend.leave.shown ? qsTr("完成（%1）").arg(screen.backend.leave.left) : qsTr("完成")
                onClicked: screen.backend.done()
            }
        }
    }
}
