"""A source whose layout nobody understands: `check` and a run say so, with a map that works when it is pasted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ft_data.inspection.preview import inspect
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Source
from ft_data.sources.shapes import map_record
from ft_data.sources.shapes.proposal import proposed
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse.home import Home

ODD = [
    {
        "nr": n,
        "faq": {"what people want": f"How long is bridge {n}?"},
        "we tell them": f"{n}00 metres, from bank to bank.",
    }
    for n in range(4)
]


def home(tmp_path: Path, records: list[dict], more: str = "") -> Home:
    folder = tmp_path / "datasets" / "odd"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    recipe = f"dataset: odd\npurpose: Test a layout.\nsources:\n  main:\n    path: sources/*.jsonl\n    license: CC0-1.0\n{more}"
    (folder / "recipe.yaml").write_text(recipe, "utf-8")
    return Home(tmp_path)


def run(found: Home) -> int:
    build = Build.open(found, "odd")
    make(build, "raw/main")
    return make(build, "cleaned").rows


def refused_until_mended(tmp_path: Path, rows: list[dict], said: str) -> str:
    """Check that a run refuses rows, saying so, and takes all with the line that `check` proposes; return what it says."""
    found = home(tmp_path / "before", rows)
    (problem,) = inspect(found, "odd").problems
    with pytest.raises(RecipeError, match=said):
        run(found)
    line = problem.message.splitlines()[-1].strip()
    mended = home(tmp_path / "after", rows, f"    {line}\n")
    assert not inspect(mended, "odd").problems and run(mended) == len(rows)
    return problem.message


def test_check_and_run_refuse_it_and_the_proposal_works(tmp_path: Path) -> None:
    said = refused_until_mended(tmp_path, ODD, "no record of `main`")
    assert "no record of `main` makes an example (unknown_shape 4)" in said


def test_what_is_left_out_for_other_reasons_is_counted_and_no_problem(tmp_path: Path) -> None:
    found = home(tmp_path, [{"question": "Is it open?", "answer": ""}])
    preview = inspect(found, "odd")
    assert not preview.problems and preview.sources[0]["no_example"] == {"empty_response": 1}
    assert run(found) == 0


def test_a_layout_that_gives_no_answer_at_all_is_one(tmp_path: Path) -> None:
    found = home(
        tmp_path,
        [{"question": f"Is number {n} open?", "said": f"Yes, number {n} is open."} for n in range(30)],
    )
    (problem,) = inspect(found, "odd").problems
    assert (
        "no_response 30" in problem.message and "map: {prompt: question, response: said}" in problem.message
    )


def turns_of(n: int) -> list[dict]:
    return [
        one
        for at in range(n)
        for one in (
            {"dialogue_id": at, "speaker": "customer", "utterance": f"How long is bridge {at}?"},
            {"dialogue_id": at, "speaker": "agent", "utterance": f"{at}00 metres from bank to bank."},
        )
    ]


def test_rows_that_are_turns_are_no_texts(tmp_path: Path) -> None:
    found = home(tmp_path / "turns", turns_of(3))
    (problem,) = inspect(found, "odd").problems
    assert "`speaker` says who speaks and `utterance` what is said" in problem.message
    with pytest.raises(RecipeError, match="No `map` can join records"):
        run(found)
    meant = home(tmp_path / "meant", turns_of(3), "stage: pretraining\n")
    assert not inspect(meant, "odd").problems and run(meant) == 6
    said = home(tmp_path / "said", turns_of(3), "    shape: text\n")
    assert not inspect(said, "odd").problems and run(said) == 6


MESSENGERS = {
    "telegram": [
        {"id": 0, "type": "service", "date": "2026-01-01T10:00:00", "actor": "Ann", "action": "create_group", "text": ""},
        *({"id": n + 1, "type": "message", "date": f"2026-01-01T10:{n:02}:00", "from": ("Ann", "Bo")[n % 2], "text": f"Bridge {n} is open."}
          for n in range(9)),
    ],
    "facebook": [
        {"sender_name": ("Ann Archer", "Bo Baker")[n % 2], "timestamp_ms": 1767261600000 + n, "content": f"Bridge {n} is open to all of us."}
        for n in range(40)
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", MESSENGERS)
@pytest.mark.parametrize("dates", ["", "    map: {created_at: when}\n"])
def test_messages_of_an_export_are_no_texts_whatever_the_map_says_of_dates(
    name, dates, tmp_path: Path
) -> None:
    rows = MESSENGERS[name]
    when = "date" if name == "telegram" else "timestamp_ms"
    found = home(tmp_path, rows, dates.replace("when", when))
    (problem,) = inspect(found, "odd").problems
    assert "says who speaks and" in problem.message and "Ann" not in problem.message
    with pytest.raises(RecipeError, match="No `map` can join records"):
        run(found)


def test_reviews_of_many_people_are_texts(tmp_path: Path) -> None:
    names = (
        "Ann Archer",
        "Bo Baker",
        "Cy Cooper",
        "Di Dyer",
        "Ed Eaton",
        "Flo Fisher",
        "Gil Glover",
        "Hal Hunter",
    )
    found = home(
        tmp_path,
        [{"customer": one, "review": f"The bridge by {n} was closed to us."} for n, one in enumerate(names)],
    )
    assert not inspect(found, "odd").problems


def test_a_text_beside_its_answer_is_no_text_alone(tmp_path: Path) -> None:
    rows = [
        {"description": f"Bridge {n} is closed to us.", "what we answered": f"It opens at {n}."}
        for n in range(4)
    ]
    refused_until_mended(tmp_path, rows, "has no place in this dataset")


def test_texts_that_nothing_tells_to_be_more_stay_what_they_are(tmp_path: Path) -> None:
    found = home(
        tmp_path, [{"text": f"Bridge {n} is a bridge of stone.", "label": "stone"} for n in range(4)]
    )
    assert not inspect(found, "odd").problems and run(found) == 4


@pytest.mark.parametrize(
    ("record", "want"),
    [
        ({"q_text": "how", "id": "7", "reply_text": "so"}, {"prompt": "q_text", "response": "reply_text"}),
        ({"en": "one two", "fr": "un deux trois"}, {"prompt": "en", "response": "fr"}),
        ({"wrapped": {"talk": [{"role": "user", "content": "x"}]}}, {"messages": "wrapped.talk"}),
        ({"lyrics": "la la", "created_at": "2020-01-01"}, {"text": "lyrics"}),
        ({"a b": "x", "c:d": "y"}, None),
        ({"n": 1, "flag": True}, None),
    ],
)
def test_proposals(record: dict, want: dict | None) -> None:
    line = proposed([record])
    if want is None:
        assert line is None or list(yaml.safe_load(line)["map"]) == ["text"]
        return
    found = yaml.safe_load(line)["map"]
    assert found == want
    if "messages" not in found:
        assert map_record(record, Source(path="-", map=found), "instruction").drafts
