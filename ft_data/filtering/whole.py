"""Defects of a whole source, which are one finding and not a thousand rows: a lost column, one answer for everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

ROWS = 20  # sources with fewer rows say nothing
LOST = 0.2  # more than this share without an answer, or without a prompt: a column was lost
CONSTANT, TOP = (
    0.5,
    50,
)  # one answer, signs aside, for more than this share; the most frequent ones are compared
ONE_PROMPT, ANSWERS = 0.8, 20  # one prompt for more than this share of the rows, with so many answers to it
_COMMAND = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Defect:
    """``rows`` of the ``of`` rows of a source share it; ``text`` says it in a sentence, without words of a row."""

    about: str
    source: str
    rows: int
    of: int
    text: str


def defects(con: duckdb.DuckDBPyConnection, rows: str) -> list[Defect]:
    """Look at every source of a view of measured rows."""
    found = []
    sizes = con.execute(
        f"""
        SELECT source, count(*), count(*) FILTER (empty_response), count(*) FILTER (kind <> 'text'),
          count(*) FILTER (empty_prompt AND kind <> 'text')
        FROM {rows} GROUP BY source HAVING count(*) >= {ROWS} ORDER BY source
        """
    ).fetchall()
    for source, of, unanswered, asked, unasked in sizes:
        if unanswered > LOST * of:
            found.append(
                _defect("lost_answers", source, unanswered, of, "have no answer; a column may be lost")
            )
        if asked >= ROWS and unasked > LOST * asked:
            found.append(
                _defect("lost_prompts", source, unasked, asked, "have no prompt; a column may be lost")
            )
        most = _constant(con, rows, source)
        if most > CONSTANT * of:
            found.append(
                _defect("constant_answer", source, most, of, "have one and the same answer, signs aside")
            )
        same = _one_prompt(con, rows, source)
        if same > ONE_PROMPT * of:
            found.append(
                _defect("constant_prompt", source, same, of, "have one and the same prompt, and many answers")
            )
    return found


def _defect(about: str, source: str, rows: int, of: int, what: str) -> Defect:
    return Defect(about, source, rows, of, f"{rows:,} of {of:,} rows of `{source}` ({rows / of:.0%}) {what}")


def _constant(con: duckdb.DuckDBPyConnection, rows: str, source: str) -> int:
    """Count the rows of the most frequent answer. Where the answers are a few labels, none of them is constant."""
    answers = con.execute(
        f"SELECT response_text, count(*) AS n FROM {rows} WHERE source = ? AND response_text <> '' "
        f"GROUP BY response_text ORDER BY n DESC, response_text LIMIT {TOP}",
        [source],
    ).fetchall()
    plain: dict[str, int] = {}
    for text, count in answers:
        key = _SIGNS.sub("", _COMMAND.sub("", text)).lower()
        plain[key] = plain.get(key, 0) + count
    labels = 1 < sum(count > 1 for count in plain.values()) == len(plain) < TOP
    return 0 if labels else max(plain.values(), default=0)


def _one_prompt(con: duckdb.DuckDBPyConnection, rows: str, source: str) -> int:
    row = con.execute(
        f"SELECT count(*) AS n FROM {rows} WHERE source = ? AND kind = 'instruction' AND prompt_text <> '' "
        f"GROUP BY prompt_text HAVING count(DISTINCT response_text) >= {ANSWERS} ORDER BY n DESC LIMIT 1",
        [source],
    ).fetchone()
    return int(row[0]) if row else 0
