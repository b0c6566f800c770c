"""What drivers of boards that only speak when spoken to have in common (boards.md 3 to 7)."""
