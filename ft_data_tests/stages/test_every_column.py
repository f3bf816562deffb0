"""Personal data in places that are not the text: columns, keys, ids, names of files. All data here is made up."""

import json

import pytest

from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.stages.rights import OTHER, said_consent, said_licence
from ft_data.warehouse.home import Home

MAIL, PHONE, CARD = "anna.poe@post.nebulae.org", "+44 7700 950123", "4242 4242 4242 4242"
RECIPE = """dataset: hidden
purpose: Look where nobody looks.
clean: {pii: %s}
sources:
  notes:
    path: sources/*.jsonl
    map: {prompt: q, response: a, license: rights, consent: basis, language: lang}
    groups: {desk: desk}
    labels: {topic: topic}
  calls: {path: calls/*.jsonl}
"""
NOTES = [
    {
        "q": "Who?",
        "a": "Nobody.",
        "rights": f"ask {MAIL}",
        "basis": PHONE,
        "desk": MAIL,
        "topic": f"call {PHONE}",
        MAIL: "x",
        "lang": MAIL,
    },
    {
        "q": "Where?",
        "a": "Here.",
        "rights": "CC-BY-4.0",
        "basis": "opt_in",
        "desk": "north",
        "topic": "sea",
        "card": 4242424242424242,
    },
    {
        "q": "When?",
        "a": "Now.",
        "rights": "Call me on +44 7700 950123",
        "basis": "Anna Poe said yes",
        "deep": json.dumps({"a": f"x\n{CARD}"}),
    },
    {MAIL: 1},
]
CALLS = [
    {
        "messages": [
            {"role": "system", "content": f"You answer {MAIL}."},
            {"role": "user", "content": "Write to her."},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [
                    {
                        "id": f"call_{MAIL}",
                        "type": "function",
                        "function": {
                            "name": f"mail_{MAIL}",
                            "arguments": json.dumps({"body": f"Hi\n{PHONE}", MAIL: 1}),
                        },
                    }
                ],
            },
            {
                "role": "tool",
                "tool_call_id": f"call_{MAIL}",
                "name": f"mail_{MAIL}",
                "content": json.dumps({"sent": f"to\t{MAIL}", "phone": 447700950123}),
            },
            {"role": "assistant", "content": "Sent."},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": f"mail_{MAIL}",
                    "description": f"as\n{PHONE}",
                    "parameters": {"type": "object", "properties": {MAIL: {"type": "string"}}},
                },
            }
        ],
    }
]


@pytest.mark.parametrize("mode", ["mask", "pseudonym"])
def test_no_column_of_any_table_holds_personal_data(tmp_path, mode):
    folder = tmp_path / "datasets/hidden"
    for name, rows in (("sources/" + MAIL, NOTES), ("calls/a", CALLS)):
        path = folder / f"{name}.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "recipe.yaml").write_text(RECIPE % mode)
    build = Build.open(Home(tmp_path), "hidden")
    make(build, "raw/notes")
    make(build, "raw/calls")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        assert privacy.residual(build, snapshot, versions) == 0
        everything = ""
        for table in ("cleaned", "cleaned_edits", "cleaned_verdicts"):
            rows = versions.con.execute(f"SELECT to_json(t)::VARCHAR FROM {table} t").fetchall()
            everything += "\n".join(row for (row,) in rows)
        for value in (MAIL, "poe", "900123", "4242", "Anna"):
            assert value not in everything
        said = versions.con.execute(
            "SELECT license, consent FROM cleaned WHERE source = 'notes' ORDER BY source_row"
        ).fetchall()
        assert said == [(OTHER, OTHER), ("CC-BY-4.0", "opt_in"), (OTHER, OTHER)]
        messages, tools = versions.con.execute(
            "SELECT messages, tools_json FROM cleaned WHERE source = 'calls'"
        ).fetchone()
    (call,) = json.loads(messages[2]["tool_calls_json"])
    assert call["id"] == messages[3]["tool_call_id"] and call["id"].isidentifier()
    assert call["function"]["name"] == messages[3]["name"] == json.loads(tools)[0]["function"]["name"]
    assert json.loads(call["function"]["arguments"])["body"].startswith("Hi\n[PHONE")
    assert json.loads(messages[3]["content"])["phone"].startswith("[PHONE")


