import QtQuick
import ui.theme

// A button with words. Kinds: "primary" (one per screen), "plain" (white, outlined), "quiet" (on a tinted ground).
Item {
    id: pill

    property string text: ""
    property string icon: ""
    property string kind: "plain"
    property int size: Tokens.body
    property int sidePad: Math.round(36 * Tokens.u)
    property bool strong: true
    readonly property alias pressed: touch.pressed
    readonly property color ink: kind === "primary" ? Tokens.accentOver : Tokens.ink

    signal clicked

    implicitHeight: kind === "primary" ? Tokens.mainTarget : Tokens.target
    implicitWidth: Math.ceil(natural.advanceWidth) + 2 * sidePad + (icon !== "" ? Tokens.iconSize + row.spacing : 0)
    opacity: enabled ? 1 : Tokens.fadedOpacity
    scale: touch.pressed ? Tokens.pressedScale : 1

    Accessible.role: Accessible.Button
    Accessible.name: pill.text
    Accessible.onPressAction: pill.clicked()

    Shadow {
        visible: pill.kind === "primary" && pill.enabled && !Tokens.highContrast && !Tokens.dark
        anchors.fill: parent
        source: Tokens.shadowGlow
        radius: height / 2
        drawnRadius: Tokens.shadowGlowRadius
    }

    Rectangle {
        anchors.fill: parent
        radius: height / 2
        color: pill.kind === "primary" ? (touch.pressed ? Tokens.accentPressed : Tokens.accent) : pill.kind === "quiet" ? Tokens.sunken : Tokens.card
        border.width: pill.kind === "primary" ? 0 : pill.kind === "plain" ? Tokens.hairline : Tokens.outline
        border.color: Tokens.line

        Rectangle {
            visible: touch.pressed && pill.kind !== "primary"
            anchors.fill: parent
            radius: height / 2
            color: Tokens.pressedVeil
        }
    }

    TextMetrics {
        id: natural

        text: pill.text
        font: words.font
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Math.round(14 * Tokens.u)

        Icon {
            visible: pill.icon !== ""
            name: pill.icon
            ink: pill.ink
            anchors.verticalCenter: parent.verticalCenter
        }

        Words {
            id: words

            text: pill.text
            strong: pill.strong
            color: pill.ink
            font.pixelSize: pill.size
            width: Math.min(Math.ceil(natural.advanceWidth) + 2, Math.max(1, pill.width - 2 * pill.sidePad * 0.6 - (pill.icon !== "" ? Tokens.iconSize + row.spacing : 0)))
            height: pill.height - Math.round(16 * Tokens.u)
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.Fit
            wrapMode: Text.WordWrap
            minimumPixelSize: Math.min(pill.size, Tokens.smallest)
            anchors.verticalCenter: parent.verticalCenter
        }
    }

    MouseArea {
        id: touch

        anchors.fill: parent
        onClicked: pill.clicked()
    }
}
