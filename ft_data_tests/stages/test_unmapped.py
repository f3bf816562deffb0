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
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.proposing import propose
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


def test_rows_that_are_turns_are_joined_by_the_line_that_check_proposes(tmp_path: Path) -> None:
    found = home(tmp_path / "turns", turns_of(3))
    (problem,) = inspect(found, "odd").problems
    line = problem.message.splitlines()[-1].strip()
    assert line == "talks: {id: dialogue_id, who: speaker, said: utterance}"
    with pytest.raises(RecipeError, match="a record is one turn of a talk"):
        run(found)
    mended = home(tmp_path / "mended", turns_of(3), f"    {line}\n")
    preview = inspect(mended, "odd")
    assert not preview.problems and preview.sources[0]["kinds"] == ["instruction"] and run(mended) == 3
    meant = home(tmp_path / "meant", turns_of(3), "stage: pretraining\n")
    assert not inspect(meant, "odd").problems and run(meant) == 6


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
    (problem,) = inspect(found, "odd").problems
    assert "no source has an answer" in problem.message and "who speaks" not in problem.message
    meant = home(
        tmp_path / "meant",
        [{"review": f"The bridge by {n} was closed."} for n in names],
        "stage: pretraining\n",
    )
    assert not inspect(meant, "odd").problems


def test_a_text_beside_its_answer_is_no_text_alone(tmp_path: Path) -> None:
    rows = [
        {"description": f"Bridge {n} is closed to us.", "what we answered": f"It opens at {n}."}
        for n in range(4)
    ]
    refused_until_mended(tmp_path, rows, "has no place in this dataset")


def test_texts_without_answers_are_of_use_beside_others_alone(tmp_path: Path) -> None:
    texts = [{"text": f"Bridge {n} is a bridge of stone.", "topic": "stone"} for n in range(4)]
    found = home(tmp_path / "alone", texts)
    (problem,) = inspect(found, "odd").problems
    with pytest.raises(RecipeError, match="no source has an answer in it"):
        run(found)
    assert "write `stage: pretraining`" in problem.message
    beside = home(tmp_path / "beside", texts, "  pairs: {path: pairs.jsonl, license: MIT}\n")
    pair = {"prompt": "Which bridge is of stone?", "response": "All four."}
    (beside.folder("odd") / "pairs.jsonl").write_text(json.dumps(pair), "utf-8")
    assert not inspect(beside, "odd").problems


JUDGED = [
    {"review": f"The bridge by {n} was {was} when we came.", "sentiment": ("bad", "good")[n % 2]}
    for n, was in enumerate(["closed", "open"] * 4)
]
COMPARED = [
    {"premise": f"Bridge {n} is of stone.", "hypothesis": f"Bridge {n} {does}.", "gold_label": "neutral" if n % 2 else "entailment"}
    for n, does in enumerate(["is hard", "sings"] * 4)
]  # fmt: skip


@pytest.mark.parametrize("rows", [JUDGED, COMPARED], ids=["a text", "two texts"])
def test_what_is_said_of_texts_answers_by_the_lines_that_check_proposes(
    rows: list[dict], tmp_path: Path
) -> None:
    label = list(rows[0])[-1]
    found = home(tmp_path / "before", rows)
    (problem,) = inspect(found, "odd").problems
    with pytest.raises(RecipeError, match=f"labels: {{{label}: {label}}}"):
        run(found)
    lines = [line for line in problem.message.splitlines() if line.startswith("    ")]
    below = "".join(f"{line}\n" for line in lines[:-1])
    mended = home(tmp_path / "after", rows, f"{below}{lines[-1].strip()}\n")
    preview = inspect(mended, "odd")
    assert not preview.problems and preview.sources[0]["kinds"] == ["text"] and run(mended) == len(rows)


def test_an_answer_that_is_the_same_everywhere_is_none(tmp_path: Path) -> None:
    rows = [
        {"prompt": f"How long is bridge {n}?", "response": "Hello there!", "reference_answer": f"It has {n} metres."}
        for n in range(12)
    ]  # fmt: skip
    said = refused_until_mended(tmp_path, rows, "`response` says the same in every record")
    assert "map: {prompt: prompt, response: reference_answer}" in said
    sorted_ = home(tmp_path / "sorted", [{"prompt": f"Is {n} good?", "response": "yes"} for n in range(12)])
    assert not inspect(sorted_, "odd").problems, "nothing else answers"


def test_a_number_that_may_mean_either_answer_is_refused(tmp_path: Path) -> None:
    rows = [
        {"prompt": f"Is bridge {n} open?", "output_1": "Yes.", "output_2": "No.", "label": n % 2}
        for n in range(6)
    ]
    found = home(tmp_path / "from0", rows)
    (problem,) = inspect(found, "odd").problems
    assert "1 may mean either" in problem.message
    with pytest.raises(RecipeError, match="counts from 0"):
        run(found)
    clear = home(tmp_path / "from1", [{**one, "label": one["label"] + 1} for one in rows])
    assert not inspect(clear, "odd").problems


