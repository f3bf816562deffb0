"""Models of a recipe's own choice, by name, behind one small protocol (docs/models.md)."""
