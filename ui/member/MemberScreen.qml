pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.member

// Signing in by the phone; then points, coupons, members' days and what was bought before. Done signs out.
Sheet {
    id: screen

    required property Backend backend
    readonly property Member member: backend.member
    readonly property bool wide: width > 1.15 * height
    readonly property bool low: wide && (height < 640 * Tokens.u || Tokens.lowPanel)
    readonly property bool slim: !wide && Tokens.panelShort < 900
    readonly property int gap: Math.round((low ? 14 : slim ? 20 : 30) * Tokens.u)

    bodyWidth: wide ? Math.min(width - Tokens.edge, Math.round(1640 * Tokens.u)) : width
    bodyHeight: wide ? height - Tokens.gapSmall : member.signedIn ? Math.min(height - Tokens.gapSmall, wealth.implicitHeight + foot.height + 3 * Tokens.gap) : Math.min(height - Tokens.gapSmall, Math.round((["away", "opened"].includes(member.state) ? 800 : 1560) * Tokens.u))
    onDismissed: backend.back()

    MemberCode {
        visible: !screen.member.signedIn
        backend: screen.backend
        x: Tokens.edge
        y: screen.wide ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        height: foot.y - y - Tokens.gap
    }

    Flickable {
        id: shown

        visible: screen.member.signedIn
        x: Tokens.edge
        y: Tokens.gap
        width: parent.width - 2 * x
        height: foot.y - y - Tokens.gapSmall
        contentHeight: wealth.height
        boundsBehavior: Flickable.StopAtBounds
        clip: contentHeight > height

        Grid {
            id: wealth

            readonly property int half: screen.wide ? Math.floor((width - columnSpacing) / 2) : width

            width: parent.width
            columns: screen.wide ? 2 : 1
            columnSpacing: screen.gap
            rowSpacing: screen.gap

            Column {
                width: wealth.half
                spacing: screen.gap

                MemberWorth {
                    width: parent.width
                    backend: screen.backend
                    low: screen.low
                }

                Column {
                    visible: screen.member.perks.count > 0
                    width: parent.width
                    spacing: Math.round(10 * Tokens.u)

                    Repeater {
                        model: screen.member.perks

                        Panel {
                            id: perk

                            required property int index
                            required property string title
                            required property string day
                            required property bool now

                            visible: !screen.low || index < 1
                            width: parent.width
                            height: Math.round((screen.low ? 60 : 84) * Tokens.u * Tokens.printScale)
                            raised: false
                            fill: now ? Tokens.successSoft : Tokens.card

                            Icon {
                                id: sign

                                x: Tokens.gap
                                anchors.verticalCenter: parent.verticalCenter
                                name: "gift"
                                ink: perk.now ? Tokens.success : Tokens.inkSoft
                            }

                            Words {
                                anchors.left: sign.right
                                anchors.leftMargin: Tokens.gap
                                anchors.right: when.left
                                anchors.rightMargin: Tokens.gap
                                anchors.verticalCenter: parent.verticalCenter
                                text: perk.title
                                strong: true
                                font.pixelSize: Tokens.label
                                fontSizeMode: Text.HorizontalFit
                                minimumPixelSize: Tokens.smallest
                            }

                            Words {
                                id: when

                                anchors.right: parent.right
                                anchors.rightMargin: Tokens.gap
                                anchors.verticalCenter: parent.verticalCenter
                                text: perk.day
                                strong: perk.now
                                color: perk.now ? Tokens.success : Tokens.inkSoft
                                font.pixelSize: Tokens.label
                            }
                        }
                    }
                }
            }

            Column {
                width: wealth.half
                spacing: screen.gap

                MemberPieces {
                    width: parent.width
                    backend: screen.backend
                    columns: screen.wide || screen.slim ? 1 : 2
                    // Where there is no key that turns the page, all of them and what was bought before fit.
                    rows: screen.low ? 1 : screen.wide ? Math.min(3, rowsIn(shown.height - again.implicitHeight - screen.gap)) : screen.slim ? 2 : 3
                }

                MemberAgain {
                    id: again

                    width: parent.width
                    backend: screen.backend
                    columns: screen.wide ? screen.low ? 2 : 3 : screen.slim ? 2 : 4
                    cardHeight: Math.round((screen.low || screen.slim ? 148 : 266) * Tokens.u)
                }
            }
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: Tokens.mainTarget + 2 * (screen.low ? Tokens.gapSmall : Tokens.gap)

        Pill {
            id: back

            objectName: "back"
            x: Tokens.edge
            anchors.verticalCenter: parent.verticalCenter
            width: screen.member.signedIn ? Math.round((parent.width - 2 * x - 2 * Tokens.gap - turn.room) * 0.3) : parent.width - 2 * x
            height: Tokens.mainTarget
            icon: screen.member.signedIn ? "" : "back"
            text: screen.member.signedIn ? qsTr("退出登录") : qsTr("返回")
            onClicked: {
                if (screen.member.signedIn)
                    screen.member.signOut();
                screen.backend.back();
            }
        }

        PageKey {
            id: turn

            view: shown
            visible: screen.member.signedIn && more
            anchors.left: back.right
            anchors.leftMargin: Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            diameter: Tokens.mainTarget
        }

        Pill {
            id: orders

            objectName: visible ? "orders" : ""
            visible: screen.member.signedIn
            x: back.x + back.width + turn.room + Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            width: back.width
            height: Tokens.mainTarget
            icon: "receipt"
            text: qsTr("我的订单")
            onClicked: screen.backend.openOrders()
        }

        Pill {
            objectName: visible ? "home" : ""
            visible: screen.member.signedIn
            anchors.right: parent.right
            anchors.rightMargin: Tokens.edge
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - orders.x - orders.width - Tokens.gap - Tokens.edge
            height: Tokens.mainTarget
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: qsTr("继续选购")
            onClicked: screen.backend.back()
        }
    }
}
