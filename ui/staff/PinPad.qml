pragma ComponentBehavior: Bound

import QtQuick
import ui.theme
import ui.controls

// Ten digits for gloves, and one to take the last back.
Grid {
    id: pad

    property bool ready: true
    property int keyHeight: Math.round(132 * Tokens.u)

    signal digit(string digit)
    signal erase

    columns: 3
    spacing: Tokens.gapSmall

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase"]

        Item {
            id: key

            required property string modelData
            readonly property bool erases: modelData === "erase"

            objectName: modelData === "" ? "" : "pin:" + modelData
            width: Math.floor((pad.width - 2 * pad.spacing) / 3)
            height: pad.keyHeight
            opacity: modelData === "" ? 0 : enabled ? 1 : Tokens.fadedOpacity
            enabled: pad.ready && modelData !== ""
            Accessible.role: Accessible.Button
            Accessible.name: key.erases ? qsTr("退格") : key.modelData
            Accessible.onPressAction: key.act()

            function act(): void {
                if (key.erases)
                    pad.erase();
                else
                    pad.digit(key.modelData);
            }

            Panel {
                anchors.fill: parent
                raised: false
                fill: touch.pressed ? Tokens.sunken : Tokens.card
            }

            Words {
                visible: !key.erases
                anchors.centerIn: parent
                text: key.modelData
                strong: true
                font.pixelSize: Tokens.title
            }

            Icon {
                visible: key.erases
                anchors.centerIn: parent
                name: "backspace"
                size: Math.round(46 * Tokens.u)
            }

            MouseArea {
                id: touch

                anchors.fill: parent
                onClicked: key.act()
            }
        }
    }
}
