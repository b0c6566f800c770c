"""What simulated boards have in common, and which there are."""
