pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.deals
import ui.search

// What will be paid for, line by line.
Sheet {
    id: screen

    required property Backend backend
    readonly property Basket basket: backend.basket
    readonly property string hint: basket.hint !== "" ? basket.hint : basket.limit > 0 ? qsTr("一次最多买 %n 件，这样每件都能确认出货", "", basket.limit) : ""
    readonly property bool low: Tokens.lowPanel
    readonly property int lineHeight: low ? Math.round(Tokens.target + 22 * Tokens.u) : Math.round(Math.max(150 * Tokens.u * Tokens.printScale, Tokens.target + 40 * Tokens.u))

    readonly property bool wide: width > 1.15 * height
    // Lying, what is said of the price stands beside the goods.
    readonly property bool split: wide && notes.said && width > 900 * Tokens.u

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round((split ? 1700 : 1300) * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, head.height + changed.height + Math.max(basket.lines.count * (lineHeight + lines.spacing), split ? notes.height : 0) + (split ? 0 : lines.notesHeight) + extra.height + foot.height + 4 * Tokens.gap)
    onDismissed: backend.back()

    Item {
        id: head

        x: Tokens.edge
        y: Tokens.gap
        width: parent.width - 2 * x
        height: Tokens.target

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("购物车")
            strong: true
            font.pixelSize: Tokens.title
        }

        Pill {
            objectName: "clear"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            kind: "quiet"
            strong: false
            size: Tokens.label
            icon: "trash"
            text: qsTr("清空")
            onClicked: screen.backend.clearCart()
        }
    }

    PriceChanged {
        id: changed

        anchors.top: head.bottom
        anchors.topMargin: visible ? Tokens.gapSmall : 0
        x: Tokens.edge
        width: parent.width - 2 * x
        size: screen.low ? Tokens.label : Tokens.body
        text: screen.backend.deals.priceChanged
    }

    ListView {
        id: lines

        readonly property int notesHeight: footerItem !== null ? footerItem.height : 0

        anchors.top: changed.bottom
        anchors.topMargin: Tokens.gap
        anchors.bottom: extra.top
        width: screen.split ? Math.round(parent.width * (screen.low ? 0.64 : 0.54)) : parent.width
        clip: true
        cacheBuffer: 0
        spacing: Tokens.gapSmall
        boundsBehavior: Flickable.StopAtBounds
        model: screen.basket.lines
        footer: Item {
            id: below

            width: lines.width
            height: screen.split || !notes.said ? 0 : notes.height + Tokens.gapSmall
        }

        delegate: Item {
            id: line

            required property string sku
            required property string name
            required property string detail
            required property string amount
            required property int quantity
            required property string picture
            required property string tint
            required property bool canAdd
            required property string problem
            required property bool blocked

            width: lines.width
            height: screen.lineHeight

            Panel {
                x: Tokens.edge
                width: parent.width - 2 * x
                height: parent.height
                raised: false

                ProductPicture {
                    id: picture

                    x: Math.round(14 * Tokens.u)
                    anchors.verticalCenter: parent.verticalCenter
                    width: height
                    height: parent.height - 2 * x
                    picture: line.picture
                    tint: line.tint
                }

                Column {
                    anchors.left: picture.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: stepper.left
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: line.name
                        strong: true
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Words {
                        visible: !screen.low || line.problem !== ""
                        width: parent.width
                        text: line.problem !== "" ? line.problem : line.detail
                        color: line.blocked ? Tokens.accent : line.problem !== "" ? Tokens.warning : Tokens.inkSoft
                        strong: line.blocked
                        font.pixelSize: Tokens.label
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Price {
                        visible: !screen.low || line.problem === ""
                        size: Math.round(Tokens.price * 0.86)
                        text: line.amount
                        ink: line.blocked ? Tokens.inkSoft : Tokens.accent
                    }
                }

                Row {
                    id: stepper

                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Math.round(8 * Tokens.u)

                    RoundButton {
                        objectName: "minus:" + line.sku
                        icon: line.quantity > 1 ? "minus" : "trash"
                        label: qsTr("减一件：%1").arg(line.name)
                        fill: Tokens.sunken
                        onClicked: line.quantity > 1 ? screen.backend.remove(line.sku) : screen.backend.discard(line.sku)
                    }

                    Words {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.round(58 * Tokens.u)
                        horizontalAlignment: Text.AlignHCenter
                        text: String(line.quantity)
                        strong: true
                    }

                    RoundButton {
                        objectName: "plus:" + line.sku
                        icon: "plus"
                        label: qsTr("加一件：%1").arg(line.name)
                        fill: Tokens.accentSoft
                        ink: Tokens.accent
                        enabled: line.canAdd
                        onClicked: screen.backend.add(line.sku)
                    }
                }
            }
        }
    }

    Flickable {
        id: beside

        anchors.top: lines.top
        anchors.bottom: extra.top
        x: lines.width - Math.round(Tokens.edge / 2)
        width: parent.width - x - Tokens.edge
        visible: screen.split
        contentHeight: notes.height
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true
    }

    CartNotes {
        id: notes

        parent: screen.split ? beside.contentItem : lines.footerItem
        x: screen.split ? 0 : Tokens.edge
        y: screen.split ? 0 : Tokens.gapSmall
        width: screen.split ? beside.width : lines.width - 2 * x
        backend: screen.backend
    }

    Item {
        id: extra

        readonly property bool shown: !screen.low && companions.many > 0

        anchors.bottom: foot.top
        x: Tokens.edge
        width: parent.width - 2 * x
        height: shown ? companions.y + companions.cellHeight + Tokens.gap : 0
        visible: shown

        Words {
            id: question

            text: qsTr("搭配更好")
            color: Tokens.inkSoft
            strong: true
            font.pixelSize: Tokens.label
        }

        Companions {
            id: companions

            y: question.height + Tokens.gapSmall
            width: parent.width
            backend: screen.backend
            model: screen.basket.companions
            adds: true
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: hint.height + Tokens.mainTarget + 2 * Tokens.gap + Tokens.gapSmall

        Words {
            id: hint

            x: Tokens.edge
            width: parent.width - 2 * x
            visible: text !== ""
            height: visible ? Math.round(Tokens.body * 1.5) : 0
            text: screen.hint !== "" ? screen.hint : notes.said ? "" : screen.basket.savings
            color: screen.hint !== "" ? Tokens.warning : Tokens.success
            strong: true
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        RoundButton {
            id: back

            objectName: "back"
            x: Tokens.edge
            anchors.verticalCenter: pay.verticalCenter
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.backend.back()
        }

        PageKey {
            id: turn

            view: lines
            beside: screen.split ? beside : null
            anchors.left: back.right
            anchors.leftMargin: Tokens.gap
            anchors.verticalCenter: pay.verticalCenter
            diameter: Tokens.mainTarget
        }

        Column {
            id: sum

            anchors.left: turn.visible ? turn.right : back.right
            anchors.leftMargin: turn.visible ? Tokens.gap : Tokens.gapLarge
            anchors.right: pay.left
            anchors.rightMargin: Tokens.gapSmall
            anchors.verticalCenter: pay.verticalCenter

            Words {
                width: parent.width
                text: qsTr("已选 %n 件", "", screen.basket.count)
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
            }

            Price {
                // A sum of five figures beside three keys on a narrow panel.
                scale: Math.min(1, sum.width / implicitWidth)
                transformOrigin: Item.Left
                size: Math.round(Tokens.display * 0.86)
                text: screen.basket.total
                ink: Tokens.ink
            }
        }

        Pill {
            id: pay

            objectName: "buy"
            anchors.right: parent.right
            anchors.rightMargin: Tokens.edge
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Tokens.gap
            width: Math.round(parent.width * 0.36)
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: screen.backend.place.payWord
            enabled: screen.basket.canPay
            onClicked: screen.backend.pay()
        }
    }
}
