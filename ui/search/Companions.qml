pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What goes well with it, each with the reason why it is said. A touch looks at it, or puts it into the cart.
Grid {
    id: row

    required property Backend backend
    property alias model: cards.model
    property bool adds: false
    readonly property int many: cards.count
    // Two lines of why, the name's third and the price: on a small panel words shrink less than all else.
    readonly property int cellHeight: Math.round(Math.max(136 * Tokens.u * Tokens.printScale, (2.4 * Math.max(Tokens.smallest, 0.8 * Tokens.label) + 1.4 * Tokens.body) / 0.6))

    columns: width > 840 * Tokens.u ? 3 : 2
    spacing: Tokens.gapSmall

    Repeater {
        id: cards

        Panel {
            id: companion

            required property int index
            required property string sku
            required property string name
            required property string price
            required property string picture
            required property string tint
            required property string why
            required property bool canAdd

            objectName: (row.adds ? "add:" : "card:") + sku
            visible: index < row.columns || !row.adds
            enabled: canAdd || !row.adds
            width: Math.floor((row.width - (row.columns - 1) * row.spacing) / row.columns)
            height: row.cellHeight
            raised: false
            fill: press.pressed ? Tokens.sunken : Tokens.card
            Accessible.role: Accessible.Button
            Accessible.name: [name, why, "¥" + price].join(", ")
            Accessible.onPressAction: companion.take()

            function take(): void {
                if (row.adds)
                    row.backend.add(sku);
                else
                    row.backend.openProduct(sku);
            }

            ProductPicture {
                id: small

                x: Math.round(12 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter
                width: Math.round(Math.min(height, parent.width * 0.34))
                height: parent.height - 2 * x
                picture: companion.picture
                tint: companion.tint
            }

            Column {
                anchors.left: small.right
                anchors.leftMargin: Math.round(14 * Tokens.u)
                anchors.right: parent.right
                anchors.rightMargin: Math.round((row.adds ? 58 : 12) * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    id: says

                    visible: text !== ""
                    width: parent.width
                    text: companion.why
                    color: Tokens.success
                    strong: true
                    font.pixelSize: Math.round(Tokens.label * 0.8)
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: Text.WordWrap
                    lineHeight: 0.8
                }

                Words {
                    width: parent.width
                    height: Math.round(row.cellHeight * (says.lineCount > 1 ? 0.34 : 0.4))
                    text: companion.name
                    strong: true
                    font.pixelSize: Tokens.label
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: Text.Wrap
                    lineHeight: 0.88
                }

                Price {
                    text: companion.price
                    size: Math.round(Tokens.body * 0.96)
                }
            }

            Icon {
                visible: row.adds
                anchors.right: parent.right
                anchors.rightMargin: Math.round(16 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter
                name: "plus"
                ink: Tokens.accent
            }

            MouseArea {
                id: press

                anchors.fill: parent
                onClicked: companion.take()
            }
        }
    }
}
