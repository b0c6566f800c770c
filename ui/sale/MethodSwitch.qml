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
                fill: chosen ? Tokens.card : press.pressed ? Tokens.line : Tokens.sunken
                Accessible.role: Accessible.RadioButton
                Accessible.name: name
                Accessible.checked: chosen
                Accessible.onPressAction: methods.backend.chooseMethod(method)

                Row {
                    anchors.centerIn: parent
                    spacing: Math.round((wallet.width < 180 * Tokens.u ? 8 : 14) * Tokens.u)

                    Rectangle {
                        id: mark

                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.round((wallet.width < 180 * Tokens.u ? 28 : 36) * Tokens.u)
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
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, wallet.width - mark.width - Math.round(34 * Tokens.u))
                        text: wallet.name
                        strong: true
                        color: wallet.chosen ? Tokens.ink : Tokens.inkSoft
                        font.pixelSize: wallet.width < 180 * Tokens.u ? Math.round(Tokens.label * 0.84) : Tokens.body
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Math.round(Tokens.label * 0.62)
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
