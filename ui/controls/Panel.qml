import QtQuick
import ui.theme

// A white card with a soft shadow; an outline instead in high contrast.
Item {
    id: panel

    property color fill: Tokens.card
    property int radius: Tokens.radius
    property bool raised: true
    // In high contrast the one of several that it is about: a colour would not be seen there.
    property bool marked: false
    readonly property bool round: radius > 0.4 * Math.min(width, height)
    default property alias content: box.data

    Shadow {
        visible: panel.raised && Tokens.outline === 0
        anchors.fill: parent
        source: panel.round ? Tokens.shadowPill : Tokens.shadowCard
        radius: panel.radius
        drawnRadius: panel.round ? Tokens.shadowPillRadius : Tokens.shadowCardRadius
    }

    Rectangle {
        id: box

        anchors.fill: parent
        radius: panel.radius
        color: panel.fill
        border.width: panel.marked ? Tokens.outlineMarked : Tokens.outline
        border.color: Tokens.line
    }
}
