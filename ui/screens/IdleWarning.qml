import QtQuick
import ui.backend
import ui.theme
import ui.controls

// Nobody has touched anything for a while: the session ends unless somebody is still there.
Item {
    id: warning

    required property Backend backend

    Rectangle {
        anchors.fill: parent
        color: Tokens.scrim

        MouseArea {
            anchors.fill: parent
        }
    }

    Panel {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round(warning.backend.comfort.lowReach ? parent.height - height - Tokens.gapLarge : (parent.height - height) / 2)
        width: Math.min(parent.width - 2 * Tokens.edge, Math.round(720 * Tokens.u))
        height: column.height + 2 * Tokens.gapLarge
        radius: Tokens.radiusLarge

        Column {
            id: column

            anchors.centerIn: parent
            width: parent.width - 2 * Tokens.gapLarge
            spacing: Tokens.gap

            Ring {
                anchors.horizontalCenter: parent.horizontalCenter
                diameter: Math.round(150 * Tokens.u)
                seconds: warning.backend.idle.left
                span: warning.backend.idle.span
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("还在吗？")
                strong: true
                font.pixelSize: Tokens.title
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("时间到了会清空购物车，回到首页。")
                wrapMode: Text.Wrap
                color: Tokens.inkSoft
            }

            Pill {
                objectName: "more_time"
                width: parent.width
                kind: "primary"
                size: Tokens.title
                text: qsTr("再等等")
                onClicked: warning.backend.touched()
            }
        }
    }
}
