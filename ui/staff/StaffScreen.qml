pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.home

// The room behind the shop: whose session, which pages, one page. Dense and sober, large enough for gloves.
Rectangle {
    id: screen

    required property Backend backend
    readonly property Staff staff: backend.staff
    readonly property bool wide: width > 1.15 * height
    readonly property bool isIn: staff.page !== ""

    color: Tokens.ground

    // Touches between the controls stay here.
    MouseArea {
        anchors.fill: parent
    }

    Item {
        id: head

        x: Tokens.edge
        width: parent.width - 2 * x
        height: Tokens.target + (screen.wide ? 2 * Tokens.gapSmall : 2 * Tokens.gap)

        Column {
            width: (notice.isAbove ? menu.width : tools.x) - Tokens.gap
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                text: screen.isIn ? screen.staff.title : qsTr("工作人员")
                strong: true
                font.pixelSize: Math.round(Tokens.title * 0.86)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.label
            }

            Words {
                width: parent.width
                text: screen.isIn ? screen.staff.name + " · " + screen.staff.role + (screen.staff.closing.shown ? " · " + qsTr("%1 秒后退出").arg(screen.staff.closing.left) : "") : screen.backend.place.name
                color: screen.staff.closing.shown && screen.isIn ? Tokens.accent : Tokens.inkSoft
                font.pixelSize: Tokens.label
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
            }
        }

        Row {
            id: tools

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Tokens.gapSmall

            LanguageSwitch {
                backend: screen.backend
            }
        }
    }

    // --- what was just done -----------------------------------------------------------------------------
    Rectangle {
        id: notice

        readonly property string tone: screen.staff.noticeTone

        // A lying screen is low: there it stands in the head, and takes nothing from the page.
        readonly property bool isAbove: visible && screen.wide

        objectName: "staffNotice"
        visible: screen.isIn && screen.staff.notice !== ""
        y: screen.wide ? Math.round((head.height - height) / 2) : head.height
        x: body.x
        width: screen.wide ? screen.width - x - tools.width - Tokens.edge - Tokens.gap : body.width
        height: visible ? Math.max(Tokens.target, said.height + Tokens.gap) : 0
        radius: Tokens.radiusSmall
        color: tone === "plain" ? Tokens.infoSoft : Tokens.toneSoft(tone)
        border.width: Tokens.outline
        border.color: Tokens.line

        Mark {
            id: sign

            x: Tokens.gap
            anchors.verticalCenter: parent.verticalCenter
            tone: notice.tone
        }

        Column {
            id: said

            anchors.left: sign.right
            anchors.leftMargin: Tokens.gap
            anchors.right: parent.right
            anchors.rightMargin: Tokens.gap
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                text: screen.staff.notice
                strong: true
                wrapMode: Text.Wrap
                font.pixelSize: Tokens.label
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: screen.staff.noticeDetail
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
                font.pixelSize: Math.round(Tokens.label * 0.85)
            }
        }
    }

    Item {
        id: body

        anchors.top: screen.wide ? head.bottom : notice.bottom
        anchors.topMargin: notice.visible && !screen.wide ? Tokens.gapSmall : 0
        anchors.bottom: screen.wide ? parent.bottom : out.top
        anchors.bottomMargin: Tokens.gap
        x: screen.wide ? menu.x + menu.width + Tokens.gap : Tokens.edge
        width: parent.width - x - Tokens.edge

        Loader {
            anchors.fill: parent
            sourceComponent: screen.staff.page === "today" ? today : screen.staff.page === "money" ? money : screen.staff.page === "lanes" ? lanes : login
        }
    }

    Component {
        id: login

        LoginPage {
            staff: screen.staff
        }
    }

    Component {
        id: today

        TodayPage {
            staff: screen.staff
        }
    }

    Component {
        id: money

        MoneyPage {
            money: screen.staff.money
        }
    }

    Component {
        id: lanes

        LanesPage {
            lanes: screen.staff.lanes
        }
    }

    // --- the menu: below where the screen stands, beside where it lies ---------------------------------------
    MenuKey {
        id: out

        objectName: screen.isIn ? "leave" : "back"
        x: Tokens.edge
        y: parent.height - height - Tokens.gap
        width: screen.wide ? menu.width : screen.isIn ? menu.keyWidth : parent.width - 2 * x
        text: screen.isIn ? qsTr("退出") : qsTr("返回")
        icon: screen.isIn ? "lock" : "back"
        onClicked: screen.staff.leave()
    }

    Flow {
        id: menu

        readonly property int count: screen.staff.pages.count + 1
        readonly property int keyWidth: screen.wide ? width : Math.floor((screen.width - 2 * Tokens.edge - (count - 1) * spacing) / count)

        x: screen.wide || !screen.isIn ? Tokens.edge : out.x + out.width + spacing
        y: screen.wide ? head.height : out.y
        width: screen.wide ? Math.round(188 * Tokens.u) : screen.width - x - Tokens.edge
        spacing: Tokens.gapSmall

        Repeater {
            model: screen.staff.pages

            MenuKey {
                required property string page
                required property string name
                required property bool chosen

                objectName: "staff:" + page
                width: menu.keyWidth
                text: name
                isChosen: chosen
                onClicked: screen.staff.open(page)
            }
        }
    }

    component MenuKey: Rectangle {
        id: key

        required property string text
        required property string icon
        property bool isChosen: false

        signal clicked

        height: Math.round((screen.wide ? 104 : 124) * Tokens.u)
        radius: Tokens.radiusSmall
        color: isChosen ? Tokens.ink : touch.pressed ? Tokens.sunken : Tokens.card
        border.width: Tokens.outline
        border.color: Tokens.line
        Accessible.role: Accessible.Button
        Accessible.name: key.text
        Accessible.onPressAction: key.clicked()

        Column {
            anchors.centerIn: parent
            width: parent.width - Tokens.gapSmall
            spacing: Math.round(4 * Tokens.u)

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: key.icon
                ink: key.isChosen ? Tokens.inkOver : Tokens.ink
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: key.text
                strong: true
                color: key.isChosen ? Tokens.inkOver : Tokens.ink
                font.pixelSize: Tokens.label
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
            }
        }

        MouseArea {
            id: touch

            anchors.fill: parent
            onClicked: key.clicked()
        }
    }
}
