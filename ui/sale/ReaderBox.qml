pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// In place of a code: a card before a reader, and one sentence. The waves come and go while it waits.
Rectangle {
    id: box

    required property Backend backend
    readonly property Till till: backend.checkout.till
    readonly property real part: Math.min(width, height) / 100
    readonly property bool flat: height < 470 * Tokens.u

    radius: Tokens.radiusLarge
    color: Tokens.ground
    border.width: Tokens.hairline
    border.color: Tokens.line

    Item {
        id: picture

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((parent.height - height - words.height - 4 * box.part) / 2)
        width: Math.round(66 * box.part)
        height: Math.round((box.flat ? 38 : 46) * box.part)

        Rectangle {
            id: reader

            anchors.right: parent.right
            width: Math.round(parent.width * 0.34)
            height: parent.height
            radius: Math.round(width * 0.16)
            color: Tokens.ink

            Rectangle {
                id: glass

                x: Math.round(parent.width * 0.14)
                y: x
                width: parent.width - 2 * x
                height: Math.round(parent.height * 0.26)
                radius: Math.round(width * 0.08)
                color: Tokens.success

                Price {
                    anchors.centerIn: parent
                    size: Math.round(Math.min(parent.height * 0.5, parent.width * 0.24))
                    text: box.backend.checkout.amount
                    ink: Tokens.toneOver
                }
            }

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                y: Math.round(parent.height * 0.5)
                size: Math.round(parent.width * 0.56)
                name: "contactless"
                ink: Tokens.inkOver
            }
        }

        Icon {
            id: waves

            anchors.verticalCenter: card.verticalCenter
            anchors.right: reader.left
            anchors.rightMargin: Math.round(2 * box.part)
            size: Math.round(parent.height * 0.3)
            name: "contactless"
            ink: Tokens.accent

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
            id: card

            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: Math.round(parent.height * 0.08)
            x: 0
            width: Math.round(parent.width * 0.42)
            height: Math.round(width * 0.63)
            radius: Math.round(height * 0.12)
            color: Tokens.bankCard
            rotation: -8
            border.width: Tokens.outline
            border.color: Tokens.line

            Rectangle {
                x: Math.round(parent.width * 0.1)
                y: Math.round(parent.height * 0.3)
                width: Math.round(parent.width * 0.2)
                height: Math.round(width * 0.74)
                radius: Math.round(height * 0.2)
                color: Tokens.coinFace
            }

            Rectangle {
                x: Math.round(parent.width * 0.1)
                y: Math.round(parent.height * 0.74)
                width: Math.round(parent.width * 0.56)
                height: Math.round(parent.height * 0.07)
                radius: height / 2
                color: Tokens.paper
                opacity: Tokens.fadedOpacity
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
            text: qsTr("请贴卡或插卡")
            strong: true
            font.pixelSize: Tokens.title
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: box.till.advice
            color: box.till.warns ? Tokens.warning : Tokens.inkSoft
            strong: box.till.warns
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
            maximumLineCount: 5
        }
    }
}
