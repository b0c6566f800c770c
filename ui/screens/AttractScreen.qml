pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Nobody is there: the goods in slow motion, everything on the move so that nothing burns in. The first touch
// only wakes.
Rectangle {
    id: attract

    required property Backend backend
    readonly property bool lying: width > height
    readonly property list<string> pictures: lying ? backend.attractWide : backend.attractPictures
    property int current: 0

    color: Tokens.bannerGround

    Timer {
        interval: Tokens.attractTurn
        repeat: true
        running: attract.pictures.length > 1
        onTriggered: attract.current = (attract.current + 1) % attract.pictures.length
    }

    Repeater {
        model: attract.pictures

        Image {
            id: slide

            required property int index
            required property string modelData
            readonly property bool current: index === attract.current

            width: attract.width
            height: attract.height
            source: opacity > 0 ? "image://picture/round0/" + encodeURIComponent(modelData) : ""
            sourceSize: Qt.size(attract.width, attract.height)
            asynchronous: true
            cache: false
            opacity: current ? 1 : 0

            Behavior on opacity {
                NumberAnimation {
                    duration: Tokens.still ? 0 : 900
                }
            }
        }
    }

    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            GradientStop {
                position: 0.45
                color: "transparent"
            }
            GradientStop {
                position: 1
                color: Tokens.scrim
            }
        }
    }

    Column {
        id: words

        width: parent.width - 2 * Tokens.edge
        x: Tokens.edge + drift
        y: Math.round(parent.height * 0.9 - height - attract.current * Tokens.gapLarge)
        spacing: Tokens.gapSmall
        property real drift: attract.current * Tokens.gap

        Words {
            width: parent.width
            text: attract.backend.place.name
            strong: true
            color: Tokens.paper
            font.pixelSize: Tokens.title
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            width: parent.width
            text: "触摸屏幕开始选购"
            strong: true
            color: Tokens.paper
            font.pixelSize: Tokens.display
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.title
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            width: parent.width
            text: "Touch to start"
            color: Tokens.paper
            font.pixelSize: Tokens.title
            horizontalAlignment: Text.AlignHCenter
        }
    }

    MouseArea {
        objectName: "attract"
        anchors.fill: parent
        Accessible.role: Accessible.Button
        Accessible.name: "触摸屏幕开始选购 Touch to start"
        Accessible.onPressAction: attract.backend.wake()
        onPressed: attract.backend.wake()
    }
}
