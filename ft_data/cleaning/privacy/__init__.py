"""Personal data and secrets: find them, count them, replace them."""

from ft_data.cleaning.privacy.detect import KINDS, find, scan
from ft_data.cleaning.privacy.finding import Finding

__all__ = ["KINDS", "Finding", "find", "scan"]
