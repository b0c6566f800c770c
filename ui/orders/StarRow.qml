pragma ComponentBehavior: Bound

import QtQuick
import ui.theme
import ui.controls

// One to five, in one touch.
Row {
    id: row

    required property int stars
    property int size: Tokens.target
    property string prefix: "rate:"

    signal rated(int count)

    spacing: Math.round(8 * Tokens.u)

    Repeater {
        model: 5

        RoundButton {
            required property int index

            objectName: row.prefix + (index + 1)
            icon: "star"
            label: qsTr("%n 星", "", index + 1)
            diameter: row.size
            fill: index < row.stars ? Tokens.warning : Tokens.sunken
            ink: index < row.stars ? Tokens.toneOver : Tokens.warning
            onClicked: row.rated(index + 1)
        }
    }
}
