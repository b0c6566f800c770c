import QtQuick
import ui.backend

// A screen that exists only while it is shown; its file is read at the first showing, not at the start.
Loader {
    id: loader

    required property Backend backend
    required property url file
    required property bool wanted

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
