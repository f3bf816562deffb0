"""Command line: `python -m bench.natural run|sample|again|unseen|read|label|score|evidence|rank|peers`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.natural.prepare import ROOT, origin_of
from bench.natural.sets import BY_NAME, SETS

LABELS = Path(__file__).resolve().parent / "labels"


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 the input is wrong."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except (FileNotFoundError, KeyError, ValueError) as error:
        print(f"natural: {error}", file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> None:
    from bench.natural.run import run

    names = args.only.split(",") if args.only else [one.name for one in SETS if origin_of(one)]
    report = run([BY_NAME[name] for name in names], args.out, args.code.resolve())
    old = json.loads((args.out / "report.json").read_text()) if (args.out / "report.json").exists() else {}
    (args.out / "report.json").write_text(json.dumps(old | report, indent=1) + "\n", encoding="utf-8")


def _sample(args: argparse.Namespace) -> None:
    from bench.natural.sample import write

    write(args.result, args.out, args.index, args.seed)


def _again(args: argparse.Namespace) -> None:
    from bench.natural.again import write

    write(args.result, args.out, args.index, args.labels, args.drawn, args.seed)


def _unseen(args: argparse.Namespace) -> None:
    from bench.natural.unseen import write

    write(args.result, args.out, args.index, args.seed, args.plain, args.times)


def _read(args: argparse.Namespace) -> None:
    from bench.natural.reading import printed
    from bench.natural.sample import lines

    for item in lines(args.sheet):
        if args.first <= item["n"] <= args.last:
            print(printed(item) + "\n")


def _label(args: argparse.Namespace) -> None:
    from bench.natural.reading import append, labels
    from bench.natural.sample import lines

    sheet = lines(args.sheet)
    texts = {
        f"{name}/{row['row']}": row
        for name in {item["set"] for item in sheet}
        for row in lines(args.result / f"{name}.rows.jsonl")
    }
    new = labels(sys.stdin.read(), sheet, texts)
    path = args.labels / f"{args.reader}.jsonl"
    total = append(path, new)
    done = {(row["set"], row["row"]) for row in lines(path)}
    left = [item["n"] for item in sheet if (item["set"], item["row"]) not in done]
    print(f"{len(new)} labels read, {total} in {path}; left on this sheet: {len(left)} {left[:15]}")


def _joined(args: argparse.Namespace, result: Path) -> tuple[Any, Any]:
    from bench.natural.readings import read_labels, read_outcome, readings
    from bench.natural.sample import lines

    outcome = read_outcome(result)
    if args.side:
        outcome = {name: rows for name, rows in outcome.items() if BY_NAME[name].side == args.side}
    drawn = [row for path in args.index for row in lines(path)]
    return readings(read_labels(args.labels), drawn, outcome), outcome


def _score(args: argparse.Namespace) -> None:
    from bench.natural.report import as_markdown, comparison
    from bench.natural.score import score

    results = {path.stem: score(*_joined(args, path)) for path in args.result}
    if args.json:
        print(json.dumps(results if len(results) > 1 else next(iter(results.values())), indent=1))
    else:
        print(as_markdown(next(iter(results.values()))) if len(results) == 1 else comparison(results))


def _evidence(args: argparse.Namespace) -> None:
    if args.repairs:
        _repairs(args)
        return
    from bench.natural.evidence import evidence
    from bench.natural.report import evidence_table

    if args.write:
        from bench.natural import known

        known.write(*_joined(args, args.result))
        return
    found = evidence(*_joined(args, args.result))
    print(evidence_table(found) if args.table else json.dumps(found, indent=1))


def _repairs(args: argparse.Namespace) -> None:
    from bench.natural import repairs
    from bench.natural.readings import read_labels, readings
    from bench.natural.sample import lines

    drawn = [row for path in args.labels.glob("*.jsonl") for row in lines(path) if "group" in row]
    labels = read_labels(args.labels)
    edits = [key for key, said in labels.items() if any(one["edit_harm"] is not None for one in said)]
    read = readings(labels, drawn, repairs.cleaned(args.result, edits, drawn))
    found = repairs.repairs(read, lines(args.labels / "blame.jsonl"))
    if args.write:
        repairs.write(found)
    else:
        print(repairs.render(found), end="")


def _rank(args: argparse.Namespace) -> None:
    from bench.natural import rank

    found = rank.render(rank.card(rank.read(args.result, _joined(args, args.result)[0])))
    if args.write:
        rank.PATH.write_text(found, encoding="utf-8")
    else:
        print(found, end="")


def _peers(args: argparse.Namespace) -> int:
    from bench.defects.adapters import SCRIPTS, Absent
    from bench.natural.peers import run

    args.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in args.tool or SCRIPTS:
        try:
            run(name, args.result, args.envs, args.out / f"{name}.jsonl")
        except (Absent, RuntimeError) as error:
            print(f"natural: {error}", file=sys.stderr)
            failed = 1
    return failed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.natural", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("run", help="run the product over the sets and write what became of every row")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--only", default="", help="sets by name, separated by commas")
    one.add_argument(
        "--code", type=Path, default=ROOT, help="checkout whose ft_data is measured (default: this)"
    )
    one.set_defaults(run=_run)
    two = commands.add_parser("sample", help="draw the sheets that readers read, without the verdicts")
    two.add_argument("--result", type=Path, required=True, help="the folder that `run` wrote")
    two.add_argument(
        "--out", type=Path, required=True, help="folder for the sheets (third-party text: never commit)"
    )
    two.add_argument(
        "--index", type=Path, default=LABELS / "sample.jsonl", help="what was drawn, without text"
    )
    two.add_argument("--seed", type=int, default=1)
    two.set_defaults(run=_sample)
    again = commands.add_parser("again", help="draw what a later run decides and nobody has read: one sheet")
    again.add_argument("--result", type=Path, required=True, help="the folder that `run` wrote")
    again.add_argument("--out", type=Path, required=True, help="the sheet (third-party text: never commit)")
    again.add_argument("--index", type=Path, default=LABELS / "again.jsonl")
    again.add_argument("--labels", type=Path, default=LABELS)
    again.add_argument("--drawn", type=Path, default=LABELS / "sample.jsonl", help="what was drawn before")
    again.add_argument("--seed", type=int, default=1)
    again.set_defaults(run=_again)
    unseen = commands.add_parser("unseen", help="draw sheets of the sets that nobody had looked at")
    unseen.add_argument("--result", type=Path, required=True, help="the folder that `run` wrote")
    unseen.add_argument(
        "--out", type=Path, required=True, help="folder for the sheets (third-party text: never commit)"
    )
    unseen.add_argument("--index", type=Path, default=LABELS / "unseen.jsonl")
    unseen.add_argument("--seed", type=int, default=1)
    unseen.add_argument("--plain", type=int, default=20, help="rows of a set to which nothing happened")
    unseen.add_argument(
        "--times", type=float, default=1.0, help="so many times the usual rows edited, masked and merged"
    )
    unseen.set_defaults(run=_unseen)
    three = commands.add_parser("read", help="print rows of a sheet")
    three.add_argument("sheet", type=Path)
    three.add_argument("first", type=int)
    three.add_argument("last", type=int)
    three.set_defaults(run=_read)
    four = commands.add_parser("label", help="turn notes on standard input into labels")
    four.add_argument("sheet", type=Path)
    four.add_argument("reader", help="a letter")
    four.add_argument("--result", type=Path, required=True, help="the folder that `run` wrote")
    four.add_argument("--labels", type=Path, default=LABELS)
    four.set_defaults(run=_label)
    five = commands.add_parser("score", help="the figures of a run, or of any tool's {set, row, verdict}")
    five.add_argument(
        "result", type=Path, nargs="+", help="folder of a run or file of verdicts; several: a table"
    )
    five.add_argument("--json", action="store_true")
    five.set_defaults(run=_score)
    six = commands.add_parser("evidence", help="reads, right, sets and strata of every rule")
    six.add_argument("result", type=Path)
    six.add_argument("--table", action="store_true", help="Markdown instead of JSON")
    six.add_argument(
        "--repairs", action="store_true", help="of repairs: RESULT is a folder of `<set>.rows.jsonl`"
    )
    six.add_argument("--write", action="store_true", help="write it beside the shipped rules instead")
    six.set_defaults(run=_evidence)
    rank = commands.add_parser("rank", help="fit the ranking, and print its numbers and figures")
    rank.add_argument("result", type=Path, help="the folder that `run` wrote, with its home")
    rank.add_argument("--write", action="store_true", help="write them beside the shipped rules instead")
    rank.set_defaults(run=_rank)
    seven = commands.add_parser("peers", help="what other tools' default filters keep of the same rows")
    seven.add_argument("result", type=Path)
    seven.add_argument("--tool", action="append", help="default: all that are installed")
    seven.add_argument("--envs", type=Path, default=ROOT / "bench" / "out" / "envs")
    seven.add_argument("--out", type=Path, required=True)
    seven.set_defaults(run=_peers)
    for one in (five, six, rank):
        one.add_argument("--labels", type=Path, default=LABELS, help="folder of readers' labels, or one file")
        one.add_argument("--index", type=Path, nargs="+", default=[LABELS / "sample.jsonl"])
        one.add_argument("--side", choices=("tune", "report", "unseen"), help="sets of this side only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
