pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What this member bought before and can have now; a touch adds one.
Item {
    id: again

    required property Backend backend
    readonly property Member member: backend.member
    property int columns: 4
    readonly property int gap: Math.round(14 * Tokens.u)
    property int cardHeight: Math.round(266 * Tokens.u)

    implicitHeight: member.bought.count === 0 ? 0 : title.height + gap + cardHeight
    visible: member.bought.count > 0

    Words {
        id: title

        text: qsTr("再来一份")
        strong: true
        font.pixelSize: Math.round(Tokens.body * 1.05)
    }

    Repeater {
        model: again.member.bought

        Panel {
            id: card

            required property int index
            required property string sku
            required property string name
            required property string price
            required property string picture
            required property string tint
            required property bool canAdd
            required property int inCart
            readonly property bool lying: height < 150 * Tokens.u

            objectName: visible ? "again:" + card.sku : ""
            visible: index < again.columns
            width: Math.floor((again.width - (again.columns - 1) * again.gap) / again.columns)
            height: again.cardHeight
            x: index * (width + again.gap)
            y: title.height + again.gap
            opacity: canAdd || inCart > 0 ? 1 : Tokens.fadedOpacity
            fill: touch.pressed ? Qt.darker(Tokens.card, 1.05) : Tokens.card
            scale: touch.pressed ? Tokens.pressedScale : 1
            Accessible.role: Accessible.Button
            Accessible.name: qsTr("再来一份：%1").arg([card.name, "¥" + card.price].join(", "))
            Accessible.onPressAction: again.backend.add(card.sku)

            ProductPicture {
                id: art

                x: Math.round(12 * Tokens.u)
                y: x
                width: card.lying ? Math.round(Math.min(height, parent.width * 0.34)) : parent.width - 2 * x
                height: card.lying ? parent.height - 2 * y : Math.round(parent.height * 0.54)
                picture: card.picture
                tint: card.tint
            }

            Words {
                id: name

                x: card.lying ? art.x + art.width + Math.round(12 * Tokens.u) : Math.round(18 * Tokens.u)
                y: card.lying ? art.y : art.y + art.height + Math.round(6 * Tokens.u)
                width: parent.width - x - Math.round(14 * Tokens.u)
                height: Math.round(Math.max(Tokens.label, parent.height - y - worth.height - 14 * Tokens.u))
                text: card.name
                strong: true
                font.pixelSize: Tokens.label
                fontSizeMode: Text.Fit
                minimumPixelSize: Tokens.smallest
                wrapMode: Text.WordWrap
                lineHeight: 0.84
            }

            Price {
                id: worth

                x: name.x
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Math.round(14 * Tokens.u)
                size: Math.round(Tokens.price * 0.72)
                text: card.price
            }

            Rectangle {
                anchors.right: parent.right
                anchors.rightMargin: Math.round(14 * Tokens.u)
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Math.round(14 * Tokens.u)
                width: Math.round(52 * Tokens.u)
                height: width
                radius: width / 2
                color: card.inCart > 0 ? Tokens.accent : Tokens.accentSoft

                Icon {
                    visible: card.inCart === 0
                    anchors.centerIn: parent
                    name: "plus"
                    ink: Tokens.accent
                    size: Math.round(28 * Tokens.u)
                }

                Words {
                    visible: card.inCart > 0
                    anchors.centerIn: parent
                    text: String(card.inCart)
                    strong: true
                    color: Tokens.accentOver
                    font.pixelSize: Tokens.label
                }
            }

            MouseArea {
                id: touch

                anchors.fill: parent
                enabled: card.canAdd
                onClicked: again.backend.add(card.sku)
            }
        }
    }
}
