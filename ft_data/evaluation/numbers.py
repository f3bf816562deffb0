"""The numbers of a version: each one a name, a value and the query that makes it.

Queries run on the views of exactly the versions the report was made from (``ft-data query`` runs the same SQL
on the current ones). A report is a table of these and nothing else; whoever doubts a number runs its query.

Each is a single figure, to be drawn over time and held against a gate, from a warehouse. The numbers of a release
(:mod:`ft_data.release.numbers`) are tables that can be made from its published files alone, so they are queries of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ft_data.evaluation import fitted_numbers
from ft_data.filtering import blind_spots, languages
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import sql

# Upper ends of the length bins, in words. Longer texts are counted under the open end.
EDGES = (0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
OPEN_END = 10 * EDGES[-1]

UNWANTED = languages.foreign("second_unwanted", languages.OTHERS)
_LANGUAGE = "coalesce(row_language, 'unknown')"


# The verdict of a reason: that of the rule of its name, review for a doubt of an earlier stage, else that of the row.
_DETAIL = """json_transform(detail, '{"rules": [{"rule": "VARCHAR", "verdict": "VARCHAR"}], "flags": ["VARCHAR"]}')"""
_OWN = (
    f"coalesce(list_filter({_DETAIL}.rules, lambda one: one.rule = reason)[1].verdict, "
    f"CASE WHEN list_contains({_DETAIL}.flags, reason) THEN 'review' ELSE verdict END)"
)


def reasons_of(verdicts: str, more: str = "", given: Sequence[str] = ("drop", "review", "merge")) -> str:
    """Return a SELECT of ``record_id, verdict, reason`` (and ``more`` columns): each reason with its own verdict.

    ``given``: the verdicts of the rows that are looked at.
    """
    looked_at = ", ".join(map(sql.text, given))
    return (
        f"SELECT {more}record_id, {_OWN} AS verdict, reason FROM (SELECT {more}record_id, verdict, detail, "
        f"unnest(reasons) AS reason FROM {verdicts} WHERE verdict IN ({looked_at}))"
    )


@dataclass(frozen=True)
class Query:
    """``sql`` returns rows of ``name, value`` (value a number), all of them numbers of one section."""

    section: str
    sql: str


def queries(
    recipe: Recipe, stages: Sequence[str], judging: Sequence[str], measured: Collection[str] = ()
) -> list[Query]:
    """Return every query of the report, in the order it is shown.

    ``stages``: those that give verdicts, in order; ``judging``: those of them that judge by measure; ``measured``: the groups of signals there are.
    """
    return [
        *_funnel(stages),
        *_rules(),
        Query("blind spots", _blind_spots(judging, "topics" in measured)),
        *_mixes(),
        *(Query(section, sql) for section, sql in fitted_numbers.mixes(measured)),
        *_lengths(),
        *_duplicates(),
        *_siblings(recipe),
        Query(
            "contamination",
            "SELECT reason AS name, count(*) AS value FROM (SELECT unnest(reasons) AS reason "
            "FROM decontaminated_verdicts WHERE verdict = 'drop') GROUP BY reason ORDER BY name",
        ),
        Query(
            "repairs",
            'SELECT rule AS name, sum("count")::BIGINT AS value FROM cleaned_edits GROUP BY rule '
            "ORDER BY value DESC, name",
        ),
        Query(
            "rows repaired",
            "SELECT rule AS name, count(DISTINCT record_id) AS value FROM cleaned_edits GROUP BY rule "
            "ORDER BY value DESC, name",
        ),
        *gates(recipe),
    ]


def gates(recipe: Recipe) -> list[Query]:
    """Return what the recipe's gates look at."""
    return [
        Query("gates", "SELECT 'min_rows' AS name, count(*) AS value FROM formatted"),
        Query(
            "gates",
            "SELECT 'max_duplicate_rate' AS name, "
            "(SELECT count(*) - count(DISTINCT (prompt_text, response_text)) FROM formatted) / "
            "greatest(1, (SELECT count(*) FROM formatted)) AS value",
        ),
        Query(
            "gates",
            "SELECT 'max_contaminated' AS name, count(DISTINCT record_id) AS value FROM eval_report_contaminated",
        ),
        Query(
            "gates",
            "SELECT 'max_unwanted_language' AS name, "
            f"count(*) FILTER ({UNWANTED}) / greatest(1, count(*)) AS value "
            "FROM formatted LEFT JOIN signals USING (record_id)",
        ),
        Query(
            "gates",
            "SELECT 'max_pending_rate' AS name, count(*) FILTER (verdict = 'review') / greatest(1, count(*)) "
            "AS value FROM reviewed_verdicts",
        ),
    ]


