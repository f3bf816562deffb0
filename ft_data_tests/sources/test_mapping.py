from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ft_data.sources import shapes

from .helpers import mapped, one, said

PAIR = [("user", "ask"), ("assistant", "say")]
TURNS = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]


def test_what_is_unmapped_stays_in_extra_ids_included() -> None:
    draft = one({"id": 7, "instruction": "ask", "response": "say", "output": "say", "source": "x", "n": None})
    assert draft.extra == {"id": 7, "source": "x", "n": None}
    draft = one({"instruction": "ask", "output": "say", "response": "other"})
    assert said(draft.messages) == PAIR
    assert draft.extra == {"response": "other"}


def test_the_envelope_of_a_record() -> None:
    draft = one(
        {
            "instruction": "ask",
            "output": "say",
            "created_at": "2024-05-01T10:00:00+02:00",
            "language": "pt_BR",
            "license": "MIT",
            "consent": "opt_in",
            "subject_id": 17,
        }
    )
    assert draft.created_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert (draft.language, draft.license, draft.consent, draft.subject, draft.extra) == (
        "pt",
        "MIT",
        "opt_in",
        "17",
        {},
    )
    draft = one({"instruction": "ask", "output": "say", "date": "sometime", "language": "python"})
    assert (draft.created_at, draft.language) == (None, None)
    assert draft.extra == {"date": "sometime", "language": "python"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-05-01", "2024-05-01T00:00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00"),
        ("Wed, 01 May 2024 10:00:00 +0200", "2024-05-01T08:00:00"),
        ("2024/5/1 9:30", "2024-05-01T09:30:00"),
        ("31.12.2023", "2023-12-31T00:00:00"),
        ("12/31/2023 23:59", "2023-12-31T23:59:00"),
        (1714557600, "2024-05-01T10:00:00"),
        (1714557600000, "2024-05-01T10:00:00"),
        ("1714557600.5", "2024-05-01T10:00:00.500000"),
        ("03/04/2024", None),
        (12, None),
        (True, None),
        (1e300, None),
        ("x" * 10, None),
        (["2024-05-01"], None),
    ],
)
def test_times(raw: Any, expected: str | None) -> None:
    from ft_data.sources.shapes.values import moment

    found = moment(raw)
    assert (found.isoformat().removesuffix("+00:00") if found else None) == expected


def test_maps_with_paths() -> None:
    value = {
        "ticket": 4,
        "a.b": "flat",
        "a": {"b": "nested", "q": "ask", "keep": 1},
        "turns": [{"t": "x"}, {"t": "say"}],
        "who": {"first": "Ann", "last": "Example"},
        "when": 1714557600,
        "packed": '{"deep": ["p", "q"]}',
        "customer": "c-9",
        "region": "EU",
        "tags": ["x", "y"],
        "ok": True,
    }
    draft = one(
        value,
        map={
            "id": "ticket",
            "prompt": "$.a.q",
            "response": "$.turns[-1].t",
            "created_at": "when",
            "subject_id": "customer",
            "name": ["who.first", "$['who'].last"],
            "system": "a.b",
        },
        groups={"region": "region"},
        labels={"tags": "tags", "ok": "ok", "none": "missing"},
    )
    assert said(draft.messages) == [("system", "flat"), *PAIR]
    assert draft.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (draft.subject, draft.names) == ("c-9", ["Ann", "Example"])
    assert (draft.groups, draft.labels) == ({"region": "EU"}, {"tags": "x, y", "ok": "true"})
    assert draft.extra == {
        "ticket": 4,
        "a": {"b": "nested", "keep": 1},
        "turns": value["turns"],
        "packed": value["packed"],
    }
    assert said(one(value, map={"text": ["a.b", "$.packed.deep[1]", "missing"]}).messages) == [
        ("user", "flat\n\nq")
    ]
    assert said(one(value, map={"text": "$.turns[*].t"}).messages) == [("user", "x\nsay")]


def test_a_map_of_nothing_but_the_envelope_leaves_detection_alone() -> None:
    draft = one(
        {"instruction": "ask", "output": "say", "opened": "2024-05-01", "who": "Ann"},
        map={"created_at": "opened", "name": "who"},
    )
    assert said(draft.messages) == PAIR
    assert (draft.created_at, draft.names, draft.extra) == (datetime(2024, 5, 1, tzinfo=UTC), ["Ann"], {})


@pytest.mark.parametrize("path", ["$", "$.", "$.a[", "$.a[x]", "$.a..b", "$a"])
def test_paths_that_are_none(path: str) -> None:
    with pytest.raises(ValueError, match="JSON path|names nothing"):
        shapes.compile_path(path)
    with pytest.raises(ValueError):
        mapped({"a": 1}, map={"text": path})


def test_unknown_map_names_are_named() -> None:
    with pytest.raises(ValueError, match="promt is not one of"):
        shapes.compile_map({"promt": "x"})
