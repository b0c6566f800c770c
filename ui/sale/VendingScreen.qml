pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The goods on their way down, one after the other. Nothing here can be dismissed.
Item {
    id: screen

    required property Backend backend
    readonly property Checkout checkout: backend.checkout
    readonly property bool wide: width > 0.95 * height
    readonly property bool settling: checkout.phase === "settling"

    Panel {
        id: shaft

        x: Tokens.edge
        y: 0
        width: screen.wide ? Math.round(parent.width * 0.42) : parent.width - 2 * x
        height: screen.wide ? parent.height - Tokens.gap : Math.round(parent.height * 0.56)
        radius: Tokens.radiusLarge

        Words {
            id: title

            x: Tokens.gapLarge
            y: Tokens.gap
            width: parent.width - 2 * x
            horizontalAlignment: Text.AlignHCenter
            text: screen.settling ? qsTr("马上就好") : qsTr("正在出货") + "  " + screen.checkout.progress
            strong: true
            font.pixelSize: Tokens.title
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        // The lane: a shelf with the turns of its spiral, seen from the front.
        Rectangle {
            id: shelf

            anchors.horizontalCenter: parent.horizontalCenter
            y: title.y + title.height + Tokens.gap
            width: Math.round(parent.width * 0.7)
            height: Math.round(64 * Tokens.u)
            radius: Tokens.radiusSmall
            color: Tokens.sunken
            border.width: Tokens.outline
            border.color: Tokens.line

            Row {
                anchors.centerIn: parent
                spacing: Math.round(16 * Tokens.u)

                Repeater {
                    // As many as lie on the shelf: a spiral's turns do not stick out of it.
                    model: Math.max(0, Math.min(7, Math.floor((shelf.width - Tokens.gap) / (50 * Tokens.u))))

                    Rectangle {
                        width: Math.round(34 * Tokens.u)
                        height: width
                        radius: width / 2
                        color: "transparent"
                        border.width: Math.round(5 * Tokens.u)
                        border.color: Tokens.line
                    }
                }
            }
        }

        Item {
            id: fall

            anchors.top: shelf.bottom
            anchors.bottom: hatch.top
            anchors.horizontalCenter: parent.horizontalCenter
            width: shelf.width
            clip: true

            Repeater {
                model: screen.checkout.lines

                Image {
                    id: item

                    required property string picture
                    required property string fate
                    readonly property bool moving: fate === "moving"

                    anchors.horizontalCenter: parent.horizontalCenter
                    visible: moving
                    width: Math.round(Math.min(fall.height * 0.66, fall.width * 0.8))
                    height: width
                    y: Math.round((fall.height - height) / 2)
                    source: visible ? picture : ""
                    sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
                    fillMode: Image.PreserveAspectFit
                    asynchronous: true

                    SequentialAnimation on y {
                        running: item.moving && !Tokens.still
                        loops: Animation.Infinite

                        NumberAnimation {
                            from: -item.height
                            to: fall.height
                            duration: Math.max(1, Tokens.dropTime)
                            easing.type: Easing.InQuad
                        }
                        PauseAnimation {
                            duration: Math.max(1, Tokens.quick)
                        }
                    }
                }
            }

            Icon {
                visible: screen.settling
                anchors.centerIn: parent
                size: Math.round(140 * Tokens.u)
                name: "clock"
                ink: Tokens.inkSoft
            }
        }

        Rectangle {
            id: hatch

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Tokens.gap
            width: parent.width - 2 * Tokens.gapLarge
            height: Math.round(130 * Tokens.u)
            radius: Tokens.radius
            color: Tokens.ink

            Row {
                anchors.centerIn: parent
                spacing: Tokens.gap

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: "hatch"
                    size: Math.round(60 * Tokens.u)
                    ink: Tokens.inkOver
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(implicitWidth, hatch.width - Math.round(150 * Tokens.u))
                    text: screen.checkout.takeFrom
                    height: hatch.height - Tokens.gapSmall
                    strong: true
                    color: Tokens.inkOver
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: Text.WordWrap
                }
            }
        }
    }

    ListView {
        x: screen.wide ? shaft.x + shaft.width + Tokens.gap : Tokens.edge
        y: screen.wide ? 0 : shaft.height + Tokens.gapLarge
        width: parent.width - x - Tokens.edge
        height: note.y - y - Tokens.gapSmall
        spacing: Tokens.gapSmall
        clip: true
        cacheBuffer: 0
        boundsBehavior: Flickable.StopAtBounds
        model: screen.checkout.lines
        delegate: SaleLineRow {
            width: ListView.view.width
        }
    }

    Words {
        id: note

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        x: screen.wide ? shaft.x + shaft.width + Tokens.gap : Tokens.edge
        width: parent.width - x - Tokens.edge
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("请不要离开。没能出货的商品会自动退款。")
        color: Tokens.inkSoft
        font.pixelSize: Tokens.label
        wrapMode: Text.Wrap
    }
}
