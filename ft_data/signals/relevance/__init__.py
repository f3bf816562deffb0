"""How much prompt and answer have to do with each other (see docs/signals.md)."""
