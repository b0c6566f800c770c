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
    required property string theme
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
        value: window.theme
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

        // Low reach: everything slides into the lower part, the upper part stays quiet.
        Item {
            id: page

            width: parent.width
            y: testStrip.height + (window.backend.comfort.lowReach ? Math.round((parent.height - testStrip.height) * (parent.height > parent.width ? 0.42 : 0.24)) : 0)
            height: parent.height - y

            TopBar {
                id: bar

                backend: window.backend
                width: parent.width
                z: 2
            }

            Item {
                id: shop

                anchors.top: bar.bottom
                anchors.bottom: parent.bottom
                width: parent.width
                visible: ["home", "product", "cart", "access", "help", "orders", "order", "feedback"].includes(stage.screen) && !stage.searching

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
                    ["screens/AccessScreen.qml", "access"],
                    ["sale/PayScreen.qml", "pay"],
                    ["sale/VendingScreen.qml", "vending"],
                    ["sale/ResultScreen.qml", "result"],
                    ["screens/ClosedScreen.qml", "offline", "out_of_service"],
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

        LazyScreen {
            anchors.fill: parent
            anchors.topMargin: testStrip.height
            backend: window.backend
            file: Qt.resolvedUrl("screens/AttractScreen.qml")
            wanted: stage.screen === "attract"
            z: 2
        }

        LazyScreen {
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
                onActiveChanged: if (active)
                    window.backend.touched()
            }
        }
    }
}
