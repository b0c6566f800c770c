import QtQuick
import ui.theme
import ui.controls

// A large sign with a headline and a sentence: paid, checking, sorry, closed.
Column {
    id: verdict

    required property string tone
    required property string icon
    required property string title
    required property string text
    property int signSize: Math.round(190 * Tokens.u)
    property int titleSize: Tokens.display

    spacing: Tokens.gap

    Rectangle {
        visible: verdict.signSize > 0
        anchors.horizontalCenter: parent.horizontalCenter
        width: verdict.signSize
        height: width
        radius: width / 2
        color: Tokens.toneSoft(verdict.tone)
        border.width: Tokens.outline
        border.color: Tokens.line

        Rectangle {
            anchors.centerIn: parent
            width: parent.width * 0.7
            height: width
            radius: width / 2
            color: Tokens.toneColor(verdict.tone)

            Icon {
                anchors.centerIn: parent
                size: Math.round(parent.width * 0.56)
                name: verdict.icon
                ink: Tokens.toneOver
            }
        }

        NumberAnimation on scale {
            from: Tokens.still ? 1 : 0.7
            to: 1
            duration: Tokens.calm
            easing.type: Easing.OutBack
        }
    }

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: verdict.title
        strong: true
        font.pixelSize: verdict.titleSize
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.smallest
    }

    Words {
        visible: text !== ""
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: verdict.text
        color: Tokens.inkSoft
        wrapMode: Text.Wrap
    }
}
