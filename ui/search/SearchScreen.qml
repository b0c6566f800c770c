pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.home
import ui.pickup

// Finding by a few letters: what is found grows beside the keypad with each key. Upright the keypad lies under the
// thumbs; lying it stands on the left.
Item {
    id: screen

    required property Backend backend
    readonly property Search search: backend.search
    readonly property bool wide: width > 1.15 * height
    // No height for cards: rows, and the pages beside them.
    readonly property bool low: height < (wide ? 700 : 1250) * Tokens.u
    readonly property bool pagesBeside: low && wide && line.width > 400 * Tokens.u
    readonly property bool filled: backend.basket.count > 0
    readonly property int padWidth: wide ? Math.round(Math.min(width * 0.5, 7 * 118 * Tokens.u)) : width - 2 * Tokens.edge
    readonly property int aside: wide ? Tokens.edge + padWidth + Tokens.gap : 0

    // Touches between the controls stay here.
    MouseArea {
        anchors.fill: parent
    }

    SearchField {
        id: field

        search: screen.search
        x: screen.wide ? screen.aside : Tokens.edge
        width: parent.width - x - Tokens.edge
        height: Tokens.target
    }

    // What was said about a code goes as soon as something else is typed.
    readonly property string typed: search.text

    onTypedChanged: backend.pickup.clear()

    PickUpNote {
        id: fate

        visible: screen.backend.pickup.shown
        pickup: screen.backend.pickup
        low: screen.low
        x: field.x
        width: field.width
        y: field.y + field.height + Tokens.gapSmall
    }

    Remark {
        id: code

        visible: screen.search.maybeCode && !fate.visible
        x: field.x
        width: field.width
        y: field.y + field.height + Tokens.gapSmall
        icon: "receipt"
        title: qsTr("这可能是取货码")
        text: screen.search.redeems ? screen.low ? "" : qsTr("凭码取货，不用再付款") : qsTr("这台机器不能凭码取货")
        action: screen.search.redeems ? qsTr("取货") : ""
        actionName: "redeem"
        onActed: screen.search.redeem()
    }

    Remark {
        id: nothing

        visible: screen.search.foundNothing && !code.visible && !fate.visible
        x: field.x
        width: field.width
        y: field.y + field.height + Tokens.gapSmall
        icon: "search"
        title: qsTr("没有找到“%1”").arg(screen.search.text.toUpperCase())
        text: screen.low ? "" : qsTr("试试拼音首字母、英文名，或货道号")
    }

    Item {
        id: line

        x: field.x
        width: field.width
        y: (fate.visible ? fate.y + fate.height : code.visible ? code.y + code.height : nothing.visible ? nothing.y + nothing.height : field.y + field.height) + Tokens.gapSmall
        height: screen.pagesBeside ? caption.implicitHeight : Tokens.target

        Words {
            id: caption

            visible: width > 140 * Tokens.u
            width: parent.width - pager.width - Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            text: screen.search.caption
            color: Tokens.inkSoft
            strong: true
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }
    }

    Pager {
        id: pager

        visible: pages > 1 && (!screen.pagesBeside || height <= hits.height + line.height)
        upright: screen.pagesBeside
        anchors.right: line.right
        y: screen.pagesBeside ? goods.y + Math.min(goods.height - height, Math.round((goods.height - height) / 2)) : line.y
        page: screen.low ? hits.page : goods.page
        pages: screen.low ? hits.pages : goods.pages
        onTurned: by => screen.low ? hits.turn(by) : goods.turn(by)
    }

    ProductGrid {
        id: goods

        visible: !screen.low
        backend: screen.backend
        model: screen.low ? null : screen.search.cards
        wide: screen.wide
        x: screen.wide ? screen.aside - Tokens.edge : 0
        width: parent.width - x
        y: line.y + line.height + Math.round(4 * Tokens.u)
        height: (screen.wide ? (till.visible ? till.y : parent.height) : keypad.y) - y - Tokens.gapSmall
        onAdding: (from, picture, tint) => flight.ready(from, picture, tint)
    }

    HitList {
        id: hits

        visible: screen.low
        backend: screen.backend
        anchors.left: line.left
        anchors.right: screen.pagesBeside ? pager.left : line.right
        anchors.rightMargin: screen.pagesBeside ? Tokens.gapSmall : 0
        y: goods.y
        height: goods.height
        onAdding: (from, picture, tint) => flight.ready(from, picture, tint)
    }

    Keypad {
        id: keypad

        backend: screen.backend
        grid: screen.wide
        x: Tokens.edge
        width: screen.padWidth
        keyHeight: screen.wide ? Math.min(Math.round(118 * Tokens.u), Math.floor((parent.height - Tokens.gap + space) / 6) - space) : Math.round(Math.min(96 * Tokens.u, screen.height * 0.085))
        y: screen.wide ? Math.max(0, Math.round((parent.height - Tokens.gap - implicitHeight) / 2)) : foot.y - implicitHeight - Tokens.gap
    }

    // Back, bottom left; upright beside the way to pay. Lying, back is a key of the keypad.
    Item {
        id: foot

        visible: !screen.wide
        x: Tokens.edge
        width: parent.width - 2 * x
        height: Tokens.mainTarget
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap

        RoundButton {
            objectName: foot.visible ? "back" : ""
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.backend.back()
        }
    }

    Item {
        id: till

        visible: screen.filled
        x: screen.wide ? field.x : Tokens.edge + Tokens.mainTarget + Tokens.gap
        width: parent.width - x - Tokens.edge
        height: screen.wide ? Tokens.target : Tokens.mainTarget
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.wide ? Tokens.gapSmall : Tokens.gap

        Pill {
            id: cart

            objectName: till.visible ? "cart" : ""
            width: Math.round((parent.width - Tokens.gap) * 0.46)
            height: parent.height
            icon: "cart"
            sidePad: Math.round((screen.wide ? 16 : 36) * Tokens.u)
            // Spaces that do not break: an amount stands in one line.
            text: screen.backend.basket.count + "\u00a0·\u00a0¥" + screen.backend.basket.total
            onClicked: screen.backend.openCart()
        }

        Pill {
            objectName: till.visible ? "buy" : ""
            anchors.right: parent.right
            width: parent.width - cart.width - Tokens.gap
            height: parent.height
            kind: "primary"
            text: screen.backend.place.payWord
            enabled: screen.backend.basket.canPay
            onClicked: screen.backend.pay()
        }
    }

    Flight {
        id: flight

        backend: screen.backend
        target: cart
    }
}
