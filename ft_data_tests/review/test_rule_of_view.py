"""A rule made of a view: counted, shown, confirmed, written into the recipe, logged, taken out again; and it does what the view showed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bench.support.corpus import BANDS
from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, running
from ft_data.filtering.rules import unsound
from ft_data.recipe.amended import NotAmended, with_rule, without_rule
from ft_data.recipe.load import load
from ft_data.recipe.rules import Rule
from ft_data.review import recipe_file, rule_log, trial
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.explore.as_rule import proposed
from ft_data.review.explore.build import build
from ft_data.review.explore.facets import meet
from ft_data.review.explore.view import View
from ft_data.review.person import Person
from ft_data.review.queue import refresh
from ft_data_tests.review.station import SETTINGS, log

RECIPE = (
    "# ours\ndataset: support\npurpose: Answer questions.\nsources:\n  tickets: {path: a.jsonl}  # export\n"
)
LOW = {
    "rule": "too_short",
    "signal": "response_words",
    "value": 4.0,
    "threshold": "< 60",
    "verdict": "review",
}
GONE = {"rule": "impolite", "signal": "toxicity", "value": 0.9, "threshold": "> 0.5", "verdict": "drop"}
ADS = [
    row(f"ad-{n}", f"Is plan {n} good?", f"BUY NOW at O'Neil's: plan {n} is the best.", source="chats")
    for n in range(12)
]
KEPT = [row(f"kept-{n}", f"What is {n}?", f"It is number {n}.", source="chats") for n in range(15)]
OTHER = [row(f"other-{n}", f"Open on day {n}?", "Yes, it is, buy now or later.") for n in range(3)]
EARLY = row("early", "Empty?", "buy now", source="chats")


@pytest.fixture
def reader(tmp_path: Path) -> ParquetReader:
    ledger = [verdict(one, "keep") for one in (*KEPT, *OTHER, *ADS[:6])]
    ledger += [verdict(one, "review", ["too_short"], 0.5, [LOW]) for one in ADS[6:10]]
    ledger += [verdict(one, "drop", ["impolite"], 0.1, [GONE]) for one in ADS[10:]]
    early = [verdict(EARLY, "drop", ["empty"], stage="cleaned")]
    return write_views(tmp_path / "views", [*KEPT, *ADS, *OTHER, EARLY], [*early, *ledger])


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE)
    return path


@pytest.fixture
def ada(reader: ParquetReader, db: Database, recipe: Path) -> Iterator[Client]:
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support", bands=BANDS, recipe=recipe)) as port:
        yield Client(port, "ada")


VIEW = "source=chats&q=buy+now"


def test_a_view_becomes_a_rule_and_is_taken_back(ada: Client, db: Database, recipe: Path) -> None:
    page = ada.get(f"/rule?{VIEW}")
    assert "rows it would drop</dt><dd>12<" in page.text and "stay today</dt><dd>6<" in page.text
    assert "asked about today</dt><dd>4<" in page.text and "dropped anyway</dt><dd>2<" in page.text
    assert page.text.count("data-hit") == 10 and "Nobody who read one of these rows has kept it" in page.text
    form = page.form("/rule")
    done = ada.post("/rule", {**form, "rows": "12", "name": "ads", "why": "Spam of one shop."})
    assert done.status == 303 and done.headers["location"] == "/acts?rule=1", done.text
    assert recipe.read_text().startswith(RECIPE)
    (rule,) = load(recipe, "support").rules
    assert (rule.name, rule.why) == ("ads", "Spam of one shop.")
    assert unsound(rule, {"response_words", "source", "prompt_text", "response_text"}) == []
    again = ada.post("/rule", {**form, "rows": "12", "name": "ads", "why": "Spam of one shop."})
    assert again.status == 400 and "has a rule ads already" in again.text
    acts = ada.get("/acts?rule=1").text
    assert "The rule stands in the recipe" in acts and "<code>ads</code>" in acts and log(db) == []
    number = re.search(r'name="written" value="(\d+)"', acts)[1]
    back = ada.post("/rules", {"csrf": form["csrf"], "written": number})
    assert back.headers["location"] == "/acts?rule=0" and load(recipe, "support").rules == []
    assert recipe.read_text() == RECIPE and "taken back" in ada.get("/acts").text
    assert ada.post("/rules", {"csrf": form["csrf"], "written": number}).headers["location"] == "/acts"
    con = db.con
    assert [tuple(one) for one in con.execute("SELECT actor, role, rows, kept, undoes FROM rule_written")] == [
        ("ada", "lead", 12, 0, None), ("ada", "lead", 12, 0, 1),
    ]  # fmt: skip
    for change in ("DELETE FROM rule_written", "UPDATE rule_written SET rows = 1"):
        with pytest.raises(Exception, match="append-only"):
            con.execute(change)


def test_what_people_kept_speaks_against_a_rule(ada: Client, db: Database) -> None:
    item = ada.get("/review")
    assert ADS[6]["prompt_text"] in item.text or "Is plan" in item.text
    ada.post("/decide", {**item.form(), "action": "keep"})
    page = ada.get(f"/rule?{VIEW}").text
    assert "were kept by people</dt><dd>1<" in page and "Kept by people, and against it" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rows": "11"}, "Type the number"),
        ({"shown": "0"}, "have changed"),
        ({"name": "Not A Name"}, "A name has"),
        ({"name": "too_short"}, "in force already"),
        ({"view": f"{VIEW}&split=train"}, "No rule can say Split"),
        ({"view": f"{VIEW}&box=0,0,.5,.5"}, "No rule can say a stretch of the map"),
        ({"view": ""}, "No rule can say every row there is"),
    ],
)
def test_what_is_not_confirmed_or_no_rule_is_not_written(
    ada: Client, db: Database, recipe: Path, changed: dict[str, str], said: str
) -> None:
    form = ada.get(f"/rule?{VIEW}").form("/rule")
    page = ada.post("/rule", {**form, "rows": "12", "name": "ads", **changed})
    assert page.status == 400 and said in page.text
    assert recipe.read_text() == RECIPE


def test_a_rule_that_asks_is_made_to_drop(ada: Client, recipe: Path) -> None:
    page = ada.get("/rule?reason=filtered.review.too_short")
    assert "rows it would drop</dt><dd>4<" in page.text and "is in force and does less" in page.text
    assert ada.post("/rule", {**page.form("/rule"), "rows": "4"}).status == 303
    (rule,) = load(recipe, "support").rules
    assert (rule.name, str(rule.drop), rule.signal) == ("too_short", BANDS["too_short"]["review"], None)


def test_a_recipe_that_was_edited_meanwhile_is_left_alone(ada: Client, recipe: Path) -> None:
    form = ada.get(f"/rule?{VIEW}").form("/rule")
    recipe.write_text(f"{RECIPE}rules: [{{name: short, signal: response_words, drop: '< 2'}}]\n")
    page = ada.post("/rule", {**form, "rows": "12", "name": "ads"})
    assert page.status == 400 and "written in one line" in page.text and "ads" not in recipe.read_text()


def test_only_leads_write_rules(reader: ParquetReader, db: Database, recipe: Path) -> None:
    settings = SETTINGS.model_copy(update={"reviewers": {"bo": "reviewer"}})
    refresh(reader, db, settings)
    with running(create_app(reader, db, settings, "support", bands=BANDS, recipe=recipe)) as port:
        bo = Client(port, "bo")
        assert bo.get(f"/rule?{VIEW}").status == 403 and "Make a rule" not in bo.get(f"/rows?{VIEW}").text


@pytest.mark.parametrize(
    "view",
    [
        View(facets={"source": ("chats",)}),
        View(facets={"source": ("chats", "tickets")}, signal="toxicity", low=0.2, high=0.55),
        View(signal="response_words", high=5),
        View(facets={"length": ("5", "10"), "kind": ("instruction",), "origin": ("human",)}),
        View(facets={"license": ("CC-BY-4.0",), "prompt_length": ("5",)}, words='"buy now" O\'Neil'),
    ],
)
def test_a_rule_drops_the_rows_of_its_view(reader: ParquetReader, db: Database, view: View) -> None:
    index = build(reader)
    made = proposed(view, "mine", "", (index.facets.keys(), index.numeric), BANDS)
    assert made.unsayable == []
    tried = trial.of_rule(index, db, Rule.model_validate(made.rule))
    reached = index.facets["at"].has(
        [index.facets["at"].values.index(f"filtered.{one}") for one in ("keep", "review", "drop")]
    )
    wanted = reached & meet([*index.masks(view).values()])
    assert tried.places.tolist() == wanted.nonzero()[0].tolist() and len(tried.places) > 0


RULE = {"name": "ads", "signal": "response_words", "drop": "< 2"}
ADA, BO = Person("ada", "lead"), Person("bo", "lead")


def _written(ada: Client) -> dict[str, str]:
    form = {**ada.get(f"/rule?{VIEW}").form("/rule"), "rows": "12", "name": "ads"}
    assert ada.post("/rule", form).status == 303
    return form


def _take_back(ada: Client, form: dict[str, str]) -> None:
    number = re.search(r'name="written" value="(\d+)"', ada.get("/acts").text)[1]
    assert ada.post("/rules", {"csrf": form["csrf"], "written": number}).status == 303


@pytest.mark.parametrize(
    "content",
    [
        b"", b"- a\n", b"dataset: [\n", f"{RECIPE}rules: 5\n".encode(), f"{RECIPE}colour: red\n".encode(),
        b"# caf\xe9\n" + RECIPE.encode(), f"{RECIPE}---\n{RECIPE}".encode(), None,
    ],
)  # fmt: skip
def test_a_recipe_that_does_not_load_is_said_to_be_and_left_alone(
    ada: Client, recipe: Path, content: bytes | None
) -> None:
    form = ada.get(f"/rule?{VIEW}").form("/rule")
    recipe.unlink()
    if content is not None:
        recipe.write_bytes(content)
    assert "No rule can be written: the recipe" in ada.get(f"/rule?{VIEW}").text
    page = ada.post("/rule", {**form, "rows": "12", "name": "ads"})
    assert page.status == 400 and page.text.count("No rule can be written: the recipe") == 1
    assert (recipe.read_bytes() if recipe.exists() else None) == content


def test_a_form_counts_once_and_for_what_it_said(ada: Client, recipe: Path) -> None:
    form = _written(ada)
    page = ada.post("/rule", {**form, "name": "others"})
    assert page.status == 400 and "sent already" in page.text
    assert [one.name for one in load(recipe, "support").rules] == ["ads"]
    _take_back(ada, form)
    page = ada.post("/rule", form)  # of a page that the browser still had
    assert page.status == 400 and "sent already" in page.text and recipe.read_text() == RECIPE


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_line_ends_and_rights_stay(ada: Client, recipe: Path, mode: int) -> None:
    before = RECIPE.replace("\n", "\r\n").encode()
    recipe.write_bytes(before)
    recipe.chmod(mode)
    form = _written(ada)
    assert recipe.read_bytes().startswith(before) and recipe.stat().st_mode & 0o777 == mode
    assert recipe.read_bytes().count(b"\n") == recipe.read_bytes().count(b"\r\n")
    _take_back(ada, form)
    assert recipe.read_bytes() == before and recipe.stat().st_mode & 0o777 == mode


def test_two_leads_at_once_write_one_rule_and_take_it_out_once(db: Database, recipe: Path) -> None:
    write = partial(recipe_file.amend, recipe, with_rule, RULE, loads=True)
    rule_log.record(db, ADA, "a", RULE, VIEW, 1, 0, write)
    with pytest.raises(NotAmended, match="has a rule ads already"):
        rule_log.record(db, BO, "b", RULE, VIEW, 1, 0, write)
    (one,) = rule_log.listed(db.con)
    back = partial(recipe_file.amend, recipe, without_rule, RULE, loads=False)
    rule_log.take_back(db, ADA, one.id, back)
    rule_log.take_back(db, BO, one.id, back)
    assert recipe.read_text() == RECIPE and [one.undone for one in rule_log.listed(db.con)] == [True]


def test_what_would_not_load_is_not_written(recipe: Path) -> None:
    with pytest.raises(NotAmended, match="does not load"):
        recipe_file.amend(recipe, lambda text, rule: f"{text}colour: red\n", RULE, loads=True)
    assert recipe.read_text() == RECIPE
