pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// One segment for each language the machine speaks, each in its own script.
Panel {
    id: languages

    required property Backend backend

    radius: height / 2
    implicitHeight: Tokens.target
    implicitWidth: row.width + 2 * row.x

    function ownName(code: string): string {
        return code.startsWith("zh") ? "中" : code.slice(0, 2).toUpperCase();
    }

    Row {
        id: row

        x: Math.round(6 * Tokens.u)
        anchors.verticalCenter: parent.verticalCenter

        Repeater {
            model: languages.backend.languages

            Rectangle {
                id: segment

                required property string modelData
                readonly property bool chosen: modelData === languages.backend.language

                objectName: "language:" + modelData
                width: Tokens.target
                height: languages.height - 2 * row.x
                radius: height / 2
                color: chosen ? Tokens.ink : touch.pressed ? Tokens.sunken : Tokens.card
                Accessible.role: Accessible.RadioButton
                Accessible.name: languages.ownName(modelData)
                Accessible.checked: chosen
                Accessible.onPressAction: languages.backend.speak(modelData)

                Words {
                    anchors.centerIn: parent
                    text: languages.ownName(segment.modelData)
                    strong: true
                    color: segment.chosen ? Tokens.inkOver : Tokens.inkSoft
                    font.pixelSize: Tokens.label
                }

                MouseArea {
                    id: touch

                    anchors.fill: parent
                    onClicked: languages.backend.speak(segment.modelData)
                }
            }
        }
    }
}
