"""Text that no writer meant: gibberish, shuffled words, mixed scripts, run-together words (see
docs/signals.md)."""
