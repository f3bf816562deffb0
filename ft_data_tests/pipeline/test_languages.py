# ruff: noqa: E501
"""A recipe that lists its languages publishes rows in no other; what its rows are in stands in report and card."""

from __future__ import annotations

import yaml

from ft_data_tests.pipeline import helpers

FOREIGN = [
    ("Wie lang ist die Elbe, und wo entspringt sie?", "Die Elbe ist über tausend Kilometer lang und entspringt im Riesengebirge."),
    ("¿Dónde desemboca el Tajo y qué ciudades atraviesa?", "El Tajo desemboca en el Atlántico después de atravesar Toledo y Lisboa."),
    ("Где начинается Волга?", "На Валдае."), ("多瑙河有多长？", "大约两千八百公里。"), ("Come sta il fiume?", "Sta bene, grazie."),
]  # fmt: skip
# Code has no language, and a name says nothing of the language that it stands in; a foreign prompt does.
_QUERY = 'SELECT DISTINCT WRITESalias0.PAPERID FROM AUTHOR AS AUTHORalias0 , WRITES AS WRITESalias0 WHERE AUTHORalias0.AUTHORNAME = "{0}" AND WRITESalias0.AUTHORID = AUTHORalias0.AUTHORID ;'
CODE = [(f"{name} papers", _QUERY.format(name)) for name in ("hal perdins", "ovan klitsch", "steve ceitz")]
CODE += [(f"papers by {name}", _QUERY.format(name)) for name in ("orsino vellari", "tomaso brandeli")]
ABROAD = (
    "Escribe una función que sume dos números enteros y devuelva el resultado.",
    "def suma(a, b):\n    return a + b",
)
ASKED = (
    "How do you say river in German?",
    "Man sagt dazu der Fluss oder der Strom, je nachdem wie groß das Gewässer ist.",
)


def _lines() -> list[dict]:
    more = [*FOREIGN, *CODE, ABROAD, ASKED]
    return helpers.rows() + [_line(f"other-{n}", *row) for n, row in enumerate(more)]


def _line(name: str, asked: str, said: str) -> dict:
    return {"id": name, "instruction": asked, "response": said}


# Strays of another script, long enough to be no name and no quotation.
RUSSIAN = (
    "Расскажи, пожалуйста, как устроен старый мост у мельницы, который стоит за деревней, и почему его до сих пор не закрыли?",
    "Мост сложен из серого камня в три пролёта. Его построили каменщики из соседнего села, когда река ещё разливалась каждую весну, "
    "и с тех пор его чинили только дважды: после большого паводка и когда под ним прошла тяжёлая телега с зерном.",
)
RULES = ("language_unwanted", "language_unwanted_brief")
GATE = "SELECT value, text FROM eval_report WHERE name = 'max_unwanted_language'"
DROPPED = "SELECT prompt_text, reasons[1] FROM filtered_verdicts JOIN cleaned USING (record_id) WHERE verdict = 'drop'"


def test_who_lists_one_language_over_a_source_with_several_is_asked_once(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE, _lines())
    outcome = helpers.run(home)
    assert not outcome.succeeded and outcome.broke is None, f"{outcome} the gate holds what nobody decided on"
    assert not {asked for asked, _ in FOREIGN} & dict(helpers.query(home, DROPPED)).keys(), (
        "nothing is dropped before"
    )
    assert helpers.query(home, "SELECT count(*) FROM filtered_verdicts WHERE verdict = 'review'") == [(0,)]
    ((source, rows, text),) = helpers.query(
        home, "SELECT source, rows, text FROM filtered_findings WHERE about = 'other_languages'"
    )
    assert rows == len(FOREIGN) and f"rows of `{source}` are in " in text and "other_languages: drop" in text
    assert all(f"{code} (1)" in text for code in ("de", "ru", "zh", "it", "es")), "code is in no language"
    ((value, said),) = helpers.query(home, GATE)
    ((published,),) = helpers.query(home, "SELECT count(*) FROM formatted")
    assert said == "fails" and value == len(FOREIGN) / published
    (failed,) = [one for one in outcome.failed_checks if "max_unwanted_language" in one]
    assert f"{source} has de (1), " in failed and "other_languages: drop" in failed
    assert not list((home.root / "releases/demo").glob("[0-9]*"))


def test_a_release_is_in_the_languages_of_its_recipe(tmp_path):
    home = helpers.make(
        tmp_path, helpers.RECIPE + "other_languages: drop\n", [*_lines(), _line("other", *RUSSIAN)]
    )
    assert helpers.materialize(home).stats["release"] == "1.0.0"
    prompts = {one for (one,) in helpers.query(home, "SELECT prompt_text FROM formatted")}
    assert not prompts & {asked for asked, _ in [*FOREIGN, ABROAD, RUSSIAN]} and ASKED[0] in prompts
    assert prompts >= {asked for asked, _ in CODE}
    gone = dict(helpers.query(home, DROPPED))
    assert {gone[asked] for asked, _ in FOREIGN} == set(RULES) and gone[RUSSIAN[0]] == "script_unwanted"
    assert helpers.query(home, GATE) == [(0.0, "holds")]
    assert helpers.query(home, "SELECT count(*) FROM filtered_findings WHERE about = 'other_languages'") == [
        (0,)
    ]
    (card,) = (home.root / "releases/demo").glob("*/README.md")
    assert "| de | 1 |" in card.read_text(), "what was asked for is counted as what it is"
    assert yaml.safe_load(card.read_text().split("---\n")[1])["language"][0] == "en"
