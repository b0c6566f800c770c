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

    // The words have one size; the space between gives way first where the row is short, then the size.
    readonly property int wanted: Math.round(Tokens.body * 0.94)
    readonly property int space: Math.round(Math.max(10 * Tokens.u, Math.min(42 * Tokens.u, (chips.width - natural.implicitWidth) / sorts.length)))
    readonly property int size: Math.max(Tokens.smallest, Math.min(wanted, Math.floor(wanted * (chips.width - sorts.length * space) / natural.implicitWidth)))

    readonly property list<string> sorts: ["recommended", "sales", "price", "new"]
    readonly property string price: row.backend.catalogue.priceFalls ? qsTr("价格 ↓") : qsTr("价格 ↑")
    readonly property list<string> names: [qsTr("推荐"), qsTr("销量"), price, qsTr("新品")]

    Words {
        id: natural

        visible: false
        text: row.names.join("")
        strong: true
        font.pixelSize: row.wanted
    }

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
