import QtQuick
import ui.theme
import ui.controls

// One kind of coin or bill, as it may be put in: a round face with an edge, or a note with its ornament.
Rectangle {
    id: piece

    required property string face
    required property bool isBill

    color: isBill ? Tokens.billFace : Tokens.coinFace
    border.width: Math.max(Tokens.hairline, Math.round(height * 0.035))
    border.color: isBill ? Tokens.billEdge : Tokens.coinEdge
    Accessible.role: Accessible.StaticText
    Accessible.name: face

    Rectangle {
        anchors.fill: parent
        anchors.margins: Math.round(piece.height * 0.1)
        radius: piece.isBill ? Math.round(piece.radius * 0.6) : width / 2
        color: "transparent"
        border.width: Math.max(1, Math.round(piece.height * 0.015))
        border.color: piece.border.color
        opacity: Tokens.fadedOpacity
    }

    Words {
        anchors.centerIn: parent
        width: Math.round(parent.width * (piece.isBill ? 0.86 : 0.9))
        horizontalAlignment: Text.AlignHCenter
        text: piece.face
        strong: true
        color: Tokens.faceInk
        font.pixelSize: Math.round(Math.min(Tokens.body, piece.height * (piece.isBill ? 0.54 : 0.42)))
    }
}
