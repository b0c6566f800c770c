"""The draw on the screen."""
