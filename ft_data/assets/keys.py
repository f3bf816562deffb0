"""Asset keys: ``[dataset, "raw", source]`` and ``[dataset, stage]``."""

from __future__ import annotations

import dagster as dg


def key(name: str, asset: str) -> dg.AssetKey:
    """Return the asset key of ``raw/<source>`` or of a stage."""
    return dg.AssetKey([name, *asset.split("/")])
