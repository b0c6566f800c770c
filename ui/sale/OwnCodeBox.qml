pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// In place of a code to scan: a phone that shows its own before the reader's window, and what to do now.
Rectangle {
    id: box

    required property Backend backend
    readonly property Checkout checkout: backend.checkout
    // The words first: the picture takes what they leave.
    readonly property real part: Math.max(1, Math.min(width, height, 1.7 * (height - words.height - Tokens.gapLarge)) / 100)

    radius: Tokens.radiusLarge
    color: Tokens.ground
    border.width: Tokens.hairline
    border.color: Tokens.line

    Item {
        id: picture

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((parent.height - height - words.height - 4 * box.part) / 2)
        width: Math.round(56 * box.part)
        height: Math.round(54 * box.part)

        Rectangle {
            id: phone

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.round(26 * box.part)
            height: Math.round(37 * box.part)
            radius: Math.round(3 * box.part)
            color: Tokens.ink

            Rectangle {
                anchors.fill: parent
                anchors.margins: Math.round(1.2 * box.part)
                radius: Math.round(2 * box.part)
                color: Tokens.paper

                // The code: lines of uneven width, as on the phone.
                Row {
                    visible: !box.checkout.confirming
                    anchors.centerIn: parent
                    height: Math.round(14 * box.part)
                    spacing: Math.round(0.7 * box.part)

                    Repeater {
                        model: [2, 1, 3, 1, 1, 2, 1, 2, 1]

                        Rectangle {
                            required property int modelData

                            width: Math.round(0.55 * modelData * box.part)
                            height: parent ? parent.height : 0
                            color: Tokens.paperInk
                        }
                    }
                }

                Column {
                    visible: box.checkout.confirming
                    anchors.centerIn: parent
                    spacing: Math.round(2 * box.part)

                    Rectangle {
                        anchors.horizontalCenter: parent.horizontalCenter
                        width: Math.round(11 * box.part)
                        height: width
                        radius: width / 2
                        color: Tokens.methodColor(box.checkout.method)

                        Icon {
                            anchors.centerIn: parent
                            size: Math.round(parent.width * 0.62)
                            name: "lock"
                            ink: Tokens.paper
                        }
                    }

                    Price {
                        anchors.horizontalCenter: parent.horizontalCenter
                        size: Math.round(6 * box.part)
                        text: box.checkout.amount
                        ink: Tokens.paperInk
                    }
                }
            }
        }

        // The beam comes and goes while the reader waits.
        Rectangle {
            visible: !box.checkout.confirming
            anchors.horizontalCenter: parent.horizontalCenter
            y: phone.height + Math.round(2 * box.part)
            width: Math.round(24 * box.part)
            height: Math.round(1.2 * box.part)
            radius: height / 2
            color: Tokens.accent

            SequentialAnimation on opacity {
                running: box.visible && !Tokens.still
                loops: Animation.Infinite

                NumberAnimation {
                    to: Tokens.fadedOpacity
                    duration: Tokens.breath
                    easing.type: Easing.InOutQuad
                }
                NumberAnimation {
                    to: 1
                    duration: Tokens.breath
                    easing.type: Easing.InOutQuad
                }
            }
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.round(13 * box.part)
            radius: Math.round(2.4 * box.part)
            color: Tokens.ink

            Rectangle {
                anchors.centerIn: parent
                width: Math.round(parent.width * 0.62)
                height: Math.round(parent.height * 0.5)
                radius: Math.round(1.4 * box.part)
                color: box.checkout.confirming ? Tokens.success : Tokens.accent

                Icon {
                    anchors.centerIn: parent
                    size: Math.round(parent.height * 0.86)
                    name: box.checkout.confirming ? "check" : "scan"
                    ink: Tokens.toneOver
                }
            }
        }
    }

    Column {
        id: words

        anchors.horizontalCenter: parent.horizontalCenter
        y: picture.y + picture.height + Math.round(4 * box.part)
        width: parent.width - 2 * Tokens.gapLarge
        spacing: Tokens.gapSmall

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: box.checkout.confirming ? qsTr("请在手机上确认") : qsTr("付款码对准扫码窗口")
            strong: true
            font.pixelSize: Tokens.title
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: box.checkout.ownCodeAdvice
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
            maximumLineCount: 4
        }
    }
}
