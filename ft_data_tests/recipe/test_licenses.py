"""Licences: how they are spelled, what is stricter, which do not mix, what is published of them."""

from __future__ import annotations

import ast
import itertools

import pytest

from ft_data.recipe.licenses import (
    allows,
    blocking,
    classify,
    mix,
    named,
    spelled,
    strictest,
    strictest_first,
    strictness,
)
from ft_data_tests.realdata import ROOT


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("MIT", "permissive"), ("mit", "permissive"), ("Apache-2.0", "permissive"), ("CC0-1.0", "public-domain"),
        ("CC-BY-4.0", "attribution"), ("cc-by-4.0", "attribution"), ("CC-BY-SA-4.0", "share-alike"),
        ("GPL-3.0-or-later", "share-alike"), ("LGPL-2.1+", "share-alike"), ("CC-BY-NC-4.0", "non-commercial"),
        ("CC-BY-NC-SA-4.0", "non-commercial"), ("CC-BY-ND-4.0", "no-derivatives"),
        ("CC-BY-NC-ND-4.0", "no-derivatives"), ("proprietary", "proprietary"), ("", "unknown"),
        (None, "unknown"),
        ("my own", "unknown"), ("NCSA", "permissive"), ("X11", "permissive"), ("AFL-3.0", "permissive"),
        ("MS-PL", "permissive"), ("Artistic-2.0", "permissive"), ("Limited use", "unknown"), ("Google Terms", "unknown"),
        ("GPL-3.0-only OR MIT", "permissive"), ("MPL-2.0", "share-alike"), ("PolyForm-Noncommercial-1.0.0", "non-commercial"),
        ("BUSL-1.1", "proprietary"), ("OGL-UK-3.0", "attribution"), ("ODC-By", "attribution"), ("GPL", "share-alike"),
        ("LicenseRef-ours", "unknown"), ("Classpath-exception-2.0", "unknown"), ("MIT OR nonsense here", "unknown"),
        ("(" * 5_000 + "MIT", "unknown"), ("MIT OR " * 5_000 + "MIT", "unknown"),
        ("MIT OR GPL-3.0-only", "permissive"), ("MIT AND GPL-3.0-only", "share-alike"),
        ("(MIT OR Apache-2.0) AND CC-BY-4.0", "attribution"), ("(MIT)", "permissive"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "share-alike"),
    ],
)  # fmt: skip
def test_classes(expression, kind):
    assert classify(expression).kind == kind


def test_strictest():
    assert strictest(["MIT", "CC-BY-4.0"]) == "CC-BY-4.0"
    assert strictest(["CC-BY-NC-4.0", "CC-BY-SA-4.0"]) == "CC-BY-NC-4.0"
    assert strictest(["proprietary", None]) == "unknown"
    assert strictest(["MIT", "Apache-2.0"]) == strictest(["Apache-2.0", "MIT"]) == "Apache-2.0"


@pytest.mark.parametrize(
    ("found", "conflicts"),
    [
        (["MIT", "CC-BY-4.0", "Apache-2.0"], 0), (["CC-BY-SA-4.0", "MIT"], 0), (["proprietary", "MIT"], 0),
        (["GPL-3.0", "AGPL-3.0", "LGPL-3.0"], 0), (["CC-BY-NC-4.0", "CC-BY-4.0"], 0),
        (["CC-BY-SA-4.0", "GPL-3.0"], 1), (["CC-BY-SA-4.0", "CC-BY-NC-4.0"], 1), (["CC-BY-ND-4.0"], 1),
        (["proprietary", "CC-BY-SA-4.0"], 1), ([None, "MIT"], 1), (["CC-BY-SA-4.0", "CC-BY-NC-SA-4.0"], 2),
    ],
)  # fmt: skip
def test_mixes(found, conflicts):
    assert len(mix(found).conflicts) == conflicts


def test_commerce():
    assert mix(["MIT", "CC-BY-4.0"]).commercial is True
    assert mix(["MIT", "CC-BY-NC-4.0", "proprietary"]).commercial is False
    assert mix(["MIT", "proprietary"]).commercial is None  # its owner may allow it; this does not say so
    assert mix(["MIT", None]).commercial is None


