pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Buying without seeing: what is said stands here in large print; two big keys, always in the same two corners;
// on the home screen a keypad of the lanes above them. The voice reads the other screens, not this panel.
Item {
    id: panel

    required property Backend backend
    readonly property Voice voice: backend.voice
    readonly property bool unread: true
    // Another ground than the page's, but never a white one for whom white is glaring.
    readonly property color ground: Tokens.dark ? Tokens.ground : Tokens.ink
    readonly property color ink: Tokens.dark ? Tokens.ink : Tokens.inkOver
    // As few rows as there can be, and these of one length.
    readonly property int keys: Math.max(1, voice.keys.length)
    readonly property int columnsMost: Math.max(1, Math.floor((width - 2 * Tokens.edge + Tokens.gapSmall) / (Tokens.target + Tokens.gapSmall)))
    readonly property int columns: Math.ceil(keys / Math.ceil(keys / columnsMost))

    Component.onCompleted: voice.watch(panel.parent.parent)

    Rectangle {
        anchors.fill: parent
        color: panel.ground
    }

    // Touches between the keys do nothing.
    MouseArea {
        anchors.fill: parent
    }

    Item {
        id: said

        objectName: "voice:again"
        x: Tokens.edge
        y: Tokens.gap
        width: parent.width - 2 * x
        height: keypad.y - y - Tokens.gap
        opacity: again.pressed ? Tokens.fadedOpacity : 1
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("再听一遍")
        Accessible.onPressAction: panel.voice.repeat()

        Icon {
            id: sign

            name: "sound"
            ink: panel.ink
            size: Math.round(Tokens.title * 1.2)
        }

        Words {
            anchors.left: sign.right
            anchors.leftMargin: Tokens.gap
            anchors.right: parent.right
            height: parent.height
            verticalAlignment: Text.AlignTop
            text: panel.voice.text
            strong: true
            color: panel.ink
            font.pixelSize: Tokens.title
            fontSizeMode: Text.Fit
            minimumPixelSize: Tokens.smallest
            wrapMode: Text.Wrap
        }

        MouseArea {
            id: again

            anchors.fill: parent
            onClicked: panel.voice.repeat()
        }
    }

    Grid {
        id: keypad

        x: Tokens.edge
        y: big.y - (visible ? height + Tokens.gap : 0)
        visible: panel.voice.keys.length > 0
        columns: panel.columns
        spacing: Tokens.gapSmall

        Repeater {
            model: panel.voice.keys

            Rectangle {
                id: key

                required property string modelData

                objectName: "lane_key:" + modelData
                width: Math.floor((panel.width - 2 * Tokens.edge - (panel.columns - 1) * Tokens.gapSmall) / panel.columns)
                height: Tokens.target
                radius: Tokens.radiusSmall
                color: press.pressed ? Tokens.sunken : Tokens.card
                Accessible.role: Accessible.Button
                Accessible.name: modelData
                Accessible.onPressAction: panel.voice.type(modelData)

                Words {
                    anchors.centerIn: parent
                    text: key.modelData
                    strong: true
                    font.pixelSize: Tokens.title
                }

                MouseArea {
                    id: press

                    anchors.fill: parent
                    onClicked: panel.voice.type(key.modelData)
                }
            }
        }
    }

    Row {
        id: big

        x: Tokens.edge
        y: parent.height - height - (panel.height < 640 * Tokens.u ? Tokens.gap : Tokens.edge)
        width: parent.width - 2 * x
        height: Math.round(panel.height < 640 * Tokens.u && keypad.visible ? 1.15 * Tokens.mainTarget : Math.max(1.2 * Tokens.mainTarget, Math.min(280 * Tokens.u, parent.height * 0.34)))
        spacing: Tokens.gap

        BigKey {
            objectName: "voice:next"
            width: Math.floor((big.width - big.spacing) / 2)
            height: big.height
            icon: "chevron-right"
            text: qsTr("下一个")
            onClicked: panel.voice.next()
        }

        BigKey {
            objectName: "voice:choose"
            width: Math.floor((big.width - big.spacing) / 2)
            height: big.height
            icon: "check"
            text: qsTr("选择")
            chosen: true
            onClicked: panel.voice.choose()
        }
    }

    component BigKey: Rectangle {
        id: bigKey

        required property string text
        required property string icon
        property bool chosen: false
        readonly property color ink: chosen ? Tokens.accentOver : Tokens.ink

        signal clicked

        radius: Tokens.radiusLarge
        color: chosen ? (touch.pressed ? Tokens.accentPressed : Tokens.accent) : touch.pressed ? Tokens.sunken : Tokens.card
        border.width: Tokens.outline
        border.color: panel.ink
        Accessible.role: Accessible.Button
        Accessible.name: text
        Accessible.onPressAction: bigKey.clicked()

        Column {
            anchors.centerIn: parent
            width: parent.width - 2 * Tokens.gap

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: bigKey.icon
                ink: bigKey.ink
                size: Math.round(bigKey.height * 0.36)
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: bigKey.text
                strong: true
                color: bigKey.ink
                font.pixelSize: Tokens.title
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.label
            }
        }

        MouseArea {
            id: touch

            anchors.fill: parent
            onClicked: bigKey.clicked()
        }
    }
}
