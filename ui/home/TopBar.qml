import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.member

// The same on every screen: whose shop this is, how cold, what time; language, reach and help.
Item {
    id: bar

    required property Backend backend
    readonly property bool isBar: true
    readonly property Place place: backend.place
    readonly property bool sorted: Tokens.panelWidth > 1.15 * Tokens.panelHeight && backend.screen === "home"
    readonly property bool panelTall: Tokens.panelHeight > 1500 * Tokens.u
    readonly property bool roomy: width > (sorted ? 1300 : 900) * Tokens.u

    implicitHeight: Math.round(Math.max(Tokens.target + (panelTall ? 66 : 26) * Tokens.u, names.implicitHeight + 4 * Tokens.u))

    Column {
        id: names

        anchors.left: parent.left
        anchors.leftMargin: Tokens.edge
        width: (bar.sorted ? sorting.x : tools.x) - x - Tokens.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: bar.place.name
            strong: true
            font.pixelSize: Tokens.title
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }

        Words {
            width: parent.width
            text: [!bar.roomy && (bar.sorted || bar.width < 800 * Tokens.u) ? "" : bar.place.site, bar.place.temperature === "" ? "" : bar.roomy ? qsTr("冷藏 %1").arg(bar.place.temperature) : bar.place.temperature, bar.roomy ? "" : bar.place.clock].filter(part => part !== "").join(" · ")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }
    }

    SortRow {
        id: sorting

        visible: bar.sorted
        backend: bar.backend
        paged: false
        x: Math.round(bar.width * (bar.roomy ? 0.25 : 0.2))
        width: tools.x - x
        anchors.verticalCenter: parent.verticalCenter
    }

    Row {
        id: tools

        anchors.right: parent.right
        anchors.rightMargin: Tokens.edge
        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round((bar.sorted && !bar.roomy ? 8 : 14) * Tokens.u)

        Panel {
            visible: bar.roomy && !bar.backend.member.signedIn
            width: time.implicitWidth + Math.round(52 * Tokens.u)
            height: Tokens.target
            radius: height / 2

            Words {
                id: time

                anchors.centerIn: parent
                text: bar.place.clock
                font.pixelSize: Tokens.label
                font.features: {
                    "tnum": 1
                }
            }
        }

        MemberChip {
            backend: bar.backend
            roomy: bar.roomy
        }

        LanguageSwitch {
            backend: bar.backend
        }

        RoundButton {
            objectName: "access"
            icon: "accessibility"
            label: qsTr("无障碍")
            raised: true
            enabled: bar.backend.screen !== "vending"
            opacity: 1
            onClicked: bar.backend.screen === "access" ? bar.backend.back() : bar.backend.openAccess()
        }

        RoundButton {
            objectName: "help"
            icon: "help"
            label: qsTr("帮助")
            raised: true
            onClicked: bar.backend.screen === "help" ? bar.backend.back() : bar.backend.openHelp()
        }
    }
}
