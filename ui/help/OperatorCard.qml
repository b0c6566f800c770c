import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Who runs this machine: phone, name, address, licence and food permit, and how cash is paid with.
Panel {
    id: card

    required property Place place
    property bool low: false

    height: words.height + (low ? 2 * Tokens.gapSmall : 2 * Tokens.gap)
    raised: false

    Column {
        id: words

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * x
        spacing: Math.round(4 * Tokens.u)

        Row {
            visible: card.place.phone !== ""
            spacing: Tokens.gapSmall

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "phone"
                ink: Tokens.accent
            }

            Words {
                id: phone

                text: card.place.phone
                strong: true
                color: Tokens.accent
                font.pixelSize: card.low ? Tokens.body : Tokens.title
            }

            Words {
                visible: card.low
                anchors.verticalCenter: parent.verticalCenter
                width: words.width - phone.width - 2 * parent.spacing - Tokens.iconSize
                text: card.place.operatorName
                font.pixelSize: Tokens.label
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
            }
        }

        Words {
            width: parent.width
            text: (card.low && card.place.phone !== "" ? [card.place.operatorAddress] : [card.place.operatorName, card.place.operatorAddress]).filter(part => part !== "").join(" · ")
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: [card.place.licence, card.place.foodPermit].filter(part => part !== "").join(card.low ? " · " : "\n")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }

        Words {
            width: parent.width
            text: card.place.takesCash ? qsTr("现金：付款时选“现金”，投币或塞入纸币，多投的钱会找回。") : qsTr("现金：请打服务电话，会告诉您附近怎样用现金换提货码，不另收费。")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }
}
