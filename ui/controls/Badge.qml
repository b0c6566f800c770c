import QtQuick
import ui.theme

// A short word on a product's picture: new, deal, last one.
Rectangle {
    id: badge

    required property string text
    required property string tone
    // What it may be wide; longer words take a second line, one long word is written smaller.
    property real room: Infinity

    visible: text !== ""
    implicitWidth: words.width + Math.round(28 * Tokens.u)
    implicitHeight: words.contentHeight + Math.round(8 * Tokens.u)
    color: Tokens.badgeColor(tone)
    topLeftRadius: Tokens.radiusSmall
    bottomRightRadius: Tokens.radiusSmall
    topRightRadius: Math.round(5 * Tokens.u)
    bottomLeftRadius: Math.round(5 * Tokens.u)

    Words {
        id: words

        anchors.centerIn: parent
        width: Math.min(implicitWidth, badge.room - Math.round(28 * Tokens.u))
        wrapMode: badge.text.includes(" ") ? Text.WordWrap : Text.NoWrap
        lineHeight: 0.86
        text: badge.text
        strong: true
        color: Tokens.toneOver
        font.pixelSize: Math.round(Tokens.label * 0.92)
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.smallest
    }
}
