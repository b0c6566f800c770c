pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The way to pay, always at the bottom. Before the first item it says quietly how one can pay and who to call.
Item {
    id: bar

    required property Backend backend
    readonly property Basket basket: backend.basket
    readonly property bool filled: basket.count > 0
    readonly property alias target: cart
    readonly property string countText: qsTr("已选 %n 件", "", basket.count)
    readonly property string hint: basket.hint !== "" ? basket.hint : basket.limit > 0 ? qsTr("一次最多买 %n 件", "", basket.limit) : ""

    implicitHeight: Math.round(Tokens.mainTarget + 36 * Tokens.u)

    // Whoever comes back about an earlier purchase finds it without looking for help first.
    Pill {
        id: orders

        objectName: visible ? "orders" : ""
        visible: !bar.filled
        anchors.right: parent.right
        anchors.rightMargin: Tokens.edge
        anchors.verticalCenter: parent.verticalCenter
        strong: false
        size: Tokens.label
        sidePad: Math.round(28 * Tokens.u)
        icon: "receipt"
        text: bar.backend.member.signedIn ? qsTr("我的订单") : qsTr("查订单")
        onClicked: bar.backend.openOrders()
    }

    Row {
        id: ways

        readonly property int room: orders.x - Tokens.edge - Tokens.gap

        x: Tokens.edge + Math.round((room - width) / 2)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(30 * Tokens.u)
        opacity: bar.filled ? 0 : 1
        visible: opacity > 0
        scale: Math.min(1, room / Math.max(1, width))

        Repeater {
            model: bar.backend.place.wallets

            Row {
                id: way

                required property string method
                required property string name

                spacing: Math.round(10 * Tokens.u)
                visible: !bar.backend.place.offline

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(24 * Tokens.u)
                    height: width
                    radius: width * 0.3
                    color: Tokens.methodColor(way.method)
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: way.name
                    color: Tokens.inkSoft
                    font.pixelSize: Tokens.label
                }
            }
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.backend.place.phone !== "" && bar.width > 900 * Tokens.u && !bar.backend.place.offline
            text: qsTr("客服 %1").arg(bar.backend.place.phone)
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
        }

        Words {
            visible: bar.backend.place.offline
            text: bar.backend.place.troubleTitle + " · " + qsTr("暂时收不了款")
            color: Tokens.warning
            strong: true
        }
    }

    Item {
        id: panel

        width: parent.width
        height: parent.height
        y: bar.filled ? 0 : height + Tokens.shadowSpread
        visible: y < height

        Behavior on y {
            NumberAnimation {
                duration: Tokens.calm
                easing.type: Easing.OutCubic
            }
        }

        Shadow {
            anchors.fill: parent
            source: Tokens.shadowCard
            radius: Tokens.radiusLarge
            drawnRadius: Tokens.shadowCardRadius
        }

        Rectangle {
            anchors.fill: parent
            anchors.bottomMargin: -Tokens.radiusLarge
            radius: Tokens.radiusLarge
            color: Tokens.card
            border.width: Tokens.outline
            border.color: Tokens.line
        }

        Item {
            id: cart

            objectName: "cart"
            x: Tokens.edge
            width: buy.x - x - Tokens.gap
            height: parent.height
            opacity: touch.pressed ? Tokens.fadedOpacity : 1
            Accessible.role: Accessible.Button
            Accessible.name: qsTr("购物车") + ", " + bar.countText + ", ¥" + bar.basket.total
            Accessible.onPressAction: bar.backend.openCart()

            Rectangle {
                id: bag

                anchors.verticalCenter: parent.verticalCenter
                width: Tokens.target
                height: width
                radius: width / 2
                color: Tokens.accentSoft
                border.width: Tokens.outline
                border.color: Tokens.line

                Icon {
                    anchors.centerIn: parent
                    name: "cart"
                    ink: Tokens.accent
                }

                Rectangle {
                    anchors.right: parent.right
                    anchors.top: parent.top
                    anchors.rightMargin: -Math.round(8 * Tokens.u)
                    anchors.topMargin: anchors.rightMargin
                    width: Math.round(40 * Tokens.u)
                    height: width
                    radius: width / 2
                    color: Tokens.accent

                    Words {
                        anchors.centerIn: parent
                        text: bar.basket.count
                        strong: true
                        color: Tokens.accentOver
                        font.pixelSize: Math.round(24 * Tokens.u)
                    }
                }
            }

            Column {
                anchors.left: bag.right
                anchors.leftMargin: Tokens.gap
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    width: parent.width
                    text: bar.hint !== "" ? bar.hint : bar.basket.savings !== "" ? bar.countText + " · " + bar.basket.savings : bar.countText
                    color: bar.hint !== "" ? Tokens.warning : Tokens.inkSoft
                    font.pixelSize: Tokens.label
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: bar.hint !== "" ? Text.Wrap : Text.NoWrap
                    maximumLineCount: 2
                    lineHeight: 0.86
                }

                Price {
                    text: bar.basket.total
                    ink: Tokens.ink
                }
            }

            MouseArea {
                id: touch

                anchors.fill: parent
                onClicked: bar.backend.openCart()
            }
        }

        Pill {
            id: buy

            objectName: bar.filled ? "buy" : ""
            anchors.right: parent.right
            anchors.rightMargin: Tokens.edge
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(implicitWidth, Math.round(Math.min(320 * Tokens.u, parent.width * 0.34)))
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: bar.backend.place.payWord
            enabled: bar.basket.canPay
            onClicked: bar.backend.pay()
        }
    }
}
