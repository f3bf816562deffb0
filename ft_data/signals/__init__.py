"""Signals: every measurement of every example, taken once, independent of thresholds (see docs/signals.md).

``GROUPS`` lists the groups; importing this package does not import their kernels.
"""

from ft_data.signals.api import Signal, SignalGroup
from ft_data.signals.groups import GROUPS

__all__ = ["GROUPS", "Signal", "SignalGroup"]
