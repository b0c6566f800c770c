import QtQuick
import ui.backend
import ui.theme
import ui.controls

// How the goods are ordered, and the pages.
Item {
    id: row

    required property Backend backend
    required property int page
    required property int pages

    signal turned(int by)

    implicitHeight: Tokens.target

    readonly property list<string> sorts: ["recommended", "sales", "price", "new"]
    readonly property list<string> names: [qsTr("推荐"), qsTr("销量"), qsTr("价格"), qsTr("新品")]

    Row {
        id: chips

        width: pager.x - Tokens.gap
        height: parent.height

        Repeater {
            model: row.sorts

            Item {
                id: chip

                required property int index
                required property string modelData
                readonly property bool chosen: row.backend.catalogue.sort === modelData

                objectName: "sort:" + modelData
                width: Math.min(words.implicitWidth + Math.round(40 * Tokens.u), chips.width / row.sorts.length)
                height: row.height
                opacity: touch.pressed ? Tokens.fadedOpacity : 1
                Accessible.role: Accessible.RadioButton
                Accessible.name: row.names[index]
                Accessible.checked: chosen
                Accessible.onPressAction: row.backend.catalogue.chooseSort(modelData)

                Words {
                    id: words

                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(implicitWidth, parent.width - Math.round(12 * Tokens.u))
                    text: row.names[chip.index]
                    strong: chip.chosen
                    color: chip.chosen ? Tokens.ink : Tokens.inkSoft
                    font.pixelSize: Math.round(Tokens.body * 0.94)
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Math.round(Tokens.label * 0.8)
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

    Row {
        id: pager

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(12 * Tokens.u)
        visible: row.pages > 1

        RoundButton {
            objectName: "page:prev"
            icon: "chevron-left"
            label: qsTr("上一页")
            raised: true
            enabled: row.page > 1
            onClicked: row.turned(-1)
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(92 * Tokens.u * Tokens.printScale)
            horizontalAlignment: Text.AlignHCenter
            text: row.page + " / " + row.pages
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            font.features: {
                "tnum": 1
            }
        }

        RoundButton {
            objectName: "page:next"
            icon: "chevron-right"
            label: qsTr("下一页")
            raised: true
            enabled: row.page < row.pages
            onClicked: row.turned(1)
        }
    }
}
