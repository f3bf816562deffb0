"""The classes of defects, by family; importing this package registers them all."""

from bench.defects.classes import answers, conversations, copies, junk, leaks, residue, tasks

__all__ = ["answers", "conversations", "copies", "junk", "leaks", "residue", "tasks"]
