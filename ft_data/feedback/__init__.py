"""Feedback: answers that models gave and what was found of them, read from the records that other programs keep."""
