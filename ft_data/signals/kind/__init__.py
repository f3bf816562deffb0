"""What a row and its parts are: prose, code, mathematics, structured output, a table, a talk, a label (see docs/signals.md)."""
