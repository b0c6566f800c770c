import QtQuick
import ui.theme

// A white card with a soft shadow; an outline instead in high contrast.
Item {
    id: panel

    property color fill: Tokens.card
    property int radius: Tokens.radius
    property bool raised: true
    default property alias content: box.data

    BorderImage {
        visible: panel.raised && Tokens.outline === 0
        anchors.fill: parent
        anchors.margins: -Tokens.shadowSpread
        source: Tokens.shadowCard
        border.left: Tokens.shadowEdge
        border.right: Tokens.shadowEdge
        border.top: Tokens.shadowEdge
        border.bottom: Tokens.shadowEdge
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
