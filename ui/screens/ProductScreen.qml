pragma ComponentBehavior: Bound

import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.deals
import ui.search

// One product, large: what it is, what it costs and why, and two ways to have it.
Sheet {
    id: screen

    required property Backend backend
    readonly property Goods goods: backend.goods
    readonly property bool wide: width > 1.15 * height

    bodyHeight: wide ? height - Tokens.gapSmall : Math.min(height - Tokens.gap, Math.round(1460 * Tokens.u))
    bodyWidth: wide ? Math.min(width - 2 * Tokens.edge, Math.round(1560 * Tokens.u)) : width
    onDismissed: backend.back()

    ProductPicture {
        id: picture

        x: Tokens.edge
        y: Tokens.gapLarge * (screen.wide ? 0.7 : 1)
        width: screen.wide ? Math.round(parent.width * 0.36) : parent.width - 2 * x
        // On an upright panel it leaves the words the room they need, down to a point.
        height: screen.wide ? buttons.y - 1.6 * y : Math.round(Math.max(parent.height * (Tokens.panelShort < 900 ? 0.21 : 0.26), Math.min(parent.height * 0.37, parent.width * 0.66, (reason.visible ? reason.y : buttons.y) - y - Tokens.gap - Tokens.gapSmall - texts.height)))
        radius: Tokens.radius
        picture: screen.goods.picture
        tint: screen.goods.tint

        Badge {
            text: screen.goods.badge
            tone: screen.goods.badgeTone
        }
    }

    Flickable {
        id: about

        x: screen.wide ? picture.x + picture.width + Tokens.gapLarge : Tokens.edge
        y: screen.wide ? picture.y : picture.y + picture.height + Tokens.gap
        width: parent.width - x - Tokens.edge
        height: (reason.visible ? reason.y : buttons.y) - y - Tokens.gapSmall
        contentHeight: texts.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: texts

            width: parent.width
            spacing: Math.round(12 * Tokens.u)

            Words {
                width: parent.width
                text: screen.goods.name
                strong: true
                font.pixelSize: Tokens.title
                wrapMode: Text.Wrap
                maximumLineCount: 2
            }

            Words {
                // On a low panel the reason why it cannot be bought needs the room.
                visible: text !== "" && !(screen.wide && Tokens.panelShort < 900 && reason.visible)
                width: parent.width
                text: screen.goods.description
                color: Tokens.inkSoft
                wrapMode: Text.Wrap
                maximumLineCount: 3
            }

            Row {
                spacing: Tokens.gapSmall
                height: amount.height

                Price {
                    id: amount

                    size: Tokens.display
                    text: screen.goods.price
                }

                Words {
                    visible: text !== ""
                    anchors.bottom: parent.bottom
                    anchors.bottomMargin: Math.round(14 * Tokens.u)
                    text: screen.goods.listPrice
                    color: Tokens.inkSoft
                    font.strikeout: true
                }

                Rectangle {
                    visible: screen.goods.why !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(why.implicitWidth + Math.round(32 * Tokens.u), texts.width - x)
                    height: why.height + Math.round(14 * Tokens.u)
                    radius: Math.min(height / 2, Tokens.radius)
                    color: Tokens.successSoft

                    Words {
                        id: why

                        anchors.centerIn: parent
                        width: Math.min(implicitWidth, parent.width - Math.round(24 * Tokens.u))
                        text: screen.goods.why
                        wrapMode: Text.WordWrap
                        lineHeight: 0.86
                        color: Tokens.success
                        strong: true
                        font.pixelSize: Tokens.label
                    }
                }
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: screen.goods.memberPrice
                color: Tokens.info
                strong: true
                font.pixelSize: Tokens.label
            }

            OfferList {
                width: parent.width
                offers: screen.goods.offers
            }

            Flow {
                width: parent.width
                spacing: Tokens.gapSmall

                Repeater {
                    model: screen.goods.facts

                    Rectangle {
                        id: fact

                        required property string label
                        required property string value

                        width: Math.min(texts.width, factWords.implicitWidth + Math.round(36 * Tokens.u))
                        height: factWords.implicitHeight + Math.round(20 * Tokens.u)
                        radius: Tokens.radiusSmall
                        color: Tokens.sunken

                        Words {
                            id: factWords

                            anchors.centerIn: parent
                            width: Math.min(implicitWidth, texts.width - Math.round(36 * Tokens.u))
                            text: fact.label + "  " + fact.value
                            font.pixelSize: Tokens.label
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: Tokens.smallest
                        }
                    }
                }
            }

            Words {
                visible: companions.many > 0
                text: qsTr("搭配更好")
                strong: true
                topPadding: Tokens.gapSmall
            }

            Companions {
                id: companions

                width: parent.width
                backend: screen.backend
                model: screen.goods.companions
            }
        }
    }

    Words {
        id: reason

        visible: text !== ""
        anchors.bottom: buttons.top
        anchors.bottomMargin: Tokens.gapSmall
        x: about.x
        width: about.width
        text: screen.goods.reason
        color: Tokens.warning
        strong: true
        horizontalAlignment: screen.wide ? Text.AlignLeft : Text.AlignHCenter
        wrapMode: Text.Wrap
    }

    Row {
        id: buttons

        x: Tokens.edge
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.wide ? Tokens.gap : Tokens.gapLarge
        width: parent.width - 2 * x
        spacing: Tokens.gap

        RoundButton {
            objectName: "back"
            icon: "back"
            label: qsTr("返回")
            diameter: Tokens.mainTarget
            iconSize: Math.round(46 * Tokens.u)
            raised: true
            onClicked: screen.backend.back()
        }

        PageKey {
            id: turn

            view: about
            diameter: Tokens.mainTarget
        }

        // What is kept for members with priority: a guest is led to signing in instead.
        Pill {
            objectName: "sign_in"
            visible: screen.goods.canSignIn
            width: Math.round((parent.width - x - parent.spacing) * 0.44)
            height: Tokens.mainTarget
            text: qsTr("会员登录")
            onClicked: screen.backend.openMember()
        }

        Pill {
            objectName: "add:" + screen.goods.sku
            visible: !screen.goods.canSignIn
            width: Math.round((parent.width - x - parent.spacing) * 0.44)
            height: Tokens.mainTarget
            text: screen.goods.inCart > 0 ? qsTr("再加一件（已有 %1）").arg(screen.goods.inCart) : qsTr("加入购物车")
            enabled: screen.goods.canAdd
            onClicked: screen.backend.add(screen.goods.sku)
        }

        Pill {
            objectName: "buy"
            width: parent.width - x
            kind: "primary"
            size: Math.round(Tokens.title * 0.9)
            text: screen.backend.place.payWord
            enabled: screen.goods.canBuy
            onClicked: screen.backend.buyNow(screen.goods.sku)
        }
    }
}
