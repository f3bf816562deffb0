"""From messy files to a recipe: what `init` proposes, what `check` shows of it, and that neither shows a person."""

from __future__ import annotations

import csv
import json

import pytest

from ft_data.cli import invoke
from ft_data.recipe.load import load
from ft_data.stages.proposing import propose

FIRST = ("Corisande", "Gwendal", "Perpetua", "Quillon", "Rosalba")
LAST = ("Crabtree", "Fothergill", "Hathersage", "Inglesby", "Brockhurst")
HEADERS = (
    "Ticket No", "Cust. Name", "Contact", "Opened on", "Category", "Customer wrote", "We said",
)  # fmt: skip


def tickets(count: int = 30) -> list[dict]:
    rows = []
    for n in range(count):
        first, last = FIRST[n % 5], LAST[n // 5 % 5]
        said = (
            f"Good morning, the kettle number {n} leaks since {n + 2} days. What can I do about it? {first}"
        )
        reply = f"Dear {first} {last},\n\nplease dry the seal of kettle {n} and press it back into its groove. It holds then."
        rows.append(
            dict(
                zip(
                    HEADERS,
                    (f"T-{n}", f"{first} {last}", f"{first.lower()}@example.com", f"2024-03-{n % 28 + 1:02}",
                     ("repair", "delivery")[n % 2], said, reply),
                    strict=True,
                )
            )
        )  # fmt: skip
    return rows


def write_csv(path, rows: list[dict], encoding: str = "utf-16") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "Export (Q3).csv", tickets())
    talk = [
        line
        for n in range(12)
        for line in (
            f"[0{n % 9 + 1}/05/2024, 09:{n + 10}:00] {FIRST[n % 5]} {LAST[n % 5]}: how do I descale kettle {n}?",
            f"[0{n % 9 + 1}/05/2024, 09:{n + 11}:00] Support: with {n + 2} spoons of vinegar, {FIRST[n % 5]}",
        )
    ]
    (tmp_path / "chat.txt").write_text("\n".join(talk), "utf-8")
    (tmp_path / "manual.md").write_text(
        "# Kettles\n\nBoil water.\n\n## Descaling {#d}\n\nUse vinegar.\n", "utf-8"
    )
    return tmp_path


def say(capsys, *args):
    code = invoke(list(args))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


STATED = ("--purpose", "Help with kettles.", "--license", "proprietary", "--consent", "contract")
FILES = ("Export (Q3).csv", "chat.txt", "manual.md")


def test_accepted_proposals_are_a_recipe_that_check_finds_sound(folder, capsys):
    code, out, err = say(capsys, "--home", ".", "init", "shop", *FILES, *STATED, "--yes")
    assert code == 0 and "next: ft-data check shop" in out, err
    source = load(folder / "datasets/shop/recipe.yaml", "shop").sources["export_q3"]
    assert source.map == {
        "id": "Ticket No", "prompt": "Customer wrote", "response": "We said", "created_at": "Opened on",
        "subject_id": "Contact", "name": "Cust. Name",
    }  # fmt: skip
    assert source.labels == {"category": "Category"}
    ignored = (folder / ".gitignore").read_text().splitlines()
    assert {".ft_data.key", "/warehouse/", "/releases/"} <= set(ignored)
    code, out, err = say(capsys, "--home", ".", "check", "shop")
    assert code == 0 and out.endswith("1 recipe, no problems\nnext: ft-data run shop\n"), err
    assert "export_q3: 1 file, " in out
    told = " ".join(out.split())
    assert (
        "texts of `manual` that ask nothing: 1." in told and 'references: {path: "../../manual.md"}' in told
    )
    assert "map: id, prompt, response" in out and "becomes     user: Good morning" in out
    assert "thread: turns in messages" in out and "manual: a document in markdown" in out
    assert not [name for name in (*FIRST, *LAST) if name in out], "a person is shown"
    assert max(map(len, out.splitlines())) <= 80


