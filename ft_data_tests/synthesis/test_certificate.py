"""The certificate where the truth is known: copies judge no copies, collapse is named, give-away words are words."""

from __future__ import annotations

import random

import numpy as np

from ft_data.synthesis.certificate import collapse, twosample
from ft_data.synthesis.certificate.certify import Row, certify, matched
from ft_data.synthesis.certificate.features import vectors
from ft_data.synthesis.certificate.giveaways import giveaways
from ft_data.synthesis.certificate.groups import folds, groups

_NOUNS = "harbour pilot berth tide buoy quay crane ferry rope anchor lamp bridge gull cargo basin storm chart wharf".split()
_VERBS = "guides lifts watches follows carries meets warns leaves shelters crosses marks repairs".split()
_HOW = "slowly quietly before dawn in spring after the rain near the wall without a sound for hours by hand at night".split()


def texts(count: int, seed: int, sentences: int = 4) -> list[str]:
    rng = random.Random(seed)
    return [
        " ".join(
            f"The {rng.choice(_NOUNS)} {rng.choice(_VERBS)} a {rng.choice(_NOUNS)} and {rng.choice(_VERBS)} the "
            f"{rng.choice(_NOUNS)} {rng.choice(_HOW)}."
            for _ in range(sentences)
        )
        for _ in range(count)
    ]


def sides(human, made):
    return [*human, *made], np.array([False] * len(human) + [True] * len(made))


def test_rows_that_share_a_parent_a_prompt_or_a_text_are_one_group_and_lie_in_one_fold():
    one, *_ = texts(1, 1)
    listed = [one, one + " Twice.", *texts(6, 2)]
    of = groups(listed, [(), (), ("p",), ("p", "q"), ("q",), (), (), ()])
    assert of[0] == of[1] and of[2] == of[3] == of[4] and len(set(of.tolist())) == 5
    dealt = folds(np.repeat(np.arange(40), 3), 5)
    assert all(len(set(dealt[k * 3 : k * 3 + 3].tolist())) == 1 for k in range(40))
    assert np.bincount(dealt).tolist() == [24] * 5


def test_halves_of_one_source_are_not_told_apart_even_where_each_row_stands_twice():
    told = {False: 0, True: 0}
    for twice in told:
        for seed in range(6):
            human, made = texts(60, seed), texts(60, seed + 500)
            listed, side = sides(human * (1 + twice), made * (1 + twice))
            found = twosample.test(vectors(listed), side, groups(listed), seed)
            assert found.groups == (60, 60)
            assert found.verdict == twosample.UNKNOWN  # too few to say more
            told[twice] += found.alarm
    assert max(told.values()) <= 2, told


def test_a_giveaway_is_told_apart_and_named_and_enough_rows_say_so_when_there_is_none():
    human, made = texts(80, 1), [text.replace("The ", "We delve: the ", 1) for text in texts(80, 2)]
    found = certify([Row("", text) for text in made], [Row("", text) for text in human])
    assert found.raw.alarm and found.matched.alarm and found.matched.area > 0.95
    assert found.raw.verdict == found.matched.verdict == twosample.UNKNOWN  # 80 a side, whatever the area
    assert (
        any("delve" in word.term for word in found.words) and found.words[0].made > 0.9 > found.words[0].human
    )
    listed, side = sides(texts(310, 3, 2), texts(310, 4, 2))
    calm = twosample.test(vectors(listed), side, groups(listed), 1)
    assert calm.groups == (310, 310)
    assert calm.verdict == (twosample.TOLD if calm.alarm else twosample.NOT_TOLD)
    known = [f"We delve: {text}" if of else text for text, of in zip(listed, side, strict=True)]
    assert twosample.test(vectors(known), side, groups(known), 1).verdict == twosample.TOLD
    assert giveaways(listed, side, groups(listed)) == [] and calm.area < 0.58


def test_lengths_are_matched_before_the_test():
    human, made = texts(80, 1, 2), texts(80, 2, 8)
    listed, side = sides(human, made)
    cut = matched(listed, side)
    lengths = [
        [len(text) for text, of in zip(cut, side, strict=True) if of == which] for which in (False, True)
    ]
    assert abs(np.mean(lengths[0]) - np.mean(lengths[1])) < 5
    assert all(text.startswith(short) for text, short in zip(listed, cut, strict=True))
    found = certify([Row("", text) for text in made], [Row("", text) for text in human])
    assert found.length_alone > 0.95 > 0.7 > found.matched.area


def test_collapsed_makers_are_named_and_people_are_not():
    human = texts(120, 1)
    makers = {
        "one_template": [f"Based on the information provided, {text}" for text in texts(80, 2)],
        "one_name": [text.replace("a ", "old Velmora's ", 1) for text in texts(80, 3)],
        "same_again": [random.Random(k).choice(texts(12, 4)) for k in range(80)],
        "few_words": ["The pilot watches the quay. " * (2 + k % 5) + str(k) for k in range(80)],
    }
    for name, made in makers.items():
        assert name in [one.name for one in collapse.collapsed(made, human, "answer")], name
    assert collapse.collapsed(texts(120, 7), human, "answer") == []
    assert collapse.collapsed(makers["one_template"][:20], human, "answer") == []  # too few to say so


def test_a_side_without_rows_cannot_be_told():
    found = certify([], [Row("", text) for text in texts(5, 1)])
    assert found.raw.verdict == twosample.UNKNOWN and found.words == () and found.findings == ()
