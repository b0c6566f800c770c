import QtQuick
import ui.theme

// The shadow of the box it fills. A nine-patch picture, because the software renderer draws no shader; it is drawn
// for one radius and scaled as a whole to the box's, so that its corners lie under those of the box at every size.
Item {
    id: shadow

    required property url source
    required property real radius
    required property real drawnRadius
    readonly property int edge: Tokens.shadowSpread + Math.round(drawnRadius)
    readonly property real fit: Math.max(0.1, Math.min(radius, width / 2, height / 2) / drawnRadius)

    BorderImage {
        x: -Tokens.shadowSpread * shadow.fit
        y: x
        width: shadow.width / shadow.fit + 2 * Tokens.shadowSpread
        height: shadow.height / shadow.fit + 2 * Tokens.shadowSpread
        scale: shadow.fit
        transformOrigin: Item.TopLeft
        smooth: true
        source: shadow.source
        border.left: shadow.edge
        border.right: shadow.edge
        border.top: shadow.edge
        border.bottom: shadow.edge
    }
}
