"""Cleaning: repair damaged text without harming what is legitimate, and keep personal data out of it.

`Cleaner` applies the rules in `RULES` and replaces what `ft_data.cleaning.privacy` finds; `scan` counts the
personal data that is left.
"""

from ft_data.cleaning.cleaner import Cleaner
from ft_data.cleaning.privacy.detect import scan
from ft_data.cleaning.rule import Edit, Rule
from ft_data.cleaning.rules import RULES

__all__ = ["RULES", "Cleaner", "Edit", "Rule", "scan"]