def test_a_map_that_makes_nothing_is_a_mistake(tmp_path: Path) -> None:
    rows = [{"title": f"Bridge {n}", "note": None, "body": f"Bridge {n} has {n} arches."} for n in range(4)]
    found = home(tmp_path, rows, "    map: {prompt: title, response: note}\n")
    (problem,) = inspect(found, "odd").problems
    assert "no record of `main` makes an example (empty_response 4)" in problem.message


@pytest.mark.parametrize(
    ("record", "want"),
    [
        ({"q_text": "how", "id": "7", "reply_text": "so"}, {"prompt": "q_text", "response": "reply_text"}),
        ({"en a": "one two", "fr": "un deux trois"}, {"prompt": "en a", "response": "fr"}),
        (
            {"wrapped": {"talk": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}},
            {"messages": "wrapped.talk"},
        ),
        ({"lyrics": "la la", "created_at": "2020-01-01"}, {"text": "lyrics"}),
        ({"a b": "x", "c:d": "y"}, None),
        ({"n": 1, "flag": True}, None),
    ],
)
def test_proposals(record: dict, want: dict | None) -> None:
    line = propose([record]).line()
    if want is None:
        assert line is None or list(yaml.safe_load(line)["map"]) == ["text"]
        return
    found = yaml.safe_load(line)["map"]
    assert found.items() >= want.items()
    if "messages" not in found:
        assert map_record(record, Source(path="-", map=found), "instruction").drafts


def questions(numbers: list[int | str], texts: bool = False) -> list[dict]:
    options = ["1", "2", "3", "4"] if texts else ["north", "south", "east", "west"]
    return [
        {"question": f"Where does river {n} go?", "candidates": options, "answer": number}
        for n, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("rows", "line", "want"),
    [
        (questions([1, 4, 2, 3]), "from_1", "A. north"),
        (questions(["1", "4", "2", "3"]), "from_1", "A. north"),
        (questions([2, 0, 1, 3], texts=True), "", "C. 3"),
        (questions(["2", "0", "1", "3"], texts=True), "from_0", "C. 3"),
        (questions(["2", "1", "4", "3"], texts=True), "none", "B. 2"),
        (questions([2, 0, 1, 3]), "", "C. east"),
        (questions(["B", "A", "west", "C"]), "", "B. south"),
    ],
)
def test_numbers_of_choices_count_from_what_all_records_say(
    rows: list[dict], line: str, want: str, tmp_path: Path
) -> None:
    found = home(tmp_path / "before", rows)
    if not line:
        assert not inspect(found, "odd").problems and not propose(rows).says
    else:
        (problem,) = inspect(found, "odd").problems
        assert problem.message.endswith(f"    choice_numbers: {line}")
        with pytest.raises(RecipeError, match="choice_numbers"):
            run(found)
        assert propose(rows).says["choice_numbers"].paths == (line,)
        mended = home(tmp_path / "after", rows, f"    choice_numbers: {line}\n")
        assert not inspect(mended, "odd").problems and run(mended) == len(rows)
    draft = map_record(rows[0], Source(path="-", choice_numbers=line or None), "instruction").drafts[0]
    assert draft.messages[-1]["content"] == want


@pytest.mark.parametrize("numbers", [[1, 2, 3, 2], [0, 4, 1, 2], ["1", "2", "1", "3"]])
def test_numbers_that_nothing_decides_are_asked_about(numbers: list[int | str], tmp_path: Path) -> None:
    rows = questions(numbers)
    found = home(tmp_path / "before", rows)
    (problem,) = inspect(found, "odd").problems
    assert "may count the choices from 0 or from 1" in problem.message and propose(rows).unclear
    with pytest.raises(RecipeError, match="from 0 or from 1"):
        run(found)
    mended = home(tmp_path / "after", rows, "    choice_numbers: from_1\n")
    assert not inspect(mended, "odd").problems


def test_texts_in_two_sources_are_made_where_texts_are_wanted(tmp_path: Path) -> None:
    words = [{"text": f"The keeper of lock {n} opens it at dawn."} for n in range(3)]
    found = home(
        tmp_path, words, "  other:\n    path: more/*.jsonl\n    license: CC0-1.0\nstage: pretraining\n"
    )
    more = tmp_path / "datasets" / "odd" / "more"
    more.mkdir()
    (more / "b.jsonl").write_text(json.dumps({"text": "The ferry rings twice."}) + "\n", "utf-8")
    build = Build.open(found, "odd")
    for name in ("raw/main", "raw/other"):
        make(build, name)
    assert make(build, "cleaned").rows == 4
