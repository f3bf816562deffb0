"""Every folder of real data is read to the last row by a recipe's source entry."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from ft_data.recipe.schema import Source
from ft_data.sources import identity, reading, shapes

from ..realdata import shared
from .helpers import read_all
from .realrecipes import REAL, Real

CASES = [(folder, number) for folder, entries in REAL.items() for number in range(len(entries))]


def test_every_folder_has_a_recipe() -> None:
    present = {path.name for path in shared("data").iterdir() if path.is_dir()}
    assert present == set(REAL)
    assert len(present) == 28


@pytest.mark.parametrize(("folder", "number"), CASES)
def test_rows_read_and_rejected_are_the_rows_present(folder: str, number: int) -> None:
    real: Real = REAL[folder][number]
    base = shared("data").parent
    found = read_all(base, real.source.path, real.source.format)
    assert (len(found.rows), len(found.rejects)) == (real.rows, real.rejects)
    assert all(uri and reason for uri, _, reason in found.rejects)
    outcome = Counter[str]()
    ids = 0
    for _, _, value in found.rows:
        ids += identity.find_id(value, real.source) is not None
        mapped = shapes.map_record(value, real.source, real.stage)
        outcome["examples" if mapped.drafts else str(mapped.reason).partition(":")[0]] += 1
        for draft in mapped.drafts:
            assert set(real.source.groups) >= set(draft.groups)
            assert set(real.source.labels) <= set(draft.labels)
    examples = real.rows if real.examples is None else real.examples
    assert outcome.pop("examples", 0) == examples
    assert set(outcome) == set(real.reasons)
    assert ids == real.ids


@pytest.mark.parametrize(("folder", "number"), CASES)
def test_detected_ids_name_one_record_each(folder: str, number: int) -> None:
    real: Real = REAL[folder][number]
    if not real.ids or folder in ("json-test-suite", "febrl"):
        pytest.skip("no ids, or two files that number their records alike")
    rows = read_all(shared("data").parent, real.source.path).values
    assert len({identity.find_id(value, real.source) for value in rows}) == real.ids


def test_chat_logs_account_for_every_line() -> None:
    folder = shared("data/irc-ubuntu")
    for path in sorted(folder.glob("*.raw.txt")):
        found = read_all(folder, path.name)
        said = sum(1 + message["text"].count("\n") for value in found.values for message in value["messages"])
        assert said + found.left_out == path.read_bytes().count(b"\n") == 1500
        assert "has joined" not in str(found.values)


def test_planted_rows_keep_their_ids() -> None:
    name = "corpus.jsonl.zst"
    found = read_all(shared("corpus/c10k"), name)
    assert len(found.rows) > 9_000
    assert found.rejects == []
    source = Source(path=name)
    seen = set()
    for value in found.values:
        seen.add(identity.find_id(value, source))
        mapped = shapes.map_record(value, source, "instruction")
        if not value["response"].strip():
            assert mapped.reason == "empty_response: the answer is empty"
            continue
        draft = mapped.drafts[0]
        assert draft.messages[0]["content"] == value["instruction"]
        assert draft.extra == {"id": value["id"], "source": value["source"]}
    assert len(seen) == len(found.rows)


def test_reading_order_and_plan_are_stable() -> None:
    base = shared("data")
    assert reading.plan(base, "tldr-multilingual") == reading.plan(base, "./tldr-multilingual/")
    uris = [chunk.uri for chunk in reading.plan(base, "tldr-multilingual").chunks]
    assert uris == sorted(uris)
    batch = next(reading.read(reading.plan(base, "gsm8k-train").chunks[0], base))
    assert all(raw == orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS) for _, raw in batch.rows)
