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
            "contamination",
            "SELECT reason AS name, count(*) AS value FROM (SELECT unnest(reasons) AS reason FROM decontaminated_verdicts "
            "WHERE verdict = 'drop') GROUP BY reason ORDER BY name",
        ),
        Query(
            "repairs",
            'SELECT rule AS name, sum("count")::BIGINT AS value FROM cleaned_edits GROUP BY rule ORDER BY value DESC, name',
        ),
        *gates(recipe),
    ]
    return found


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


_EDGES = (0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def _bins(column: str) -> str:
    cases = "".join(f"WHEN coalesce({column}, 0) <= {edge} THEN {edge} " for edge in _EDGES)
    return f"{cases}ELSE {10 * _EDGES[-1]}"
