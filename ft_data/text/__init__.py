"""Columns of text as flat arrays, their characters and words: what every kernel starts from."""
