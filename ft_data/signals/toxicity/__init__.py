"""Offensive, hateful and threatening language (see docs/signals.md)."""
