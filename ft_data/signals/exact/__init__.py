"""What a byte test, an equality or a count decides, in any language (see docs/signals.md)."""
