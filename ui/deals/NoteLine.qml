import QtQuick
import ui.theme
import ui.controls

// One line below the goods: what was saved, what is given, what is near, which limit is reached.
Item {
    id: note

    required property string kind
    required property string text
    required property string amount
    readonly property color tone: kind === "saving" || kind === "gift" ? Tokens.success : kind === "limit" ? Tokens.warning : Tokens.info

    implicitHeight: Math.round(Math.max(56 * Tokens.u, label.contentHeight + 16 * Tokens.u))
    Accessible.role: Accessible.StaticText
    Accessible.name: amount === "" ? text : text + ", " + amount

    Rectangle {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(40 * Tokens.u)
        height: width
        radius: width / 2
        color: note.kind === "saving" || note.kind === "gift" ? Tokens.successSoft : note.kind === "limit" ? Tokens.warningSoft : Tokens.infoSoft

        Icon {
            anchors.centerIn: parent
            size: Math.round(24 * Tokens.u)
            name: note.kind === "gift" ? "gift" : note.kind === "saving" ? "check" : note.kind === "limit" ? "warning" : "plus"
            ink: note.tone
        }
    }

    Words {
        id: label

        anchors.left: sign.right
        anchors.leftMargin: Math.round(16 * Tokens.u)
        anchors.right: sum.left
        anchors.rightMargin: Tokens.gapSmall
        anchors.verticalCenter: parent.verticalCenter
        text: note.text
        color: note.kind === "saving" || note.kind === "gift" ? Tokens.ink : note.tone
        font.pixelSize: Tokens.label
        wrapMode: Text.Wrap
        maximumLineCount: 4
    }

    Words {
        id: sum

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        visible: text !== ""
        text: note.amount
        color: note.tone
        strong: true
        font.pixelSize: Tokens.body
        font.features: {
            "tnum": 1
        }
    }
}
