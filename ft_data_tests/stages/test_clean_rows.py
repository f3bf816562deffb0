"""What happens to one record between reading and the example."""

import json
import re
from importlib.util import find_spec

import orjson
import pyarrow as pa
import pytest

from ft_data.cleaning.privacy.prose_names import available
from ft_data.example import content_hash, record_id, record_namer
from ft_data.recipe.problems import RecipeError
from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.stages.clean_rows import Maker
from ft_data.stages.cleaned import clean_part
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home

STORY = "The harbour was quiet when the last ferry came in, and the crew were pleased to be home again. "
PAGE = (
    "<!doctype html><html><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/b'>Boats</a></li></ul></nav>"
    f"<article><h1>Ferry is back</h1><p>{STORY * 3}</p><p>{STORY * 2}</p></article></body></html>"
)


def maker(web="plain", stage="pretraining", spec=(), **clean) -> Maker:
    settings = {"clean": clean, "profile": "text", "stage": stage, "govern": {}, "web": web}
    spec = {"expired": False, **dict(spec)}
    return Maker({"spec": spec, "source": "s", "key": b"k", "settings": settings, "repeats": []})


def add(made: Maker, record: dict) -> dict:
    made.add("a" * 24, "page.html", 1, record)
    return made.examples[0]


@pytest.mark.skipif(find_spec("trafilatura") is None, reason="needs ft-data[web]")
def test_a_web_page_becomes_its_main_text():
    made = maker("trafilatura")
    example = add(made, {"html": PAGE})
    assert example["response_text"].count("quiet when the last ferry") == 5
    assert "Boats" not in example["response_text"]
    assert made.edit_counts["main_text"] == 1 and made.edits[0]["before"] is None


def test_without_the_extra_or_on_request_a_page_keeps_all_its_text():
    for made in (maker(), maker("trafilatura", keep=["main_text"])):
        assert "quiet when the last ferry" in add(made, {"html": PAGE})["response_text"]
        assert "main_text" not in made.edit_counts


def test_an_answer_that_is_a_page_is_no_web_page():
    made = maker("trafilatura", "instruction")
    example = add(made, {"instruction": "Write a page.", "response": "<html><body><p>Hi</p></body></html>"})
    assert example["response_text"] == "<html><body><p>Hi</p></body></html>"


def test_names_of_the_row_are_masked_unless_the_recipe_keeps_them():
    spec = {"map": {"prompt": "ask", "response": "say", "name": "who"}}
    record = {"ask": "Who am I?", "say": "You are Maria Lind.", "who": "Maria Lind"}
    assert "Maria" not in add(maker(stage="instruction", spec=spec), record)["response_text"]
    assert "Maria Lind" in add(maker(stage="instruction", spec=spec, names="keep"), record)["response_text"]


def home_with(tmp_path, clean: str) -> Build:
    folder = tmp_path / "datasets/named/sources"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text(
        '{"instruction": "Who called?", "response": "Maria Lind called John Smith."}\n'
    )
    (folder.parent / "recipe.yaml").write_text(
        f"dataset: named\npurpose: Test names in text.\nclean: {clean}\nsources: {{notes: {{path: sources/*.jsonl}}}}\n"
    )
    build = Build.open(Home(tmp_path), "named")
    make(build, "raw/notes")
    return build


@pytest.mark.skipif(available(), reason="the extra is installed")
def test_names_in_text_need_the_extra(tmp_path):
    with pytest.raises(RecipeError, match=r"ft-data\[names\]"):
        make(home_with(tmp_path, "{names: prose}"), "cleaned")


@pytest.mark.skipif(not available(), reason="needs presidio-analyzer and a packaged model: ft-data[names]")
def test_names_in_text_are_a_question_and_stay(tmp_path):
    found = make(home_with(tmp_path, "{names: prose}"), "cleaned")
    assert found.stats["reasons"] == {"keep": {"name_in_text": 1}}
    assert "edits" not in found.stats or not found.stats["edits"]


def test_the_check_passes_over_kinds_that_the_recipe_keeps(tmp_path):
    folder = tmp_path / "datasets/named/sources"
    folder.mkdir(parents=True)
    row = {
        "instruction": "Who may write to us?",
        "response": "Anna, anna@post.nebulae.org, from 198.211.113.9.",
    }
    (folder / "a.jsonl").write_text(json.dumps(row) + "\n")
    (folder.parent / "recipe.yaml").write_text(
        "dataset: named\npurpose: Test what is kept.\nclean: {keep: [pii_ip]}\nsources: {notes: {path: sources/*.jsonl}}\n"
    )
    build = Build.open(Home(tmp_path), "named")
    make(build, "raw/notes")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        (text,) = versions.con.execute("SELECT response_text FROM cleaned").fetchone()
        assert "198.211.113.9" in text and "[EMAIL]" in text
        assert privacy.residual(build, snapshot, versions) == 0


