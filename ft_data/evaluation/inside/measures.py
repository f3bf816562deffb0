"""The measures of rows whose means tell what is in a version, each with the SQL that takes it from the signals.

Means are of fixed-point numbers: they come out the same in whatever order rows are added. What was not measured of a
row is null and counts nowhere, and a measure that no row has gives no number: never zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from ft_data.warehouse import sql

LEAST = 30  # rows below which a slice has no numbers
MOST = 40  # slices of one kind that have numbers: the largest
ALL = "all rows"

Scale = Literal["plain", "log", "share"]


@dataclass(frozen=True)
class Measure:
    """A measure of a row: ``sql`` is over `formatted` f, `signals` s and `filtered_quality` q, and needs these columns of s.

    ``scale`` says how it is compared: as it is, by its logarithm (lengths), or as a share of rows. One that rests on a model ``fitted`` to the rows of some version is not compared between
    versions: rows that a model was fitted to lie nearer to it than any others.
    """

    name: str
    sql: str
    needs: tuple[str, ...]
    scale: Scale
    about: str
    fitted: bool = False


def _signal(name: str, column: str, scale: Scale, about: str, fitted: bool = False) -> Measure:
    number = f"s.{column}::INT" if scale == "share" else f"s.{column}"
    return Measure(name, number, (column,), scale, about, fitted)


MEASURES: tuple[Measure, ...] = (
    _signal("words of the prompt", "prompt_words", "log", "Length."),
    _signal("words of the answer", "response_words", "log", "Length."),
    _signal("lexical diversity", "response_mtld", "log", "MTLD of the answer, in words."),
    _signal("entropy", "response_entropy", "plain", "Bits a character of the answer."),
    _signal("repetition", "response_dup_5gram", "plain", "Characters of the answer in runs of five words that it said before."),
    _signal("packed size", "response_compression_ratio", "plain", "Size of the answer when packed, of 1."),
    _signal("reading ease", "response_flesch", "plain", "Flesch, of English words."),
    _signal("reading grade", "response_kincaid", "plain", "Flesch-Kincaid, of English words."),
    _signal("relevance", "prompt_overlap", "plain", "Word stems that prompt and answer share, of the shorter one's."),
    _signal("answers another question", "answers_other_question", "plain", "No stem shared, the surer the longer the texts."),
    _signal("relevance to targets", "target_relevance", "plain", "Cosine with the nearest target."),
    _signal("closeness to the topic", "topic_similarity", "plain", "Cosine with the centre of the row's topic.", fitted=True),
    _signal("refusals", "refusal", "share", "Answers that open with a refusal."),
    _signal("politeness", "politeness", "plain", "Of the answer, by phrases."),
    _signal("rudeness", "rudeness", "plain", "Of the answer, by phrases."),
    _signal("sentiment", "sentiment", "plain", "Of the answer, -1 to 1, by English words."),
    _signal("formality", "formality", "plain", "Of the answer, by English words."),
    _signal("toxicity", "toxicity", "plain", "Of the answer, by words."),
    Measure("quality", "q.quality", (), "plain", "How likely the row has no serious defect."),
)  # fmt: skip

ROWS = "formatted f JOIN signals s USING (record_id) LEFT JOIN filtered_quality q USING (record_id)"
LANGUAGE = "coalesce(s.row_language, 'unknown')"


def known(columns: Collection[str]) -> tuple[Measure, ...]:
    """Return the measures that signals with these columns have."""
    return tuple(one for one in MEASURES if set(one.needs) <= set(columns))


def slices(columns: Collection[str], groups: Collection[str]) -> dict[str, str]:
    """Return, by what they are of, the SQL that names a row's slice: source, language, topic, and each group of the recipe."""
    found = {"source": "f.source", "language": LANGUAGE}
    if "topic_name" in columns:
        found["topic"] = "s.topic_name"
    return found | {f"group {name}": f"f.groups[{sql.text(name)}]" for name in sorted(groups)}


def queries(columns: Collection[str], groups: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield section and SQL: the mean of every measure over all rows, and over the rows of each slice."""
    measures = known(columns)
    yield "in it: all rows", _means(measures, sql.text(ALL))
    for kind, place in slices(columns, groups).items():
        yield f"in it: by {kind}", _means(measures, place, kind)


def _means(measures: Collection[Measure], place: str, kind: str = "") -> str:
    means = ", ".join(
        f"avg(TRY_CAST({one.sql} AS DECIMAL(18, 6))) AS {sql.name(one.name)}" for one in measures
    )
    names = ", ".join(sql.name(one.name) for one in measures)
    named = f"{sql.text(f'{kind} = ')} || slice || ': ' || measure" if kind else "measure"
    return (
        f"SELECT {named} AS name, value FROM (UNPIVOT (SELECT {place} AS slice, count(*) AS rows, {means} FROM {ROWS} "
        f"WHERE {place} IS NOT NULL GROUP BY 1 HAVING count(*) >= {LEAST if kind else 1} ORDER BY rows DESC, slice LIMIT {MOST}) "
        f"ON {names} INTO NAME measure VALUE value) ORDER BY rows DESC, slice, name"
    )
