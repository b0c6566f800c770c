import QtQuick
import ui.theme

// Pages on through what does not fit, so that nothing needs a flick: down to the end, then back to the beginning.
RoundButton {
    id: key

    required property Flickable view
    // Stands beside the first and goes along with it.
    property Flickable beside: null
    // What the keys beside it leave to it.
    readonly property int room: visible ? width + Tokens.gap : 0
    readonly property bool more: hides(view) || hides(beside)
    readonly property bool atEnd: ends(view) && ends(beside)

    objectName: !visible ? "" : atEnd ? "page:prev" : "page:next"
    visible: more
    icon: atEnd ? "chevron-up" : "chevron-down"
    label: atEnd ? qsTr("回到开头") : qsTr("往下看")
    raised: true
    onClicked: {
        const back = atEnd;
        turn(view, back);
        turn(beside, back);
    }

    function hides(part: Flickable): bool {
        return part !== null && part.contentHeight > part.height + diameter * 0.1;
    }

    function ends(part: Flickable): bool {
        return !hides(part) || part.atYEnd;
    }

    function turn(part: Flickable, back: bool) {
        if (!hides(part))
            return;
        const last = part.originY + part.contentHeight - part.height;
        part.cancelFlick();
        part.contentY = back ? part.originY : Math.min(last, part.contentY + part.height * 0.8);
    }
}
