pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Signing in: the code, what a member has, and that nobody needs it. Also: go on on the phone; not now.
Item {
    id: page

    required property Backend backend
    readonly property Member member: backend.member
    readonly property bool wide: width > 1.15 * height
    readonly property bool away: member.state === "away"
    readonly property bool opened: member.state === "opened"
    readonly property bool ticking: member.state === "code"
    readonly property bool coded: !away && !opened
    readonly property bool low: wide && height < 560 * Tokens.u

    component Renewal: Row {
        spacing: Tokens.gap

        Ring {
            anchors.verticalCenter: parent.verticalCenter
            diameter: Math.round((page.low ? 60 : 76) * Tokens.u)
            seconds: page.member.countdown.left
            span: page.member.countdown.span
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("到时自动换新码")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
        }
    }

    Item {
        id: left

        width: page.wide ? Math.round(Math.min(page.width * 0.42, page.height)) : parent.width
        height: page.wide ? parent.height : Math.round(Math.min(parent.height * 0.62, (page.coded ? 780 : 520) * Tokens.u))

        Rectangle {
            id: paper

            readonly property int room: Math.min(left.width, left.height - (page.coded && !page.low ? wait.height + Tokens.gap : 0))

            anchors.horizontalCenter: parent.horizontalCenter
            y: page.coded ? 0 : Math.round((left.height - height) / 2)
            width: Math.round(Math.min(room, (page.coded ? 640 : 320) * Tokens.u))
            height: width
            radius: page.coded ? Tokens.radiusLarge : width / 2
            color: page.coded ? Tokens.paper : page.away ? Tokens.warningSoft : Tokens.successSoft
            border.width: page.coded ? Tokens.hairline : Tokens.outline
            border.color: Tokens.line

            Icon {
                visible: !page.coded
                anchors.centerIn: parent
                name: page.away ? "wifi-off" : "member"
                size: Math.round(paper.width * 0.5)
                ink: page.away ? Tokens.warning : Tokens.success
            }

            Grid {
                visible: page.coded && code.status !== Image.Ready
                anchors.centerIn: parent
                columns: 5
                spacing: Math.round(paper.width * 0.03)

                Repeater {
                    model: 25

                    Rectangle {
                        required property int index

                        width: Math.round(paper.width * 0.13)
                        height: width
                        radius: width * 0.2
                        color: Tokens.skeleton
                        opacity: 0.4 + 0.6 * ((index * 7) % 5) / 5
                    }
                }
            }

            Image {
                id: code

                objectName: "member:code"
                anchors.centerIn: parent
                width: Math.round(paper.width - 40 * Tokens.u)
                height: width
                sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
                source: page.member.code
                asynchronous: true
                smooth: false
                cache: false
                visible: source.toString() !== "" && status === Image.Ready
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("会员登录码")
            }
        }

        Renewal {
            id: wait

            visible: page.ticking && !page.low
            anchors.horizontalCenter: parent.horizontalCenter
            y: paper.height + Tokens.gap
        }
    }

    Column {
        id: said

        // What a member has is said where there is room behind what everybody must know.
        readonly property int pieceHeight: Math.round((page.wide ? page.low ? 66 : 96 : 190) * Tokens.u)
        readonly property int wanted: headline.height + advice.height + free.height + pieceHeight + Tokens.gap + 3 * spacing
        readonly property bool roomy: page.wide || y + wanted <= page.height

        x: page.wide ? left.width + Tokens.gapLarge : 0
        y: page.wide ? Math.round(Math.max(0, (page.height - height) / 2)) : left.height + Tokens.gap
        width: parent.width - x
        spacing: Math.round((page.low ? 12 : 20) * Tokens.u)

        Words {
            id: headline

            width: parent.width
            horizontalAlignment: page.wide ? Text.AlignLeft : Text.AlignHCenter
            text: page.away ? qsTr("会员暂时登录不了") : page.opened ? qsTr("请在手机上继续") : qsTr("用手机扫码登录会员")
            strong: true
            font.pixelSize: page.low ? Math.round(Tokens.body * 1.1) : Tokens.title
            wrapMode: Text.Wrap
        }

        Words {
            id: advice

            width: parent.width
            horizontalAlignment: page.wide ? Text.AlignLeft : Text.AlignHCenter
            text: page.away ? qsTr("网络恢复后就好。现在照常选购，活动价一样有效。") : page.opened ? qsTr("手机上确认后，这里马上显示您的积分和优惠券。") : qsTr("微信、支付宝或浏览器都能扫。屏幕上不用输入手机号。")
            color: Tokens.inkSoft
            font.pixelSize: page.low ? Tokens.label : Tokens.body
            wrapMode: Text.Wrap
        }

        Renewal {
            visible: page.ticking && page.low
        }

        Grid {
            visible: page.coded && !page.low && said.roomy
            width: parent.width
            columns: page.wide ? 1 : 3
            spacing: Math.round((page.low ? 10 : 16) * Tokens.u)
            topPadding: page.low ? 0 : Tokens.gap

            Repeater {
                model: [["coupon", qsTr("会员价和优惠券")], ["star", qsTr("积分当钱花")], ["gift", qsTr("生日礼和会员日")]]

                Panel {
                    id: worth

                    required property list<string> modelData

                    width: page.wide ? said.width : Math.floor((said.width - 2 * Math.round(16 * Tokens.u)) / 3)
                    height: said.pieceHeight
                    raised: false

                    Rectangle {
                        id: disc

                        x: page.wide ? Tokens.gap : Math.round((parent.width - width) / 2)
                        y: page.wide ? Math.round((parent.height - height) / 2) : Tokens.gap
                        width: Math.round((page.low ? 48 : page.wide ? 64 : 80) * Tokens.u)
                        height: width
                        radius: width / 2
                        color: Tokens.accentSoft

                        Icon {
                            anchors.centerIn: parent
                            size: Math.round(parent.width * 0.56)
                            name: worth.modelData[0]
                            ink: Tokens.accent
                        }
                    }

                    Words {
                        x: page.wide ? disc.x + disc.width + Tokens.gap : Tokens.gapSmall
                        y: page.wide ? 0 : disc.y + disc.height
                        width: parent.width - x - Tokens.gapSmall
                        height: parent.height - y
                        horizontalAlignment: page.wide ? Text.AlignLeft : Text.AlignHCenter
                        text: worth.modelData[1]
                        strong: true
                        font.pixelSize: Tokens.label
                        wrapMode: Text.Wrap
                        fontSizeMode: Text.Fit
                        minimumPixelSize: Tokens.smallest
                    }
                }
            }
        }

        Pill {
            objectName: visible ? "member:again" : ""
            visible: page.opened
            anchors.horizontalCenter: page.wide ? undefined : parent.horizontalCenter
            text: qsTr("换一个新码")
            onClicked: page.member.again()
        }

        Words {
            id: free

            width: parent.width
            visible: !page.away && !(page.opened && page.low && Tokens.largePrint)
            horizontalAlignment: page.wide ? Text.AlignLeft : Text.AlignHCenter
            text: qsTr("不登录也一样能买。离开后，屏幕上的会员信息马上清除。")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }
    }
}
