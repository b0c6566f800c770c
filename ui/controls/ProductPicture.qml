import QtQuick
import ui.theme

// A product on a soft ground of its own colour. The picture comes scaled from the provider and fades in.
Rectangle {
    id: ground

    required property string picture
    required property string tint
    property real inset: 0.02

    radius: Tokens.radiusSmall
    color: tint === "" ? Tokens.sunken : Tokens.tintOf(tint)

    Image {
        id: image

        anchors.fill: parent
        anchors.margins: Math.round(ground.height * ground.inset)
        source: ground.picture
        sourceSize: Qt.size(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
        fillMode: Image.PreserveAspectFit
        asynchronous: true
    }
}
