"""What a customer may look up and say afterwards: orders, ratings, tickets about what went wrong."""
