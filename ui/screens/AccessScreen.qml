pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What makes the screen easier to read and to reach; each takes effect at once, all end with the session.
Sheet {
    id: screen

    required property Backend backend
    readonly property Comfort comfort: backend.comfort
    readonly property int columns: width > 1.15 * height ? 3 : 2
    readonly property int rows: Math.ceil(6 / columns)
    readonly property int choiceHeight: Math.round(Math.min(190 * Tokens.u, (height - 2 * margin - heading.height - Tokens.mainTarget - (rows + 2) * Tokens.gap) / rows))
    readonly property bool low: choiceHeight < 150 * Tokens.u
    // No height for a picture above the word: it stands beside it.
    readonly property bool flat: choiceHeight < 116 * Tokens.u
    readonly property bool shallow: height < 620 * Tokens.u
    readonly property int margin: shallow ? Tokens.gap : Tokens.gapLarge

    bodyWidth: columns === 3 ? Math.min(width - 2 * Tokens.edge, Math.round(1300 * Tokens.u)) : width
    bodyHeight: column.height + 2 * margin
    onDismissed: backend.back()

    component Choice: Panel {
        id: choice

        required property string text
        required property string icon
        required property bool chosen

        signal toggled

        width: Math.floor((column.width - (screen.columns - 1) * Tokens.gap) / screen.columns)
        height: screen.choiceHeight
        fill: chosen ? Tokens.ink : press.pressed ? Tokens.sunken : Tokens.card
        Accessible.role: Accessible.CheckBox
        Accessible.name: text
        Accessible.checked: chosen
        Accessible.onPressAction: choice.toggled()

        Grid {
            id: face

            anchors.centerIn: parent
            columns: screen.flat ? 2 : 1
            spacing: screen.low && !screen.flat ? 0 : Tokens.gapSmall
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignVCenter

            Icon {
                id: sign

                size: Math.round((screen.low ? 44 : 56) * Tokens.u)
                name: choice.icon
                ink: choice.chosen ? Tokens.inkOver : Tokens.ink
            }

            Words {
                width: Math.min(implicitWidth, choice.width - Tokens.gap - (screen.flat ? sign.width + face.spacing + 2 * Tokens.iconSize : 0))
                horizontalAlignment: screen.flat ? Text.AlignLeft : Text.AlignHCenter
                text: choice.text
                strong: true
                color: choice.chosen ? Tokens.inkOver : Tokens.ink
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
                wrapMode: screen.flat ? Text.WordWrap : Text.NoWrap
                lineHeight: screen.flat ? 0.86 : 1
            }
        }

        Icon {
            visible: choice.chosen
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: Math.round(14 * Tokens.u)
            name: "check"
            ink: Tokens.inkOver
        }

        MouseArea {
            id: press

            anchors.fill: parent
            onClicked: choice.toggled()
        }
    }

    Column {
        id: column

        x: Tokens.edge
        y: screen.margin
        width: parent.width - 2 * x
        spacing: Tokens.gap

        Words {
            id: heading

            width: parent.width
            text: qsTr("看得清，够得着")
            strong: true
            font.pixelSize: Tokens.title
        }

        Grid {
            columns: screen.columns
            spacing: Tokens.gap

            Choice {
                objectName: "access:large"
                text: qsTr("大字")
                icon: "text-size"
                chosen: screen.comfort.largePrint
                onToggled: screen.comfort.toggleLargePrint()
            }
            Choice {
                objectName: "access:contrast"
                text: qsTr("高对比度")
                icon: "contrast"
                chosen: screen.comfort.highContrast
                onToggled: screen.comfort.toggleHighContrast()
            }
            Choice {
                objectName: "access:dark"
                text: qsTr("深色画面")
                icon: "moon"
                chosen: screen.comfort.darkTheme
                onToggled: screen.comfort.toggleDarkTheme()
            }
            Choice {
                objectName: "access:low"
                text: qsTr("移到下方")
                icon: "chevron-down"
                chosen: screen.comfort.lowReach
                onToggled: screen.comfort.toggleLowReach()
            }
            Choice {
                objectName: "access:still"
                text: qsTr("减少动画")
                icon: "pause"
                chosen: screen.comfort.reducedMotion
                onToggled: screen.comfort.toggleReducedMotion()
            }
            Choice {
                objectName: "access:voice"
                text: qsTr("语音朗读")
                icon: "sound"
                chosen: screen.comfort.voice
                onToggled: screen.comfort.toggleVoice()
            }
        }

        Pill {
            objectName: "back"
            width: parent.width
            height: Tokens.mainTarget
            icon: "back"
            text: qsTr("返回")
            onClicked: screen.backend.back()
        }
    }
}