def test_without_yes_the_proposal_is_a_comment_that_can_be_taken_up(folder, capsys):
    code, out, _ = say(capsys, "--home", ".", "init", "shop", FILES[0], *STATED)
    assert code == 0 and "take the `#` away" in out
    path = folder / "datasets/shop/recipe.yaml"
    assert not load(path, "shop").sources["export_q3"].map
    assert say(capsys, "--home", ".", "check", "shop")[0] == 2
    lines = path.read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("    # map:"))
    for n in range(start, start + 9):
        lines[n] = lines[n].replace("    # ", "    ", 1)
    path.write_text("\n".join(lines))
    assert load(path, "shop").sources["export_q3"].map["response"] == "We said"
    assert say(capsys, "--home", ".", "check", "shop")[0] == 0


def test_a_terminal_is_asked(folder, capsys, monkeypatch):
    answers = iter(["Help with kettles.", "proprietary", "contract", "en de"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *said, **how: next(answers))
    monkeypatch.setattr("click.confirm", lambda *said, **how: True)
    assert say(capsys, "--home", ".", "init", "shop", FILES[0])[0] == 0
    recipe = load(folder / "datasets/shop/recipe.yaml", "shop")
    assert (recipe.purpose, recipe.languages) == ("Help with kettles.", ["en", "de"])
    assert recipe.sources["export_q3"].license == "proprietary" and recipe.sources["export_q3"].map


TALK = {
    "en": ("Where do I find the receipt for my kettle?", "It lies in the box, below the leaflet about descaling."),
    "de": ("Wo finde ich die Quittung für meinen Wasserkocher?", "Sie liegt in der Schachtel unter dem Blatt über das Entkalken."),
    "fr": ("Où se trouve le reçu de ma bouilloire ?", "Il est dans la boîte, sous la feuille qui parle du détartrage."),
}  # fmt: skip


def test_the_languages_of_the_files_are_listed_and_what_is_left_out_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = [("de", 20), ("en", 10), ("fr", 2)]
    talk = [TALK[code] for code, times in rows for _ in range(times)]
    lines = [
        json.dumps({"instruction": f"{asked} ({n})", "response": said})
        for n, (asked, said) in enumerate(talk)
    ]
    (tmp_path / "talk.jsonl").write_text("\n".join(lines), "utf-8")
    code, out, err = say(capsys, "--home", ".", "init", "shop", "talk.jsonl", *STATED, "--yes")
    assert code == 0 and "languages: de (20), en (10), fr (2)" in out, err
    path = tmp_path / "datasets/shop/recipe.yaml"
    assert load(path, "shop").languages == ["de", "en"], "strays are no wish"
    code, out, err = say(capsys, "--home", ".", "check", "shop")
    assert "languages: de (20), en (10), fr (2)" in out and "does not list" not in err
    one = path.read_text().replace("[de, en]", "[en]")
    path.write_text(one)
    assert (
        "`languages: [en]` does not list de: add what is wanted"
        in say(capsys, "--home", ".", "check", "shop")[2]
    )
    path.write_text(one.replace("languages: [en]", "other_languages: drop\nlanguages: [en]"))
    assert "does not list" not in say(capsys, "--home", ".", "check", "shop")[2]


def test_a_gitignore_that_is_there_is_kept(folder, capsys):
    (folder / ".gitignore").write_text("mine\nwarehouse/")
    say(capsys, "--home", ".", "init", "shop", *STATED)
    said = (folder / ".gitignore").read_text().splitlines()
    assert said[:2] == ["mine", "warehouse/"] and "/releases/" in said and "/warehouse/" not in said


def test_check_says_why_rows_are_rejected_and_shows_all_fields(folder, capsys):
    (folder / "odd.jsonl").write_text(
        "".join(
            json.dumps({f"{name}f": "some words of a text" for name in "abcdefghijkl"}) + "\n"
            for _ in range(3)
        )
        + "no json\n"
    )
    say(capsys, "--home", ".", "init", "odd", "odd.jsonl", *STATED)
    code, out, err = say(capsys, "--home", ".", "check", "odd")
    assert code == 2 and "map: {prompt: " in err
    assert "1  rejected: " in out and "lf" in out


@pytest.mark.parametrize(
    ("record", "want"),
    [
        (
            {"Anfrage": "Wie kann ich das Gerät zurückgeben?", "Antwort": "Bitte senden Sie es uns zurück.", "Vorname": "Gwendal"},
            {"prompt": ("Anfrage",), "response": ("Antwort",), "name": ("Vorname",)},
        ),
        (
            {"Subject": "The kettle is broken", "Description": "It does not heat any more", "Agent reply": "Please send it back to us"},
            {"prompt": ("Subject", "Description"), "response": ("Agent reply",)},
        ),
        # A column that a layout would take as the only text, beside one that answers.
        (
            {"description": "It does not heat any more", "resolution notes": "Please send it back to us"},
            {"prompt": ("description",), "response": ("resolution notes",)},
        ),
        ({"title": "All about kettles", "text": "A kettle heats water until it boils."}, {}),
        # The right answer wins, however short; a note that most records lack, and one that all share, do not.
        (
            {"passage": "A kettle heats water until it boils.", "question_lang": "What does a kettle heat?", "answer_lang": "water",
             "header": "import all the kettles"},
            {"prompt": ("passage", "question_lang"), "response": ("answer_lang",)},
        ),
        (
            {"formal_statement": "theorem boils : water at 100", "nl_statement": "Show that water boils at 100.", "nl_proof": "Heat it and look."},
            {"prompt": ("nl_statement",), "response": ("nl_proof",)},
        ),
        ({"context": "French: bouillir de l'eau English:", "ref_text": "to boil some water", "sample": "to cook it?"}, {"prompt": ("context",), "response": ("ref_text",)}),
        (
            {"system_prompt": "You know all about kettles.", "what is wanted": "How hot is a kettle here?", "gold_answer": "It is at 100 degrees."},
            {"system": ("system_prompt",), "prompt": ("what is wanted",), "response": ("gold_answer",)},
        ),
        # The better and the worse of two answers: neither asks the other.
        ({"chosen_instruction": "A whole talk that ends well", "rejected_instruction": "A whole talk that ends badly"}, {}),
        ({"instruction": "Say hello to me please", "output": "Hello to you, my friend", "Sprache": "de"}, {"language": ("Sprache",)}),
    ],
)  # fmt: skip
def test_columns_are_told_by_name_and_value(record, want):
    found = propose(
        [
            {
                **record,
                **({"header": "the same words everywhere"} if "header" in record else {}),
                **{
                    key: f"{value} ({n})"
                    for key, value in record.items()
                    if key.startswith(("question", "answer", "passage"))
                },
            }
            for n in range(20)
        ]
    )
    assert {name: one.paths for name, one in found.map.items()} == want
    assert not any(
        str(value) in one.why for one in found.map.values() for value in record.values() if len(value) > 2
    )


def test_what_a_home_made_itself_is_no_source(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "tickets.csv", tickets(12), "utf-8")
    (tmp_path / "dagster.yaml").touch()
    for name in ("history", "warehouse", "datasets"):
        (tmp_path / name).mkdir()
    names = sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("."))
    assert invoke(["init", "desk", *names, "--purpose", "Help.", "--license", "MIT", "--yes"]) == 0
    assert list(load(tmp_path / "datasets/desk/recipe.yaml").sources) == ["tickets"]


