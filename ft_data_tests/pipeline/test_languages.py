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
    return helpers.rows() + [
        {"id": f"other-{n}", "instruction": asked, "response": said} for n, (asked, said) in enumerate(more)
    ]


RULES = ("language_unwanted", "language_unwanted_brief", "script_unwanted")
GATE = "SELECT value, text FROM eval_report WHERE name = 'max_unwanted_language'"


def test_a_release_is_in_the_languages_of_its_recipe(tmp_path):
    off = "".join(f"  - {{name: {name}, off: true}}\n" for name in RULES)
    home = helpers.make(tmp_path, helpers.RECIPE + f"rules:\n{off}", _lines())
    outcome = helpers.run(home)
    assert not outcome.succeeded and outcome.broke is None, (
        f"{outcome} the gate sees what the rules let through"
    )
    ((value, text),) = helpers.query(home, GATE)
    ((rows,),) = helpers.query(home, "SELECT count(*) FROM formatted")
    assert text == "fails" and value == len(FOREIGN) / rows
    assert not list((home.root / "releases/demo").glob("[0-9]*"))

    home.recipe("demo").write_text(helpers.RECIPE)
    outcome = helpers.run(home)
    assert outcome.succeeded and outcome.release, outcome
    prompts = {one for (one,) in helpers.query(home, "SELECT prompt_text FROM formatted")}
    assert not prompts & {asked for asked, _ in [*FOREIGN, ABROAD]} and ASKED[0] in prompts
    assert prompts >= {asked for asked, _ in CODE}
    dropped = "SELECT prompt_text, reasons[1] FROM filtered_verdicts JOIN cleaned USING (record_id) WHERE verdict = 'drop'"
    gone = dict(helpers.query(home, dropped))
    assert {gone[asked] for asked, _ in FOREIGN} == set(RULES)
    assert helpers.query(home, GATE) == [(0.0, "holds")]
    (card,) = (home.root / "releases/demo").glob("*/README.md")
    assert "| de | 1 |" in card.read_text(), "what was asked for is counted as what it is"
    assert yaml.safe_load(card.read_text().split("---\n")[1])["language"][0] == "en"