MAIL = "anna.lind" + "@" + "nebulae.org"
RECORDS = [
    {"id": 1, "instruction": "Where is the ferry?", "response": "At the pier.", "source": "logs"},
    {
        "instruction": "Naïve  question with  gaps?",
        "response": "Grüße – “quoted” \u2028 and more\n\n\n\nlines.",
    },
    {"instruction": f"Write to {MAIL}.", "response": "Done.", "note": f"from {MAIL}"},
    {"instruction": "Who?", "response": "Nobody.", "extra": None, "list": [1, {"b": 2, "a": 1}]},
    {"instruction": "\u200b", "response": "\u200b"},
    {"instruction": "", "response": "An answer to nothing."},
    {"instruction": "Talk", "input": "about the sea", "output": "It is wide."},
    {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]},
    {"nothing": "known"},
    {"instruction": "Last one?", "response": "Yes."},
]


def made_of(records, short: bool, **options) -> dict[str, list]:
    made = maker(stage="instruction", **options)
    made._in_short = made._in_short and short
    made.ordinals = {3: 1}
    raw_part = pa.table(
        {
            "identity": [f"{number:024x}" for number in range(len(records))],
            "source_uri": [f"{number % 2}.jsonl" for number in range(len(records))],
            "source_row": pa.array(range(len(records)), pa.int64()),
            "raw": [orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode() for record in records],
        }
    )
    made.add_all(raw_part)
    assert bool(len(made.pairs)) == short
    tables = made.tables(raw_part.select(["source_uri", "source_row"]))
    assert all(table.schema.equals(clean_part.tables[name]) for name, table in tables.items())
    return {name: table.to_pylist() for name, table in tables.items()} | {"counts": made.edit_counts}


@pytest.mark.parametrize("pii", ["mask", "pseudonym", "drop", "review", "keep"])
def test_the_short_way_of_a_pair_ends_where_the_long_one_does(pii):
    spec = {"license": "MIT", "language": "en", "origin": "synthetic"}
    short, long = (made_of(RECORDS, way, spec=spec, pii=pii) for way in (True, False))
    assert short == long
    assert [row["content_hash"] for row in short["main"]] == [content_hash(row) for row in hashable(short)]
    assert {row["verdict"] for row in short["verdicts"]} == {"keep", "drop"}


def hashable(made: dict[str, list]) -> list[dict]:
    return [{**row, "groups": list(row["groups"]), "labels": list(row["labels"])} for row in made["main"]]


def test_pairs_alone_keep_their_order_and_places():
    made = made_of([RECORDS[0], RECORDS[9]], True)
    assert [row["source_row"] for row in made["main"]] == [0, 1]
    assert [row["prompt_text"] for row in made["main"]] == ["Where is the ferry?", "Last one?"]


def test_names_given_in_bulk_are_the_names_given_one_by_one():
    assert record_namer("a", "id")("schön".encode()) == record_id("a", "id", "schön")


PAGES = {
    "title": "Manual",
    "markdown": "".join(f"# Part {n}\n\nAsk {MAIL} about part {n}. {STORY * 12}\n\n" for n in (1, 2)),
}


@pytest.mark.parametrize(("reach", "names"), [("record", 2), ("document", 1), ("dataset", 1)])
def test_sections_of_a_document_share_pseudonyms_if_asked_to(reach, names):
    made = maker(stage="pretraining", spec={"shape": "manual"}, pii="pseudonym", pseudonyms=reach)
    made.add("a" * 24, "manual.json", 1, PAGES)
    assert len(made.examples) >= 2
    found = {name for row in made.examples for name in re.findall(r"\[EMAIL-\w+\]", row["response_text"])}
    assert len(found) == names


def test_what_a_tool_was_called_with_counts_as_text_of_the_row():
    call = {
        "id": "1",
        "type": "function",
        "function": {"name": "mail", "arguments": json.dumps({"to": MAIL})},
    }
    turns = [
        {"role": "user", "content": f"Mail {MAIL}."},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "sent", "tool_call_id": "1"},
        {"role": "assistant", "content": "Done."},
    ]
    made = maker(stage="instruction", pii="pseudonym")
    example = add(made, {"messages": turns})
    assert len(set(re.findall(r"\[EMAIL-\w+\]", json.dumps(example["messages"])))) == 1
    assert [row["field"] for row in made.edits] == ["messages[0]", "messages[1].tool_calls_json"]
    asked = maker(stage="instruction", pii="drop")
    asked.add("a" * 24, "a.jsonl", 1, {"messages": [{**turns[0], "content": "Mail them."}, *turns[1:]]})
    assert not asked.examples and asked.verdicts[0]["reasons"] == ["personal_data"]


