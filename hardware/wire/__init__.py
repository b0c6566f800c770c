"""Pure codecs: bytes to values and back. No ports, no clocks, no state but a decoder's own buffer."""
