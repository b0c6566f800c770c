import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What was typed so far; before the first key, what may be typed.
Panel {
    id: field

    required property Search search

    radius: height / 2
    Accessible.role: Accessible.StaticText
    Accessible.name: search.hasText ? search.text : search.hint

    Icon {
        id: glass

        x: Math.round(30 * Tokens.u)
        anchors.verticalCenter: parent.verticalCenter
        name: "search"
        ink: Tokens.inkSoft
    }

    Words {
        id: typed

        objectName: "typed"
        anchors.left: glass.right
        anchors.leftMargin: Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, parent.width - x - Math.round(40 * Tokens.u))
        text: field.search.text.toUpperCase()
        strong: true
        font.pixelSize: Math.round(Tokens.title * 0.95)
        font.letterSpacing: Math.round(4 * Tokens.u)
        elide: Text.ElideLeft
    }

    // Where the next letter goes.
    Rectangle {
        anchors.left: field.search.hasText ? typed.right : glass.right
        anchors.leftMargin: field.search.hasText ? Math.round(2 * Tokens.u) : Tokens.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(4 * Tokens.u)
        height: Math.round(parent.height * 0.46)
        radius: width / 2
        color: Tokens.accent
    }

    Words {
        visible: !field.search.hasText
        anchors.left: glass.right
        anchors.leftMargin: Tokens.gap + Math.round(18 * Tokens.u)
        anchors.right: parent.right
        anchors.rightMargin: Math.round(24 * Tokens.u)
        anchors.verticalCenter: parent.verticalCenter
        text: field.search.hint
        color: Tokens.inkSoft
        height: parent.height - Tokens.gapSmall
        font.pixelSize: Tokens.body
        fontSizeMode: Text.Fit
        wrapMode: Text.WordWrap
        lineHeight: 0.86
        minimumPixelSize: Tokens.smallest
    }
}
