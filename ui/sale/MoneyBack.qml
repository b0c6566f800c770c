import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Change, or money that bought nothing: how much, and whether it is in the cup already.
Panel {
    id: back

    required property Backend backend
    readonly property Till till: backend.checkout.till
    readonly property bool given: till.back === "given"
    readonly property bool worry: till.back === "with_staff" || till.back === "checking"

    visible: till.givesBack
    height: words.height + 2 * Tokens.gap
    raised: false
    fill: given ? Tokens.successSoft : worry ? Tokens.warningSoft : Tokens.infoSoft

    Icon {
        id: sign

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        name: "coin"
        size: Math.round(Tokens.iconSize * 1.4)
        ink: sum.ink
    }

    Column {
        id: words

        x: sign.x + sign.width + Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: sum.x - x - Tokens.gap

        Words {
            width: parent.width
            text: back.till.backTitle
            strong: true
            color: sum.ink
            wrapMode: Text.Wrap
        }

        Words {
            width: parent.width
            text: back.till.backText
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }

    Price {
        id: sum

        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        text: back.till.backAmount
        ink: back.given ? Tokens.success : back.worry ? Tokens.warning : Tokens.info
    }
}
