"""One driver per board family: its wire turned into the neutral values of ``hardware.api``."""
