import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The machine as it looks, and what can be done with the lane that was touched. A touch only chooses: a motor turns
// at a second one, on a button that says so.
Item {
    id: page

    required property StaffLanes lanes
    readonly property bool wide: width > 1.15 * height

    Scroll {
        id: machine

        width: page.wide ? Math.round(page.width * 0.64) : page.width
        height: page.wide ? page.height : page.height - panel.height - Tokens.gap
        contentHeight: Math.max(height, grid.wantedHeight)

        LaneGrid {
            id: grid

            lanes: page.lanes
            width: machine.width - machine.room
            height: machine.contentHeight
        }
    }

    Panel {
        id: panel

        readonly property bool filled: page.lanes.chosen !== ""

        x: page.wide ? machine.width + Tokens.gap : 0
        y: page.wide ? 0 : page.height - height
        width: page.wide ? page.width - x : page.width
        height: page.wide ? page.height : Math.round(372 * Tokens.u)
        raised: false

        Words {
            visible: !panel.filled
            anchors.centerIn: parent
            width: parent.width - 2 * Tokens.gap
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("点一条货道，看它的状况，测试或暂停。")
            color: Tokens.inkSoft
            wrapMode: Text.Wrap
        }

        Column {
            id: about

            visible: panel.filled
            x: Tokens.gap
            y: Tokens.pad
            width: parent.width - 2 * x
            spacing: Math.round(4 * Tokens.u)

            Words {
                width: parent.width
                text: page.lanes.chosen + " · " + page.lanes.name
                strong: true
                wrapMode: Text.Wrap
                maximumLineCount: 2
                height: Math.round(82 * Tokens.u)
                fontSizeMode: Text.Fit
                minimumPixelSize: Tokens.smallest
            }

            Words {
                width: parent.width
                text: page.lanes.standing
                strong: true
                color: Tokens.toneColor(page.lanes.tone)
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
            }

            Words {
                // A low panel has no room for it: what can be done stands on the buttons.
                readonly property int room: deeds.y - about.y - y - Tokens.gapSmall

                visible: room > 2.5 * Tokens.label
                width: parent.width
                height: room
                verticalAlignment: Text.AlignTop
                text: page.lanes.advice
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
                fontSizeMode: Text.Fit
                minimumPixelSize: Tokens.smallest
            }
        }

        Grid {
            id: deeds

            readonly property int count: (page.lanes.mayTest ? 1 : 0) + (page.lanes.mayClear ? 1 : 0) + 1

            visible: panel.filled
            x: Tokens.gap
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Tokens.pad
            width: parent.width - 2 * x
            columns: page.wide ? 1 : count
            spacing: Tokens.gapSmall

            Pill {
                objectName: "lane_pause"
                width: Math.floor((deeds.width - (deeds.columns - 1) * deeds.spacing) / deeds.columns)
                text: page.lanes.held ? qsTr("恢复售卖") : qsTr("暂停售卖")
                size: Tokens.label
                onClicked: page.lanes.pause()
            }

            Pill {
                objectName: "lane_clear"
                visible: page.lanes.mayClear
                width: Math.floor((deeds.width - (deeds.columns - 1) * deeds.spacing) / deeds.columns)
                enabled: page.lanes.canClear
                text: qsTr("故障已排除")
                size: Tokens.label
                onClicked: page.lanes.clear()
            }

            Pill {
                objectName: "lane_test"
                visible: page.lanes.mayTest
                width: Math.floor((deeds.width - (deeds.columns - 1) * deeds.spacing) / deeds.columns)
                enabled: page.lanes.canTest
                text: qsTr("转一圈")
                size: Tokens.label
                onClicked: page.lanes.test()
            }
        }
    }
}
