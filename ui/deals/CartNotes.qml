pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Below the goods: each saving on its own line, what is near, and the two choices about the price.
Column {
    id: notes

    required property Backend backend
    readonly property Deals deals: backend.deals
    readonly property bool said: deals.notes.count > 0 || deals.couponWord !== "" || deals.pointsWord !== ""

    spacing: Tokens.gapSmall

    Panel {
        visible: notes.deals.notes.count > 0
        width: parent.width
        height: list.height + 2 * Tokens.gapSmall
        raised: false

        Column {
            id: list

            x: Tokens.gap
            y: Tokens.gapSmall
            width: parent.width - 2 * x

            Repeater {
                model: notes.deals.notes

                NoteLine {
                    required property string key

                    objectName: "note:" + key
                    width: list.width
                }
            }
        }
    }

    SwitchRow {
        objectName: "coupons"
        visible: notes.deals.couponWord !== ""
        width: parent.width
        icon: "coupon"
        title: qsTr("优惠券")
        told: notes.deals.couponWord
        onTouched: notes.backend.openCoupons()
    }

    SwitchRow {
        objectName: "points"
        visible: notes.deals.pointsWord !== ""
        enabled: notes.deals.canSpend
        width: parent.width
        icon: "star"
        title: qsTr("积分抵现")
        told: notes.deals.pointsWord
        isSwitch: true
        on: notes.deals.spending
        onTouched: notes.deals.spendPoints(!notes.deals.spending)
    }
}
