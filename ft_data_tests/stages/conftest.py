"""Fixtures of several modules here."""

from ft_data_tests.stages.looped import told

__all__ = ["told"]
