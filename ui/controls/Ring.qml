import QtQuick
import QtQuick.Shapes
import ui.theme

// Time that runs out: seconds in a ring. Redrawn once a second, not on every frame.
Item {
    id: ring

    required property int seconds
    required property int span
    property int diameter: Math.round(88 * Tokens.u)
    readonly property real thickness: diameter * 0.08

    implicitWidth: diameter
    implicitHeight: diameter

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeColor: Tokens.line
            strokeWidth: ring.thickness
            fillColor: "transparent"

            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.height / 2
                radiusX: (ring.width - ring.thickness) / 2
                radiusY: radiusX
                startAngle: 0
                sweepAngle: 360
            }
        }

        ShapePath {
            strokeColor: Tokens.accent
            strokeWidth: ring.thickness
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap

            PathAngleArc {
                centerX: ring.width / 2
                centerY: ring.height / 2
                radiusX: (ring.width - ring.thickness) / 2
                radiusY: radiusX
                startAngle: -90
                sweepAngle: 360 * Math.min(1, ring.seconds / ring.span)
            }
        }
    }

    Words {
        anchors.centerIn: parent
        text: String(ring.seconds)
        strong: true
        font.pixelSize: Math.round(ring.diameter * 0.34)
    }
}
