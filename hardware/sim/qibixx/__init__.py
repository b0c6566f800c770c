"""A simulated Qibixx adapter with a coin changer, a bill validator and a card reader behind it."""
