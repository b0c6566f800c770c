"""Ports: the only place that touches pyserial. One thread per port; what it hears is handed on as values."""
