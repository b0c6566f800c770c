"""Answers to what people ask, and the matcher that finds them. Pure, but for reading the file of answers."""
