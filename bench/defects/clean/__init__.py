"""Clean rows that naive filters destroy: hard kinds, and look-alikes of every class."""

import bench.defects.classes  # noqa: F401  (look-alikes attach to classes, which must be there first)
from bench.defects.clean import hard, near_answers, near_junk, near_leaks, near_residue, near_rest
from bench.defects.clean.hard import HARD

__all__ = ["HARD", "hard", "near_answers", "near_junk", "near_leaks", "near_residue", "near_rest"]
