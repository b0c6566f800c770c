"""The customer's wallet: the pages a payment code leads to."""
