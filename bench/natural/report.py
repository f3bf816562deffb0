"""The figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _shown(figure: Mapping[str, Any]) -> str:
    if figure["share"] is None:
        return "not read"
    interval = figure["interval"]
    bounds = f" ({interval[0]:.3f}-{interval[1]:.3f})" if interval else ""
    return f"{figure['share']:.3f}{bounds}, n={figure['n']}, {figure['sets']} sets"


def _number(value: object, form: str = ".4f") -> str:
    return "-" if value is None else format(value, form)


def figures(result: Result) -> list[tuple[str, str]]:
    """Return name and value of every figure of the acceptance."""
    lost, asked, agreed = result["clean_lost"], result["asked_share"], result["agreement"]
    acted = result["serious_acted_on"]
    pair, found = result["alpaca_pair"], result["alpaca_found_in_chinese"]
    return [
        ("readings", f"{result['readings']} of {result['rows_read']} rows, {result['sets_read']} sets"),
        ("drops that are right (at most 15 a set and rule)", _shown(result["drops_right"])),
        ("drops that are right, weighted to all drops", _shown(result["drops_right_weighted"])),
        ("clean rows lost, median set", _number(lost["median"])),
        ("clean rows lost, worst set", f"{_number(lost['worst'])} ({lost['worst_set']})"),
        ("kept rows with a serious defect", _shown(result["kept_serious"])),
        ("kept rows with a fault of content", _shown(result["kept_content"])),
        *((f"serious rows that are {name}", _shown(acted[name])) for name in acted),
        ("questions worth asking", _shown(result["worth_asking"])),
        ("rows asked about", f"{_number(asked['share'])}; worst {_number(asked['worst'])} ({asked['worst_set']})"),
        ("edits that harm", _shown(result["edit_harm"])),
        ("masks of the right type", _shown(result["mask_right"])),
        ("exact duplicates that are right", _shown(result["exact_right"])),
        ("near duplicates that are right", _shown(result["near_right"])),
        ("pairs kept whose chosen answer is really better", _shown(result["pair_right"])),
        ("alpaca: same verdict in English and Chinese", f"{_number(pair['same'])} of {pair['rows']} rows"),
        ("alpaca: right English hits found in Chinese", f"{_number(found['share'], '.2f')} of {found['rows']}"),
        *(
            (f"two readers agree: {name}", f"AC1 {_number(agreed[name]['ac1'], '.2f')}, {_number(agreed[name]['agreed'], '.2f')} of {agreed['rows']}")
            for name in ("verdict", "serious", "drop")
        ),
    ]  # fmt: skip


def as_markdown(result: Result) -> str:
    """Return all figures: the whole, by stratum, by set."""
    strata = [
        (name, one["rows"], one["drops"], one["read"], "too few" if one["too_few"] else _number(one["right"], ".2f"),
         _number(one["wrong_per_1000"], ".2f"), "-" if one["interval"] is None else "{:.1f}-{:.1f}".format(*one["interval"]))
        for name, one in result["strata"].items()
    ]  # fmt: skip
    sets = [
        (name, one["side"], one["stratum"], one["rows"], one["dropped"], one["asked"], one["merged"], one["read"],
         f"{one['drops_right']}/{one['drops_read']}", f"{one['asks_worth']}/{one['asks_read']}",
         _number(result["clean_lost"]["by_set"].get(name), ".3f"))
        for name, one in result["sets"].items()
    ]  # fmt: skip
    return "\n\n".join(
        [
            table(("figure", "value"), figures(result)),
            table(("stratum", "rows", "drops", "drops read", "right", "wrong per 1,000 rows", "90%"), strata),
            table(
                ("set", "side", "stratum", "rows", "dropped", "asked", "merged", "read", "drops right", "asks worth",
                 "clean lost"),
                sets,
            ),
        ]
    )  # fmt: skip


def comparison(results: Mapping[str, Result]) -> str:
    """Return the figures that can be had from verdicts alone, tool by tool."""
    rows = []
    for tool, result in results.items():
        drops = sum(one["dropped"] for one in result["sets"].values())
        total = sum(one["rows"] for one in result["sets"].values())
        lost = result["clean_lost"]
        rows.append(
            (tool, f"{drops / total:.3f}", _shown(result["drops_right_weighted"]), _number(lost["median"]),
             f"{_number(lost['worst'], '.2f')} ({lost['worst_set']})", _shown(result["serious_acted_on"]["dropped"]))
        )  # fmt: skip
    head = (
        "tool",
        "rows dropped",
        "drops that are right",
        "clean lost, median set",
        "worst set",
        "of serious rows dropped",
    )
    return table(head, rows)


def evidence_table(found: Mapping[str, Any]) -> str:
    """Return evidence by rule, most fired first."""
    rows = [
        (rule, one["fired"], f"{one['right']}/{one['reads']}",
            f"{one['dropping']['right']}/{one['dropping']['reads']}", f"{one['worth']}/{one['reads']}", one["sets"],
         _number(one.get("mean"), ".2f"), _number(one.get("low"), ".2f"), _number(one.get("next_set"), ".2f"),
         _number(one["wrong_per_10000"], ".1f"))
        for rule, one in sorted(found.items(), key=lambda item: -item[1]["fired"])
    ]  # fmt: skip
    head = (
        "rule",
        "fired",
        "right",
        "right where it drops",
        "worth",
        "sets",
        "mean",
        "5%",
        "new set 10%",
        "wrong per 10,000",
    )
    return table(head, rows)
