"""What hangs beside the boards: code readers, tills."""
