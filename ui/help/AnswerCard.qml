import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One answer, and where it ends: in the order, in feedback, at the phone.
Panel {
    id: card

    required property Backend backend
    readonly property Guide guide: backend.care.guide

    height: words.height + 2 * Tokens.gapLarge
    raised: false

    Column {
        id: words

        x: Tokens.gapLarge
        y: Tokens.gapLarge
        width: parent.width - 2 * x
        spacing: Tokens.gap

        Words {
            width: parent.width
            text: card.guide.question
            strong: true
            font.pixelSize: Tokens.title
            wrapMode: Text.Wrap
        }

        Words {
            width: parent.width
            text: card.guide.answer
            wrapMode: Text.Wrap
            lineHeight: 1.15
        }

        Words {
            visible: card.guide.leads === "phone" && card.backend.place.phone !== ""
            width: parent.width
            text: card.backend.place.phone
            strong: true
            color: Tokens.accent
            font.pixelSize: Tokens.display
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.body
        }

        Row {
            width: parent.width
            spacing: Tokens.gap

            Pill {
                id: orders

                objectName: "orders"
                visible: card.guide.leads === "orders" || card.guide.leads === "feedback"
                width: card.guide.leads === "feedback" ? Math.floor((parent.width - parent.spacing) / 2) : parent.width
                icon: "receipt"
                text: qsTr("查我的订单")
                onClicked: card.backend.openOrders()
            }

            Pill {
                objectName: "feedback"
                visible: card.guide.leads === "feedback"
                width: parent.width - orders.width - parent.spacing
                implicitHeight: Tokens.target
                kind: "primary"
                text: qsTr("告诉我们")
                onClicked: card.backend.care.tellAbout(card.backend.care.front.present ? card.backend.care.front.number : "")
            }
        }
    }
}
