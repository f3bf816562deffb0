"""Which language and script each field is in (see docs/signals.md)."""
