pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme

// The goods, a whole number of rows to a page. A flick works and the page buttons do without one.
GridView {
    id: grid

    required property Backend backend
    property bool wide: false
    readonly property int room: width - 2 * Tokens.edge + Tokens.gap
    // What an upright card needs below and above its picture, and how low a lying one may be.
    readonly property bool wordy: backend.catalogue.wordy
    readonly property real textHeight: Tokens.body * (wordy ? 2.1 : 1.35) + Tokens.label * 1.35 + 150 * Tokens.u
    readonly property bool oneRow: height < 2 * (textHeight + 0.42 * 236 * Tokens.u)
    readonly property int slimColumns: columnsOf(oneRow && wide ? 184 : 236)
    readonly property int uprightRows: Math.max(1, Math.floor(height / (textHeight + 0.42 * room / slimColumns)))
    readonly property int uprightColumns: uprightRows > 1 ? columnsOf(236) : slimColumns
    readonly property int lyingRows: Math.floor(height / (textHeight + 74 * Tokens.u))
    readonly property bool lying: uprightRows < 2 && lyingRows > uprightRows
    readonly property int columns: lying ? columnsOf(276) : uprightColumns
    readonly property int rows: lying ? lyingRows : uprightRows
    readonly property int pageHeight: rows * cellHeight
    readonly property int pages: Math.max(1, Math.ceil(count / (rows * columns)))
    readonly property int page: atYEnd ? pages : Math.min(pages, Math.floor((contentY - originY + cellHeight / 2) / pageHeight) + 1)

    function columnsOf(leastUnits: int): int {
        return Math.max(2, Math.min(wide ? 5 : 3, Math.floor(room / (leastUnits * Tokens.u * Tokens.printScale))));
    }

    signal adding(Item from, string picture, string tint)

    function turn(by: int): void {
        const last = Math.max(0, contentHeight - height);
        turning.to = originY + Math.max(0, Math.min(last, (page - 1 + by) * pageHeight));
        turning.restart();
    }

    model: backend.catalogue.cards
    leftMargin: Tokens.edge - Tokens.gap / 2
    rightMargin: leftMargin
    cellWidth: Math.floor(room / columns)
    cellHeight: Math.floor(height / rows)
    cacheBuffer: 0
    clip: true
    snapMode: GridView.SnapToRow
    boundsBehavior: Flickable.StopAtBounds
    flickDeceleration: 3000
    // A card kept for its next use and taken up at the same place misses what changed in between: a lane that was
    // taken out of use would still be offered.
    reuseItems: false

    // The shadow of the last row fades out instead of ending at a line.
    Rectangle {
        parent: grid
        anchors.bottom: parent.bottom
        width: parent.width
        height: Tokens.gap / 2
        z: 1
        gradient: Gradient {
            GradientStop {
                position: 0
                color: Qt.alpha(Tokens.ground, 0)
            }

            GradientStop {
                position: 1
                color: Tokens.ground
            }
        }
    }

    NumberAnimation {
        id: turning

        target: grid
        property: "contentY"
        duration: Tokens.calm
        easing.type: Easing.OutCubic
    }

    delegate: Item {
        id: cell

        required property string sku
        required property string name
        required property string detail
        required property string price
        required property string listPrice
        required property string picture
        required property string tint
        required property string badge
        required property string badgeTone
        required property bool available
        required property bool canAdd
        required property string reason
        required property string why
        required property string stars
        required property int inCart

        width: grid.cellWidth
        height: grid.cellHeight

        ProductCard {
            anchors.fill: parent
            anchors.margins: Tokens.gap / 2
            backend: grid.backend
            wordy: grid.wordy
            lying: grid.lying
            sku: cell.sku
            name: cell.name
            detail: cell.detail
            price: cell.price
            listPrice: cell.listPrice
            picture: cell.picture
            tint: cell.tint
            badge: cell.badge
            badgeTone: cell.badgeTone
            available: cell.available
            canAdd: cell.canAdd
            reason: cell.reason
            why: cell.why
            stars: cell.stars
            inCart: cell.inCart
            onAdding: from => grid.adding(from, cell.picture, cell.tint)
        }
    }
}
