"""Rows in languages that a recipe does not list: what they are in, by source, and where the user said what becomes of them.

Who lists one language over a folder with several means one of two things, and no row tells which. So the source is asked
about, once: list them, or drop them. Until then nothing is dropped where there is more than a stray row, and the
gate ``max_unwanted_language`` holds the release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ft_data.filtering.fuse import LEAST, SHARE
from ft_data.filtering.strata import SPOKEN
from ft_data.recipe.schema import Recipe

if TYPE_CHECKING:
    import duckdb

ABOUT = "other_languages"  # of such findings
NAMED = 5  # languages that are named
# More than 2% of all rows are surely in a language nobody asked for (code is in none).
OTHERS = f"(SELECT avg((language_unwanted = 4 AND {SPOKEN})::INT) > 0.02 FROM signals)"
READS = (
    "source", "row_language", "second_language", "response_script", "language_unwanted", "answer_kind", "prompt_words", "response_words",
    "script_unwanted",
)  # fmt: skip
SPOKEN_IN = "coalesce(row_language, second_language, lower(response_script), 'unknown')"


def foreign(column: str, others: str = ABOUT) -> str:
    """Return the SQL of a row that is surely in another language, as one of the signals ``..._unwanted`` says.

    Names look foreign: a few words count where longer rows show that there are other languages.
    """
    return f"(({column} = 4 OR ({column} = 3 AND {others})) AND {SPOKEN})"


def decided(recipe: Recipe) -> tuple[str, ...]:
    """Return the sources whose rows in other languages are dropped because the recipe says so."""
    said = {name: one.other_languages or recipe.other_languages for name, one in recipe.sources.items()}
    return tuple(sorted(name for name, one in said.items() if one == "drop"))


class Wanted(NamedTuple):
    """What a recipe says of languages: those ``listed``, and the sources of which the others are ``dropped``."""

    listed: tuple[str, ...]
    dropped: tuple[str, ...]


def wanted(recipe: Recipe) -> Wanted:
    """Return what a recipe says of languages."""
    return Wanted(tuple(recipe.languages), decided(recipe))


@dataclass(frozen=True)
class Mixture:
    """``rows`` of the ``of`` rows of a source are in languages that are not ``listed``: how many in which, most first."""

    source: str
    rows: int
    of: int
    languages: tuple[tuple[str, int], ...]
    listed: tuple[str, ...]

    @property
    def about(self) -> str:
        """What the finding is about."""
        return ABOUT

    @property
    def text(self) -> str:
        """Say it in a sentence, with what to do."""
        return (
            f"{self.rows:,} of {self.of:,} rows of `{self.source}` are in {named(self.languages)}, which `languages: "
            f"[{', '.join(self.listed)}]` does not list: add those that are wanted, or say `other_languages: drop` for the source; "
            "until then they stay, and the gate `max_unwanted_language` counts them"
        )


def named(languages: Sequence[tuple[str, int]]) -> str:
    """Return languages with their numbers of rows; those beyond `NAMED` together."""
    shown = [f"{code} ({rows:,})" for code, rows in languages[:NAMED]]
    more = sum(rows for _, rows in languages[NAMED:])
    return ", ".join([*shown, *([f"others ({more:,})"] if more else [])])


def mixtures(con: duckdb.DuckDBPyConnection, rows: str, wanted: Wanted) -> list[Mixture]:
    """Return what is to be asked: the sources of a view of measured rows with more rows in other languages than strays."""
    if not wanted.listed:
        return []
    sizes = dict(con.execute(f"SELECT source, count(*) FROM {rows} GROUP BY source").fetchall())
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for source, code, count in con.execute(
        f"SELECT source, {SPOKEN_IN}, count(*) FROM {rows} WHERE {foreign('language_unwanted')} GROUP BY ALL"
    ).fetchall():
        found[source][code] += count
    return [
        Mixture(source, some.total(), sizes[source], _most(some), wanted.listed)
        for source, some in sorted(found.items())
        if source not in wanted.dropped and some.total() > max(LEAST, SHARE * sizes[source])
    ]


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
