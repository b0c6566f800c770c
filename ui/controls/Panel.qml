import QtQuick
import ui.theme

// A white card with a soft shadow; an outline instead in high contrast.
Item {
    id: panel

    property color fill: Tokens.card
    property int radius: Tokens.radius
    property bool raised: true
    readonly property bool round: radius > 0.4 * Math.min(width, height)
    default property alias content: box.data

    BorderImage {
        visible: panel.raised && Tokens.outline === 0
        anchors.fill: parent
        anchors.margins: -Tokens.shadowSpread
        source: panel.round ? Tokens.shadowPill : Tokens.shadowCard
        border.left: panel.round ? Tokens.shadowEdgeRound : Tokens.shadowEdge
        border.right: border.left
        border.top: border.left
        border.bottom: border.left
    }

    Rectangle {
        id: box

        anchors.fill: parent
        radius: panel.radius
        color: panel.fill
        border.width: Tokens.outline
        border.color: Tokens.line
    }
}
