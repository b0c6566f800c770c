pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.orders

// What people really ask: guided, or typed by pinyin, its initials or in English; and who runs this machine.
Sheet {
    id: screen

    required property Backend backend
    readonly property Guide guide: backend.care.guide
    readonly property bool wide: width > 1.15 * height
    readonly property bool low: Tokens.lowPanel
    readonly property bool typing: guide.typing && !guide.answering
    readonly property int columns: wide ? low ? 3 : 2 : 1
    readonly property string about: backend.care.front.present ? backend.care.front.number : ""

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1600 * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, page.y + page.contentHeight + (typing ? pad.height + 2 * Tokens.gap : foot.height + 3 * Tokens.gap))
    onDismissed: backend.back()
    Component.onCompleted: guide.begin()

    function leave() {
        if (guide.answering)
            guide.closeAnswer();
        else if (guide.typing)
            guide.setTyping(false);
        else
            backend.back();
    }

    Flickable {
        id: page

        x: Tokens.edge
        y: screen.low ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        height: (screen.typing ? pad.y : foot.y) - y - Tokens.gap
        contentHeight: screen.guide.answering ? answer.height : screen.typing ? typed.height : topics.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        AnswerCard {
            id: answer

            visible: screen.guide.answering
            width: parent.width
            backend: screen.backend
        }

        Column {
            id: typed

            visible: screen.typing
            width: parent.width
            spacing: Tokens.gapSmall

            Row {
                width: parent.width
                spacing: Tokens.gap

                RoundButton {
                    id: away

                    objectName: screen.typing ? "back" : ""
                    icon: "back"
                    label: qsTr("返回")
                    diameter: Math.round(Math.max(90 * Tokens.u, Tokens.target))
                    raised: true
                    onClicked: screen.leave()
                }

                Panel {
                    width: parent.width - away.width - parent.spacing
                    height: away.height
                    radius: height / 2
                    raised: false

                    Icon {
                        id: glass

                        x: Tokens.gapLarge
                        anchors.verticalCenter: parent.verticalCenter
                        name: "search"
                        ink: Tokens.inkSoft
                    }

                    Words {
                        anchors.left: glass.right
                        anchors.leftMargin: Tokens.gap
                        anchors.right: parent.right
                        anchors.rightMargin: Tokens.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: screen.guide.typed === "" ? qsTr("拼音、首字母都行，例如 tuikuan") : screen.guide.typed
                        strong: screen.guide.typed !== ""
                        color: screen.guide.typed === "" ? Tokens.inkSoft : Tokens.ink
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Tokens.smallest
                    }
                }
            }

            Grid {
                id: hits

                width: parent.width
                columns: screen.wide ? 2 : 1
                spacing: Tokens.gapSmall

                Repeater {
                    model: screen.guide.hits

                    TopicCard {
                        required property string id

                        objectName: "answer:" + id
                        width: Math.floor((hits.width - (hits.columns - 1) * hits.spacing) / hits.columns)
                        onChosen: screen.guide.choose(id)
                    }
                }
            }

            Words {
                visible: screen.guide.typed.length > 1 && screen.guide.hits.count === 0
                width: parent.width
                topPadding: Tokens.gap
                horizontalAlignment: Text.AlignHCenter
                text: screen.backend.place.phone === "" ? qsTr("没有找到，换个说法试试。") : qsTr("没有找到。换个说法，或打 %1。").arg(screen.backend.place.phone)
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
            }
        }

        Column {
            id: topics

            visible: !screen.guide.answering && !screen.typing
            width: parent.width
            spacing: Tokens.gap

            Grid {
                id: grid

                width: parent.width
                columns: screen.columns
                spacing: Tokens.gapSmall

                Repeater {
                    model: screen.guide.topics

                    TopicCard {
                        required property string id

                        objectName: "topic:" + id
                        width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                        low: screen.low
                        onChosen: screen.guide.choose(id)
                    }
                }

                TopicCard {
                    objectName: "topic:other"
                    width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    low: screen.low
                    icon: "help"
                    title: qsTr("其他问题，告诉我们")
                    onChosen: screen.backend.care.tellAbout(screen.about)
                }
            }

            OperatorCard {
                width: parent.width
                place: screen.backend.place
                low: screen.low
            }
        }
    }

    KeyPad {
        id: pad

        visible: screen.typing
        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        width: parent.width - 2 * x
        keyHeight: Math.round(screen.low ? 68 * Tokens.u : Tokens.target * 1.06)
        rows: screen.guide.keyRows
        onPressed: key => screen.guide.letter(key)
        onErased: screen.guide.eraseLetter()
    }

    Row {
        id: foot

        readonly property int room: width - back.width - 2 * spacing - turn.room

        visible: !screen.typing
        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        width: parent.width - 2 * x
        spacing: Tokens.gap

        RoundButton {
            id: back

            objectName: screen.typing ? "" : "back"
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.leave()
        }

        PageKey {
            id: turn

            view: page
            diameter: Tokens.mainTarget
        }

        Pill {
            objectName: "ask"
            visible: !screen.guide.answering
            width: Math.floor(foot.room / 2)
            height: Tokens.mainTarget
            icon: "search"
            text: qsTr("问一问")
            onClicked: screen.guide.setTyping(true)
        }

        Pill {
            objectName: "orders"
            visible: !screen.guide.answering || screen.guide.leads === "orders" || screen.guide.leads === "feedback"
            width: Math.floor(foot.room / 2) + (screen.guide.leads === "orders" && screen.guide.answering ? Math.ceil(foot.room / 2) + foot.spacing : 0)
            height: Tokens.mainTarget
            icon: "receipt"
            text: qsTr("查订单")
            onClicked: screen.backend.openOrders()
        }

        Pill {
            objectName: "feedback"
            visible: screen.guide.answering && screen.guide.leads === "feedback"
            width: Math.floor(foot.room / 2)
            kind: "primary"
            text: qsTr("告诉我们")
            onClicked: screen.backend.care.tellAbout(screen.about)
        }
    }
}
