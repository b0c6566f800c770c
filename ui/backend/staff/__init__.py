"""What the staff's screens read, and what a touch on them asks for."""
