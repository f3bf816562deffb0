"""Politeness, rudeness, sarcasm, formality and sentiment (see docs/signals.md)."""
