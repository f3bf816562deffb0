"""Imported by the server that workers are forked from, on one thread, and by nothing else: importing it loads it all."""

from __future__ import annotations

from ft_data.engine import preload


def loads() -> list[str]:
    """Name what the workers of every stage need; asked when the server has seen to it that nothing imports pandas."""
    from ft_data.stages import graph

    return [name for stage in graph.stages().values() for name in stage.loads]


preload.load(loads)
