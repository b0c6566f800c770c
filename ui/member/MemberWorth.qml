import QtQuick
import ui.backend
import ui.theme
import ui.controls

// The member's card: who, which level, how many points, how far the next level is.
Item {
    id: card

    required property Backend backend
    readonly property Member member: backend.member
    property bool low: false
    readonly property int pad: Math.round((low ? 22 : 34) * Tokens.u)

    implicitHeight: body.height + 2 * pad

    Rectangle {
        anchors.fill: parent
        radius: Tokens.radiusLarge
        color: Tokens.memberGround
        border.width: Tokens.outline
        border.color: Tokens.line

        gradient: Tokens.highContrast ? null : ground

        Gradient {
            id: ground

            orientation: Gradient.Horizontal
            GradientStop {
                position: 0
                color: Tokens.memberGround
            }
            GradientStop {
                position: 1
                color: Tokens.memberGroundFar
            }
        }
    }

    Column {
        id: body

        x: card.pad
        y: card.pad
        width: parent.width - 2 * x
        spacing: Math.round((card.low ? 8 : 14) * Tokens.u)

        Item {
            width: parent.width
            height: Math.max(hello.height, level.height)

            Words {
                id: hello

                width: parent.width - level.width - Tokens.gap
                anchors.verticalCenter: parent.verticalCenter
                text: card.member.birthday ? qsTr("%1，生日快乐").arg(card.member.name) : qsTr("%1，您好").arg(card.member.name)
                strong: true
                color: Tokens.memberInk
                font.pixelSize: card.low ? Tokens.body : Math.round(Tokens.title * 0.9)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Tokens.smallest
            }

            Rectangle {
                id: level

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                width: levelWords.implicitWidth + Math.round(44 * Tokens.u)
                height: Math.round((card.low ? 44 : 56) * Tokens.u * Tokens.printScale)
                radius: height / 2
                color: Tokens.memberChip

                Words {
                    id: levelWords

                    anchors.centerIn: parent
                    text: card.member.level
                    strong: true
                    color: Tokens.memberInk
                    font.pixelSize: Tokens.label
                }
            }
        }

        Row {
            spacing: Math.round(16 * Tokens.u)

            Words {
                id: sum

                text: card.member.points
                strong: true
                color: Tokens.memberInk
                font.pixelSize: card.low ? Tokens.title : Math.round(Tokens.display * 1.25)
                font.features: {
                    "tnum": 1
                }
            }

            Words {
                anchors.baseline: sum.baseline
                text: [qsTr("积分"), card.member.worth].filter(part => part !== "").join(" · ")
                color: Tokens.memberInk
                font.pixelSize: card.low ? Tokens.label : Tokens.body
            }
        }

        Rectangle {
            width: parent.width
            height: Math.round(10 * Tokens.u)
            radius: height / 2
            color: Tokens.memberChip

            Rectangle {
                width: Math.max(height, Math.round(parent.width * card.member.percent / 100))
                height: parent.height
                radius: height / 2
                color: Tokens.memberInk
            }
        }

        Words {
            width: parent.width
            text: card.member.way
            color: Tokens.memberInk
            font.pixelSize: Tokens.label
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Tokens.smallest
        }
    }
}
