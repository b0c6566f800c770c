pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.home

// The window: ground, the TEST strip, the top bar, the counter, and over them the one screen the state asks for.
Window {
    id: window

    required property Backend backend
    required property real diagonalInch
    required property bool portraitPanel
    required property bool windowed
    readonly property bool turned: !windowed && portraitPanel !== (height >= width)

    color: Tokens.ground
    title: backend.place.name

    Binding {
        target: Tokens
        property: "panelWidth"
        value: stage.width
    }
    Binding {
        target: Tokens
        property: "panelHeight"
        value: stage.height
    }
    Binding {
        target: Tokens
        property: "diagonalInch"
        value: window.diagonalInch
    }
    Binding {
        target: Tokens
        property: "theme"
        value: window.backend.comfort.darkTheme ? "dark" : "light"
    }
    Binding {
        target: Tokens
        property: "highContrast"
        value: window.backend.comfort.highContrast
    }
    Binding {
        target: Tokens
        property: "largePrint"
        value: window.backend.comfort.largePrint
    }
    Binding {
        target: Tokens
        property: "still"
        value: window.backend.comfort.reducedMotion
    }

    Item {
        id: stage

        readonly property string screen: window.backend.screen
        // The search, or a sheet over it.
        readonly property bool searching: screen === "search" || (window.backend.searching && ["product", "cart", "access", "help"].includes(screen))

        anchors.centerIn: parent
        width: window.turned ? window.height : window.width
        height: window.turned ? window.width : window.height
        rotation: window.turned ? 90 : 0

        Rectangle {
            id: testStrip

            objectName: "testBanner"
            visible: window.backend.place.testMoney
            width: parent.width
            height: visible ? testWords.implicitHeight + Math.round(14 * Tokens.u) : 0
            color: Tokens.testGround
            z: 3

            Words {
                id: testWords

                anchors.centerIn: parent
                text: qsTr("测试：不收款")
                strong: true
                color: Tokens.testInk
                font.pixelSize: Tokens.label
            }
        }

        // Low reach: everything slides into the lower part, the upper part stays quiet. A panel hardly higher
        // than a hand is within reach as a whole: there only the bar changes its edge, and nothing is squeezed.
        Item {
            id: page

            readonly property bool spoken: window.backend.comfort.voice
            readonly property bool low: window.backend.comfort.lowReach && !spoken
            readonly property int room: parent.height - testStrip.height

            // A little elsewhere after each rest, and while the machine is closed: nothing burns in.
            property int wandered: 0
            readonly property bool rests: ["attract", "offline", "out_of_service"].includes(stage.screen)

            onRestsChanged: if (rests)
                wandered = (wandered + 1) % 4
            readonly property int begins: testStrip.height + (low && !Tokens.shallow ? Math.round(room * (parent.height > parent.width ? 0.42 : 0.24)) : 0)
            // A little larger than its place, so that no edge shows.
            x: wandered === 1 || wandered === 2 ? -Tokens.wanderStep : 0
            y: begins - (wandered > 1 ? Tokens.wanderStep : 0)
            width: parent.width + Tokens.wanderStep
            height: parent.height - begins + Tokens.wanderStep - (spoken && parent.height > parent.width ? speaking.height : 0)

            Timer {
                interval: Tokens.wanderTime
                repeat: true
                running: page.rests
                onTriggered: page.wandered = (page.wandered + 1) % 4
            }

            TopBar {
                id: bar

                backend: window.backend
                width: parent.width
                y: page.low && Tokens.shallow ? page.height - height : 0
                z: 2
            }

            Item {
                id: shop

                y: bar.y === 0 ? bar.height : Tokens.gapSmall
                width: parent.width
                height: parent.height - bar.height - (bar.y === 0 ? 0 : y)
                visible: overGoods.includes(stage.screen) && !stage.searching

                readonly property list<string> overGoods: ["home", "product", "cart", "coupons", "access", "help", "member", "orders", "order", "feedback"]

                HomeScreen {
                    anchors.fill: parent
                    backend: window.backend
                }
            }

            // Each exists only while it is asked for; those over the goods let them be seen behind.
            Repeater {
                model: [
                    ["search/SearchScreen.qml", "search"],
                    ["screens/ProductScreen.qml", "product"],
                    ["screens/CartScreen.qml", "cart"],
                    ["deals/CouponScreen.qml", "coupons"],
                    ["screens/AccessScreen.qml", "access"],
                    ["sale/PayScreen.qml", "pay"],
                    ["sale/VendingScreen.qml", "vending"],
                    ["sale/ResultScreen.qml", "result"],
                    ["screens/ClosedScreen.qml", "offline", "out_of_service"],
                    ["member/MemberScreen.qml", "member"],
                    ["game/GameScreen.qml", "game"],
                    ["help/HelpScreen.qml", "help"],
                    ["orders/OrdersScreen.qml", "orders"],
                    ["orders/OrderScreen.qml", "order"],
                    ["orders/FeedbackScreen.qml", "feedback"]
                ]

                LazyScreen {
                    required property list<string> modelData

                    anchors.fill: shop
                    backend: window.backend
                    file: Qt.resolvedUrl(modelData[0])
                    wanted: modelData.indexOf(stage.screen, 1) > 0 || (stage.searching && modelData[1] === "search")
                }
            }
        }

        // Read out and bought without seeing: over the lower half upright, over the right half lying.
        LazyScreen {
            id: speaking

            readonly property bool unread: true

            x: parent.width - width
            y: parent.height - height
            width: parent.height > parent.width ? parent.width : Math.round(parent.width * 0.54)
            height: parent.height > parent.width ? Math.round(parent.height * 0.44) : parent.height - testStrip.height
            backend: window.backend
            file: Qt.resolvedUrl("voice/VoicePanel.qml")
            wanted: window.backend.comfort.voice && stage.screen !== "attract"
            z: 3
        }

        LazyScreen {
            alone: true
            anchors.fill: parent
            anchors.topMargin: testStrip.height
            backend: window.backend
            file: Qt.resolvedUrl("screens/AttractScreen.qml")
            wanted: stage.screen === "attract"
            z: 2
        }

        LazyScreen {
            alone: true
            anchors.fill: parent
            anchors.topMargin: testStrip.height
            backend: window.backend
            file: Qt.resolvedUrl("staff/StaffScreen.qml")
            wanted: stage.screen.startsWith("staff")
            z: 3
        }

        LazyScreen {
            alone: true
            anchors.fill: parent
            backend: window.backend
            file: Qt.resolvedUrl("screens/IdleWarning.qml")
            wanted: window.backend.idle.shown
            z: 4
        }

        // Sees every touch and takes none.
        Item {
            anchors.fill: parent
            z: 5

            PointHandler {
                id: finger

                onActiveChanged: {
                    const at = active ? point.pressPosition : point.position;
                    const [x, y] = [at.x / stage.width, at.y / stage.height];
                    holding.stop();
                    if (active) {
                        if (stage.screen === "attract")
                            holding.start();
                        window.backend.touched();
                        window.backend.staff.pressed(x, y);
                    } else {
                        window.backend.staff.released(lastX, lastY);
                    }
                }
                onPointChanged: if (active) {
                    lastX = point.position.x / stage.width;
                    lastY = point.position.y / stage.height;
                }

                property real lastX: 0
                property real lastY: 0
            }

            Timer {
                id: holding

                interval: Tokens.holdTime
                onTriggered: window.backend.wakeSpeaking()
            }
        }
    }
}
