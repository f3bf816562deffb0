"""Weighted word lists, matched in one compiled pass over the bytes of a column."""
