import QtQuick
import ui.theme

// Text in one of the five sizes. Never rich: a name from the shop must not become markup.
Text {
    property bool strong: false

    color: Tokens.ink
    textFormat: Text.PlainText
    font.pixelSize: Tokens.body
    font.weight: strong ? Tokens.weightStrong : Font.Normal
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
}
