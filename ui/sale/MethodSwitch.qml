pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The wallets of this sale, one of them chosen.
Rectangle {
    id: methods

    required property Backend backend
    readonly property int count: Math.max(1, backend.checkout.methods.count)

    implicitHeight: Math.round(Tokens.target + 34 * Tokens.u)
    radius: Tokens.radius
    color: Tokens.sunken
    border.width: Tokens.outline
    border.color: Tokens.line

    Row {
        anchors.fill: parent
        anchors.margins: Math.round(9 * Tokens.u)

        Repeater {
            model: methods.backend.checkout.methods

            Panel {
                id: wallet

                required property string method
                required property string name
                required property bool chosen

                objectName: "pay:" + method
                width: parent.width / methods.count
                height: parent.height
                radius: Tokens.radius - Math.round(6 * Tokens.u)
                raised: chosen
                marked: chosen
                fill: chosen ? Tokens.card : press.pressed ? Tokens.line : Tokens.sunken
                Accessible.role: Accessible.RadioButton
                Accessible.name: name
                Accessible.checked: chosen
                Accessible.onPressAction: methods.backend.chooseMethod(method)

                // Beside its mark where there is room, else below it.
                Grid {
                    id: label

                    readonly property bool tight: wallet.width < (methods.count > 3 ? 250 : 180) * Tokens.u
                    readonly property bool stacked: methods.count > 3 && tight

                    anchors.centerIn: parent
                    columns: stacked ? 1 : 2
                    columnSpacing: Math.round((tight ? 8 : 14) * Tokens.u)
                    rowSpacing: Math.round(4 * Tokens.u)
                    horizontalItemAlignment: Grid.AlignHCenter
                    verticalItemAlignment: Grid.AlignVCenter

                    Rectangle {
                        id: mark

                        width: Math.round((label.tight ? 28 : 36) * Tokens.u)
                        height: width
                        radius: width * 0.3
                        color: Tokens.methodColor(wallet.method)

                        Icon {
                            visible: wallet.chosen
                            anchors.centerIn: parent
                            size: Math.round(parent.width * 0.78)
                            name: "check"
                            ink: Tokens.paper
                        }
                    }

                    Words {
                        width: Math.min(implicitWidth, wallet.width - Math.round((label.stacked ? 4 : 34) * Tokens.u) - (label.stacked ? 0 : mark.width))
                        text: wallet.name
                        strong: true
                        color: wallet.chosen ? Tokens.ink : Tokens.inkSoft
                        // The same height for each, so that the marks stand in one line.
                        height: label.tight ? Math.round(wallet.height - (label.stacked ? mark.height + 16 * Tokens.u : 16 * Tokens.u)) : implicitHeight
                        font.pixelSize: label.tight ? Math.round(Tokens.label * 0.84) : Tokens.body
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                        wrapMode: label.tight ? Text.WordWrap : Text.NoWrap
                        maximumLineCount: 3
                        lineHeight: label.tight ? 0.8 : 1
                        horizontalAlignment: label.stacked ? Text.AlignHCenter : Text.AlignLeft
                    }
                }

                MouseArea {
                    id: press

                    anchors.fill: parent
                    onClicked: methods.backend.chooseMethod(wallet.method)
                }
            }
        }
    }
}