def in_other_languages(recipe: Recipe) -> str:
    """Return the SQL of what the gate on languages says: in which languages rows of which source are, and what to do."""
    counted = (
        f"SELECT source, {languages.SPOKEN_IN} AS code, count(*) AS n FROM formatted JOIN signals USING (record_id) "
        f"WHERE {UNWANTED} GROUP BY ALL"
    )
    said = f"SELECT source, string_agg(code || ' (' || n || ')', ', ' ORDER BY n DESC, code) AS said FROM ({counted}) GROUP BY source"
    what = (
        f"; list those that are wanted beside [{', '.join(recipe.languages)}], or say `other_languages: drop`"
    )
    return (
        f"(SELECT coalesce(': ' || string_agg(source || ' has ' || said, '; ' ORDER BY source), '') FROM ({said})) || "
        + sql.text(what)
    )


def gate_holds(recipe: Recipe, name: str, value: float) -> bool:
    """Tell whether one gate holds. A gate the recipe leaves open always does."""
    limit = getattr(recipe.gates, name)
    if limit is None:
        return True
    return bool(value >= limit) if name.startswith("min_") else bool(value <= limit)


def _funnel(stages: Sequence[str]) -> Iterator[Query]:
    """Count verdicts and reasons by stage, and what could not be read."""
    for stage in stages:
        yield Query(
            "funnel",
            f"SELECT '{stage}.' || verdict AS name, count(*) AS value FROM {stage}_verdicts "
            "GROUP BY verdict ORDER BY name",
        )
    for stage in stages:
        yield Query(
            "reasons",
            f"SELECT '{stage}.' || verdict || '.' || reason AS name, count(*) AS value FROM "
            f"({reasons_of(f'{stage}_verdicts')}) GROUP BY ALL ORDER BY value DESC, name",
        )
    yield Query(
        "rejects", "SELECT source AS name, count(*) AS value FROM raw_rejects GROUP BY source ORDER BY name"
    )


def _rules() -> Iterator[Query]:
    """Count what each rule fired on, and what it alone decided (the figures of ``ft-data rules``)."""
    judged = "FROM filtered_verdicts WHERE detail IS NOT NULL"
    yield Query(
        "rules",
        "SELECT (rule ->> '$.rule') || '.' || (rule ->> '$.verdict') AS name, count(*) AS value FROM "
        f" (SELECT unnest(json_extract(detail, '$.rules[*]')) AS rule {judged}) "
        "GROUP BY 1 ORDER BY value DESC, name",
    )
    yield Query(
        "only this rule",
        "SELECT reasons[1] || '.' || verdict AS name, count(*) AS value FROM filtered_verdicts "
        "WHERE verdict IN ('drop', 'review') AND len(reasons) = 1 AND detail LIKE '%\"rules\"%' "
        "GROUP BY 1 ORDER BY value DESC, name",
    )


def _mixes() -> Iterator[Query]:
    """Describe the rows of the version; by source and language also those that arrived, for comparison."""
    for column in ("source", "origin", "license", "kind", "split"):
        yield Query(
            f"mix by {column}",
            f"SELECT coalesce({column}, 'not declared') AS name, count(*) AS value FROM formatted "
            "GROUP BY 1 ORDER BY value DESC, name",
        )
    yield Query(
        "mix by language",
        f"SELECT {_LANGUAGE} AS name, count(*) AS value FROM formatted JOIN signals s USING (record_id) "
        "GROUP BY 1 ORDER BY value DESC, name LIMIT 30",
    )
    yield Query(
        "arrived by source",
        "SELECT source AS name, count(*) AS value FROM cleaned GROUP BY source ORDER BY value DESC, name",
    )
    yield Query(
        "arrived by language",
        f"SELECT {_LANGUAGE} AS name, count(*) AS value FROM signals "
        "GROUP BY 1 ORDER BY value DESC, name LIMIT 30",
    )
    yield Query(
        "split and source",
        "SELECT split || ' / ' || source AS name, count(*) AS value FROM formatted "
        "GROUP BY split, source ORDER BY name",
    )


