import QtQuick
import ui.backend

// A screen that exists only while it is shown; its file is read at the first showing, not at the start.
Loader {
    id: loader

    required property Backend backend
    required property url file
    required property bool wanted
    // For the voice: what is read, and whether the bar is read after it.
    readonly property bool isScreen: true
    property bool alone: false

    visible: wanted
    onWantedChanged: wanted ? setSource(file, {
        "backend": backend
    }) : setSource("")
    Component.onCompleted: {
        if (wanted)
            setSource(file, {
                "backend": backend
            });
    }
}
