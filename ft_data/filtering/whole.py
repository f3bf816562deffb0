"""Defects of a whole source, which are one finding and not a thousand rows: a lost column, one answer for everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

ROWS = 20  # sources with fewer rows say nothing
LOST = 0.2  # more than this share without an answer, or without a prompt: a column was lost
CONSTANT, TOP = (
    0.5,
    50,
)  # one answer, signs aside, for more than this share; so many of the frequent ones are compared
ONE_PROMPT, ANSWERS = 0.8, 20  # one prompt for more than this share of the rows, with so many answers to it
# Sources a quarter of whose answers share a fifth of their word 3-grams with the request and are not equal to it.
COPYING = (
    "coalesce(source IN (SELECT found.source FROM signals JOIN cleaned found USING (record_id) GROUP BY found.source "
    "HAVING avg((echo >= 0.2 AND NOT exact_echo)::INT) >= 0.25), false)"
)
READS = (
    "source",
    "kind",
    "empty_response",
    "empty_prompt",
    "echo",
    "exact_echo",
)  # of all rows; texts of a sample
SAMPLE = 2_000  # rows of a source that are looked at first; all are counted where these are suspicious
_SAMPLED, _TEXT = "sampled_rows", "record_id, source, kind, prompt_text, response_text"
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


def defects(con: duckdb.DuckDBPyConnection, rows: str, texts: str = "") -> list[Defect]:
    """Look at every source of a view of measured rows; ``texts`` is one with their text, if that has none."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {_SAMPLED} AS SELECT {_TEXT} FROM {texts or rows} t SEMI JOIN (
            SELECT record_id FROM {rows}
            QUALIFY row_number() OVER (PARTITION BY source ORDER BY right(record_id, 8), record_id) <= {SAMPLE}
        ) USING (record_id)
        """
    )  # ids end in random digits
    every = f"(SELECT {_TEXT} FROM {texts or rows} t SEMI JOIN {rows} r USING (record_id))"
    return [one for source in _sources(con, rows) for one in _of(con, every, *source)]


def _sources(con: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[Any, ...]]:
    return con.execute(
        f"""
        SELECT source, count(*), count(*) FILTER (empty_response), count(*) FILTER (kind <> 'text'),
          count(*) FILTER (empty_prompt AND kind <> 'text')
        FROM {rows} GROUP BY source HAVING count(*) >= {ROWS} ORDER BY source
        """
    ).fetchall()


def _of(
    con: duckdb.DuckDBPyConnection,
    every: str,
    source: str,
    of: int,
    unanswered: int,
    asked: int,
    unasked: int,
) -> Iterator[Defect]:
    if unanswered > LOST * of:
        yield _defect("lost_answers", source, unanswered, of, "have no answer; a column may be lost")
    if asked >= ROWS and unasked > LOST * asked:
        yield _defect("lost_prompts", source, unasked, asked, "have no prompt; a column may be lost")
    for about, share, count, what in (
        ("constant_answer", CONSTANT, _constant, "have one and the same answer, signs aside"),
        ("constant_prompt", ONE_PROMPT, _one_prompt, "have one and the same prompt, and many answers"),
    ):
        most = count(con, _SAMPLED, source)
        if of > SAMPLE and most > share / 2 * SAMPLE:
            most = count(con, every, source)
        if most > share * of:
            yield _defect(about, source, most, of, what)


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
