"""Which answers people compare: two to one prompt side by side, more of them in an order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import xxhash

from ft_data.review.reader import Reader

MOST = 2_000  # prompts
MOST_ANSWERS = 9  # to one prompt: a key each
REASON = "conflict_group"

# The hash only narrows down what is compared, to spare the memory of grouping whole prompts.
_ANSWERS = f"""WITH pool AS (
  SELECT c.record_id, c.prompt_text, c.response_text FROM ledger l JOIN cleaned c USING (record_id)
  WHERE l.stage = ? AND l.verdict IN ('keep', 'review') AND c.kind = 'instruction' AND c.prompt_text <> ''
), repeated AS (SELECT hash(prompt_text) AS h FROM pool GROUP BY h HAVING count(*) > 1
), candidate AS (SELECT * FROM pool WHERE hash(prompt_text) IN (SELECT h FROM repeated)
), answer AS (
  SELECT prompt_text, min(record_id) AS id FROM candidate GROUP BY prompt_text, response_text
)
SELECT list(id ORDER BY id)[1:{MOST_ANSWERS}] AS ids FROM answer GROUP BY prompt_text
HAVING count(*) > 1 ORDER BY min(id) LIMIT {MOST}"""


def comparing(
    reader: Reader, stage: str, share: Callable[[str, str], float], need: Callable[[str], int]
) -> list[dict[str, Any]]:
    """List what is compared of the answers that reached ``stage`` (preference rows come with what is judged).

    Each is asked again when one of its answers changes. ``share`` places a record in [0, 1), ``need`` says how many people decide.
    """
    groups = [row["ids"] for row in reader.sql(_ANSWERS, [stage])]
    about = _about(reader, [name for ids in groups for name in ids])
    return [_item(ids, about, share(ids[0], "pair"), need(ids[0])) for ids in groups]


def group_of(detail: str | None) -> list[tuple[str, str]]:
    """Return the rows, with their content, of an item in which more than two answers are ordered; none for any other."""
    if not detail or not detail.startswith('{"group"'):
        return []
    return [(name, content) for name, content in json.loads(detail)["group"]]


def _about(reader: Reader, names: list[str]) -> dict[str, Mapping[str, Any]]:
    if not names:
        return {}
    query = (
        "SELECT record_id, content_hash, source FROM cleaned WHERE record_id IN (SELECT unnest(?::VARCHAR[]))"
    )
    return {row["record_id"]: row for row in reader.sql(query, [names])}


def _item(ids: list[str], about: Mapping[str, Mapping[str, Any]], value: float, need: int) -> dict[str, Any]:
    contents = [(name, about[name]["content_hash"]) for name in ids]
    pair = len(ids) == 2
    return {
        "record_id": ids[0],
        "content_hash": contents[0][1],
        "task": "prefer",
        "other_id": ids[1] if pair else None,
        "other_hash": contents[1][1] if pair else xxhash.xxh3_64_hexdigest(json.dumps(contents).encode()),
        "source": about[ids[0]]["source"],
        "auto_verdict": None,
        "reasons": json.dumps([REASON]),
        "detail": None if pair else json.dumps({"group": contents}),
        "is_audit": 0,
        "value": value,
        "need": need,
        "cluster": None,
        "assignee": None,
    }
