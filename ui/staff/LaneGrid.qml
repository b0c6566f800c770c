pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The lanes as one stands before them: rows from above, columns from the left. Sign, word and colour for each.
Item {
    id: grid

    required property StaffLanes lanes
    readonly property int gap: Math.round(8 * Tokens.u)
    readonly property int cellWidth: Math.floor((width - (lanes.columns - 1) * gap) / Math.max(1, lanes.columns))
    readonly property int cellHeight: Math.max(Tokens.target, Math.min(Math.round(216 * Tokens.u), Math.floor((height - (lanes.rows - 1) * gap) / Math.max(1, lanes.rows))))
    readonly property int wantedHeight: lanes.rows * (Tokens.target + gap) - gap

    Repeater {
        model: grid.lanes.cells

        Rectangle {
            id: cell

            required property string label
            required property int row
            required property int column
            required property string tone
            required property string amount
            required property string text
            required property string picture
            required property string tint
            required property bool chosen
            required property bool turning

            objectName: "lane:" + label
            x: column * (grid.cellWidth + grid.gap)
            y: row * (grid.cellHeight + grid.gap)
            width: grid.cellWidth
            height: grid.cellHeight
            radius: Tokens.radiusSmall
            color: turning ? Tokens.infoSoft : text === "" ? Tokens.card : Tokens.toneSoft(tone)
            border.width: chosen ? Math.max(3, 2 * Tokens.hairline, Tokens.outlineMarked) : Tokens.outline
            border.color: chosen ? Tokens.ink : Tokens.line
            Accessible.role: Accessible.Button
            Accessible.name: cell.label + " " + cell.text
            Accessible.onPressAction: grid.lanes.choose(cell.label)

            Column {
                anchors.centerIn: parent
                width: parent.width - Math.round(2 * Tokens.u)

                ProductPicture {
                    visible: grid.cellHeight > 190 * Tokens.u
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: Math.round(80 * Tokens.u)
                    height: width
                    picture: cell.picture
                    tint: cell.tint
                }

                Words {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: cell.label
                    strong: true
                    font.pixelSize: Tokens.label
                }

                Words {
                    visible: cell.text === "" && !cell.turning || grid.cellHeight > 110 * Tokens.u
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: cell.amount
                    color: Tokens.inkSoft
                    font.pixelSize: Math.round(Tokens.label * 0.85)
                    font.features: {
                        "tnum": 1
                    }
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: cell.turning ? qsTr("在转") : cell.text
                    strong: true
                    color: cell.turning ? Tokens.info : Tokens.toneColor(cell.tone)
                    font.pixelSize: Math.round(Tokens.label * 0.85)
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                }
            }

            MouseArea {
                anchors.fill: parent
                onClicked: grid.lanes.choose(cell.label)
            }
        }
    }
}
