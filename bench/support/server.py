"""A station over a folder of views, in its own process: ``python -m bench.support.server FOLDER``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.support.corpus import BANDS
from bench.support.views import ParquetReader
from ft_data.recipe.review import Review
from ft_data.review.serve import serve


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--lease", type=float, default=900)
    parser.add_argument("--settings", default="{}")
    given = parser.parse_args()
    serve(
        ParquetReader(given.folder),
        given.folder / "review.sqlite",
        Review(**json.loads(given.settings)),
        "support_assistant",
        given.folder / "reports",
        port=given.port,
        bands=BANDS,
        lease_seconds=given.lease,
        feedback=True,
        recipe=recipe if (recipe := given.folder / "recipe.yaml").exists() else None,
        ready=lambda url: print(url, flush=True),
    )


if __name__ == "__main__":
    main()
