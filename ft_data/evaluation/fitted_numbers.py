"""Numbers of a version that rest on fitted signals; asked only where they were measured."""

from __future__ import annotations

from collections.abc import Collection, Iterator

# Section, title on the page, group of signals, and the SQL that names a row's place in it.
MIXES = (
    ("topic", "Topic", "topics", "coalesce(s.topic_name, 'no content words')"),
    (
        "likeness to targets", "Likeness to targets", "targets",
        "CASE WHEN s.target_importance IS NULL THEN 'no words' WHEN s.target_importance >= 0.5 THEN 'like the targets (importance >= 0.5)' "
        "WHEN s.target_importance >= 0 THEN 'rather like them (0 to 0.5)' WHEN s.target_importance >= -0.5 THEN 'rather unlike them (-0.5 to 0)' "
        "ELSE 'unlike them (below -0.5)' END",
    ),
    (
        "check against references", "Checked against references", "contradictions",
        "CASE WHEN s.contradicts_reference IS NULL THEN 'no near passage' WHEN s.contradicts_reference > 0 THEN 'contradicts one' "
        "ELSE 'agrees' END",
    ),
)  # fmt: skip
TOPIC = "'topic = ' || s.topic_name"


def mixes(measured: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield section and SQL: rows of the version, and rows that arrived, by each of the measured signals."""
    for section, _, group, place in MIXES:
        if group in measured:
            count = f"SELECT {place} AS name, count(*) AS value FROM"
            order = "GROUP BY 1 ORDER BY value DESC, name"
            yield f"mix by {section}", f"{count} formatted JOIN signals s USING (record_id) {order}"
            yield f"arrived by {section}", f"{count} signals s {order}"
