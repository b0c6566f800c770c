import QtQuick
import ui.theme

// A sheet that rises over the shop; a touch beside it, or back, closes it.
Item {
    id: sheet

    default property alias content: body.data
    property int bodyHeight: height * 0.8
    property int bodyWidth: width
    readonly property bool floating: bodyWidth < width

    signal dismissed

    Rectangle {
        id: scrim

        anchors.fill: parent
        color: Tokens.scrim
        NumberAnimation on opacity {
            from: 0
            to: 1
            duration: Tokens.calm
        }

        MouseArea {
            anchors.fill: parent
            onClicked: sheet.dismissed()
        }
    }

    Rectangle {
        id: body

        width: sheet.bodyWidth
        height: Math.min(sheet.height, sheet.bodyHeight)
        x: Math.round((sheet.width - width) / 2)
        y: sheet.floating ? Math.round((sheet.height - height) / 2) : sheet.height - height
        color: Tokens.ground
        topLeftRadius: Tokens.radiusLarge
        topRightRadius: Tokens.radiusLarge
        bottomLeftRadius: sheet.floating ? Tokens.radiusLarge : 0
        bottomRightRadius: bottomLeftRadius
        border.width: Tokens.outline
        border.color: Tokens.line

        transform: Translate {
            NumberAnimation on y {
                from: Tokens.still ? 0 : 220 * Tokens.u
                to: 0
                duration: Tokens.calm
                easing.type: Easing.OutCubic
            }
        }

        // Touches between the controls stay on the sheet.
        MouseArea {
            anchors.fill: parent
        }
    }
}
