"""Keep, drop, ask a person or mark: profiles and rules over signals, what is known of them, and how rules are tuned."""

from ft_data.filtering.force import defaults, in_force

__all__ = ["defaults", "in_force"]
