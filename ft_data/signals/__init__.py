"""Signals: every measurement of every example, taken once, independent of thresholds (see docs/signals.md).

`registry` has the groups of them; importing this package does not import their kernels.
"""

from ft_data.signals.api import Group, Signal

__all__ = ["Group", "Signal"]
