"""The numbers of a version: each one a name, a value and the query that makes it.

Queries run on the views of exactly the versions the report was made from (``ft-data query`` runs the same SQL on
the current ones). A report is a table of these and nothing else; whoever doubts a number runs its query.
"""

from __future__ import annotations

from dataclasses import dataclass

from ft_data.recipe.schema import Recipe

STAGES = ("cleaned", "deduped", "decontaminated", "filtered", "reviewed", "selected", "formatted")


@dataclass(frozen=True)
class Query:
    """``sql`` returns rows of ``name, value`` (value a number), all of them numbers of one section."""

    section: str
    sql: str


def queries(recipe: Recipe) -> list[Query]:
    """Return every query of the report, in the order it is shown."""
    found = [
        Query(
            "funnel",
            f"SELECT '{stage}.' || verdict AS name, count(*) AS value FROM {stage}_verdicts GROUP BY verdict ORDER BY name",
        )
        for stage in STAGES
    ]
    found += [
        Query(
            "reasons",
            f"SELECT '{stage}.' || verdict || '.' || reason AS name, count(*) AS value FROM "
            f"(SELECT verdict, unnest(reasons) AS reason FROM {stage}_verdicts WHERE verdict IN ('drop', 'review', 'merge')) "
            "GROUP BY ALL ORDER BY value DESC, name",
        )
        for stage in STAGES
    ]
    found.append(
        Query(
            "rejects",
            "SELECT source AS name, count(*) AS value FROM raw_rejects GROUP BY source ORDER BY name",
        )
    )
    found += [*_rules(), *_arrivals()]
    for column in ("source", "origin", "license", "kind", "split"):
        found.append(
            Query(
                f"mix by {column}",
                f"SELECT coalesce({column}, 'not declared') AS name, count(*) AS value FROM formatted GROUP BY 1 ORDER BY value DESC, name",
            )
        )
    found.append(
        Query(
            "mix by language",
            "SELECT coalesce(s.response_language, 'unknown') AS name, count(*) AS value FROM formatted JOIN signals s USING (record_id) "
            "GROUP BY 1 ORDER BY value DESC, name LIMIT 30",
        )
    )
    for side in ("prompt", "response"):
        found.append(
            Query(
                f"length of the {side} (words)",
                f"SELECT CAST(upper AS VARCHAR) AS name, count(*) AS value FROM (SELECT CASE {_bins(f's.{side}_words')} END AS upper "
                "FROM formatted JOIN signals s USING (record_id)) GROUP BY upper ORDER BY upper",
            )
        )
    found += [
        Query(
            "split and source",
            "SELECT split || ' / ' || source AS name, count(*) AS value FROM formatted GROUP BY split, source ORDER BY name",
        ),
        Query(
            "duplicates",
            "SELECT 'removed' AS name, count(*) AS value FROM deduped_verdicts WHERE verdict = 'drop' UNION ALL "
            "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM deduped_verdicts WHERE verdict = 'drop') GROUP BY reason ORDER BY name",
        ),
        Query(
            "duplicate clusters by size",
            "SELECT CAST(size AS VARCHAR) AS name, count(*) AS value FROM (SELECT witness_id, count(*) + 1 AS size FROM deduped_verdicts "
            "WHERE verdict = 'drop' GROUP BY witness_id) GROUP BY size ORDER BY size",
        ),
        Query(
            "duplicates between sources",
            "SELECT c.source || ' -> ' || coalesce(w.source, 'elsewhere') AS name, count(*) AS value FROM deduped_verdicts d "
            "JOIN cleaned c USING (record_id) LEFT JOIN cleaned w ON w.record_id = d.witness_id "
            "WHERE d.verdict = 'drop' AND d.witness_id IS NOT NULL GROUP BY 1 ORDER BY name",
        ),
        Query(
            "contamination",
            "SELECT reason AS name, count(*) AS value FROM (SELECT unnest(reasons) AS reason FROM decontaminated_verdicts "
            "WHERE verdict = 'drop') GROUP BY reason ORDER BY name",
        ),
        Query(
            "repairs",
            'SELECT rule AS name, sum("count")::BIGINT AS value FROM cleaned_edits GROUP BY rule ORDER BY value DESC, name',
        ),
        Query(
            "rows repaired",
            "SELECT rule AS name, count(DISTINCT record_id) AS value FROM cleaned_edits GROUP BY rule ORDER BY value DESC, name",
        ),
        Query("blind spots", _blind_spots()),
        *gates(recipe),
    ]
    return found