SETS = {
    "pairs": ([{"prompt": f"Is kettle {n} hot?", "chosen": "Yes, it is hot.", "rejected": "No."} for n in range(6)], "stage: preference "),
    "texts": ([{"text": f"Kettle {n} is a kettle of iron."} for n in range(6)], "stage: pretraining "),
    "mails": (
        [{"subject": "Kettles", "messages": [{"from": "a@b.example", "subject": "Kettles", "body": f"Kettle {n} is sold out."}]} for n in range(6)],
        "stage: pretraining ",
    ),
    "labels": (
        [{"sentence": f"Kettle {n} is hot.", "is_true": n % 2} for n in range(6)],
        "format: {targets: [classification], label: is_true}",
    ),
    "kinds": (
        [{"text": f"Where is my kettle number {n}?", "category": ("delivery", "repair")[n % 2]} for n in range(6)],
        "format: {targets: [classification], label: category}",
    ),
    "answers": ([{"prompt": f"Is kettle {n} hot?", "response": "Yes, it is."} for n in range(6)], "stage: instruction "),
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_the_stage_is_the_one_that_the_records_are_made_for(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows, line = SETS[name]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    code, _, err = say(capsys, "--home", ".", "init", "shop", "set.jsonl", *STATED, "--yes")
    assert code == 0, err
    assert line in (tmp_path / "datasets/shop/recipe.yaml").read_text()
    assert say(capsys, "--home", ".", "check", "shop")[0] == 0
