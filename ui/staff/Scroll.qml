import QtQuick
import ui.theme
import ui.controls

// A page that may be longer than the screen: a flick moves it, and so do two large buttons.
Item {
    id: scroll

    default property alias content: sheet.data
    property alias contentHeight: flick.contentHeight
    readonly property bool longer: flick.contentHeight > height + 1
    readonly property int room: longer ? Tokens.target + Tokens.gapSmall : 0

    function turn(by: int): void {
        flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + by * 0.8 * flick.height));
    }

    Flickable {
        id: flick

        width: parent.width - scroll.room
        height: parent.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: scroll.longer

        Item {
            id: sheet

            width: flick.width
            height: flick.contentHeight
        }
    }

    Column {
        visible: scroll.longer
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Tokens.gap

        RoundButton {
            objectName: "scroll:up"
            icon: "chevron-up"
            label: qsTr("向上")
            enabled: flick.contentY > 1
            onClicked: scroll.turn(-1)
        }

        RoundButton {
            objectName: "scroll:down"
            icon: "chevron-down"
            label: qsTr("向下")
            enabled: flick.contentY < flick.contentHeight - flick.height - 1
            onClicked: scroll.turn(1)
        }
    }
}
