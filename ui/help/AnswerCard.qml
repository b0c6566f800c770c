import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One question and its answer; where it ends is a button below.
Panel {
    id: card

    required property Backend backend
    readonly property Guide guide: backend.care.guide
    readonly property int margin: Tokens.lowPanel ? Tokens.gap : Tokens.gapLarge

    height: words.height + 2 * margin
    raised: false

    Rectangle {
        id: disc

        x: card.margin
        y: card.margin
        width: Math.round((Tokens.lowPanel ? 64 : 92) * Tokens.u)
        height: width
        radius: width / 2
        color: Tokens.accentSoft

        Icon {
            anchors.centerIn: parent
            size: Math.round(parent.width * 0.52)
            name: card.guide.icon
            ink: Tokens.accent
        }
    }

    Column {
        id: words

        anchors.left: disc.right
        anchors.leftMargin: Tokens.gap
        anchors.right: parent.right
        anchors.rightMargin: card.margin
        y: card.margin
        spacing: Tokens.lowPanel ? Tokens.gapSmall : Tokens.gap

        Words {
            width: parent.width
            height: Math.max(disc.height, implicitHeight)
            text: card.guide.question
            strong: true
            font.pixelSize: Tokens.title
            wrapMode: Text.Wrap
        }

        Words {
            width: parent.width
            text: card.guide.answer
            wrapMode: Text.Wrap
            lineHeight: 1.15
        }

        Words {
            visible: card.guide.leads === "phone" && card.backend.place.phone !== ""
            width: parent.width
            text: card.backend.place.phone
            strong: true
            color: Tokens.accent
            font.pixelSize: Tokens.display
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.body
        }
    }
}
