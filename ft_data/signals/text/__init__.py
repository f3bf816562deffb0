"""Text statistics: compiled kernels over the UTF-8 bytes of Arrow columns (see docs/signals.md)."""
