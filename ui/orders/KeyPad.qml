pragma ComponentBehavior: Bound

import QtQuick
import ui.theme
import ui.controls

// Our own keys, in rows of equal width; the last key takes one away.
Column {
    id: pad

    required property list<string> rows
    property int keyHeight: Math.round(Math.max(Tokens.target * 0.94, 64 * Tokens.u))
    readonly property int most: rows.reduce((most, row) => Math.max(most, row.length), 1)

    signal pressed(string key)
    signal erased

    spacing: Math.round(8 * Tokens.u)

    Repeater {
        model: pad.rows

        Row {
            id: row

            required property string modelData
            required property int index
            readonly property bool last: index === pad.rows.length - 1
            readonly property int keyWidth: Math.floor((pad.width - (pad.most - 1) * spacing) / pad.most)

            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Math.round(8 * Tokens.u)

            Repeater {
                model: row.modelData.length

                Item {
                    id: key

                    required property int index
                    readonly property string letter: row.modelData.charAt(index)

                    objectName: "key:" + letter.toLowerCase()
                    width: row.keyWidth
                    height: pad.keyHeight
                    scale: touch.pressed ? Tokens.pressedScale : 1
                    Accessible.role: Accessible.Button
                    Accessible.name: letter
                    Accessible.onPressAction: pad.pressed(letter)

                    Rectangle {
                        anchors.fill: parent
                        radius: Tokens.radiusSmall
                        color: touch.pressed ? Tokens.sunken : Tokens.card
                        border.width: Math.max(Tokens.hairline, Tokens.outline)
                        border.color: Tokens.line
                    }

                    Words {
                        anchors.centerIn: parent
                        text: key.letter
                        strong: true
                    }

                    MouseArea {
                        id: touch

                        anchors.fill: parent
                        onClicked: pad.pressed(key.letter)
                    }
                }
            }

            Item {
                objectName: row.last ? "key:backspace" : ""
                visible: row.last
                width: row.keyWidth
                height: pad.keyHeight
                scale: erase.pressed ? Tokens.pressedScale : 1
                Accessible.role: Accessible.Button
                Accessible.name: qsTr("退格")
                Accessible.onPressAction: pad.erased()

                Rectangle {
                    anchors.fill: parent
                    radius: Tokens.radiusSmall
                    color: erase.pressed ? Tokens.line : Tokens.sunken
                    border.width: Tokens.outline
                    border.color: Tokens.line
                }

                Icon {
                    anchors.centerIn: parent
                    name: "backspace"
                }

                MouseArea {
                    id: erase

                    anchors.fill: parent
                    onClicked: pad.erased()
                }
            }
        }
    }
}
