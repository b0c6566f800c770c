"""What happened at a board, kept: the file, the text, and playing it again to the driver of today."""
