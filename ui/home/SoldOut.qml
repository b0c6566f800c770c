import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Nothing is left: said once, in the banner's place, instead of on every card alone.
Rectangle {
    id: notice

    required property Backend backend
    readonly property bool roomy: width > 2.4 * height && height > 150 * Tokens.u

    radius: Tokens.radius
    color: Tokens.warningSoft
    border.width: Tokens.outline
    border.color: Tokens.line

    Image {
        id: art

        visible: notice.roomy && source.toString() !== ""
        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        height: parent.height - 2 * Tokens.gapSmall
        width: visible ? Math.round(height * 4 / 3) : 0
        source: notice.backend.closed.soldOutArt
        sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
        fillMode: Image.PreserveAspectFit
        asynchronous: true
    }

    Column {
        x: art.visible ? art.x + art.width + Tokens.gap : Tokens.gap
        width: parent.width - x - Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(4 * Tokens.u)

        Words {
            width: parent.width
            text: qsTr("都卖完了，正在补货")
            strong: true
            color: Tokens.warning
            font.pixelSize: notice.roomy ? Tokens.title : Tokens.label
            fontSizeMode: notice.roomy ? Text.HorizontalFit : Text.FixedSize
            minimumPixelSize: Tokens.smallest
            wrapMode: notice.roomy ? Text.NoWrap : Text.Wrap
            horizontalAlignment: notice.roomy ? Text.AlignLeft : Text.AlignHCenter
        }

        Words {
            visible: text !== "" && notice.roomy
            width: parent.width
            text: notice.backend.closed.neighbour
            color: Tokens.ink
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }
}
