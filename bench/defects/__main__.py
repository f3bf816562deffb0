"""Command line: `python -m bench.defects plant|score|run|list`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from bench.defects.pool import BadText

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "datasets" / "python_helper" / "sources"


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 the input is wrong."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except (BadText, FileNotFoundError) as error:
        print(f"defects: {error}", file=sys.stderr)
        return 2


def _plant(args: argparse.Namespace) -> None:
    from bench.defects.plant import Plan, plant, write

    plan = Plan(args.rows, args.seed, args.share, only=tuple(args.only.split(",")) if args.only else ())
    corpus = plant(args.text or [EXAMPLE], plan, _data(args.data))
    summary = write(corpus, plan, args.out)
    print(
        f"{summary['rows']} rows, {len(summary['classes'])} classes with {summary['each']} rows each:"
        f" {args.out}"
    )


def _score(args: argparse.Namespace) -> None:
    from bench.defects.report import as_table
    from bench.defects.score import read_outcome, read_truth, score

    result = score(read_truth(args.truth), read_outcome(args.kept, args.review, args.repaired, args.marked))
    if args.json:
        print(json.dumps(result, indent=1))
    else:
        print(as_table(result, args.title))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _run(args: argparse.Namespace) -> int:
    from bench.defects.adapters import run_all

    return run_all(args.truth, args.tool, args.envs, args.out)


def _list(args: argparse.Namespace) -> None:
    from bench.defects.report import catalogue

    print(catalogue())


def _data(given: Path | None) -> Path | None:
    """Return the folder of real sets: given, or `data` below FT_DATA_SHARED or ../shared, or none."""
    if given is not None:
        return given if given.exists() else None
    base = Path(os.environ.get("FT_DATA_SHARED", ROOT.parent / "shared")) / "data"
    return base if base.exists() else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.defects", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("plant", help="make a corpus with planted defects and their truth")
    one.add_argument(
        "--text",
        type=Path,
        action="append",
        help="clean text: file or folder of jsonl/json (.gz, .zst); repeatable",
    )
    one.add_argument(
        "--data", type=Path, help="folder of real sets to read patterns from; 'none' uses our own"
    )
    one.add_argument("--rows", type=int, default=10_000)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--share", type=float, default=0.25, help="share of defective rows")
    one.add_argument("--only", default="", help="classes by name, separated by commas")
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=_plant)
    two = commands.add_parser("score", help="score what a tool kept")
    two.add_argument("--truth", type=Path, required=True, help="the folder that `plant` wrote")
    two.add_argument(
        "--kept", type=Path, required=True, help="ids, one a line, or JSON Lines with id and texts"
    )
    two.add_argument("--review", type=Path, help="ids that a person is asked about")
    two.add_argument("--marked", type=Path, help="kept ids that the tool noted something about")
    two.add_argument("--repaired", type=Path, help="JSON Lines with id and the repaired texts")
    two.add_argument("--title", default="")
    two.add_argument("--json", action="store_true")
    two.add_argument("--out", type=Path, help="also write the result as JSON")
    two.set_defaults(run=_score)
    three = commands.add_parser("run", help="run tools over a planted corpus and score them")
    three.add_argument("--truth", type=Path, required=True)
    three.add_argument("--tool", action="append", help="default: all that are installed")
    three.add_argument(
        "--envs",
        type=Path,
        default=ROOT / "bench" / "out" / "envs",
        help="folder of environments, one a tool",
    )
    three.add_argument("--out", type=Path, help="folder for the results")
    three.set_defaults(run=_run)
    four = commands.add_parser("list", help="print the catalogue of classes as Markdown")
    four.set_defaults(run=_list)
    return parser


if __name__ == "__main__":
    sys.exit(main())
