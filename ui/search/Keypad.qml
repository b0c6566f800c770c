pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme

// Letters and digits, no more: Chinese is found by its first letters. Upright the rows of a phone, lying a square of
// them in the order of the alphabet, because ten keys side by side would be too narrow there.
Item {
    id: pad

    required property Backend backend
    property bool grid: false
    property int keyHeight: Math.round(96 * Tokens.u)
    readonly property Search search: backend.search
    readonly property list<string> rows: grid ? search.gridRows : search.uprightRows
    readonly property int across: grid ? 7 : 10
    readonly property int space: Math.round(8 * Tokens.u)
    readonly property int keyWidth: Math.floor((width - (across - 1) * space) / across)
    readonly property int padHeight: rows.length * (keyHeight + space) - space

    implicitHeight: padHeight

    // Left of the first key of each row: short rows stand in the middle, the last one gives its right end to delete.
    function start(row: int): int {
        const last = row === rows.length - 1;
        if (grid)
            return last ? 2 * (keyWidth + space) : 0;
        return last ? 0 : Math.round((width - rows[row].length * (keyWidth + space) + space) / 2);
    }

    Repeater {
        model: pad.rows

        Item {
            id: line

            required property int index
            required property string modelData
            readonly property list<string> chars: modelData.split("")

            x: pad.start(index)
            y: index * (pad.keyHeight + pad.space)

            Repeater {
                model: line.chars

                Key {
                    required property int index
                    required property string modelData

                    objectName: "key:" + modelData
                    x: index * (pad.keyWidth + pad.space)
                    width: pad.keyWidth
                    height: pad.keyHeight
                    text: modelData.toUpperCase()
                    label: text
                    onClicked: pad.search.press(modelData)
                }
            }
        }
    }

    Key {
        objectName: pad.grid ? "back" : ""
        visible: pad.grid
        y: erase.y
        width: 2 * pad.keyWidth + pad.space
        height: pad.keyHeight
        icon: "back"
        label: qsTr("返回")
        onClicked: pad.backend.back()
    }

    Key {
        id: wipe

        objectName: "key:clear"
        anchors.right: erase.left
        anchors.rightMargin: pad.space
        y: erase.y
        width: erase.width
        height: pad.keyHeight
        icon: "trash"
        label: qsTr("清空")
        dim: true
        enabled: pad.search.hasText
        onClicked: pad.search.clear()
    }

    Key {
        id: erase

        objectName: "key:delete"
        anchors.right: parent.right
        y: pad.padHeight - pad.keyHeight
        width: pad.grid ? 2 * pad.keyWidth + pad.space : Math.round(1.5 * pad.keyWidth + 0.5 * pad.space)
        height: pad.keyHeight
        icon: "backspace"
        label: qsTr("删除一个字母")
        dim: true
        enabled: pad.search.hasText
        onClicked: pad.search.erase()
    }
}
