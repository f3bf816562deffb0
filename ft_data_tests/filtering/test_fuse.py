"""A rule that rests on other people's data drops little of a source before somebody looked."""

from __future__ import annotations

import pytest

from ft_data.filtering.fuse import Fuse, blown

IDS = [f"{i * 2654435761 % 2**32:024x}" for i in range(40)]


def fuse(judged: dict[str, bool], ids: list[str] = IDS, rows: int = 1000) -> Fuse:
    (one,) = blown(
        {("cut", "mail"): ids}, {"mail": rows}, {("cut", name): said for name, said in judged.items()}
    )
    return one


def test_few_rows_blow_no_fuse() -> None:
    assert blown({("cut", "mail"): IDS[:3]}, {"mail": 10}, {}) == []
    assert blown({("cut", "mail"): IDS[:5]}, {"mail": 1000}, {}) == []
    assert len(blown({("cut", "mail"): IDS[:6]}, {"mail": 1000}, {})) == 1
    assert len(blown({("cut", "mail"): IDS[:4]}, {"mail": 10}, {})) == 1


def test_each_source_has_its_own() -> None:
    found = blown({("cut", "mail"): IDS[:6], ("cut", "wiki"): IDS[6:8]}, {"mail": 100, "wiki": 100}, {})
    assert [(one.rule, one.source, one.state) for one in found] == [("cut", "mail", "asking")]


@pytest.mark.parametrize(
    ("right", "wrong", "state"),
    [(0, 0, "asking"), (6, 1, "asking"), (7, 0, "released"), (7, 1, "released"), (3, 5, "demoted"), (2, 5, "demoted"),
     (4, 4, "undecided"), (6, 2, "undecided"), (3, 4, "asking")],
)  # fmt: skip
def test_seven_of_eight_release_and_three_demote(right: int, wrong: int, state: str) -> None:
    sample = fuse({}).sample
    said = dict(zip(sample, [True] * right + [False] * wrong, strict=False))
    one = fuse(said)
    assert (one.state, one.judged, one.right) == (state, right + wrong, right)
    assert str(one).startswith("`cut` would drop 40 of 1,000 rows of `mail`; it ")


def test_the_sample_is_random_and_keeps_what_was_judged_when_rows_arrive() -> None:
    first = fuse({}, IDS[:20])
    assert first.sample != tuple(IDS[:8]) and len(set(first.sample)) == 8
    assert fuse({}, IDS[:20][::-1]).sample == first.sample
    judged = dict.fromkeys(first.sample[:7], True)
    assert set(judged) <= set(fuse(judged, IDS).sample) and fuse(judged, IDS).state == "released"


def test_a_source_too_small_for_a_sample_asks_about_all_of_it() -> None:
    small = IDS[:4]
    assert fuse({}, small, 20).sample and fuse(dict.fromkeys(small, True), small, 20).state == "released"
    assert fuse(dict.fromkeys(small[:3], True), small, 20).state == "asking"
    assert fuse(dict.fromkeys(small, False), small, 20).state == "demoted"
