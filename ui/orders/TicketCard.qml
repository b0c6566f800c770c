import QtQuick
import ui.theme
import ui.controls

// A ticket: its number, and by when it is answered or what the answer is.
Panel {
    id: card

    required property string title
    required property string text
    required property bool answered

    height: words.height + 2 * Tokens.gap
    raised: false
    fill: answered ? Tokens.successSoft : Tokens.infoSoft

    Icon {
        id: sign

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        name: card.answered ? "check" : "clock"
        ink: card.answered ? Tokens.success : Tokens.info
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Tokens.gap
        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: card.title
            strong: true
            color: card.answered ? Tokens.success : Tokens.info
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
            maximumLineCount: 4
        }

        Words {
            width: parent.width
            text: card.text
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }
}
