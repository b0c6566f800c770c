pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Who are you, and your PIN: names on large buttons, then ten digits.
Item {
    id: page

    required property Staff staff
    readonly property bool wide: width > 1.15 * height
    readonly property bool asks: staff.chosen !== ""

    // --- who ------------------------------------------------------------------------------------------
    Item {
        visible: !page.asks
        anchors.fill: parent

        Words {
            id: question

            y: page.wide ? 0 : Tokens.gapLarge
            width: parent.width
            text: page.staff.prompt
            strong: true
            font.pixelSize: Tokens.title
        }

        Words {
            visible: page.staff.loaded && page.staff.people.count === 0
            anchors.top: question.bottom
            anchors.topMargin: Tokens.gap
            width: parent.width
            text: qsTr("这台机器还没有登记人员。安装员在机器上运行：\nmain.py staff add --name 姓名 --role manager")
            color: Tokens.inkSoft
            wrapMode: Text.Wrap
        }

        Scroll {
            id: list

            anchors.top: question.bottom
            anchors.topMargin: Tokens.gap
            anchors.bottom: parent.bottom
            width: parent.width
            contentHeight: names.height

            Grid {
                id: names

                width: list.width - list.room
                columns: page.wide ? 3 : 2
                spacing: Tokens.gap

                Repeater {
                    model: page.staff.people

                    Panel {
                        id: person

                        required property string id
                        required property string name
                        required property string role

                        objectName: "person:" + id
                        width: Math.floor((names.width - (names.columns - 1) * names.spacing) / names.columns)
                        height: Math.round(168 * Tokens.u)
                        raised: false
                        fill: touch.pressed ? Tokens.sunken : Tokens.card
                        Accessible.role: Accessible.Button
                        Accessible.name: person.name
                        Accessible.onPressAction: page.staff.choose(person.id)

                        Rectangle {
                            id: disc

                            x: Tokens.gap
                            anchors.verticalCenter: parent.verticalCenter
                            width: Math.round(84 * Tokens.u)
                            height: width
                            radius: width / 2
                            color: Tokens.sunken

                            Icon {
                                anchors.centerIn: parent
                                name: "member"
                            }
                        }

                        Column {
                            anchors.left: disc.right
                            anchors.leftMargin: Tokens.gap
                            anchors.right: parent.right
                            anchors.rightMargin: Tokens.gapSmall
                            anchors.verticalCenter: parent.verticalCenter

                            Words {
                                width: parent.width
                                text: person.name
                                strong: true
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }

                            Words {
                                width: parent.width
                                text: person.role
                                color: Tokens.inkSoft
                                font.pixelSize: Tokens.label
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }
                        }

                        MouseArea {
                            id: touch

                            anchors.fill: parent
                            onClicked: page.staff.choose(person.id)
                        }
                    }
                }
            }
        }
    }

    // --- the PIN ----------------------------------------------------------------------------------------
    Item {
        visible: page.asks
        anchors.fill: parent

        Column {
            id: words

            width: page.wide ? Math.round(parent.width * 0.46) : parent.width
            y: page.wide ? Math.round((parent.height - height) / 2) : Math.max(0, Math.round((parent.height - pad.height - height) / 2))
            spacing: Tokens.gap

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.staff.chosen + " · " + page.staff.chosenRole
                color: Tokens.inkSoft
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.label
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.staff.prompt
                strong: true
                font.pixelSize: Tokens.title
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.body
            }

            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: Math.round(26 * Tokens.u)

                Repeater {
                    model: page.staff.digitsWanted

                    Rectangle {
                        required property int index
                        readonly property bool filled: index < page.staff.digits

                        width: Math.round(34 * Tokens.u)
                        height: width
                        radius: width / 2
                        color: filled ? Tokens.ink : Tokens.card
                        border.width: Tokens.hairline
                        border.color: filled ? Tokens.ink : Tokens.inkSoft
                    }
                }
            }

            Item {
                width: parent.width
                height: Math.round(104 * Tokens.u)

                Words {
                    id: told

                    width: parent.width
                    height: page.staff.waits ? parent.height / 2 : parent.height
                    horizontalAlignment: Text.AlignHCenter
                    text: page.staff.told
                    color: Tokens.accent
                    strong: true
                    wrapMode: Text.Wrap
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Tokens.smallest
                }

                Words {
                    visible: page.staff.waits
                    anchors.top: told.bottom
                    width: parent.width
                    height: parent.height / 2
                    horizontalAlignment: Text.AlignHCenter
                    text: qsTr("还有 %1 秒").arg(page.staff.wait.left)
                    font.features: {
                        "tnum": 1
                    }
                }
            }

            Pill {
                objectName: "person:"
                anchors.horizontalCenter: parent.horizontalCenter
                text: qsTr("不是我")
                icon: "back"
                onClicked: page.staff.choose("")
            }
        }

        PinPad {
            id: pad

            readonly property int roomHeight: page.wide ? parent.height : parent.height - words.height - Tokens.gapLarge

            x: parent.width - width
            y: page.wide ? Math.round((parent.height - height) / 2) : parent.height - height
            width: page.wide ? Math.round(parent.width * 0.5) : parent.width
            keyHeight: Math.min(Math.round(172 * Tokens.u), Math.floor((roomHeight - 3 * spacing) / 4))
            ready: page.staff.takesDigits
            onDigit: digit => page.staff.digit(digit)
            onErase: page.staff.erase()
        }
    }
}
