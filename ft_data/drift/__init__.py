"""Drift: whether rows of one version are said differently from those of another, where, and by what that is known."""
