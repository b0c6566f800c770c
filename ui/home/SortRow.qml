pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// How the goods are ordered, and the pages.
Item {
    id: row

    required property Backend backend
    property bool paged: true
    property int page: 1
    property int pages: 1

    signal turned(int by)

    implicitHeight: Tokens.target

    // The words keep one size; it gives way, and the space between, where the row is short.
    readonly property bool ample: chips.width > 470 * Tokens.u * Tokens.printScale
    // Large print on a narrow panel: these four words stay as they are, else the last would lie under the search.
    readonly property bool scant: paged && chips.width < 360 * Tokens.u * Tokens.printScale
    readonly property int size: ample ? Math.round(Tokens.body * 0.94) : Math.round(Tokens.label * (tight ? 0.82 : scant ? 0.9 / Tokens.printScale : 0.9))
    readonly property int space: Math.round((ample ? 42 : tight ? 18 : scant ? 12 : 22) * Tokens.u)
    // Beside the bar's buttons on a small panel.
    readonly property bool tight: !paged && !ample

    readonly property list<string> sorts: ["recommended", "sales", "price", "new"]
    readonly property string price: row.backend.catalogue.priceFalls ? qsTr("价格 ↓") : qsTr("价格 ↑")
    readonly property list<string> names: [qsTr("推荐"), qsTr("销量"), price, qsTr("新品")]

    Row {
        id: chips

        width: find.visible ? find.x - Tokens.gapSmall : row.width
        height: parent.height

        Repeater {
            model: row.sorts

            Item {
                id: chip

                required property int index
                required property string modelData
                readonly property bool chosen: row.backend.catalogue.sort === modelData

                objectName: "sort:" + modelData
                width: words.implicitWidth + row.space
                height: row.height
                opacity: touch.pressed ? Tokens.fadedOpacity : 1
                Accessible.role: Accessible.RadioButton
                Accessible.name: row.names[index]
                Accessible.checked: chosen
                Accessible.onPressAction: row.backend.catalogue.chooseSort(modelData)

                Words {
                    id: words

                    anchors.verticalCenter: parent.verticalCenter
                    text: row.names[chip.index]
                    strong: chip.chosen
                    color: chip.chosen ? Tokens.ink : Tokens.inkSoft
                    font.pixelSize: row.size
                }

                Rectangle {
                    visible: chip.chosen
                    anchors.left: words.left
                    anchors.right: words.right
                    anchors.top: words.bottom
                    anchors.topMargin: Math.round(4 * Tokens.u)
                    height: Math.round(5 * Tokens.u)
                    radius: height / 2
                    color: Tokens.accent
                }

                MouseArea {
                    id: touch

                    anchors.fill: parent
                    onClicked: row.backend.catalogue.chooseSort(chip.modelData)
                }
            }
        }
    }

    RoundButton {
        id: find

        objectName: visible ? "search" : ""
        visible: row.paged
        icon: "search"
        label: qsTr("搜索")
        raised: true
        x: (pager.visible ? pager.x - Tokens.gap : row.width - Tokens.gapSmall) - width
        anchors.verticalCenter: parent.verticalCenter
        onClicked: row.backend.openSearch()
    }

    Pager {
        id: pager

        visible: row.paged && row.pages > 1
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        page: row.page
        pages: row.pages
        onTurned: by => row.turned(by)
    }
}
