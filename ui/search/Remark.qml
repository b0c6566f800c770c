import QtQuick
import ui.theme
import ui.controls

// A word beside what was found: that nothing was, or that the digits may be a code; with one thing to do, if any.
Rectangle {
    id: remark

    required property string icon
    required property string title
    required property string text
    property string action: ""
    property string actionName: ""

    signal acted

    implicitHeight: Math.max(words.height + 2 * Tokens.pad, button.visible ? button.height + 2 * Tokens.pad : 0)
    radius: Tokens.radius
    color: action !== "" ? Tokens.infoSoft : Tokens.sunken
    border.width: Tokens.outline
    border.color: Tokens.line

    Icon {
        id: sign

        x: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        name: remark.icon
        ink: remark.action !== "" ? Tokens.info : Tokens.inkSoft
        size: Math.round(52 * Tokens.u)
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Tokens.gap
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: remark.title
            strong: true
            font.pixelSize: remark.text === "" ? Tokens.label : Tokens.body
            fontSizeMode: remark.text === "" ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
            wrapMode: Text.WordWrap
            lineHeight: 0.9
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: remark.text
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }

    Pill {
        id: button

        objectName: visible ? remark.actionName : ""
        visible: remark.action !== ""
        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, Math.round(remark.width * 0.42))
        height: Tokens.target
        kind: "primary"
        text: remark.action
        onClicked: remark.acted()
    }
}