@pytest.mark.parametrize(
    ("text", "known", "said"),
    [
        ("mit", "MIT", "MIT"), ("MIT License", "MIT", "MIT"), ("Apache License, Version 2.0", "Apache-2.0", "Apache-2.0"),
        ("GPLv3", "GPL-3.0-only", "GPL-3.0-only"), ("GPL-3.0", "GPL-3.0-only", "GPL-3.0-only"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0", "CC-BY-SA-4.0"), ("BSD 3-Clause", "BSD-3-Clause", "BSD-3-Clause"),
        ("MIT OR Apache-2.0", "Apache-2.0 OR MIT", "Apache-2.0 OR MIT"), ("Public Domain",) + ("LicenseRef-public-domain",) * 2,
        ("all rights reserved", "proprietary", "proprietary"), ("house-rules", None, "house-rules"),
        ("Limited use", None, "other"), ("Google Terms", None, "other"), ("Anna Muster, Hill St 5", None, "other"),
        ("anna@example.org", None, "other"), ("+14155550100", None, "other"), ("tel.415.555.0100", None, "other"),
        ("LicenseRef-415.555.0100", None, "other"), ("DE89370400440532013000", None, "other"), (None, None, None), (" ", None, None),
    ],
)  # fmt: skip
def test_one_spelling_and_what_is_published(text, known, said):
    assert (spelled(text), named(text)) == (known, said)
    assert spelled(known) == known and named(said) == said


def test_words_that_the_recipe_declares_are_published_as_a_reference():
    assert named("Google Terms", {"Google Terms"}) == "LicenseRef-Google-Terms"
    assert named("MIT License", {"MIT License"}) == "MIT"


def test_what_is_allowed_is_known_by_any_spelling():
    allowed = frozenset(["MIT", "GPL-3.0", "Our Terms"])
    for text in (
        "mit",
        "MIT License",
        "GPL-3.0-only",
        "Our Terms",
        "MIT OR CC-BY-NC-4.0",
        "MIT AND GPL-3.0-only",
    ):
        assert allows(allowed, text), text
    for text in ("MIT AND CC-BY-NC-4.0", "other", None, "Limited use", "GPL-3.0-or-later"):
        assert not allows(allowed, text), text


def test_there_is_one_order():
    """What decides which duplicate survives is what the card calls stricter."""
    names = [
        "CC0-1.0",
        "MIT",
        "CC-BY-4.0",
        "MPL-2.0",
        "CC-BY-SA-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-ND-4.0",
        "proprietary",
        None,
    ]
    assert sorted(names, key=strictness) == names
    for first, second in itertools.pairwise(names):
        assert strictest([first, second]) == classify(second).name
        assert min([first, second], key=strictest_first) == second
    own = [
        p
        for p in (ROOT / "ft_data").rglob("*.py")
        if "share-alike" in p.read_text() and p.name != "licenses.py"
    ]
    assert not own, "licences are ordered in one place"


def test_what_licences_forbid_blocks_and_what_nobody_knows_does_not():
    assert blocking(["MIT", "CC-BY-SA-4.0", None, "some licence of ours"]) == []
    assert blocking(["CC-BY-SA-4.0", "GPL-3.0-only"]) != []
    assert blocking(["proprietary", "GPL-3.0"]) == ["GPL demands sharing, proprietary text forbids it"]
    assert blocking(["CC-BY-ND-4.0"]) == ["CC-BY-ND-4.0 forbids changed copies"]


def test_one_place_knows_and_orders_licences():
    """Whoever else needs a kind or an order of licences asks this module: neither kinds nor the library stand elsewhere."""
    from ft_data.recipe import licenses

    kinds = set(licenses.CLASSES) - {"proprietary", "unknown"}  # these are words of other lists too
    written, parsed = set(), set()
    for path in (ROOT / "ft_data").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        place = path.relative_to(ROOT).as_posix()
        literals = [
            node for node in ast.walk(tree) if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set)
        ]
        if any(
            len({one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value in kinds})
            > 2
            for node in literals
        ):
            written.add(place)
        if any(
            isinstance(node, ast.ImportFrom) and (node.module or "").startswith("license_expression")
            for node in ast.walk(tree)
        ):
            parsed.add(place)
    assert written == parsed == {"ft_data/recipe/licenses.py"}


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC-BY-NC-SA-4.0"),
        ("//creativecommons.org/licenses/by-nc/3.0", "CC-BY-NC-3.0"),
        ("http://creativecommons.org/licenses/by/4.0/deed.de", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/legalcode", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
        ("https://opensource.org/license/mit", "MIT"),
        ("https://spdx.org/licenses/BSD-3-Clause.html", "BSD-3-Clause"),
        ("https://example.org/licenses/by/4.0/", None),
        ("https://creativecommons.org/about", None),
    ],
)
def test_an_address_names_its_licence(address, known):
    assert spelled(address) == known
