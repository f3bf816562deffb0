"""Licences: what is stricter, and which do not mix."""

from __future__ import annotations

import pytest

from ft_data.release.licenses import blocking, classify, mix, strictest


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("MIT", "permissive"), ("mit", "permissive"), ("Apache-2.0", "permissive"), ("CC0-1.0", "permissive"),
        ("CC-BY-4.0", "attribution"), ("cc-by-4.0", "attribution"), ("CC-BY-SA-4.0", "share-alike"),
        ("GPL-3.0-or-later", "share-alike"), ("LGPL-2.1+", "share-alike"), ("CC-BY-NC-4.0", "non-commercial"),
        ("CC-BY-NC-SA-4.0", "non-commercial"), ("CC-BY-ND-4.0", "no-derivatives"),
        ("CC-BY-NC-ND-4.0", "no-derivatives"), ("proprietary", "proprietary"), ("", "unknown"),
        (None, "unknown"),
        ("my own", "unknown"), ("MIT OR GPL-3.0-only", "permissive"), ("MIT AND GPL-3.0-only", "share-alike"),
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
    assert mix(["MIT", "CC-BY-4.0"]).commercial
    assert not mix(["MIT", "CC-BY-NC-4.0"]).commercial


def test_what_licences_forbid_blocks_and_what_nobody_knows_does_not():
    assert blocking(["MIT", "CC-BY-SA-4.0", None, "some licence of ours"]) == []
    assert blocking(["CC-BY-SA-4.0", "GPL-3.0-only"]) != []
    assert blocking(["proprietary", "GPL-3.0"]) == ["GPL demands sharing, proprietary text forbids it"]
    assert blocking(["CC-BY-ND-4.0"]) == ["CC-BY-ND-4.0 forbids changed copies"]
