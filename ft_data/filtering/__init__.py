"""Keep, drop or ask a person: profiles and rules over signals, and how rules are tuned."""

from ft_data.filtering.force import defaults, in_force

__all__ = ["defaults", "in_force"]
