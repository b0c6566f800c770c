import QtQuick
import ui.theme

// A stroke icon of the one family, in any colour.
Image {
    id: icon

    required property string name
    property color ink: Tokens.ink
    property int size: Tokens.iconSize

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: name === "" ? "" : "image://icon/" + name + "/" + String(ink).slice(1)
    asynchronous: true
}
