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
    readonly property bool low: Tokens.panelShort < 700

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1600 * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, page.y + page.contentHeight + (pad.visible ? pad.height + Tokens.gap : 0) + back.height + 3 * Tokens.gap)
    onDismissed: backend.back()
    Component.onCompleted: guide.begin()

    Flickable {
        id: page

        x: Tokens.edge
        y: screen.low ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        height: (pad.visible ? pad.y : back.y) - y - Tokens.gap
        contentHeight: screen.guide.answering ? answer.height : screen.guide.typing ? typed.height : topics.height
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

            visible: screen.guide.typing && !screen.guide.answering
            width: parent.width
            spacing: Tokens.gapSmall

            Panel {
                width: parent.width
                height: Math.round(Math.max(90 * Tokens.u, Tokens.target))
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
                    minimumPixelSize: Math.round(Tokens.label * 0.7)
                }
            }

            Repeater {
                model: screen.guide.hits

                TopicCard {
                    required property string id

                    objectName: "answer:" + id
                    width: typed.width
                    onChosen: screen.guide.choose(id)
                }
            }

            Words {
                visible: screen.guide.typed.length > 1 && screen.guide.hits.count === 0
                width: parent.width
                topPadding: Tokens.gap
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("没有找到。换个说法，或打下面的电话。")
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
            }
        }

        Column {
            id: topics

            visible: !screen.guide.answering && !screen.guide.typing
            width: parent.width
            spacing: Tokens.gap

            Row {
                width: parent.width
                spacing: Tokens.gap

                Pill {
                    objectName: "ask"
                    width: Math.floor((parent.width - parent.spacing) / 2)
                    height: Math.round(Math.max(Tokens.target, 92 * Tokens.u))
                    icon: "search"
                    text: qsTr("问一问")
                    onClicked: screen.guide.setTyping(true)
                }

                Pill {
                    objectName: "orders"
                    width: Math.floor((parent.width - parent.spacing) / 2)
                    height: Math.round(Math.max(Tokens.target, 92 * Tokens.u))
                    icon: "receipt"
                    text: qsTr("查订单")
                    onClicked: screen.backend.openOrders()
                }
            }

            Grid {
                id: grid

                width: parent.width
                columns: screen.wide ? 2 : 1
                spacing: Tokens.gapSmall

                Repeater {
                    model: screen.guide.topics

                    TopicCard {
                        required property string id

                        objectName: "topic:" + id
                        width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                        onChosen: screen.guide.choose(id)
                    }
                }

                TopicCard {
                    objectName: "topic:other"
                    width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    icon: "help"
                    title: qsTr("其他问题，告诉我们")
                    onChosen: screen.backend.care.tellAbout(screen.backend.care.front.present ? screen.backend.care.front.number : "")
                }
            }

            OperatorCard {
                width: parent.width
                place: screen.backend.place
            }
        }
    }

    KeyPad {
        id: pad

        visible: screen.guide.typing && !screen.guide.answering
        x: Tokens.edge
        anchors.bottom: back.top
        anchors.bottomMargin: Tokens.gap
        width: parent.width - 2 * x
        keyHeight: Math.round(screen.low ? 62 * Tokens.u : Tokens.target)
        rows: screen.guide.keyRows
        onPressed: key => screen.guide.letter(key)
        onErased: screen.guide.eraseLetter()
    }

    Pill {
        id: back

        objectName: "back"
        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Tokens.gap
        width: parent.width - 2 * x
        height: Tokens.mainTarget
        icon: "back"
        text: qsTr("返回")
        onClicked: screen.guide.answering ? screen.guide.closeAnswer() : screen.guide.typing ? screen.guide.setTyping(false) : screen.backend.back()
    }
}