def _rules() -> list[Query]:
    """Count what each rule fired on, and what it alone fired on (the figures of ``ft-data rules``)."""
    judged = "FROM filtered_verdicts WHERE verdict IN ('drop', 'review')"
    return [
        Query(
            "rules",
            "SELECT json_extract_string(rule, '$.rule') || '.' || json_extract_string(rule, '$.verdict') AS name, "
            f"count(*) AS value FROM (SELECT unnest(json_extract(detail, '$.rules[*]')) AS rule {judged}) "
            "GROUP BY 1 ORDER BY value DESC, name",
        ),
        Query(
            "only this rule",
            f"SELECT json_extract_string(detail, '$.rules[0].rule') AS name, count(*) AS value {judged} "
            "AND json_array_length(detail, '$.rules') = 1 GROUP BY 1 ORDER BY value DESC, name",
        ),
    ]


def _arrivals() -> list[Query]:
    """Describe the cleaned rows, so that what is kept can be compared with what came."""
    found = [
        Query(
            "arrived by source",
            "SELECT source AS name, count(*) AS value FROM cleaned GROUP BY source ORDER BY value DESC, name",
        ),
        Query(
            "arrived by language",
            "SELECT coalesce(response_language, 'unknown') AS name, count(*) AS value FROM signals "
            "GROUP BY 1 ORDER BY value DESC, name LIMIT 30",
        ),
    ]
    return found + [
        Query(
            f"length of the {side} on arrival (words)",
            f"SELECT CAST(upper AS VARCHAR) AS name, count(*) AS value FROM (SELECT CASE {_bins(f'{side}_words')} END AS upper "
            "FROM signals) GROUP BY upper ORDER BY upper",
        )
        for side in ("prompt", "response")
    ]


BLIND_SHARE, BLIND_ROWS = 0.8, 30


def _blind_spots() -> str:
    """Find rules that remove more than four fifths of a source or a language (30 rows or more)."""
    judged = " UNION ALL ".join(
        f"SELECT '{stage}' AS stage, record_id, verdict, reasons FROM {stage}_verdicts WHERE verdict <> 'new'"
        for stage in ("deduped", "decontaminated", "filtered")
    )
    return f"""
WITH rows AS (
    SELECT c.record_id, 'source = ' || c.source AS source, 'language = ' || coalesce(s.response_language, 'unknown') AS language
    FROM cleaned c JOIN signals s USING (record_id)
), judged AS ({judged}), arrived AS (
    SELECT stage, unnest([source, language]) AS slice, n FROM
    (SELECT stage, source, language, count(*) AS n FROM judged JOIN rows USING (record_id) GROUP BY ALL)
), dropped AS (
    SELECT stage, reason, unnest([source, language]) AS slice, n FROM
    (SELECT stage, reason, source, language, count(*) AS n FROM
        (SELECT stage, record_id, unnest(reasons) AS reason FROM judged WHERE verdict = 'drop') JOIN rows USING (record_id)
     GROUP BY ALL)
), sizes AS (
    SELECT stage, slice, sum(n) AS came FROM arrived GROUP BY ALL
), hits AS (
    SELECT stage, reason, slice, sum(n) AS gone FROM dropped GROUP BY ALL
)
SELECT stage || '.' || reason || ' | ' || slice || ' | ' || gone || ' of ' || came AS name, gone / came AS value
FROM hits JOIN sizes USING (stage, slice) WHERE came >= {BLIND_ROWS} AND gone > {BLIND_SHARE} * came
ORDER BY gone DESC, name""".strip()


def gates(recipe: Recipe) -> list[Query]:
    """Return what the recipe's gates look at."""
    return [
        Query("gates", "SELECT 'min_rows' AS name, count(*) AS value FROM formatted"),
        Query(
            "gates",
            "SELECT 'max_duplicate_rate' AS name, (SELECT count(*) - count(DISTINCT (prompt_text, response_text)) FROM formatted) "
            "/ greatest(1, (SELECT count(*) FROM formatted)) AS value",
        ),
        Query(
            "gates",
            "SELECT 'max_contaminated' AS name, count(*) AS value FROM formatted JOIN decontaminated_verdicts d USING (record_id) "
            "WHERE d.verdict = 'drop'",
        ),
        Query(
            "gates",
            "SELECT 'max_pending_rate' AS name, count(*) FILTER (verdict = 'review') / greatest(1, count(*)) AS value FROM reviewed_verdicts",
        ),
    ]


def gate_holds(recipe: Recipe, name: str, value: float) -> bool:
    """Tell whether one gate holds. A gate the recipe leaves open always does."""
    limit = getattr(recipe.gates, name)
    if limit is None:
        return True
    return bool(value >= limit) if name.startswith("min_") else bool(value <= limit)


# Upper ends of the length bins, in words. Longer texts are counted under the open end.
EDGES = (0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
OPEN_END = 10 * EDGES[-1]


def _bins(column: str) -> str:
    cases = "".join(f"WHEN coalesce({column}, 0) <= {edge} THEN {edge} " for edge in EDGES)
    return f"{cases}ELSE {OPEN_END}"
