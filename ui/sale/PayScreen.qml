pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The code to scan, what it is for, how long it lasts. Paid and checking show at once.
Item {
    id: screen

    required property Backend backend
    readonly property Checkout checkout: backend.checkout
    readonly property bool wide: width > 0.95 * height
    readonly property bool compact: Tokens.panelShort < 900
    readonly property string by: checkout.till.by
    readonly property bool confirming: checkout.confirming
    readonly property bool holding: confirming || checkout.holding
    readonly property bool waiting: confirming || checkout.phase === "preparing" || checkout.phase === "code"
    readonly property int side: wide ? Math.round(Math.min(width * 0.46, height - Tokens.gap)) : width - 2 * Tokens.edge

    // What is being paid for
    ListView {
        id: lines

        x: screen.wide ? Tokens.edge * 1.5 + screen.side : Tokens.edge
        width: parent.width - x - (screen.wide ? Tokens.edge : 0)
        height: Math.round(110 * Tokens.u)
        visible: !screen.wide || (screen.waiting && screen.height > 620 * Tokens.u)
        orientation: ListView.Horizontal
        cacheBuffer: 0
        spacing: Tokens.gapSmall
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentWidth > width
        clip: screen.wide
        model: screen.checkout.lines

        footer: Row {
            height: lines.height
            leftPadding: Tokens.gapSmall
            spacing: Tokens.gapSmall

            Repeater {
                model: screen.checkout.savings

                Rectangle {
                    id: saved

                    required property string text
                    required property string amount

                    width: Math.round(Math.max(what.width, sum.implicitWidth) + 44 * Tokens.u)
                    height: lines.height
                    radius: Tokens.radius
                    color: Tokens.successSoft
                    border.width: Tokens.outline
                    border.color: Tokens.line

                    Column {
                        anchors.centerIn: parent

                        Words {
                            id: what

                            text: saved.text
                            strong: true
                            color: Tokens.success
                            font.pixelSize: Tokens.label
                            width: Math.min(implicitWidth, Math.round(340 * Tokens.u))
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: Tokens.smallest
                        }

                        Words {
                            id: sum

                            text: saved.amount
                            color: Tokens.success
                            font.pixelSize: Tokens.label
                        }
                    }
                }
            }
        }

        delegate: Panel {
            id: item

            required property string name
            required property string lane
            required property string amount
            required property string picture
            required property string tint

            width: Math.round(art.width + words.width + 48 * Tokens.u)
            height: lines.height
            raised: false

            ProductPicture {
                id: art

                x: Math.round(12 * Tokens.u)
                y: x
                width: height
                height: parent.height - 2 * y
                picture: item.picture
                tint: item.tint
            }

            Column {
                id: words

                anchors.left: art.right
                anchors.leftMargin: Math.round(16 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    text: item.name
                    strong: true
                    width: Math.min(implicitWidth, Math.round(300 * Tokens.u))
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                }

                Words {
                    text: [item.lane, item.amount].filter(part => part !== "").join(" · ")
                    color: Tokens.inkSoft
                    font.pixelSize: Tokens.label
                }
            }
        }
    }

    Panel {
        id: panel

        x: Tokens.edge
        y: screen.wide ? 0 : lines.height + Tokens.gap
        width: screen.waiting ? screen.side : parent.width - 2 * x
        height: screen.wide || !screen.waiting ? parent.height - y - Tokens.gap : clock.y - y - Tokens.gap
        radius: Tokens.radiusLarge

        // Methods and amount stand over the code upright, beside it lying.
        MethodSwitch {
            id: methods

            parent: screen.wide ? beside : panel
            backend: screen.backend
            visible: screen.waiting && !screen.confirming && screen.checkout.methods.count > 1
            x: screen.wide ? 0 : screen.compact ? Tokens.gap : Tokens.gapLarge
            y: screen.wide ? 0 : x
            width: parent.width - 2 * x
        }

        Price {
            id: amount

            parent: screen.wide ? beside : panel
            // Where money is put in, the sum that counts is what is still missing: it stands in the box.
            visible: screen.waiting && (screen.wide || screen.by !== "money")
            anchors.horizontalCenter: parent.horizontalCenter
            y: methods.visible ? methods.y + methods.height + Tokens.gapSmall : Tokens.gap
            size: Math.round(Tokens.amount * (screen.compact ? 0.66 : 1))
            text: screen.checkout.amount
            ink: Tokens.ink
        }

        CodeBox {
            id: code

            readonly property int floor: screen.confirming ? only.y : choice.visible && !screen.wide ? choice.y : steps.y

            visible: screen.waiting && screen.by === "" && !screen.holding
            backend: screen.backend
            anchors.horizontalCenter: parent.horizontalCenter
            width: screen.wide ? Math.min(parent.width - 2 * Tokens.gap, only.y - Tokens.gap - Tokens.gapSmall) : Math.round(Math.min(parent.width * 0.76, floor - amount.y - amount.height - 2 * Tokens.gapSmall))
            height: width
            y: screen.wide ? Math.round((only.y - height + Tokens.gapSmall) / 2) : Math.round((amount.y + amount.height + floor - height) / 2)
        }

        OwnCodeBox {
            visible: screen.waiting && screen.holding
            backend: screen.backend
            anchors.horizontalCenter: parent.horizontalCenter
            width: place.width
            height: screen.wide ? place.height : Math.min(place.height, code.floor - place.top - Tokens.gapSmall)
            y: screen.wide ? place.y : Math.round((place.top + code.floor - height) / 2)
        }

        // Beside the code on the screen: the other way round.
        Pill {
            id: choice

            objectName: "own_code"
            parent: screen.wide ? beside : panel
            visible: screen.waiting && screen.checkout.takesOwnCode
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width - 2 * Tokens.gap, implicitWidth)
            size: Tokens.label
            icon: "scan"
            kind: "quiet"
            text: screen.holding ? qsTr("改为扫屏幕上的码") : qsTr("或把您的付款码对准扫码窗口")
            // Not by steps.y: that one goes by this where the screen turns wide.
            y: screen.wide ? Math.min(amount.y + amount.height + Tokens.gapSmall, beside.height - height - Tokens.gapSmall) : only.y - steps.height - height - 2 * Tokens.gapSmall
            onClicked: screen.backend.holdOwnCode()
        }

        MoneyBox {
            visible: screen.waiting && screen.by === "money"
            backend: screen.backend
            anchors.horizontalCenter: parent.horizontalCenter
            width: place.width
            height: place.height
            y: place.y
        }

        ReaderBox {
            visible: screen.waiting && screen.by === "reader"
            backend: screen.backend
            anchors.horizontalCenter: parent.horizontalCenter
            width: place.width
            height: place.height
            y: place.y
        }

        // Without a code the whole of the panel's middle is free.
        QtObject {
            id: place

            readonly property int top: screen.wide ? Tokens.gap : amount.visible ? amount.y + amount.height + Tokens.gapSmall : amount.y + Tokens.gapSmall
            readonly property int bottom: screen.wide ? only.y - Tokens.gapSmall : steps.y - Tokens.gap
            readonly property int width: panel.width - 2 * (screen.compact ? Tokens.gap : Tokens.gapLarge)
            readonly property int height: Math.round(Math.min(bottom - top, 1.2 * width))
            readonly property int y: Math.round((top + bottom - height) / 2)
        }

        Grid {
            id: steps

            readonly property bool stacked: screen.wide && !screen.compact && !choice.visible
            readonly property bool cramped: parent.width < 600 * Tokens.u * Tokens.printScale
            readonly property bool fits: !screen.wide || stacked || ceiling + Tokens.gapSmall + height <= beside.height

            parent: screen.wide ? beside : panel
            visible: screen.waiting && fits && !screen.confirming
            anchors.horizontalCenter: parent.horizontalCenter
            readonly property int ceiling: choice.visible && screen.wide ? choice.y + choice.height : amount.y + amount.height

            y: stacked ? Math.round((ceiling + beside.height - height) / 2) : screen.wide ? ceiling + Tokens.gapSmall : only.y - height - Tokens.gapSmall
            columns: stacked ? 1 : 3
            // Longer words in a narrow column: the row shrinks as a whole instead of running over the edge.
            scale: Math.min(1, (parent.width - 2 * Tokens.gap) / Math.max(1, width))
            spacing: stacked ? Tokens.gapLarge : Math.round((screen.compact || cramped ? 12 : 24) * Tokens.u)

            Repeater {
                model: screen.by === "money" ? [qsTr("投币或塞入纸币"), qsTr("投够就出货"), qsTr("取货，取找零")] : screen.by === "reader" ? [qsTr("拿出银行卡"), qsTr("贴近或插入"), qsTr("付款后取货")] : screen.holding ? [qsTr("打开付款码"), qsTr("对准扫码窗口"), qsTr("付款后取货")] : [qsTr("打开%1").arg(screen.checkout.wallet), qsTr("扫一扫"), qsTr("付款后取货")]

                Row {
                    id: step

                    required property int index
                    required property string modelData

                    spacing: Math.round((steps.stacked ? 20 : 10) * Tokens.u)

                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.round((steps.stacked ? 72 : screen.compact || steps.cramped ? 44 : 54) * Tokens.u)
                        height: width
                        radius: width / 2
                        color: Tokens.ink

                        // The first step is a phone, not a call: no icon of the family is one.
                        Rectangle {
                            visible: step.index === 0 && screen.by === ""
                            anchors.centerIn: parent
                            width: Math.round(parent.width * 0.34)
                            height: Math.round(parent.width * 0.56)
                            radius: Math.round(parent.width * 0.08)
                            color: "transparent"
                            border.width: Math.max(2, Math.round(parent.width * 0.05))
                            border.color: Tokens.inkOver

                            Rectangle {
                                anchors.horizontalCenter: parent.horizontalCenter
                                anchors.bottom: parent.bottom
                                anchors.bottomMargin: Math.round(parent.height * 0.14)
                                width: Math.round(parent.width * 0.34)
                                height: Math.max(2, Math.round(parent.width * 0.12))
                                color: Tokens.inkOver
                            }
                        }

                        Icon {
                            visible: name !== ""
                            anchors.centerIn: parent
                            size: Math.round(parent.width * 0.6)
                            name: (screen.by === "money" ? ["coin", "check", "hatch"] : screen.by === "reader" ? ["card", "contactless", "hatch"] : ["", "scan", "hatch"])[step.index]
                            ink: Tokens.inkOver
                        }
                    }

                    Words {
                        anchors.verticalCenter: parent.verticalCenter
                        text: step.modelData
                        font.pixelSize: steps.stacked ? Math.round(Tokens.title * 0.84) : steps.cramped ? Math.max(Tokens.smallest, Math.round(Tokens.label * 0.82)) : Math.round(Tokens.body * 0.92)
                    }
                }
            }
        }

        Words {
            id: only

            visible: screen.waiting
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Tokens.gap
            width: parent.width - 2 * Tokens.gap
            // Two whole lines when it stands: what is said when the network goes must be read from afar.
            height: Math.round(Tokens.label * (screen.wide ? 2.5 : 3))
            horizontalAlignment: Text.AlignHCenter
            text: screen.checkout.notice !== "" ? screen.checkout.notice : screen.by === "money" ? qsTr("随时可以取消，已投的钱全部退回") : screen.by === "reader" ? qsTr("只用本机的读卡器，不要把卡交给别人") : screen.holding ? qsTr("付款码等于钱，只对准本机的扫码窗口，不要给别人看") : qsTr("付款码只在本屏幕显示，请勿扫描机身粘贴的二维码")
            color: screen.checkout.notice !== "" ? Tokens.warning : Tokens.inkSoft
            strong: screen.checkout.notice !== ""
            font.pixelSize: Tokens.label
            fontSizeMode: Text.Fit
            minimumPixelSize: Tokens.smallest
            wrapMode: Text.Wrap
        }

        Verdict {
            visible: !screen.waiting
            anchors.centerIn: parent
            width: parent.width - 2 * Tokens.gapLarge
            readonly property bool paid: screen.checkout.phase === "paid"
            tone: paid ? "good" : "doubt"
            icon: paid ? "check" : "clock"
            title: paid ? qsTr("已收到付款") : qsTr("正在核实付款")
            text: paid ? qsTr("马上出货，请看取货口。") : qsTr("正在向支付渠道确认。如果已经付款，会照常出货或自动退回。")
        }
    }

    Item {
        id: beside

        visible: screen.wide
        x: lines.x
        width: parent.width - x - Tokens.edge
        y: lines.visible ? lines.height + Tokens.gap : 0
        height: clock.y - y
    }

    Row {
        id: clock

        readonly property bool narrow: screen.wide && beside.width < 640 * Tokens.u * Tokens.printScale

        visible: screen.waiting && screen.checkout.countdown.shown && !screen.compact
        spacing: Tokens.gap
        x: screen.wide ? Math.round(beside.x + (beside.width - width) / 2) : Math.round((parent.width - width) / 2)
        y: screen.compact ? buttons.y : buttons.y - height - Tokens.gap

        Ring {
            seconds: screen.checkout.countdown.left
            span: screen.checkout.countdown.span
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: clock.narrow ? screen.checkout.timeLeft : qsTr("等待付款") + " · " + screen.checkout.timeLeft
            color: Tokens.inkSoft
        }
    }

    Row {
        id: buttons

        readonly property int side: Math.floor((width - spacing - (screen.compact ? Tokens.mainTarget + spacing : 0)) / 2)

        visible: screen.waiting
        x: screen.wide ? beside.x : Tokens.edge
        width: screen.wide ? beside.width : parent.width - 2 * x
        y: parent.height - height - (screen.wide || screen.compact ? Tokens.gap : Tokens.gapLarge)
        spacing: Tokens.gap

        Pill {
            objectName: "cancel"
            width: buttons.side
            height: Tokens.mainTarget
            text: screen.checkout.till.cancelText
            enabled: screen.checkout.canCancel
            onClicked: screen.backend.cancel()
        }

        Ring {
            visible: screen.compact
            diameter: Tokens.mainTarget
            seconds: screen.checkout.countdown.left
            span: screen.checkout.countdown.span
        }

        Pill {
            objectName: "more_time"
            width: buttons.side
            height: Tokens.mainTarget
            text: qsTr("再等等")
            enabled: screen.checkout.canExtend
            onClicked: screen.backend.moreTime()
        }
    }
}
