pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// What happened to the order, one step under the other: a sign, words and the time.
Panel {
    id: panel

    required property OrderPage order
    readonly property int mark: Math.round(44 * Tokens.u)

    height: steps.height + 2 * Tokens.gap
    raised: false

    Column {
        id: steps

        x: Tokens.gap
        y: Tokens.gap
        width: parent.width - 2 * x

        Repeater {
            id: rows

            model: panel.order.steps

            Item {
                id: step

                required property int index
                required property string icon
                required property string tone
                required property string title
                required property string time
                required property string detail

                width: steps.width
                height: Math.max(panel.mark + Math.round(18 * Tokens.u), said.height + Math.round(14 * Tokens.u))

                Rectangle {
                    visible: step.index < rows.count - 1
                    x: Math.round((panel.mark - width) / 2)
                    y: Math.round(panel.mark / 2)
                    width: Math.max(2, Math.round(3 * Tokens.u))
                    height: parent.height
                    color: Tokens.line
                }

                Rectangle {
                    width: panel.mark
                    height: width
                    radius: width / 2
                    color: Tokens.toneSoft(step.tone)
                    border.width: Tokens.outline
                    border.color: Tokens.line

                    Icon {
                        anchors.centerIn: parent
                        size: Math.round(26 * Tokens.u)
                        name: step.icon
                        ink: Tokens.toneColor(step.tone)
                    }
                }

                Column {
                    id: said

                    x: panel.mark + Tokens.gap
                    width: time.x - x - Tokens.gapSmall
                    y: Math.max(0, Math.round((panel.mark - title.height) / 2))

                    Words {
                        id: title

                        width: parent.width
                        text: step.title
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                    }

                    Words {
                        visible: step.detail !== ""
                        width: parent.width
                        text: step.detail
                        color: Tokens.inkSoft
                        font.pixelSize: Math.round(Tokens.label * 0.86)
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }
                }

                Words {
                    id: time

                    anchors.right: parent.right
                    y: said.y
                    text: step.time
                    color: Tokens.inkSoft
                    font.pixelSize: Tokens.label
                    font.features: {
                        "tnum": 1
                    }
                }
            }
        }
    }
}
