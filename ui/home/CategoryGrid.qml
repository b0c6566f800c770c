pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// All categories at once, each with its small picture: nothing to scroll.
Grid {
    id: grid

    required property Backend backend
    property int cellHeight: Math.round(132 * Tokens.u * Tokens.printScale)
    readonly property int cellWidth: Math.floor((width - (columns - 1) * columnSpacing) / columns)

    // Too low for a picture and a word: the word alone.
    readonly property bool low: cellHeight < 104 * Tokens.u

    columnSpacing: Math.round(10 * Tokens.u)
    rowSpacing: columnSpacing

    Repeater {
        model: grid.backend.catalogue.categories

        Panel {
            id: cell

            required property string category
            required property string name
            required property string picture
            required property bool chosen

            objectName: "category:" + category
            width: grid.cellWidth
            height: grid.cellHeight
            radius: Tokens.radius
            fill: chosen ? Tokens.ink : touch.pressed ? Tokens.sunken : Tokens.card
            scale: touch.pressed ? Tokens.pressedScale : 1
            Accessible.role: Accessible.RadioButton
            Accessible.name: name
            Accessible.checked: chosen
            Accessible.onPressAction: grid.backend.catalogue.chooseCategory(category)

            Item {
                id: art

                anchors.top: parent.top
                anchors.topMargin: Math.round(10 * Tokens.u)
                anchors.horizontalCenter: parent.horizontalCenter
                width: height
                height: parent.height - words.height - Math.round(22 * Tokens.u)
                visible: !grid.low

                Image {
                    visible: cell.picture !== ""
                    anchors.fill: parent
                    source: cell.picture
                    sourceSize: Qt.size(Math.max(1, art.width), Math.max(1, art.height))
                    fillMode: Image.PreserveAspectFit
                    asynchronous: true
                }

                Grid {
                    visible: cell.category === "all"
                    anchors.centerIn: parent
                    columns: 2
                    spacing: Math.round(parent.height * 0.1)

                    Repeater {
                        model: 4

                        Rectangle {
                            width: Math.round(art.height * 0.3)
                            height: width
                            radius: width * 0.3
                            color: cell.chosen ? Tokens.inkOver : Tokens.ink
                        }
                    }
                }
            }

            Words {
                id: words

                anchors.bottom: parent.bottom
                anchors.bottomMargin: grid.low ? Math.round((parent.height - height) / 2) : Math.round(8 * Tokens.u)
                anchors.horizontalCenter: parent.horizontalCenter
                width: parent.width - Math.round(12 * Tokens.u)
                height: Math.round(Tokens.label * (grid.backend.catalogue.wordy || grid.cellWidth < 4.7 * Tokens.label ? 2.1 : 1.3))
                text: cell.name
                strong: true
                color: cell.chosen ? Tokens.inkOver : Tokens.ink
                font.pixelSize: Tokens.label
                fontSizeMode: Text.Fit
                minimumPixelSize: Tokens.smallest
                lineHeight: 0.86
                wrapMode: Text.WordWrap
                horizontalAlignment: Text.AlignHCenter
            }

            MouseArea {
                id: touch

                anchors.fill: parent
                onClicked: grid.backend.catalogue.chooseCategory(cell.category)
            }
        }
    }
}
