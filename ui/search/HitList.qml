pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What was found, where there is no height for cards: a row each, two abreast where they fit, whole rows to a page.
GridView {
    id: list

    required property Backend backend
    readonly property int rows: Math.max(1, Math.floor(height / (118 * Tokens.u)))
    readonly property int columns: Math.max(1, Math.floor(width / (440 * Tokens.u)))
    readonly property int onePage: rows * columns
    readonly property int pages: Math.max(1, Math.ceil(count / onePage))
    readonly property int page: atYEnd ? pages : Math.min(pages, Math.floor((contentY - originY + cellHeight / 2) / (rows * cellHeight)) + 1)

    signal adding(Item from, string picture, string tint)

    function turn(by: int): void {
        positionViewAtIndex(Math.max(0, Math.min(count - 1, (page - 1 + by) * onePage)), GridView.Beginning);
    }

    cellWidth: Math.floor(width / columns)
    cellHeight: Math.floor(height / rows)
    clip: true
    cacheBuffer: 0
    snapMode: GridView.SnapToRow
    boundsBehavior: Flickable.StopAtBounds
    model: visible ? backend.search.cards : null

    delegate: Item {
        id: cell

        required property string sku
        required property string name
        required property string detail
        required property string price
        required property string picture
        required property string tint
        required property bool available
        required property bool canAdd
        required property string reason
        required property int inCart

        width: list.cellWidth
        height: list.cellHeight

        Panel {
            objectName: "card:" + cell.sku
            anchors.fill: parent
            anchors.margins: Math.round(5 * Tokens.u)
            raised: false
            radius: Tokens.radiusSmall
            fill: touch.pressed ? Tokens.sunken : Tokens.card
            Accessible.role: Accessible.Button
            Accessible.name: [cell.name, cell.detail, "¥" + cell.price, cell.reason].join(", ")
            Accessible.onPressAction: list.backend.openProduct(cell.sku)

            MouseArea {
                id: touch

                anchors.fill: parent
                onClicked: list.backend.openProduct(cell.sku)
            }

            ProductPicture {
                id: picture

                x: Math.round(8 * Tokens.u)
                y: x
                width: Math.round(Math.min(height, parent.width * 0.26))
                height: parent.height - 2 * y
                picture: cell.picture
                tint: cell.tint
            }

            Column {
                anchors.left: picture.right
                anchors.leftMargin: Math.round(14 * Tokens.u)
                anchors.right: plus.visible ? plus.left : parent.right
                anchors.rightMargin: Math.round(8 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    width: parent.width
                    text: cell.name
                    strong: true
                    height: Math.round(Math.min(cell.height - amount.height - 14 * Tokens.u, Tokens.body * 2.1))
                    color: cell.available ? Tokens.ink : Tokens.inkSoft
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: Text.WordWrap
                    lineHeight: 0.86
                }

                Row {
                    width: parent.width
                    spacing: Math.round(14 * Tokens.u)

                    Price {
                        id: amount

                        visible: cell.available
                        text: cell.price
                        size: Math.round(Math.min(Tokens.price * 0.8, list.width / 7))
                        width: implicitWidth
                    }

                    Words {
                        visible: cell.reason !== "" || list.columns > 1
                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width - (amount.visible ? amount.width + parent.spacing : 0)
                        text: cell.reason !== "" ? cell.reason : cell.detail
                        color: cell.reason !== "" ? Tokens.warning : Tokens.inkSoft
                        font.pixelSize: Tokens.label
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }
                }
            }

            RoundButton {
                id: plus

                objectName: "add:" + cell.sku
                visible: cell.available
                enabled: cell.canAdd
                anchors.right: parent.right
                anchors.rightMargin: Math.round(12 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter
                diameter: Math.round(Math.min(70 * Tokens.u, list.width * 0.2))
                width: diameter
                height: diameter
                icon: "plus"
                label: qsTr("加入购物车：%1").arg(cell.name)
                fill: cell.inCart > 0 ? Tokens.accent : Tokens.accentSoft
                ink: cell.inCart > 0 ? Tokens.accentOver : Tokens.accent
                onClicked: {
                    list.adding(picture, cell.picture, cell.tint);
                    list.backend.add(cell.sku);
                }
            }
        }
    }
}
