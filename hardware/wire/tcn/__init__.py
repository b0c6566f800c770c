"""The TCN wire: 6-byte requests of complement pairs, 5-byte replies with a sum (boards.md 3)."""
