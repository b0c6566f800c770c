import QtQuick
import ui.backend
import ui.theme
import ui.controls

// In the top bar: the way to sign in, or who is signed in.
Item {
    id: chip

    required property Backend backend
    property bool roomy: true
    readonly property Member member: backend.member
    readonly property bool named: member.signedIn && roomy
    // Not while a sale is on: who signs in then is too late for its prices.
    readonly property bool open: backend.checkout.isOver

    implicitWidth: named ? panel.width : button.width
    implicitHeight: Tokens.target

    RoundButton {
        id: button

        objectName: chip.named ? "" : "member"
        visible: !chip.named
        icon: "member"
        label: chip.member.signedIn ? qsTr("会员 %1").arg(chip.member.name) : qsTr("会员登录")
        raised: true
        fill: chip.member.signedIn ? Tokens.success : Tokens.card
        ink: chip.member.signedIn ? Tokens.toneOver : Tokens.ink
        enabled: chip.open
        onClicked: chip.backend.screen === "member" ? chip.backend.back() : chip.backend.openMember()
    }

    Panel {
        id: panel

        objectName: chip.named ? "member" : ""
        visible: chip.named
        width: Math.round(Math.min(250 * Tokens.u, who.implicitWidth + 106 * Tokens.u))
        height: Tokens.target
        radius: height / 2
        fill: touch.pressed ? Qt.darker(Tokens.successSoft, 1.06) : Tokens.successSoft
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("会员 %1").arg(chip.member.name)
        Accessible.onPressAction: chip.backend.openMember()

        Icon {
            id: icon

            x: Math.round(24 * Tokens.u)
            anchors.verticalCenter: parent.verticalCenter
            name: "member"
            ink: Tokens.success
        }

        Words {
            id: who

            anchors.left: icon.right
            anchors.leftMargin: Math.round(12 * Tokens.u)
            anchors.right: parent.right
            anchors.rightMargin: Math.round(22 * Tokens.u)
            anchors.verticalCenter: parent.verticalCenter
            text: chip.member.name
            strong: true
            color: Tokens.success
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        MouseArea {
            id: touch

            anchors.fill: parent
            enabled: chip.open
            onClicked: chip.backend.screen === "member" ? chip.backend.back() : chip.backend.openMember()
        }
    }
}
