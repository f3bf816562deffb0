"""The natural benchmark: real sets as people published them, read row by row (docs/natural.md)."""