def _lengths() -> Iterator[Query]:
    """Count rows by number of words, in bins that grow."""
    for side in ("prompt", "response"):
        for section, rows in (
            (f"length of the {side} (words)", "formatted JOIN signals s USING (record_id)"),
            (f"length of the {side} on arrival (words)", "signals s"),
        ):
            yield Query(
                section,
                f"SELECT CAST(upper AS VARCHAR) AS name, count(*) AS value FROM "
                f"(SELECT CASE {_bins(f's.{side}_words')} END AS upper FROM {rows}) "
                "GROUP BY upper ORDER BY upper",
            )


def _bins(column: str) -> str:
    cases = "".join(f"WHEN coalesce({column}, 0) <= {edge} THEN {edge} " for edge in EDGES)
    return f"{cases}ELSE {OPEN_END}"


def _duplicates() -> Iterator[Query]:
    yield Query(
        "duplicates",
        "SELECT 'removed' AS name, count(*) AS value FROM deduped_verdicts WHERE verdict = 'drop' UNION ALL "
        "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM deduped_verdicts "
        "WHERE verdict = 'drop') GROUP BY reason ORDER BY name",
    )
    yield Query(
        "duplicate clusters by size",
        "SELECT CAST(size AS VARCHAR) AS name, count(*) AS value FROM "
        "(SELECT witness_id, count(*) + 1 AS size FROM deduped_verdicts WHERE verdict = 'drop' GROUP "
        "BY witness_id) GROUP BY size ORDER BY size",
    )
    yield Query(
        "duplicates between sources",
        "SELECT c.source || ' -> ' || coalesce(w.source, 'elsewhere') AS name, count(*) AS value "
        "FROM deduped_verdicts d JOIN cleaned c USING (record_id) "
        "LEFT JOIN cleaned w ON w.record_id = d.witness_id WHERE d.verdict = 'drop' AND d.witness_id "
        "IS NOT NULL GROUP BY 1 ORDER BY name",
    )


def _siblings(recipe: Recipe) -> Iterator[Query]:
    """Count the published rows that another dataset publishes too."""
    for name in recipe.siblings:
        kinds = ("exact", "near")
        counts = ", ".join(f"count(*) FILTER (kind = '{kind}') AS {kind}" for kind in kinds)
        found = f"SELECT {counts} FROM deduped_siblings SEMI JOIN formatted USING (record_id) WHERE dataset = '{name}'"
        yield Query(
            "rows shared with other datasets",
            " UNION ALL ".join(
                f"SELECT '{name}, {kind}' AS name, {kind} AS value FROM ({found})" for kind in kinds
            ),
        )


def _blind_spots(judging: Sequence[str], topics: bool) -> str:
    """Find sources, languages and topics that one reason removes almost entirely; names say how many of how many."""
    judged = " UNION ALL ".join(
        f"SELECT '{stage}' AS stage, record_id, verdict, reasons, detail FROM {stage}_verdicts WHERE verdict <> 'new'"
        for stage in judging
    )
    names = "source, language" + (", topic" if topics else "")
    topic = f", {fitted_numbers.TOPIC} AS topic" if topics else ""
    slices = f"unnest([{names}])"
    return f"""
WITH rows AS (
    SELECT c.record_id, 'source = ' || c.source AS source, 'language = ' || {_LANGUAGE} AS language{topic}
    FROM cleaned c JOIN signals s USING (record_id)
), judged AS (
    {judged}
), arrived AS (
    SELECT stage, {slices} AS slice, n FROM
    (SELECT stage, {names}, count(*) AS n FROM judged JOIN rows USING (record_id) GROUP BY ALL)
), dropped AS (
    SELECT stage, reason, {slices} AS slice, n FROM
    (SELECT stage, reason, {names}, count(*) AS n FROM
        (SELECT stage, record_id, reason FROM ({reasons_of("judged", "stage, ")}) WHERE verdict = 'drop')
        JOIN rows USING (record_id) GROUP BY ALL)
), sizes AS (
    SELECT stage, slice, sum(n) AS came FROM arrived GROUP BY ALL
), hits AS (
    SELECT stage, reason, slice, sum(n) AS gone FROM dropped GROUP BY ALL
)
SELECT stage || '.' || reason || ' | ' || slice || ' | ' || gone || ' of ' || came AS name,
       gone / came AS value
FROM hits JOIN sizes USING (stage, slice) WHERE came >= {blind_spots.ROWS} AND gone > {blind_spots.SHARE} * came
ORDER BY gone DESC, name""".strip()
