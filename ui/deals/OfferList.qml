pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Promotions that hold for a product now: its badge, what it is, how long.
Column {
    id: list

    required property RowModel offers

    spacing: Math.round(8 * Tokens.u)

    Repeater {
        model: list.offers

        Item {
            id: offer

            required property string badge
            required property string text
            required property string until

            width: list.width
            height: Math.max(badge.height, words.contentHeight)

            Rectangle {
                id: badge

                anchors.verticalCenter: parent.verticalCenter
                width: tag.implicitWidth + Math.round(24 * Tokens.u)
                height: tag.implicitHeight + Math.round(8 * Tokens.u)
                radius: Math.round(8 * Tokens.u)
                color: Tokens.accentSoft
                border.width: Tokens.outline
                border.color: Tokens.line

                Words {
                    id: tag

                    anchors.centerIn: parent
                    text: offer.badge
                    color: Tokens.accent
                    strong: true
                    font.pixelSize: Math.round(Tokens.label * 0.9)
                }
            }

            Words {
                id: words

                anchors.left: badge.right
                anchors.leftMargin: Math.round(14 * Tokens.u)
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                text: offer.until !== "" ? offer.text + " · " + offer.until : offer.text
                font.pixelSize: Tokens.label
                wrapMode: Text.WordWrap
                lineHeight: 0.9
            }
        }
    }
}
