pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// In place of a code: how much is still missing, how much is in, and which coins and bills are taken now.
Rectangle {
    id: box

    required property Backend backend
    readonly property Till till: backend.checkout.till
    readonly property real part: Math.min(width * 0.9, height) / 100
    readonly property bool flat: height < 470 * Tokens.u
    readonly property bool snug: height < 640 * Tokens.u
    readonly property real across: width - 2 * Tokens.gapLarge - 5 * Tokens.gapSmall

    radius: Tokens.radiusLarge
    color: Tokens.ground
    border.width: Tokens.hairline
    border.color: Tokens.line

    Column {
        id: sums

        readonly property int gap: Math.round((box.flat ? 3 : box.snug ? 4 : 6) * box.part)

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((parent.height - height - (faces.visible ? faces.height + gap : 0) - advice.height - gap) / 2)
        width: parent.width - 2 * (box.flat ? Tokens.gap : Tokens.gapLarge)
        spacing: Math.round((box.flat ? 1 : 2.4) * box.part)

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            // Longer words beside a large sum: the row shrinks as a whole instead of running over the edge.
            scale: Math.min(1, parent.width / Math.max(1, width))
            spacing: Tokens.gap

            Words {
                anchors.verticalCenter: missing.verticalCenter
                text: box.till.begun ? qsTr("还差") : qsTr("请投入")
                color: Tokens.inkSoft
                font.pixelSize: box.flat ? Tokens.body : Tokens.title
            }

            Price {
                id: missing

                size: Math.round(Math.max(Tokens.title, Math.min(Tokens.amount * 1.2, (box.flat ? 17 : box.snug ? 18 : 22) * box.part)))
                text: box.till.missing
            }
        }

        Rectangle {
            width: parent.width
            height: Math.round(Math.max(10 * Tokens.u, 3 * box.part))
            radius: height / 2
            color: Tokens.sunken
            border.width: Tokens.outline
            border.color: Tokens.line

            Rectangle {
                width: Math.round(Math.max(parent.height, parent.width * box.till.percent / 100))
                height: parent.height
                radius: parent.radius
                color: Tokens.success
                visible: box.till.begun

                Behavior on width {
                    NumberAnimation {
                        duration: Tokens.calm
                        easing.type: Easing.OutCubic
                    }
                }
            }
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: box.till.progress
            color: box.till.begun ? Tokens.success : Tokens.inkSoft
            strong: box.till.begun
            font.pixelSize: box.flat ? Tokens.label : Tokens.body
        }
    }

    Grid {
        id: faces

        anchors.horizontalCenter: parent.horizontalCenter
        y: sums.y + sums.height + sums.gap
        columns: box.flat ? 2 : 1
        columnSpacing: Tokens.gap
        rowSpacing: Math.round(3.4 * box.part)
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter
        // Many kinds in a small box: all of them a little smaller, none over the edge.
        scale: Math.min(1, (box.width - 2 * Tokens.gap) / Math.max(1, width))
        visible: !box.till.busy

        Row {
            spacing: Tokens.gapSmall
            visible: box.till.bills.count > 0

            Repeater {
                model: box.till.bills

                Face {
                    width: Math.round(box.flat ? 72 * Tokens.u : Math.min(25 * box.part, box.across / Math.max(3, box.till.bills.count)))
                    height: Math.round(width * 0.56)
                    radius: Math.round(height * 0.14)
                    isBill: true
                }
            }
        }

        Row {
            spacing: Tokens.gapSmall
            visible: box.till.coins.count > 0

            Repeater {
                model: box.till.coins

                Face {
                    width: Math.round(box.flat ? 54 * Tokens.u : Math.min(17 * box.part, box.across / Math.max(3, box.till.coins.count)))
                    height: width
                    radius: width / 2
                    isBill: false
                }
            }
        }
    }

    Row {
        id: advice

        anchors.horizontalCenter: parent.horizontalCenter
        y: faces.y + (faces.visible ? faces.height + sums.gap : 0)
        spacing: Tokens.gapSmall

        Icon {
            id: sign

            anchors.verticalCenter: parent.verticalCenter
            size: Math.round(Tokens.iconSize * 0.9)
            name: box.till.warns ? "warning" : "info"
            ink: box.till.warns ? Tokens.warning : Tokens.inkSoft
        }

        Words {
            id: sentence

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, box.width - sign.width - 2 * Tokens.gapLarge)
            text: box.till.advice
            color: box.till.warns ? Tokens.warning : Tokens.inkSoft
            strong: box.till.warns
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
            maximumLineCount: 4
        }
    }
}
