"""Duplicates by meaning: the same thing said in other words (extra `embed`)."""
