"""``python -m tests.bench``: speed and memory, each beside its peer of the same run. Asserts nothing."""
