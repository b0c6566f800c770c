"""A simulated code reader beside the cabinet: on a pty, or a keyboard's events in a pipe; its own script."""
