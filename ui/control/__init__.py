"""The control socket: a test or demo touches the real window with real input events, by objectName."""
