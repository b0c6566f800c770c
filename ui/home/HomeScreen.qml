import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The counter: banner, categories, goods, cart. Upright they stand one above the other; lying, banner and
// categories move to a rail on the left.
Item {
    id: home

    required property Backend backend
    readonly property bool wide: width > 1.15 * height
    readonly property int rail: wide ? Math.round(Math.min(300, width / Tokens.u * 0.19) * Tokens.u) : 0
    readonly property bool empty: backend.closed.soldOut
    readonly property bool bannerFits: wide ? height > 780 * Tokens.u : height > 1200 * Tokens.u

    BannerCarousel {
        id: banner

        visible: home.bannerFits && count > 0 && !home.empty
        backend: home.backend
        x: Tokens.edge
        y: home.wide ? Math.round(6 * Tokens.u) : 0
        width: home.wide ? home.rail : parent.width - 2 * Tokens.edge
        height: !visible ? 0 : home.wide ? Math.round(200 * Tokens.u) : Math.round(Math.min(186 * Tokens.u, home.height * 0.12))
    }

    SoldOut {
        id: soldOut

        visible: home.empty
        backend: home.backend
        x: banner.x
        y: banner.y
        width: banner.width
        height: home.bannerFits ? Math.round(186 * Tokens.u) : Math.round(96 * Tokens.u)
    }

    CategoryGrid {
        id: categories

        backend: home.backend
        x: Tokens.edge
        y: banner.visible ? banner.y + banner.height + Tokens.gap : soldOut.visible ? soldOut.y + soldOut.height + Tokens.gap : banner.y
        width: home.wide ? home.rail : parent.width - 2 * Tokens.edge
        columns: {
            const count = home.backend.catalogue.categories.count;
            // Nine narrow ones abreast could not be read.
            return home.wide ? 2 : count === 9 ? (width > 900 * Tokens.u ? 9 : 5) : 8;
        }
        cellHeight: {
            const rows = Math.ceil(home.backend.catalogue.categories.count / columns);
            const upright = Math.round(122 * Tokens.u * Math.min(1.1, Tokens.printScale));
            return home.wide ? Math.min(Math.round(1.2 * upright), Math.floor((bar.y - y - Tokens.gapSmall - (rows - 1) * rowSpacing) / rows)) : upright;
        }
    }

    SortRow {
        id: sorting

        backend: home.backend
        visible: !home.wide
        x: Tokens.edge
        width: parent.width - 2 * Tokens.edge
        y: categories.y + categories.height + Math.round(14 * Tokens.u)
        page: goods.page
        pages: goods.pages
        onTurned: by => goods.turn(by)
    }

    ProductGrid {
        id: goods

        backend: home.backend
        wide: home.wide
        anchors.left: parent.left
        anchors.leftMargin: home.wide ? categories.x + home.rail + Tokens.gap * 1.5 - Tokens.edge : 0
        anchors.right: home.wide ? find.left : parent.right
        anchors.rightMargin: home.wide ? Tokens.gap - Tokens.edge : 0
        y: home.wide ? 0 : sorting.y + sorting.height + Math.round(4 * Tokens.u)
        height: bar.y - y
        onAdding: (from, picture, tint) => flight.ready(from, picture, tint)
    }

    RoundButton {
        id: find

        objectName: visible ? "search" : ""
        visible: home.wide
        icon: "search"
        label: qsTr("搜索")
        raised: true
        anchors.right: parent.right
        anchors.rightMargin: Tokens.edge
        y: Math.round(8 * Tokens.u)
        onClicked: home.backend.openSearch()
    }

    Pager {
        id: pager

        visible: home.wide && goods.pages > 1
        upright: true
        room: bar.y - Tokens.gapSmall - (find.y + find.height + Tokens.gapSmall)
        anchors.right: parent.right
        anchors.rightMargin: Tokens.edge
        y: Math.round(Math.max(find.y + find.height + Tokens.gapSmall, Math.min((bar.y - height) / 2, bar.y - Tokens.gapSmall - height)))
        page: goods.page
        pages: goods.pages
        onTurned: by => goods.turn(by)
    }

    CartBar {
        id: bar

        backend: home.backend
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
    }

    Aside {
        backend: home.backend
        x: goods.x + Tokens.edge
        width: goods.width - 2 * Tokens.edge
        y: bar.y - height - Tokens.gap
    }

    Flight {
        id: flight

        backend: home.backend
        target: bar.target
    }
}
