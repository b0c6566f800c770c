pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// How it went: stars first, then the words that go with them; never asked again once said.
Column {
    id: box

    required property OrderPage order
    property bool asks: true

    spacing: Tokens.gapSmall

    Words {
        visible: box.asks
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: box.order.stars > 0 ? qsTr("谢谢您的评价") : qsTr("这次买得还顺利吗？")
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Tokens.smallest
    }

    StarRow {
        anchors.horizontalCenter: parent.horizontalCenter
        stars: box.order.stars
        onRated: count => box.order.rate(count)
    }

    Grid {
        id: tags

        visible: box.order.tags.count > 0
        width: parent.width
        columns: width > 700 * Tokens.u ? 4 : 2
        spacing: Tokens.gapSmall

        Repeater {
            model: box.order.tags

            Pill {
                required property string tag
                required text
                required property bool chosen

                objectName: "tag:" + tag
                width: Math.floor((tags.width - (tags.columns - 1) * tags.spacing) / tags.columns)
                height: Tokens.target
                kind: chosen ? "quiet" : "plain"
                size: Tokens.label
                sidePad: Math.round(26 * Tokens.u)
                icon: chosen ? "check" : ""
                onClicked: box.order.toggleTag(tag)
            }
        }
    }
}
