"""A small window with everything that can stand in a finger's way."""

from __future__ import annotations

import shiboken6
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

QML = b"""
import QtQuick

Window {
    id: window
    width: 400
    height: 600
    visible: true
    property string touched: ""

    component Button: Rectangle {
        id: button
        width: 80
        height: 40
        color: area.pressed ? "black" : "grey"
        MouseArea {
            id: area
            anchors.fill: parent
            onClicked: window.touched += button.objectName + " "
        }
    }

    Button { objectName: "plain"; x: 10; y: 10 }
    Button { objectName: "disabled"; x: 110; y: 10; enabled: false }
    Button { objectName: "hidden"; x: 210; y: 10; visible: false }
    Button { objectName: "clear"; x: 310; y: 10; opacity: 0 }
    Button { objectName: "covered"; x: 10; y: 60 }
    Item {
        x: 10; y: 60; width: 80; height: 40
        Rectangle {
            objectName: "lid"
            anchors.fill: parent
            MouseArea { anchors.fill: parent }
        }
    }
    Button { objectName: "under-glass"; x: 110; y: 60 }
    Rectangle { x: 110; y: 60; width: 80; height: 40; opacity: 0.5 }
    Button { objectName: "below-in-order"; x: 210; y: 60; z: 1 }
    MouseArea { x: 210; y: 60; width: 80; height: 40 }
    Button { objectName: "outside"; x: 380; y: 60 }
    Button { objectName: "still"; x: 310; y: 110; MouseArea { anchors.fill: parent } }
    Text { objectName: "words"; x: 10; y: 110; text: "only to look at" }
    Rectangle {
        objectName: "handler"
        x: 110; y: 110; width: 80; height: 40
        TapHandler { onTapped: window.touched += "handler " }
    }
    Button { id: riser; objectName: "rising"; x: 10; y: 700 }
    NumberAnimation { id: rise; target: riser; property: "y"; to: 500; duration: 200 }
    function startRise() { rise.start() }
    NumberAnimation { id: turn; target: list; property: "contentY"; from: 300; to: 0; duration: 200 }
    function startTurn() { turn.start() }

    Flickable {
        id: list
        x: 0; y: 200; width: 400; height: 100
        contentHeight: 500
        clip: true
        Button { objectName: "first-row"; x: 10; y: 10 }
        Button { objectName: "far-row"; x: 10; y: 450 }
        Button { objectName: "below-the-end"; x: 10; y: 520 }
    }
    Flickable {
        x: 0; y: 310; width: 400; height: 80
        contentHeight: 300
        interactive: false
        clip: true
        Button { objectName: "stuck-in-sight"; x: 10; y: 10 }
        Button { objectName: "stuck-row"; x: 10; y: 200 }
    }
    Flickable {
        x: 0; y: 400; width: 400; height: 80
        contentHeight: 300
        clip: true
        Flickable {
            y: 200; width: 400; height: 80
            contentHeight: 80
            interactive: false
            Button { objectName: "row-in-row"; x: 10; y: 10 }
        }
    }
    Item {
        anchors.fill: parent
        z: 9
        PointHandler {}
    }
}
"""


class Scene:
    """The window, shown. ``close`` before the application ends."""

    def __init__(self) -> None:
        self._engine = QQmlApplicationEngine()
        self._engine.loadData(QML)
        window = self._engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window

    @property
    def touched(self) -> list[str]:
        """What was clicked, in order."""
        return str(self.window.property("touched")).split()

    def close(self) -> None:
        self.window.close()
        del self.window
        shiboken6.delete(self._engine)
