import QtQuick
import ui.backend
import ui.theme
import ui.controls
import ui.sale

// One bought unit: what became of it; stars where it fell, a question where nobody knows.
Panel {
    id: line

    required property OrderPage order
    required property int at
    required property string sku
    required property string name
    required property string lane
    required property string amount
    required property string picture
    required property string tint
    required property string fate
    required property string fateText
    required property int stars
    required property bool rates
    required property bool doubtful
    property bool ratesGoods: true
    property int rowHeight: Math.round(104 * Tokens.u)
    readonly property bool asksStars: rates && ratesGoods
    readonly property bool besideStars: asksStars && width > 800 * Tokens.u

    height: column.height
    raised: false
    fill: doubtful ? Tokens.warningSoft : Tokens.card

    StarRow {
        id: stars

        visible: line.asksStars
        z: 1
        x: line.besideStars ? parent.width - width - Tokens.gap : Tokens.gap
        y: line.besideStars ? Math.round((parent.height - height) / 2) : line.rowHeight
        size: Math.round(Math.max(Tokens.target * 0.86, 60 * Tokens.u))
        stars: line.stars
        prefix: "rate:" + line.sku + ":"
        onRated: count => line.order.rateProduct(line.sku, count)
    }

    Column {
        id: column

        width: parent.width
        bottomPadding: line.doubtful ? Tokens.gap : line.asksStars && !line.besideStars ? stars.height + Tokens.gap : 0

        SaleLineRow {
            width: line.besideStars ? stars.x - Tokens.gapSmall : parent.width
            implicitHeight: line.rowHeight
            fill: line.fill
            name: line.name
            lane: line.lane
            amount: line.amount
            picture: line.picture
            tint: line.tint
            fate: line.fate
            fateText: line.fateText
        }

        Words {
            visible: line.doubtful
            x: Tokens.gap
            width: parent.width - 2 * x
            text: Tokens.lowPanel ? qsTr("机器没看到它掉下来。您拿到了吗？") : qsTr("机器没看到它掉下来。您拿到了吗？您的话会和机器记录一起交给工作人员。")
            font.pixelSize: Tokens.label
            wrapMode: Text.Wrap
        }

        Row {
            visible: line.doubtful
            x: Tokens.gap
            width: parent.width - 2 * x
            topPadding: Tokens.gapSmall
            spacing: Tokens.gap

            Pill {
                objectName: "got:" + line.at + ":yes"
                width: Math.floor((parent.width - parent.spacing) / 2)
                icon: "check"
                text: qsTr("拿到了")
                onClicked: line.order.sayGot(line.at, true)
            }

            Pill {
                objectName: "got:" + line.at + ":no"
                width: Math.floor((parent.width - parent.spacing) / 2)
                icon: "close"
                text: qsTr("没拿到")
                onClicked: line.order.sayGot(line.at, false)
            }
        }
    }
}
