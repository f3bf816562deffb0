"""Rows that quote protected works, or code under another licence, are asked about and listed; none is dropped."""

import json
import random

from ft_data.stages import card_facts
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.pipeline import helpers

PROTECTED = helpers.RECIPE + "profile: code\nprotected: {path: works}\n"
HEADER = '# Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file\n'


def prose(words: int, seed: int) -> str:
    rng = random.Random(seed)
    some = "the boat river goes under every old bridge where people sing about water and stones while it rains".split()
    return " ".join(rng.choice(some) for _ in range(words)).capitalize() + "."


def test_long_quotations_and_other_licences_are_asked_about_and_listed(tmp_path):
    work = prose(300, 1)
    lines = helpers.rows()[:30]
    quoted = " ".join(work.split()[50:110])
    for name, answer in (
        ("long", f"The book says: {quoted}. That is the whole of it, as far as I know."),
        (
            "short",
            f"The book says: {' '.join(work.split()[200:215])}. That is all of it that I know by heart.",
        ),
        ("apache", f"Take this:\n\n```python\n{HEADER}def ford(river):\n    return river.width < 3\n```\n"),
    ):
        lines.append(
            {"id": name, "instruction": f"What about the {name} one, with its bridge?", "response": answer}
        )
    home = helpers.make(tmp_path, PROTECTED, lines)
    folder = home.folder("demo") / "works"
    folder.mkdir()
    (folder / "secret name.md").write_text(f"# A river's book\n\n{work}\n")
    helpers.materialize(home, "formatted")
    asked = helpers.query(
        home,
        "SELECT json_extract_string(c.extra, '$.id'), v.verdict, v.reasons FROM filtered_verdicts v JOIN cleaned c USING (record_id) "
        "WHERE list_has_any(v.reasons, ['quotes_protected', 'other_license']) ORDER BY 1",
    )
    assert [(name, verdict) for name, verdict, _ in asked] == [("apache", "review"), ("long", "review")]
    found = helpers.query(
        home, "SELECT protected_run, protected_work FROM signals WHERE protected_run > 0 ORDER BY 1"
    )
    assert found == [(15, "A river's book"), (60, "A river's book")]
    build = Build.open(home, "demo")
    with Versions(build, build.current("formatted"), build.current("signals")) as versions:
        said = card_facts.quoted(versions)
    assert said["tables"][0]["rows"] == [
        {"work": "A river's book", "rows": 1, "longest_run": 15, "rows_of_40_words": 0}
    ]
    assert "secret name" not in json.dumps(said)
