pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The promotion that matters now; turns by itself, a touch opens it.
Item {
    id: carousel

    required property Backend backend
    readonly property bool narrow: width < 1.6 * height
    property int current: 0
    readonly property int count: view.count

    Timer {
        interval: Tokens.bannerTurn
        repeat: true
        running: carousel.visible && carousel.count > 1 && !Tokens.still
        onTriggered: carousel.current = (carousel.current + 1) % carousel.count
    }

    Repeater {
        id: view

        model: carousel.backend.catalogue.banners

        Item {
            id: banner

            required property int at
            required property string title
            required property string subtitle
            required property string picture
            required property string ink
            required property string sku
            required property string offer
            required property string first
            required property string second
            readonly property bool current: at === carousel.current % Math.max(1, carousel.count)
            // Read once it is its turn, so that the start does not wait for pictures nobody sees yet.
            property bool wanted: false

            anchors.fill: parent
            objectName: "banner:" + at
            opacity: current ? 1 : 0
            visible: opacity > 0
            onCurrentChanged: if (current)
                wanted = true
            Component.onCompleted: wanted = current
            Accessible.role: Accessible.Button
            Accessible.name: title + ", " + subtitle
            Accessible.onPressAction: banner.opened()

            function opened(): void {
                if (banner.offer !== "")
                    carousel.backend.catalogue.chooseOffer(banner.offer);
                else
                    carousel.backend.openProduct(banner.sku);
            }

            Behavior on opacity {
                NumberAnimation {
                    duration: Tokens.calm
                }
            }

            Rectangle {
                anchors.fill: parent
                radius: Tokens.radius
                color: Tokens.bannerGround

                gradient: Gradient {
                    orientation: Gradient.Horizontal

                    GradientStop {
                        position: 0
                        color: banner.offer !== "" ? Tokens.dealGround : Tokens.bannerGround
                    }
                    GradientStop {
                        position: 1
                        color: banner.offer !== "" ? Tokens.dealGroundFar : Tokens.bannerGround
                    }
                }
            }

            Row {
                visible: banner.offer !== "" && !carousel.narrow
                anchors.right: parent.right
                anchors.rightMargin: Math.round(banner.width * 0.05)
                anchors.verticalCenter: parent.verticalCenter
                spacing: -Math.round(banner.height * 0.06)

                Repeater {
                    model: [banner.first, banner.second].filter(picture => picture !== "")

                    Image {
                        required property string modelData

                        width: Math.round(Math.min(banner.height * 0.86, banner.width * 0.19))
                        height: width
                        source: banner.wanted ? modelData : ""
                        sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
                        fillMode: Image.PreserveAspectFit
                        asynchronous: true
                    }
                }
            }

            Image {
                anchors.fill: parent
                source: banner.wanted && banner.width > 1 && banner.picture !== "" ? "image://picture/round" + Tokens.radius + "/" + banner.picture : ""
                sourceSize: Qt.size(Math.round(width), Math.round(height))
                asynchronous: true
            }

            Column {
                anchors.left: parent.left
                anchors.leftMargin: carousel.narrow ? Tokens.gap : Tokens.gapLarge
                y: carousel.narrow ? Tokens.gapSmall : Math.round((parent.height - height) / 2)
                width: parent.width * (carousel.narrow ? 1 : 0.56) - (carousel.narrow ? 2 : 1) * anchors.leftMargin
                spacing: Math.round(8 * Tokens.u)

                Words {
                    width: parent.width
                    text: banner.title
                    strong: true
                    color: banner.ink
                    font.pixelSize: Tokens.title
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                    wrapMode: carousel.narrow ? Text.Wrap : Text.NoWrap
                    height: Math.round(carousel.narrow ? Tokens.label * 2.6 : Tokens.title * 1.3)
                }

                Words {
                    visible: !carousel.narrow
                    width: parent.width
                    text: banner.subtitle
                    color: banner.ink
                    font.pixelSize: Tokens.label
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                    height: Math.min(Math.round(Tokens.label * 2.6), Math.round(banner.height * 0.42))
                    verticalAlignment: Text.AlignTop
                    wrapMode: Text.Wrap
                }
            }

            MouseArea {
                anchors.fill: parent
                enabled: banner.current && (banner.sku !== "" || banner.offer !== "")
                onClicked: banner.opened()
            }
        }
    }

    Row {
        anchors.right: parent.right
        anchors.rightMargin: Tokens.gap
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Math.round(14 * Tokens.u)
        spacing: Math.round(8 * Tokens.u)
        visible: carousel.count > 1

        Repeater {
            model: carousel.count

            Rectangle {
                required property int index

                width: Math.round((index === carousel.current ? 26 : 10) * Tokens.u)
                height: Math.round(10 * Tokens.u)
                radius: height / 2
                color: Tokens.paper
                opacity: index === carousel.current ? 1 : 0.6
            }
        }
    }
}
