"""Customers who know nothing of the machine: every screen reached and left by touching what is in sight."""
