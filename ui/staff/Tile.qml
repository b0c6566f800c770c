import QtQuick
import ui.theme
import ui.controls

// One figure with its name.
Panel {
    id: tile

    required property string name
    required property string text
    property bool isMoney: false

    raised: false
    implicitHeight: Math.round(118 * Tokens.u)

    Column {
        anchors.centerIn: parent
        width: parent.width - Tokens.gap

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: (tile.isMoney ? "¥" : "") + tile.text
            strong: true
            // Sums side by side are written in one size.
            font.pixelSize: Math.round(Math.min(Tokens.title * 0.86, tile.isMoney ? parent.width / 3.6 : tile.height))
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
            font.features: {
                "tnum": 1
            }
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: tile.name
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }
    }
}
