import QtQuick
import ui.theme
import ui.controls

// Page by page, for whoever does not flick. Beside the goods it stands upright.
Grid {
    id: pager

    property bool upright: false
    required property int page
    required property int pages
    // Pixels there are for it upright; 0: as many as it wants. Too few, and it goes without the count.
    property int room: 0
    readonly property bool bare: upright && room > 0 && room < 2 * Tokens.target + 1.5 * Tokens.label + 2 * spacing
    readonly property int diameter: bare ? Math.min(Tokens.target, Math.floor((room - spacing) / 2)) : Tokens.target

    signal turned(int by)

    columns: upright ? 1 : 3
    spacing: Math.round(12 * Tokens.u)
    horizontalItemAlignment: Grid.AlignHCenter
    verticalItemAlignment: Grid.AlignVCenter

    RoundButton {
        objectName: pager.visible ? "page:prev" : ""
        icon: pager.upright ? "chevron-up" : "chevron-left"
        label: qsTr("上一页")
        diameter: pager.diameter
        raised: true
        enabled: pager.page > 1
        onClicked: pager.turned(-1)
    }

    Words {
        visible: !pager.bare
        width: pager.upright ? Math.max(Tokens.target, implicitWidth) : Math.round(92 * Tokens.u * Tokens.printScale)
        horizontalAlignment: Text.AlignHCenter
        text: pager.page + " / " + pager.pages
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        font.features: {
            "tnum": 1
        }
    }

    RoundButton {
        objectName: pager.visible ? "page:next" : ""
        icon: pager.upright ? "chevron-down" : "chevron-right"
        label: qsTr("下一页")
        diameter: pager.diameter
        raised: true
        enabled: pager.page < pager.pages
        onClicked: pager.turned(1)
    }
}
