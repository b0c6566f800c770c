import QtQuick
import ui.backend
import ui.theme

// The product flies into the cart: where it went, said without words.
Image {
    id: flight

    required property Backend backend
    required property Item target
    property point from: Qt.point(0, 0)

    // Remember where the touched picture stands; it flies only if the kiosk really took it into the cart.
    function ready(item: Item, picture: string, tint: string): void {
        from = item.mapToItem(parent, 0, 0);
        width = item.width;
        height = item.height;
        source = picture;
    }

    visible: motion.running
    fillMode: Image.PreserveAspectFit
    sourceSize: Qt.size(Math.max(1, Math.round(width * 0.88)), Math.max(1, Math.round(height * 0.88)))
    asynchronous: true
    transformOrigin: Item.Center

    Connections {
        target: flight.backend

        function onFlew(sku: string): void {
            if (!Tokens.still)
                motion.restart();
        }
    }

    ParallelAnimation {
        id: motion

        NumberAnimation {
            target: flight
            property: "x"
            from: flight.from.x
            to: flight.target.x + Tokens.target / 2 - flight.width / 2
            duration: Tokens.flight
            easing.type: Easing.InQuad
        }

        NumberAnimation {
            target: flight
            property: "y"
            from: flight.from.y
            to: flight.parent.height - Tokens.mainTarget - flight.height / 2
            duration: Tokens.flight
            easing.type: Easing.InQuad
        }

        NumberAnimation {
            target: flight
            property: "scale"
            from: 1
            to: 0.25
            duration: Tokens.flight
        }
    }
}
