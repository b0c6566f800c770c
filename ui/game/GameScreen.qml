pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// An optional small draw: six cards, one touch. It ends by itself, can be left at once, and nothing hangs on it.
Item {
    id: screen

    required property Backend backend
    readonly property Game game: backend.deals.game
    readonly property bool wide: width > 1.15 * height
    readonly property int columns: wide ? 6 : 3
    readonly property int rows: wide ? 1 : 2

    Column {
        id: told

        x: Tokens.edge
        y: screen.wide ? Tokens.gapSmall : Tokens.gapLarge
        width: parent.width - 2 * x
        spacing: Math.round(Tokens.gapSmall * 0.6)

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: screen.game.title
            strong: true
            color: screen.game.won ? Tokens.success : Tokens.ink
            font.pixelSize: Tokens.display
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.body
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: screen.game.text
            color: Tokens.inkSoft
            wrapMode: Text.Wrap
        }
    }

    Grid {
        id: table

        readonly property int room: screen.width - 2 * Tokens.edge - (screen.columns - 1) * spacing
        readonly property int high: (buttons.y - told.y - told.height - 2 * Tokens.gap - (screen.rows - 1) * spacing) / screen.rows
        readonly property int cardWidth: Math.min(room / screen.columns, high / 1.3)

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((told.y + told.height + buttons.y - height) / 2)
        columns: screen.columns
        spacing: Tokens.gap

        Repeater {
            model: screen.game.faces

            GameCard {
                width: table.cardWidth
                height: Math.round(width * 1.3)
                ready: screen.game.ready
                aside: screen.game.over && !opened
                onPicked: screen.game.pick(at)
            }
        }
    }

    Row {
        id: buttons

        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.wide ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        spacing: Tokens.gap

        Pill {
            objectName: "done"
            width: parent.width
            height: Tokens.mainTarget
            kind: screen.game.over ? "primary" : "plain"
            size: screen.game.over ? Math.round(Tokens.title * 0.9) : Tokens.body
            text: (screen.game.over ? qsTr("去选购") : qsTr("不玩了，去选购")) + (screen.game.countdown.shown ? qsTr("（%1）").arg(screen.game.countdown.left) : "")
            onClicked: screen.game.leave()
        }
    }
}
