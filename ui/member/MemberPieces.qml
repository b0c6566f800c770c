pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.home

// Coupons like tickets, those that can be used first; the others say why not. Page by page.
Item {
    id: pieces

    required property Backend backend
    readonly property Member member: backend.member
    property int columns: 2
    property int rows: 2
    readonly property int gap: Math.round(14 * Tokens.u)
    readonly property int ticket: Math.round(138 * Tokens.u * Tokens.printScale)
    readonly property int perPage: columns * rows
    readonly property int pages: Math.max(1, Math.ceil(member.pieces.count / perPage))
    property int page: 1
    readonly property int shownRows: Math.min(rows, Math.max(1, Math.ceil(member.pieces.count / columns)))

    // How many rows fit beside the pager; at least one.
    function rowsIn(room: int): int {
        return Math.max(1, Math.floor((room - Tokens.target) / (ticket + gap)));
    }

    implicitHeight: head.height + gap + shownRows * ticket + (shownRows - 1) * gap
    onPagesChanged: page = Math.min(page, pages)

    Item {
        id: head

        width: parent.width
        height: pager.visible ? Tokens.target : title.height

        Words {
            id: title

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("优惠券")
            strong: true
            font.pixelSize: Math.round(Tokens.body * 1.05)
        }

        Pager {
            id: pager

            visible: pieces.pages > 1
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            page: pieces.page
            pages: pieces.pages
            onTurned: by => pieces.page += by
        }
    }

    Words {
        visible: pieces.member.pieces.count === 0
        y: head.height + pieces.gap
        height: pieces.ticket
        width: parent.width
        text: qsTr("还没有优惠券。生日和活动时会送给您。")
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        wrapMode: Text.Wrap
    }

    Repeater {
        model: pieces.member.pieces

        Item {
            id: piece

            required property int index
            required property string title
            required property string until
            required property string note
            required property bool usable
            readonly property int place: index - (pieces.page - 1) * pieces.perPage

            visible: place >= 0 && place < pieces.perPage
            width: Math.floor((pieces.width - (pieces.columns - 1) * pieces.gap) / pieces.columns)
            height: pieces.ticket
            x: (place % pieces.columns) * (width + pieces.gap)
            y: head.height + pieces.gap + Math.floor(place / pieces.columns) * (height + pieces.gap)
            Accessible.role: Accessible.StaticText
            Accessible.name: [title, note, until].join(", ")

            Panel {
                anchors.fill: parent
                raised: piece.usable
                fill: piece.usable ? Tokens.card : Tokens.sunken
            }

            Rectangle {
                id: stub

                width: Math.round(84 * Tokens.u)
                height: parent.height
                topLeftRadius: Tokens.radius
                bottomLeftRadius: Tokens.radius
                color: piece.usable ? Tokens.accentSoft : "transparent"

                Icon {
                    anchors.centerIn: parent
                    name: "coupon"
                    ink: piece.usable ? Tokens.accent : Tokens.inkSoft
                    size: Math.round(44 * Tokens.u)
                }
            }

            Column {
                anchors.left: stub.right
                anchors.leftMargin: Math.round(18 * Tokens.u)
                anchors.right: parent.right
                anchors.rightMargin: Math.round(16 * Tokens.u)
                anchors.verticalCenter: parent.verticalCenter
                spacing: Math.round(2 * Tokens.u)

                Words {
                    width: parent.width
                    text: piece.title
                    strong: true
                    color: piece.usable ? Tokens.ink : Tokens.inkSoft
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                    font.pixelSize: Math.round(Tokens.body * 0.94)
                    wrapMode: width < 300 * Tokens.u ? Text.WordWrap : Text.NoWrap
                    lineHeight: 0.86
                }

                Words {
                    width: parent.width
                    text: piece.note
                    strong: piece.usable
                    color: piece.usable ? Tokens.success : Tokens.inkSoft
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                    font.pixelSize: Math.round(Tokens.label * 0.92)
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    text: piece.until
                    color: Tokens.inkSoft
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Tokens.smallest
                    font.pixelSize: Math.round(Tokens.label * 0.92)
                }
            }
        }
    }
}
