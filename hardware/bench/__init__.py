"""The technician's tool for boards, usable without the kiosk: ``python -m hardware.bench``."""