def test_a_task_about_a_masked_value_is_a_question_for_people():
    card = "4012 8888 8888 1881"
    rows = [
        {"instruction": f"What are the last four digits of this card number?\n\n{card}", "output": "1881"},
        {"instruction": f"My card {card} was declined, what now?", "output": "Please ask your bank."},
    ]
    for pii, reasons in (("mask", [["asks_about_masked_value"], []]), ("keep", [[], []])):
        made = maker(stage="instruction", pii=pii)
        raws = pa.table(
            {
                "identity": ["a", "b"],
                "source_uri": ["f", "f"],
                "source_row": [1, 2],
                "raw": [json.dumps(row) for row in rows],
            }
        )
        made.add_all(raws)
        decided = made.tables(raws.select(["source_uri", "source_row"]))["verdicts"].to_pylist()
        assert [row["reasons"] for row in decided] == reasons
        assert all(row["verdict"] == "keep" for row in decided)


SAID = "I am sure that the ferry will come in the evening, and that the crew will be pleased to see you at the quay."
AGAIN = f"Dear captain,\n\n{SAID}\n\n{SAID}"
ONCE = f"Dear captain,\n\n{SAID}"
OTHER = AGAIN.replace("captain", "master")


@pytest.mark.parametrize(
    ("chosen", "rejected", "left"),
    [
        (ONCE, AGAIN, (ONCE, AGAIN)),
        (AGAIN, ONCE, (AGAIN, ONCE)),
        (AGAIN, OTHER, (ONCE, f"Dear master,\n\n{SAID}")),
    ],
)
def test_what_one_side_of_a_pair_has_too_much_is_what_they_differ_in(chosen, rejected, left):
    settings = {"clean": {}, "profile": "chat", "stage": "preference", "govern": {}}
    made = Maker(
        {"spec": {"expired": False}, "source": "s", "key": b"k", "settings": settings, "repeats": []}
    )
    example = add(made, {"prompt": "Write to the captain.", "chosen": chosen, "rejected": rejected})
    assert (example["chosen"][0]["content"], example["rejected"][0]["content"]) == left
    assert ("repeated_end" in made.edit_counts) == (left[0] != chosen)


def test_what_is_masked_in_one_text_of_a_record_is_masked_in_all_of_them():
    """The words that give a day of birth away stand in one turn only."""
    turns = [
        {"role": "user", "content": "I was born on 1988-10-10."},
        {"role": "assistant", "content": "I note 1988-10-10."},
        {"role": "user", "content": "Thanks, what did you note?"},
        {"role": "assistant", "content": "The day 1988-10-10 is noted."},
    ]
    made = maker(stage="instruction")
    example = add(made, {"messages": turns})
    said = [one["content"] for one in example["messages"]]
    assert "[DATE_OF_BIRTH]" in said[0] and not any("1988" in one for one in said)
    assert sum(one["rule"] == "pii_birth_date" for one in made.edits) == 3


def test_a_plain_pair_too_and_what_is_nobodys_stays():
    made = maker(stage="instruction")
    example = add(made, {"instruction": "I was born on 1988-10-10.", "response": "Noted: 1988-10-10."})
    assert not re.search("1988", json.dumps(example["messages"]))
    public = {"instruction": "Call our hotline: 0800 111 0 222.", "response": "0800 111 0 222 it is."}
    assert "0800 111 0 222" in add(maker(stage="instruction"), public)["response_text"]


def test_a_pair_whose_sides_differ_only_in_what_was_masked_is_left_out_by_that_name():
    mail = "{} Write to {}" + "@" + "nebulae.org."
    made = maker(stage="preference")
    pairs = [
        ("anna.lind", "anna.lindt", ["differs_in_mask"]),
        ("anna.lind", "anna.lind", ["equal_answers"]),
        ("anna.lind", "anna.lindt Now.", []),
    ]
    for at, (chosen, rejected, _) in enumerate(pairs):
        other, _, more = rejected.partition(" ")
        record = {"prompt": "Who?", "chosen": mail.format("", chosen), "rejected": mail.format(more, other)}
        made.add(f"{at:024d}", "a.jsonl", at, record)
    assert [row["reasons"] for row in made.verdicts] == [reasons for *_, reasons in pairs]
