import QtQuick
import ui.theme
import ui.controls

// A sign for how something is: shape and colour, never colour alone.
Rectangle {
    id: mark

    required property string tone
    property int size: Math.round(36 * Tokens.u)

    width: size
    height: size
    radius: size / 2
    color: tone === "plain" ? Tokens.sunken : Tokens.toneSoft(tone)
    border.width: Tokens.outline
    border.color: Tokens.line

    Icon {
        anchors.centerIn: parent
        size: Math.round(mark.size * 0.66)
        name: mark.tone === "good" ? "check" : mark.tone === "sorry" ? "close" : mark.tone === "doubt" ? "warning" : "info"
        ink: mark.tone === "plain" ? Tokens.inkSoft : Tokens.toneColor(mark.tone)
    }
}
