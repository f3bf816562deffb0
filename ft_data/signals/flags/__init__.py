"""Defects of fine-tuning data, found by wording and by structure (see docs/signals.md)."""