def test_the_check_finds_by_itself_what_masking_leaves(tmp_path, monkeypatch):
    """With the finders blind, unmistakable forms are still seen, in JSON and codes too."""
    from ft_data.cleaning.privacy.residual import counted

    blind = lambda text: {}  # noqa: E731
    assert counted({"a": json.dumps({"b": [f"x\n{MAIL}"]})}, blind) == {"email": 1}
    assert counted("to=anna.poe%40post.test", blind) == {"email": 1}
    assert counted(f"card: {CARD}", blind) == {"card": 1}
    assert counted(["DE89 3704 0044 0532 0130 00", "DE89370400440532013001"], blind) == {"iban": 1}
    assert counted(b"AKIAQ3EGR7XKZT2MWLPD".decode(), blind) == {"secret": 1}
    assert counted("https://anna:s3cr3t99@host.nebulae.org", blind) == {"credentials": 1}
    for text in (
        "git@code.nebulae.org:a/b",
        "order 4242 4242 4242 4242",
        "a@b.shape",
        "icon@2x.png",
        "user:password",
        "x" * 30,
    ):
        assert counted(text, blind) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("MIT", "MIT"),
        ("(MIT OR Apache-2.0) AND CC-BY-4.0", "CC-BY-4.0 AND (Apache-2.0 OR MIT)"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("proprietary", "proprietary"),
        ("house-licence", "house-licence"),
        ("All rights reserved", "proprietary"),
        ("", None),
        (None, None),
        ("Anna Poe", OTHER),
        (MAIL, OTHER),
        (PHONE, OTHER),
        ("license: call +44 7700 950123", OTHER),
        ("<b>MIT</b>", OTHER),
        ("a line\nanother", OTHER),
        ("x" * 200, OTHER),
    ],
)
def test_a_licence_is_an_expression_or_a_short_name(given, said):
    assert said_licence(given) == said


def test_what_the_recipe_allows_is_what_it_says():
    assert (
        said_licence("Terms of our shop, page 2", {"Terms of our shop, page 2"})
        == "Terms of our shop, page 2"
    )
    assert said_consent("form 7b", {"form 7b"}) == "form 7b" and said_consent("form 7b") == OTHER
    assert said_consent("opt_in") == "opt_in" and said_consent(None) is None


def test_a_name_that_no_map_mentions_is_masked_in_its_record(tmp_path):
    folder = tmp_path / "datasets/hidden/sources"
    folder.mkdir(parents=True)
    rows = [
        {
            "Cust. Name": "Anna Poe",
            "question": "This is Anna, where is my parcel?",
            "answer": "Dear Anna,\nit is here.\n\nKind regards,\nBo Lind",
            "group": "a",
        },
        {"Cust. Name": "Will", "question": "When?", "answer": "Hi Will,\nit will come.", "group": "b"},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    recipe = "dataset: hidden\npurpose: Names.\nsources: {notes: {path: sources/*.jsonl}}\n"
    (folder.parent / "recipe.yaml").write_text(recipe)
    from ft_data.inspection.preview import inspect

    (source,) = inspect(Home(tmp_path), "hidden").sources
    assert "name:" in source["people"]["Cust. Name"] and not any(
        name in str(source) for name in ("Anna Poe", "Dear Anna")
    )
    build = Build.open(Home(tmp_path), "hidden")
    make(build, "raw/notes")
    with Versions(build, make(build, "cleaned")) as versions:
        texts = versions.con.execute("SELECT response_text FROM cleaned ORDER BY source_row").fetchall()
        assert texts == [
            ("Dear [NAME],\nit is here.\n\nKind regards,\n[NAME]",),
            ("Hi [NAME],\nit will come.",),
        ]
        everything = " ".join(
            row for (row,) in versions.con.execute("SELECT to_json(c)::VARCHAR FROM cleaned c").fetchall()
        )
    assert not any(name in everything for name in ("Anna", "Poe", "Will", "Lind"))


def test_the_second_look_reads_a_message_as_the_first_did():
    from ft_data.cleaning import scan
    from ft_data.cleaning.privacy.residual import counted

    facts = "- birth date is 12 march 1979\n- office is mayor"  # an entry on a public person: it stays
    assert scan(facts) == {}
    assert counted([{"role": "user", "content": facts}], scan) == {}
    assert counted({"birth date": "12 march 1979"}, scan) == {"birth_date": 1}
