"""Code readers: over a serial line, or typing as a keyboard."""
