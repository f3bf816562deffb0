import csv
import json
import socket
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ft_data.cli import COMMANDS, invoke
from ft_data.recipe.load import load
from ft_data_tests.pipeline import helpers


@pytest.fixture(scope="module")
def home(finished, tmp_path_factory):
    return helpers.copy(finished[0], tmp_path_factory.mktemp("home"))


def say(home, capsys, *args):
    code = invoke(["--home", str(home.root), *args])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    assert invoke([name, "--help"]) == 0
    assert len(capsys.readouterr().out) > 100


def test_help_lists_every_command(capsys):
    assert invoke(["--help"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in COMMANDS)


@pytest.mark.parametrize(
    "args",
    [
        ["funnel"],
        ["query", "demo", "SELECT record_id, verdict FROM ledger LIMIT 2"],
        ["rules", "demo"],
        ["tune", "demo", "--rule", "truncated", "--sweep"],
        ["releases", "demo"],
        ["check", "demo"],
        ["gc", "demo", "--dry-run"],
    ],
    ids=lambda args: args[0],
)
def test_read_commands_print_a_list_of_objects(home, capsys, args):
    code, out, err = say(home, capsys, *args, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert isinstance(found, list) and found and all(isinstance(item, dict) for item in found)


def test_why_speaks_and_counts(home, capsys):
    (copy,) = helpers.query(
        home, "SELECT record_id FROM ledger WHERE list_contains(reasons, 'exact_duplicate')"
    )
    code, out, _ = say(home, capsys, "why", "demo", copy[0])
    assert code == 0 and "witness" in out and "out: `deduped`" in out
    code, out, _ = say(home, capsys, "why", "demo", copy[0], "--json")
    assert [step["stage"] for step in json.loads(out)][:2] == ["cleaned", "deduped"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["why", "demo", "nobody"], "has no record"),
        (["why", "dmeo", "x"], "did you mean `demo`"),
        (["funel", "demo"], "did you mean `funnel`"),
        (["query", "demo", "DROP VIEW cleaned"], "SELECT"),
        (["run", "demo", "--select", "cleand"], "no such asset"),
        (["run", "demo", "--profile", "--json"], "leave out --json"),
        (["tune", "demo", "--rule", "truncatd", "--drop", "> 1"], "did you mean `truncated`"),
        (["init", "Demo"], "is not a name"),
        (["rollback", "demo", "9.9.9"], "9.9.9"),
        (["forget", "demo", "--record", "nobody", "--yes"], "no record"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_exit_2_and_says_what_to_do(home, capsys, args, words):
    code, _, err = say(home, capsys, *args)
    assert code == 2 and words in err


def test_init_writes_a_recipe_that_check_reads(tmp_path, capsys):
    assert invoke(["--home", str(tmp_path), "init", "fresh"]) == 0
    code = invoke(["--home", str(tmp_path), "check", "fresh"])
    assert code == 2 and "matches no file" in capsys.readouterr().err
    helpers.write(tmp_path / "datasets/fresh/sources/a.jsonl", helpers.rows())
    assert invoke(["--home", str(tmp_path), "check", "fresh"]) == 0
    shown = capsys.readouterr().out
    assert "63 rows" in shown and "example.org" not in shown
    assert invoke(["--home", str(tmp_path), "init", "fresh"]) == 2  # never overwritten


def test_init_takes_files_and_what_a_release_must_state(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    helpers.write(tmp_path / "Tickets [2024] export.jsonl", helpers.rows())
    helpers.write(tmp_path / "data/9 lives.jsonl", helpers.rows()[:3])
    purpose = 'Answer "why": politely, # and in 3 words'
    args = [
        "init",
        "fresh",
        "Tickets [2024] export.jsonl",
        "data",
        "data/9 lives.jsonl",
        "--purpose",
        purpose,
    ]
    more = ["--license", "CC-BY-4.0", "--consent", "contract", "--language", "en", "--language", "no"]
    assert invoke(["--home", str(tmp_path), *args, *more]) == 0
    recipe = load(tmp_path / "datasets/fresh/recipe.yaml", "fresh")
    assert (recipe.purpose, recipe.languages) == (purpose, ["en", "no"])
    assert list(recipe.sources) == ["tickets_2024_export", "data", "source_9_lives"]
    assert {(one.license, one.consent) for one in recipe.sources.values()} == {("CC-BY-4.0", "contract")}
    capsys.readouterr()
    assert invoke(["--home", str(tmp_path), "check", "fresh"]) == 0
    told = capsys.readouterr()
    assert "63 rows" in told.out and "3 rows" in told.out and "no problems" in told.out and told.err == ""


def test_card_verify_fails_after_one_byte_changed(home, capsys):
    assert say(home, capsys, "card", "demo", "--verify")[0] == 0
    card = home.root / "releases/demo/1.0.0/README.md"
    before = card.read_bytes()
    try:
        card.write_bytes(before.replace(b"demo", b"dem0", 1))
        assert say(home, capsys, "card", "demo", "--verify")[0] == 1
    finally:
        card.write_bytes(before)


def test_decisions_in_a_file_are_signed_and_checked(home, capsys, tmp_path):
    path = tmp_path / "queue.jsonl"
    code, out, err = say(home, capsys, "review", "demo", "--export", str(path))
    assert code == 0 and str(path) in out and path.exists(), err
    path.write_text(json.dumps({"record_id": "x", "content_hash": "y", "decision": "keep"}))
    code, _, err = say(home, capsys, "review", "demo", "--import", str(path))
    assert code == 2 and "--as" in err
    code, out, err = say(home, capsys, "review", "demo", "--import", str(path), "--as", "ada")
    assert code == 1 and "nothing was stored" in out and "queue.jsonl:1: no item is about" in err
    code, _, err = say(home, capsys, "review", "demo", "--export", str(tmp_path / "queue.txt"))
    assert code == 2 and ".jsonl" in err


def test_query_shows_a_hundred_rows_unless_asked_and_writes_files(home, capsys, tmp_path):
    sql = "SELECT record_id, messages FROM cleaned UNION ALL SELECT record_id, messages FROM cleaned"
    code, _, err = say(home, capsys, "query", "demo", sql)
    assert code == 0 and "the first 100 rows" in err
    total = 2 * helpers.query(home, "SELECT count(*) FROM cleaned")[0][0]
    files = [tmp_path / "a.csv", tmp_path / "a.parquet"]
    assert say(home, capsys, "query", "demo", sql, "--csv", str(files[0]), "--parquet", str(files[1]))[0] == 0
    with files[0].open(newline="") as file:
        read = list(csv.DictReader(file))
    assert len(read) == total == pq.read_table(files[1]).num_rows > 100
    assert json.loads(read[0]["messages"])[0]["role"] == "user"
    say(home, capsys, "query", "demo", sql, "--csv", str(files[0]), "--limit", "3")
    assert len(files[0].read_text().splitlines()) == 4 and sorted(tmp_path.iterdir()) == files
    assert say(home, capsys, "query", "demo", "DROP VIEW cleaned", "--csv", str(files[0]))[0] == 2


def test_the_funnel_fits_a_terminal(home, capsys):
    code, out, _ = say(home, capsys, "funnel", "demo")
    assert code == 0 and max(map(len, out.splitlines())) <= 80 and "formatted" in out


def test_open_names_the_newest_report_and_ui_refuses_a_taken_port(home, capsys):
    code, out, _ = say(home, capsys, "open", "demo", "--print")
    assert code == 0 and Path(out.strip()).read_text("utf-8").startswith("<!doctype html")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = say(home, capsys, "ui", "--port", str(taken.getsockname()[1]))
    assert code == 2 and "is taken" in err


def test_a_run_says_what_becomes_of_texts_that_ask_nothing_and_what_to_look_at(home, capsys):
    folder = home.root / "datasets/demo"
    (folder / "manual.md").write_text("# Rivers\n\n## Mouths\n\nA delta is where a river meets the sea.\n")
    before = (folder / "recipe.yaml").read_text()
    try:
        (folder / "recipe.yaml").write_text(
            before.replace("sources:\n", "sources:\n  manual: {path: manual.md, license: MIT}\n", 1)
        )
        _, out, err = say(home, capsys, "run", "demo", "--no-release", "--profile")
    finally:
        (folder / "recipe.yaml").write_text(before)
    assert "texts of `manual` that ask nothing" in out and "stage: pretraining" in out, err
    assert "look at: " in out and "next: ft-data run demo" in out
    steps = [line.split()[0] for line in out.partition("CPU s")[2].split("\n")[2:] if line.strip()]
    assert {"raw/manual", "signals", "formatted", "checks"} <= set(steps[: steps.index("total")])
