import QtQuick
import ui.theme
import ui.controls

// Page by page, for whoever does not flick. Beside the goods it stands upright.
Grid {
    id: pager

    property bool upright: false
    // No room for more than the two keys.
    property bool tight: false
    required property int page
    required property int pages

    signal turned(int by)

    columns: upright ? 1 : 3
    spacing: Math.round(12 * Tokens.u)
    horizontalItemAlignment: Grid.AlignHCenter
    verticalItemAlignment: Grid.AlignVCenter

    RoundButton {
        objectName: pager.visible ? "page:prev" : ""
        icon: pager.upright ? "chevron-up" : "chevron-left"
        label: qsTr("上一页")
        raised: true
        enabled: pager.page > 1
        onClicked: pager.turned(-1)
    }

    Words {
        visible: !pager.tight
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
        raised: true
        enabled: pager.page < pager.pages
        onClicked: pager.turned(1)
    }
}
