import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One product: upright where there is height, lying where there is not.
Item {
    id: card

    required property Backend backend
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
    required property int inCart
    property string why: ""
    property string stars: ""
    property bool wordy: false
    property bool lying: false
    // Slim and tall: the key goes below the price, so that the price is as large as elsewhere.
    readonly property bool slim: !lying && width < 240 * Tokens.u && height > 430 * Tokens.u
    readonly property int keyHeight: slim ? Math.round(78 * Tokens.u) : 0
    readonly property int footTop: height - Math.round(90 * Tokens.u) - keyHeight
    readonly property int nameHeight: Math.round(Tokens.body * (wordy ? 2.1 : 1.35))

    signal adding(Item from)

    Panel {
        id: panel

        objectName: "card:" + card.sku
        anchors.fill: parent
        fill: touch.pressed ? Qt.darker(Tokens.card, 1.05) : Tokens.card
        scale: touch.pressed ? Tokens.pressedScale : 1
        Accessible.role: Accessible.Button
        Accessible.name: [card.name, card.detail, "¥" + card.price, card.reason].join(", ")
        Accessible.onPressAction: card.backend.openProduct(card.sku)

        MouseArea {
            id: touch

            anchors.fill: parent
            onClicked: card.backend.openProduct(card.sku)
        }

        ProductPicture {
            id: picture

            x: Math.round(14 * Tokens.u)
            y: x
            width: card.lying ? Math.round(Math.min(parent.height - 2 * y, parent.width * 0.42)) : parent.width - 2 * x
            height: card.lying ? parent.height - 2 * y : card.footTop - card.nameHeight - detailText.height - 2 * y
            picture: card.picture
            tint: card.tint
        }

        Badge {
            anchors.left: picture.left
            anchors.top: picture.top
            room: picture.width
            text: card.badge
            tone: card.badgeTone
        }

        Rectangle {
            visible: card.reason !== ""
            anchors.horizontalCenter: picture.horizontalCenter
            anchors.bottom: picture.bottom
            anchors.bottomMargin: Math.round(12 * Tokens.u)
            width: Math.min(picture.width - Math.round(12 * Tokens.u), away.implicitWidth + Math.round(36 * Tokens.u))
            height: away.height + Math.round(14 * Tokens.u)
            radius: Math.min(height / 2, Math.round(26 * Tokens.u))
            color: Tokens.ink

            Words {
                id: away

                anchors.centerIn: parent
                width: Math.min(implicitWidth, picture.width - Math.round(30 * Tokens.u))
                text: card.reason
                strong: true
                color: Tokens.inkOver
                font.pixelSize: Tokens.label
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
                wrapMode: Text.WordWrap
                lineHeight: 0.86
                horizontalAlignment: Text.AlignHCenter
            }
        }

        // Why it stands so far in front.
        Rectangle {
            visible: card.why !== "" && picture.height > 130 * Tokens.u
            x: picture.x + Math.round(10 * Tokens.u)
            y: picture.y + picture.height - height - Math.round(10 * Tokens.u)
            width: Math.min(whyWords.implicitWidth + Math.round(24 * Tokens.u), picture.width - Math.round(20 * Tokens.u))
            height: whyWords.height + Math.round(6 * Tokens.u)
            radius: Math.min(height / 2, Tokens.radiusSmall)
            color: Tokens.card

            Words {
                id: whyWords

                anchors.centerIn: parent
                width: Math.min(implicitWidth, picture.width - Math.round(36 * Tokens.u))
                text: card.why
                color: Tokens.success
                strong: true
                font.pixelSize: Math.round(Tokens.label * 0.8)
                wrapMode: Text.WordWrap
                lineHeight: 0.86
            }
        }

        Words {
            id: nameText

            x: card.lying ? picture.x + picture.width + Math.round(14 * Tokens.u) : Math.round(22 * Tokens.u)
            y: card.lying ? picture.y : picture.y + picture.height + Math.round(8 * Tokens.u)
            width: parent.width - x - Math.round(16 * Tokens.u)
            height: card.nameHeight
            text: card.name
            strong: true
            color: card.available ? Tokens.ink : Tokens.inkSoft
            font.pixelSize: Tokens.body
            fontSizeMode: Text.Fit
            minimumPixelSize: Tokens.smallest
            wrapMode: card.wordy ? Text.WordWrap : Text.NoWrap
            lineHeight: 0.92
        }

        Words {
            id: detailText

            x: nameText.x
            y: nameText.y + nameText.height
            width: nameText.width - (rated.visible ? rated.width + Math.round(10 * Tokens.u) : 0)
            text: card.detail
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        // What customers here think of it, where a card has room.
        Words {
            id: rated

            visible: card.stars !== "" && nameText.width > 190 * Tokens.u
            x: nameText.x + nameText.width - width
            y: detailText.y
            text: "★ " + card.stars
            color: Tokens.warning
            strong: true
            font.pixelSize: Math.round(Tokens.label * 0.9)
            Accessible.name: qsTr("顾客评分 %1").arg(card.stars)
        }

        Item {
            id: foot

            x: nameText.x
            width: parent.width - x - Math.round(16 * Tokens.u)
            height: card.lying ? panel.height - y - Math.round(14 * Tokens.u) : Math.round(84 * Tokens.u) + card.keyHeight
            y: card.lying ? detailText.y + detailText.height : card.footTop
            readonly property int room: width - (plus.visible && !card.lying && !card.slim ? plus.width + Math.round(6 * Tokens.u) : 0)
            readonly property bool beside: amount.width + list.implicitWidth + Math.round(14 * Tokens.u) <= room

            Price {
                id: amount

                size: Math.max(Tokens.smallest, Math.min(Tokens.price, Math.round(foot.room / Math.max(3.1, 0.8 + 0.58 * card.price.length))))
                text: card.price
                ink: card.available ? Tokens.accent : Tokens.inkSoft
                width: implicitWidth
                y: card.lying ? Math.round(6 * Tokens.u) : Math.round((foot.height - card.keyHeight - height) / 2 + (list.visible && !foot.beside ? 10 * Tokens.u : 0))
            }

            Words {
                id: list

                visible: card.listPrice !== ""
                text: card.listPrice
                color: Tokens.inkSoft
                font.pixelSize: Math.round(Tokens.label * 0.85)
                font.strikeout: true
                x: foot.beside ? amount.width + Math.round(12 * Tokens.u) : 0
                y: foot.beside ? amount.y + amount.height - height - Math.round(8 * Tokens.u) : card.lying ? amount.y + amount.height - Math.round(6 * Tokens.u) : amount.y - Math.round(height * 0.62)
            }

            RoundButton {
                id: plus

                objectName: "add:" + card.sku
                visible: card.available
                enabled: card.canAdd
                anchors.right: parent.right
                y: card.lying ? foot.height - height : Math.round(card.slim ? foot.height - height - 8 * Tokens.u : (foot.height - height) / 2)
                width: length
                height: diameter
                diameter: Math.round(card.slim ? 66 * Tokens.u : Math.min(70 * Tokens.u, card.lying ? 70 * Tokens.u : foot.width * 0.4))
                length: card.slim ? foot.width : diameter
                icon: "plus"
                label: qsTr("加入购物车：%1").arg(card.name)
                fill: card.inCart > 0 ? Tokens.accent : Tokens.accentSoft
                ink: card.inCart > 0 ? Tokens.accentOver : Tokens.accent
                onClicked: {
                    card.adding(picture);
                    card.backend.add(card.sku);
                }
            }

            Rectangle {
                visible: card.inCart > 0
                anchors.horizontalCenter: plus.right
                anchors.horizontalCenterOffset: -Math.round(10 * Tokens.u)
                anchors.verticalCenter: plus.top
                anchors.verticalCenterOffset: Math.round(8 * Tokens.u)
                width: Math.round(40 * Tokens.u)
                height: width
                radius: width / 2
                color: Tokens.ink

                Words {
                    anchors.centerIn: parent
                    text: String(card.inCart)
                    strong: true
                    color: Tokens.inkOver
                    font.pixelSize: Math.round(24 * Tokens.u)
                }
            }
        }
    }
}
