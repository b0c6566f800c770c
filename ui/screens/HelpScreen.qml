pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The questions people really ask, answered in two lines each; and who runs this machine.
Sheet {
    id: screen

    required property Backend backend
    readonly property Place place: backend.place
    readonly property bool wide: width > 1.15 * height

    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1600 * Tokens.u)) : width
    bodyHeight: Math.min(height - Tokens.gapSmall, answers.height + back.height + 3 * Tokens.gap + Tokens.gapLarge)
    onDismissed: backend.back()

    component Answer: Panel {
        id: answer

        required property string icon
        required property string title
        required property string text

        width: Math.floor((answers.width - (answers.columns - 1) * answers.spacing) / answers.columns)
        height: Math.max(words.height + 2 * Tokens.gap, Math.round(130 * Tokens.u))
        raised: false

        Rectangle {
            id: disc

            x: Tokens.gap
            y: Tokens.gap
            width: Math.round(68 * Tokens.u)
            height: width
            radius: width / 2
            color: Tokens.sunken

            Icon {
                anchors.centerIn: parent
                name: answer.icon
            }
        }

        Column {
            id: words

            anchors.left: disc.right
            anchors.leftMargin: Tokens.gap
            anchors.right: parent.right
            anchors.rightMargin: Tokens.gap
            y: Tokens.gap
            spacing: Math.round(4 * Tokens.u)

            Words {
                width: parent.width
                text: answer.title
                strong: true
                wrapMode: Text.Wrap
            }

            Words {
                width: parent.width
                text: answer.text
                color: Tokens.inkSoft
                font.pixelSize: Tokens.label
                wrapMode: Text.Wrap
            }
        }
    }

    Flickable {
        x: Tokens.edge
        y: Tokens.gap
        width: parent.width - 2 * x
        height: back.y - y - Tokens.gap
        contentHeight: answers.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Grid {
            id: answers

            width: parent.width
            columns: screen.wide ? 2 : 1
            spacing: Tokens.gapSmall

            Answer {
                icon: "hatch"
                title: qsTr("付了款，没掉下来？")
                text: qsTr("请等结果画面出来。没能出货的部分会自动原路退回，不用您做任何事。")
            }
            Answer {
                icon: "warning"
                title: qsTr("掉下来的不对？")
                text: qsTr("在结果画面点“有问题？”，这笔订单会交给工作人员核对。")
            }
            Answer {
                icon: "clock"
                title: qsTr("付了款，屏幕没反应？")
                text: qsTr("通常几秒就好。如果付款到得太晚，机器不出货，钱会自动退回。")
            }
            Answer {
                icon: "check"
                title: qsTr("退款什么时候到？")
                text: qsTr("原路退回付款账户，一般几分钟，个别银行卡要 1 至 3 天。")
            }
            Answer {
                icon: "cart"
                title: qsTr("想用现金？")
                text: screen.backend.place.takesCash ? qsTr("付款时选“现金”，投币或塞入纸币，多投的钱会找回。") : qsTr("请打服务电话，会告诉您怎样用现金付款，不另收费。")
            }
            Answer {
                icon: "phone"
                title: screen.place.phone
                text: [screen.place.operatorName, screen.place.operatorAddress, screen.place.licence].filter(part => part !== "").join("\n")
            }
        }
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
        onClicked: screen.backend.back()
    }
}
