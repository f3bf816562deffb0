"""The matrix of languages (ft_data_tests/languages): kinds of defect in several languages, and what becomes of every row.

A row goes through cleaning, all signals and the rules of a recipe that lists its language, as a dataset of pairs would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import yaml

from ft_data.cleaning import Cleaner
from ft_data.example import EXAMPLE, message
from ft_data.filtering.force import in_force
from ft_data.filtering.rules import FACTS, LEVELS, explain, fired
from ft_data.recipe.schema import Clean, Recipe
from ft_data.signals import registry

FOLDER = Path(__file__).resolve().parents[2] / "ft_data_tests" / "languages"
REWORDED, FURTHER, FRESH, UNSEEN, FIGURES = (
    FOLDER / name for name in ("reworded", "further", "fresh", "unseen", "figures")
)
# By what a kind of defect is rightly called: rules that drop, ask or mark, and repairs.
RIGHT: dict[str, frozenset[str]] = {
    "refusal": frozenset({"refusal", "refusal_phrase"}),
    "speaks_as_ai": frozenset({"speaks_as_ai"}),
    "foreign_identity": frozenset({"foreign_identity"}),
    "cutoff_date": frozenset({"cutoff_date"}),
    "placeholder": frozenset({"placeholder", "null_answer"}),
    "template_slots": frozenset({"template_slots"}),
    "filler": frozenset({"filler"}),
    "truncated": frozenset({"truncated"}),
    "merged_instruction": frozenset({"merged_instruction", "next_row", "prompt_template"}),
    "dialogue_leak": frozenset({"dialogue_leak", "next_turn"}),
    "boilerplate": frozenset({"boilerplate", "page_furniture", "rights_notice", "page_edges", "navigation"}),
    "mail_scraps": frozenset(
        {"mail_scraps", "mail_signature", "mail_notice", "quoted_reply", "forwarded", "quoted_request"}
    ),
    "toxic": frozenset({"toxic", "toxic_word", "toxic_aside"}),
    "rude": frozenset({"rude"}),
}
CLEAN, ASKED = "clean", "asked for"


class Planted(NamedTuple):
    """A row of the matrix: its language, the defect in it (or `CLEAN`, `ASKED`) and the class that it belongs to."""

    language: str
    fault: str
    of: str
    prompt: str
    answer: str


class Outcome(NamedTuple):
    """What became of a row: keep, mark, review or drop; the names of rules and repairs."""

    verdict: str
    names: frozenset[str]

    def found(self, planted: Planted) -> bool:
        """Whether a row came under a right name of the class that it is of."""
        return bool(self.names & RIGHT.get(planted.of, frozenset()))


def languages(folder: Path = FOLDER) -> list[str]:
    """Return the languages of the matrix."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def read(language: str, folder: Path = FOLDER) -> list[Planted]:
    """Return the rows of one language."""
    data = yaml.safe_load((folder / f"{language}.yaml").read_text("utf-8"))
    return list(_rows(language, data))


def _rows(language: str, data: dict[str, Any]) -> Iterator[Planted]:
    for kind in RIGHT:
        whole, after = data["whole"].get(kind), data["after"].get(kind)
        clean = data["clean"].get(kind)
        if not (whole or after):
            continue
        for number, (prompt, sound) in enumerate(data["topics"]):
            bad = whole[number] if whole else sound + after[number]
            yield Planted(language, kind, kind, prompt, bad)
        for number, answer in enumerate(clean or [topic[1] for topic in data["topics"]]):
            # A sound counterpart may bring what it answers.
            asked = answer if isinstance(answer, list) else (data["topics"][number][0], answer)
            yield Planted(language, CLEAN, kind, *asked)
    for prompt, answer in data["translations"]:
        yield Planted(language, ASKED, ASKED, prompt, answer)


def judge(language: str, rows: Sequence[Planted]) -> list[Outcome]:
    """Clean, measure and judge rows under a recipe that lists their language."""
    cleaner = Cleaner(Clean(), "chat", b"")
    answers, edits = [], []
    for row in rows:
        text, made = cleaner.clean(row.answer, role="assistant", asked=(row.prompt,))
        answers.append(text)
        edits.append(frozenset(edit.rule for edit in made))
    table = _table([(row.prompt, answer) for row, answer in zip(rows, answers, strict=True)])
    columns = {name: table[name] for name in table.column_names}
    needs = {"languages": [language], "profile": "chat", "row_kinds": {}, "packs": {}}
    for group in registry.builtin():
        out = group.fn(table, {name: needs[name] for name in group.needs})
        columns |= {name: out[name] for name in out.column_names[1:]}
    columns |= {name: pa.array([False] * len(rows)) for name in FACTS}
    recipe = Recipe.model_validate({
        "dataset": "matrix", "purpose": "measure", "languages": [language],
        "sources": {"rows": {"path": "rows.jsonl", "license": "CC0-1.0"}},
    })  # fmt: skip
    rules = in_force(recipe)
    con = duckdb.connect()
    con.register("t", pa.table(columns))
    found = {key: (levels, values) for key, levels, values in fired(con, rules, "t")}
    outcomes = []
    for number, made in enumerate(edits):
        levels, values = found.get(str(number), ([0] * len(rules), [None] * len(rules)))
        names = {one.rule for one in explain(rules, levels, values)}
        outcomes.append(Outcome(LEVELS[max(levels)], frozenset(names) | made))
    return outcomes


def _table(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    blank = dict.fromkeys(EXAMPLE.names)
    rows = [
        {
            **blank, "record_id": str(number), "kind": "instruction", "source": "rows",
            "prompt_text": prompt, "response_text": answer,
            "messages": [message("user", prompt), message("assistant", answer)],
        }
        for number, (prompt, answer) in enumerate(pairs)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EXAMPLE)
