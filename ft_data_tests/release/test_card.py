"""The card: what it says is what the data say."""

from __future__ import annotations

import duckdb
import orjson
import pytest
import yaml

from ft_data.recipe.gates import Govern
from ft_data.recipe.published import published
from ft_data.release import manifest, numbers, versions
from ft_data.release.verify_card import verify_card
from ft_data_tests.formatting.examples import many
from ft_data_tests.release import building
from ft_data_tests.release.building import World
from ft_data_tests.release.pipeline import Home, raw

FACTS = {
    "tokens": {
        "text": "Counted with o200k.",
        "tables": [{"title": "train", "rows": [{"p50": 12, "p90": 31.5}]}],
    },
    "datasheet": {"limitations": "Only one desk."},
}


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


@pytest.fixture
def released(tmp_path, con):
    home = Home(raw(200, "desk_1.jsonl"))
    home.recipe["rules"][0]["why"] = "Notes are not answers."
    building.publish(tmp_path, con, home.spec(con))
    home.recipe["rules"][0]["drop"] = "< 4"
    spec = home.spec(con)
    return building.publish(tmp_path, con, spec)


def test_card_says_what_happened(released):
    text = (released.path / "README.md").read_text()
    assert "rules.too_short.drop | < 3 | < 4" in text
    assert "rule too_short changed: drop < 3 -> < 4" in text
    assert "`too_short`: Notes are not answers." in text
    assert "| deduped | 0 | 20 |" in text
    assert "not measured" in text and "More Information Needed" not in text
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["license"] == "cc-by-4.0"
    assert [c["config_name"] for c in front["configs"]] == ["messages", "prompt_completion", "alpaca"]
    assert front["configs"][0]["default"] is True


def test_the_datasheet_is_answered_in_the_recipe_and_says_so(tmp_path, con):
    home = Home(raw(60, "desk_1.jsonl"))
    home.recipe["govern"] = {"datasheet": {"funding": "Paid by the harbour.", "timeframe": "Winter 2025."}}
    text = (building.publish(tmp_path, con, home.spec(con)).path / "README.md").read_text()
    assert "- *funding*: Paid by the harbour." in text and "- *timeframe*: Winter 2025." in text
    assert "- *unsuitable*: not answered (`govern.datasheet.unsuitable` in the recipe)" in text
    assert published({"govern": {"datasheet": {"funding": "us"}}})["govern"] == {
        "datasheet": {"funding": "us"}
    }
    with pytest.raises(ValueError, match="does not ask colour; it asks purpose"):
        Govern(datasheet={"colour": "blue"})


def test_verify_recomputes_every_number(released):
    assert verify_card(released.path) == []
    body = manifest.read(released.path)
    names = {number["name"] for number in numbers.read(released.path)}
    assert {"rows", "sources", "funnel", "reasons", "formats", "groups", "groups_in_two_splits"} <= names

    # A number that is sealed but not what its query gives: somebody wrote the card by hand.
    made = numbers.read(released.path)
    next(n for n in made if n["name"] == "rows")["value"][0]["rows"] += 1
    numbers.write(released.path, made)
    reseal(released.path, body)
    problems = verify_card(released.path)
    assert "number rows is not what its query gives" in problems
    assert "README.md does not say what the manifest and the numbers say" in problems


def test_queries_of_a_release_change_nothing_while_it_is_verified(released):
    body, made = manifest.read(released.path), numbers.read(released.path)
    attacks = (
        "WITH x AS (COPY (SELECT 1 AS a) TO '{}') SELECT a FROM x",
        "COPY (SELECT 1 AS a) TO '{}'",
        "CREATE TABLE t AS SELECT 1",
    )
    for number, attack in zip(made, attacks, strict=False):
        number["query"] = attack.format(released.path / "index.parquet")
    numbers.write(released.path, made)
    reseal(released.path, body)
    before = (released.path / "index.parquet").read_bytes()
    problems = [one for one in verify_card(released.path) if "its query fails" in one]
    assert len(problems) == len(attacks) and all("SELECT" in one for one in problems)
    assert (released.path / "index.parquet").read_bytes() == before


def test_a_word_changed_in_the_card_is_found_even_when_resealed(released):
    body = manifest.read(released.path)
    path = released.path / "README.md"
    path.write_text(path.read_text().replace("Answer questions", "Answer all questions"))
    assert verify_card(released.path) == ["README.md was changed: its SHA-256 differs from the manifest"]
    reseal(released.path, body)
    assert verify_card(released.path) == ["README.md does not say what the manifest and the numbers say"]


def reseal(folder, body):
    (folder / "manifest.json").unlink()
    manifest.seal(folder, {k: v for k, v in body.items() if k not in ("files", "seal")})


def test_facts_are_sections_of_the_card(tmp_path, con):
    world = World(rows=many(40), targets=("messages",))
    world.more = {"facts": lambda: FACTS}
    done = building.publish(tmp_path, con, world.spec(con))
    text = (done.path / "README.md").read_text()
    assert "Counted with o200k." in text and "| 12 | 31.5 |" in text and "Only one desk." in text
    assert verify_card(done.path) == []


def test_a_release_of_json_lines_alone_still_has_a_config(tmp_path, con):
    done = building.publish(tmp_path, con, World(rows=many(40), targets=("openai",)).spec(con))
    front = yaml.safe_load((done.path / "README.md").read_text().split("---\n")[1])
    assert front["configs"][0]["data_files"][0]["path"] == "exports/openai/train.jsonl"
    lines = (done.path / "exports/openai/train.jsonl").read_bytes().split(b"\n")
    assert set(orjson.loads(lines[0])) == {"messages"}


def test_croissant_validates_and_streams(tmp_path, con):
    mlc = pytest.importorskip("mlcroissant", reason="the extra `hub` is not installed")
    done = building.publish(tmp_path, con, World(rows=many(40), targets=("messages", "openai")).spec(con))
    data = mlc.Dataset(jsonld=done.path / "croissant.json")
    assert not data.metadata.ctx.issues.errors
    rows = list(data.records(record_set="messages_train-00000-of-00001_rows"))
    assert len(rows) == versions.load(tmp_path, "1.0.0").manifest["splits"]["train"]
    assert b"question number" in repr(rows[0]).encode()


def test_a_cell_is_text_whatever_a_row_says():
    from ft_data.release.markdown import cell, table

    said = "<img src=x onerror=run()> | [mail](http://x.test) \r\n# big"
    assert cell(said) == "&lt;img src=x onerror=run()> \\| [mail]\\(http://x.test) # big"
    assert cell("a < 3") == "a < 3" and cell("[1, 2]") == "[1, 2]"
    assert len(table(["licence"], [[said]]).splitlines()) == 3


@pytest.mark.parametrize(
    ("license", "said", "unsaid"),
    [
        ("CC-BY-4.0", "Commercial use is not excluded by any of them.", "owners"),
        ("CC-BY-NC-4.0", "Not for commercial use.", "not excluded"),
        ("proprietary", "is for the owners of the rows under proprietary to say", "not excluded"),
        ("Terms of Anna Muster, Hill St 5", "is for the owners of the rows under other to say", "Muster"),
    ],
)
def test_what_the_licences_come_to(tmp_path, con, license, said, unsaid):
    rows = [row | {"license": license} for row in many(40)]
    done = building.publish(tmp_path, con, World(rows=rows, targets=("messages",)).spec(con))
    text = (done.path / "README.md").read_text()
    assert said in text and unsaid not in text
