pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme

// The code: a skeleton until it is known, then black on white whatever the theme, at whole pixels.
Rectangle {
    id: box

    required property Backend backend
    readonly property string source: backend.checkout.code

    radius: Tokens.radiusLarge
    color: Tokens.paper
    border.width: Tokens.hairline
    border.color: Tokens.line

    Grid {
        visible: box.source === "" || code.status !== Image.Ready
        anchors.centerIn: parent
        columns: 5
        spacing: Math.round(box.width * 0.03)

        Repeater {
            model: 25

            Rectangle {
                required property int index

                width: Math.round(box.width * 0.13)
                height: width
                radius: width * 0.2
                color: Tokens.skeleton
                opacity: 0.4 + 0.6 * ((index * 7) % 5) / 5
            }
        }
    }

    Image {
        id: code

        objectName: "code"
        anchors.centerIn: parent
        width: Math.round(box.width - 26 * Tokens.u)
        height: width
        sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
        source: box.source
        asynchronous: true
        smooth: false
        cache: false
        opacity: status === Image.Ready ? 1 : 0
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("付款码")

        Behavior on opacity {
            NumberAnimation {
                duration: Tokens.calm
            }
        }
    }
}
