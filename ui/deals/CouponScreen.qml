pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Every coupon the customer holds: those that can be used first, and of the others why not.
Sheet {
    id: screen

    required property Backend backend
    readonly property Deals deals: backend.deals
    readonly property int rowHeight: Math.round(Math.max(132 * Tokens.u, Tokens.target + 36 * Tokens.u))

    bodyWidth: width > 1.15 * height ? Math.min(width - 2 * Tokens.edge, Math.round(1100 * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, head.height + coupons.count * (rowHeight + coupons.spacing) + foot.height + 3 * Tokens.gap)
    onDismissed: backend.openCart()

    Item {
        id: head

        x: Tokens.edge
        y: Tokens.gap
        width: parent.width - 2 * x
        height: Tokens.target

        Words {
            anchors.left: parent.left
            anchors.right: none.left
            anchors.rightMargin: Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("优惠券")
            strong: true
            font.pixelSize: Tokens.title
        }

        Pill {
            id: none

            objectName: "coupon:none"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            kind: "quiet"
            strong: screen.deals.noCoupon
            size: Tokens.label
            icon: screen.deals.noCoupon ? "check" : ""
            text: qsTr("这次不用券")
            onClicked: screen.deals.chooseCoupon("")
        }
    }

    ListView {
        id: coupons

        anchors.top: head.bottom
        anchors.topMargin: Tokens.gap
        anchors.bottom: foot.top
        width: parent.width
        clip: true
        cacheBuffer: 0
        spacing: Tokens.gapSmall
        boundsBehavior: Flickable.StopAtBounds
        model: screen.deals.coupons

        delegate: Item {
            id: coupon

            required property string code
            required property string name
            required property string until
            required property string told
            required property bool usable
            required property bool applied

            width: coupons.width
            height: screen.rowHeight

            Panel {
                objectName: "coupon:" + coupon.code
                x: Tokens.edge
                width: parent.width - 2 * x
                height: parent.height
                enabled: coupon.usable
                raised: false
                fill: coupon.applied ? Tokens.successSoft : press.pressed ? Tokens.sunken : Tokens.card
                Accessible.role: Accessible.RadioButton
                Accessible.name: [coupon.name, coupon.told, coupon.until].filter(part => part !== "").join(", ")
                Accessible.checked: coupon.applied
                Accessible.onPressAction: screen.deals.chooseCoupon(coupon.code)

                Rectangle {
                    id: stub

                    x: Tokens.gap
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(72 * Tokens.u)
                    height: width
                    radius: Tokens.radiusSmall
                    color: coupon.usable ? Tokens.accentSoft : Tokens.sunken
                    border.width: Tokens.outline
                    border.color: Tokens.line

                    Icon {
                        anchors.centerIn: parent
                        name: "coupon"
                        ink: coupon.usable ? Tokens.accent : Tokens.inkSoft
                    }
                }

                Column {
                    anchors.left: stub.right
                    anchors.leftMargin: Tokens.gap
                    anchors.right: mark.left
                    anchors.rightMargin: Tokens.gapSmall
                    anchors.verticalCenter: parent.verticalCenter

                    Words {
                        width: parent.width
                        text: coupon.name
                        strong: true
                        color: coupon.usable ? Tokens.ink : Tokens.inkSoft
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Words {
                        width: parent.width
                        text: coupon.told
                        strong: coupon.applied
                        color: coupon.applied ? Tokens.success : coupon.usable ? Tokens.inkSoft : Tokens.warning
                        font.pixelSize: Tokens.label
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }

                    Words {
                        visible: text !== ""
                        width: parent.width
                        text: coupon.until
                        color: Tokens.inkSoft
                        font.pixelSize: Math.round(Tokens.label * 0.86)
                    }
                }

                Rectangle {
                    id: mark

                    anchors.right: parent.right
                    anchors.rightMargin: Tokens.gapLarge
                    anchors.verticalCenter: parent.verticalCenter
                    visible: coupon.usable
                    width: Math.round(48 * Tokens.u)
                    height: width
                    radius: width / 2
                    color: coupon.applied ? Tokens.success : Tokens.card
                    border.width: coupon.applied ? 0 : Tokens.hairline
                    border.color: Tokens.inkSoft

                    Icon {
                        visible: coupon.applied
                        anchors.centerIn: parent
                        size: Math.round(30 * Tokens.u)
                        name: "check"
                        ink: Tokens.toneOver
                    }
                }

                MouseArea {
                    id: press

                    anchors.fill: parent
                    onClicked: screen.deals.chooseCoupon(coupon.code)
                }
            }
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: Tokens.mainTarget + 2 * Tokens.gap

        RoundButton {
            id: back

            objectName: "back"
            x: Tokens.edge
            anchors.verticalCenter: parent.verticalCenter
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.backend.openCart()
        }

        PageKey {
            id: turn

            view: coupons
            anchors.left: back.right
            anchors.leftMargin: Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            diameter: Tokens.mainTarget
        }

        Price {
            anchors.left: turn.visible ? turn.right : back.right
            anchors.leftMargin: turn.visible ? Tokens.gap : Tokens.gapLarge
            anchors.verticalCenter: parent.verticalCenter
            size: Math.round(Tokens.display * 0.86)
            text: screen.backend.basket.total
            ink: Tokens.ink
        }

        Pill {
            objectName: "done"
            anchors.right: parent.right
            anchors.rightMargin: Tokens.edge
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(parent.width * 0.36)
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: qsTr("好了")
            onClicked: screen.backend.openCart()
        }
    }
}
