import QtQuick
import ui.theme
import ui.controls

// A card with a head, as high as what lies in it.
Panel {
    id: section

    required property string title
    property string aside: ""
    default property alias rows: body.data
    property alias spacing: body.spacing

    raised: false
    implicitHeight: body.y + body.height + Tokens.pad

    Words {
        id: head

        x: Tokens.gap
        y: Tokens.pad
        width: parent.width - 2 * x - side.width
        text: section.title
        strong: true
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.label
    }

    Words {
        id: side

        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: head.verticalCenter
        text: section.aside
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
    }

    Column {
        id: body

        x: Tokens.gap
        anchors.top: head.bottom
        anchors.topMargin: Tokens.gapSmall
        width: parent.width - 2 * x
        spacing: Tokens.gapSmall
    }
}
