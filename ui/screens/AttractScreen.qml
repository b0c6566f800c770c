pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Nobody is there: the goods in slow motion. Every turn another picture, another cut of it and another place for the
// words, so that nothing burns in even where there is one picture only; between two turns nothing is drawn. The
// first touch only wakes; a finger that stays asks for the voice.
Rectangle {
    id: attract

    required property Backend backend
    readonly property bool lying: width > height
    readonly property list<string> pictures: lying ? backend.waiting.widePictures : backend.waiting.pictures
    property int turn: 0
    readonly property int current: pictures.length > 0 ? turn % pictures.length : 0
    // Four cuts of a picture that is a little larger than the screen; four heights for the words.
    readonly property real spare: 0.06
    readonly property int cut: turn % 4

    color: Tokens.bannerGround

    Timer {
        interval: Tokens.attractTurn
        repeat: true
        running: true
        onTriggered: attract.turn += 1
    }

    Repeater {
        model: attract.pictures

        Image {
            id: slide

            required property int index
            required property string modelData
            readonly property bool current: index === attract.current

            width: Math.round(attract.width * (1 + attract.spare))
            height: Math.round(attract.height * (1 + attract.spare))
            x: -Math.round((width - attract.width) * (attract.cut === 1 || attract.cut === 2 ? 1 : 0))
            y: -Math.round((height - attract.height) * (attract.cut > 1 ? 1 : 0))
            source: opacity > 0 ? "image://picture/round0/" + encodeURIComponent(modelData) : ""
            sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
            asynchronous: true
            cache: false
            opacity: current ? 1 : 0

            Behavior on opacity {
                NumberAnimation {
                    duration: Tokens.fade
                }
            }
            Behavior on x {
                NumberAnimation {
                    duration: Tokens.fade
                    easing.type: Easing.InOutSine
                }
            }
            Behavior on y {
                NumberAnimation {
                    duration: Tokens.fade
                    easing.type: Easing.InOutSine
                }
            }
        }
    }

    Rectangle {
        // Under the words: from below upright, from the left lying.
        y: attract.lying ? 0 : Math.round(parent.height * 0.5)
        width: attract.lying ? Math.round(parent.width * 0.7) : parent.width
        height: parent.height - y
        gradient: Gradient {
            orientation: attract.lying ? Gradient.Horizontal : Gradient.Vertical

            GradientStop {
                position: 0
                color: attract.lying ? Tokens.attractShade : "transparent"
            }
            GradientStop {
                position: attract.lying ? 0.55 : 0.62
                color: Tokens.attractShade
            }
            GradientStop {
                position: 1
                color: attract.lying ? "transparent" : Tokens.attractShade
            }
        }
    }

    Column {
        id: words

        x: Tokens.edge + (attract.cut === 1 || attract.cut === 2 ? Tokens.gap : 0)
        y: Math.round((parent.height - height) * (attract.lying ? 0.5 : 1) - Tokens.gapLarge * (attract.lying ? attract.cut - 1.5 : 1.2 + attract.cut * 0.7))
        width: Math.round(parent.width * (attract.lying ? 0.46 : 1)) - 2 * Tokens.edge - Tokens.gap
        spacing: Math.round(Tokens.gapSmall * (attract.lying ? 0.4 : 1))

        Words {
            width: parent.width
            text: [attract.backend.place.name, attract.backend.place.site].filter(part => part !== "").join(" · ")
            color: Tokens.paper
            font.pixelSize: Tokens.body
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
        }

        Repeater {
            model: attract.backend.waiting.greetings

            Words {
                required property int index
                required property string modelData

                width: words.width
                text: modelData
                strong: index === 0
                color: Tokens.paper
                font.pixelSize: index === 0 ? Math.round(Tokens.display * (attract.lying ? 1 : 1.12)) : Tokens.title
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.label
                horizontalAlignment: Text.AlignHCenter
            }
        }

        Item {
            width: 1
            height: Tokens.gapSmall
        }

        Repeater {
            model: attract.backend.waiting.voiceHints

            Words {
                required property string modelData

                width: words.width
                text: modelData
                color: Tokens.paper
                font.pixelSize: Tokens.label
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }

    MouseArea {
        objectName: "attract"
        anchors.fill: parent
        Accessible.role: Accessible.Button
        Accessible.name: attract.backend.waiting.greetings.join(" ")
        Accessible.onPressAction: attract.backend.wake()
        onPressed: attract.backend.wake()
    }

    // Where an owner wants it: a small draw for whoever comes by. Touching anything else wakes as ever.
    Pill {
        objectName: "game"
        visible: attract.backend.deals.game.whileWaiting
        x: attract.lying ? parent.width - width - Tokens.edge : Math.round((parent.width - width) / 2)
        y: attract.lying ? parent.height - height - Tokens.gapLarge : Math.round(parent.height * 0.42)
        width: Math.min(implicitWidth, Math.round(parent.width * (attract.lying ? 0.46 : 0.8)))
        height: Tokens.mainTarget
        icon: "gift"
        text: attract.backend.waiting.draw
        onClicked: {
            attract.backend.wake();
            attract.backend.deals.game.open();
        }
    }
}
