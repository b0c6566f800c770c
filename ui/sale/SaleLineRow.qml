import QtQuick
import ui.theme
import ui.controls

// One line of a sale and what became of it: picture, words and a sign, never colour alone.
Panel {
    id: row

    required property string name
    required property string lane
    required property string amount
    required property string picture
    required property string tint
    required property string fate
    required property string fateText
    readonly property color tone: fate === "delivered" ? Tokens.success : fate === "not_delivered" ? Tokens.accent : fate === "unknown" ? Tokens.warning : Tokens.inkSoft

    readonly property bool narrow: width < 640 * Tokens.u

    implicitHeight: Math.round(118 * Tokens.u)
    raised: false
    fill: fate === "moving" ? Tokens.infoSoft : Tokens.card
    marked: fate === "moving"

    ProductPicture {
        id: art

        x: Math.round(12 * Tokens.u)
        y: x
        width: height
        height: parent.height - 2 * y
        picture: row.picture
        tint: row.tint
    }

    Column {
        anchors.left: art.right
        anchors.leftMargin: Tokens.gap
        anchors.right: sign.left
        anchors.rightMargin: Tokens.gapSmall
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            height: Math.min(Math.round(Tokens.body * 2.1), Math.max(Math.round(Tokens.body * 1.3), row.height - Math.round(Tokens.label * 1.9)))
            text: row.name
            strong: true
            fontSizeMode: Text.Fit
            minimumPixelSize: Tokens.smallest
            wrapMode: Text.WordWrap
            lineHeight: 0.92
        }

        Words {
            width: parent.width
            text: [row.lane, row.narrow && row.fateText !== "" ? row.fateText : row.amount].filter(part => part !== "").join(" · ")
            color: row.narrow ? row.tone : Tokens.inkSoft
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }
    }

    Row {
        id: sign

        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(12 * Tokens.u)

        Words {
            visible: !row.narrow
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, Math.round(row.width * 0.42))
            horizontalAlignment: Text.AlignRight
            wrapMode: Text.Wrap
            maximumLineCount: 2
            text: row.fateText
            strong: row.fate !== "waiting"
            color: row.tone
            font.pixelSize: Tokens.label
        }

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            visible: ["delivered", "not_delivered", "unknown"].includes(row.fate)
            width: Math.round(48 * Tokens.u)
            height: width
            radius: width / 2
            color: row.tone

            Icon {
                anchors.centerIn: parent
                size: Math.round(30 * Tokens.u)
                name: row.fate === "delivered" ? "check" : row.fate === "unknown" ? "clock" : "close"
                ink: Tokens.toneOver
            }
        }
    }
}
