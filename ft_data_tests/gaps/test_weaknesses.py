"""Slices and causes, where answers are labels, texts, or not known."""

import random

import numpy as np

from ft_data.gaps import slices
from ft_data.gaps.tries import Rows, Tries
from ft_data.gaps.weaknesses import weaknesses

WORDS = {
    "pier": "pier mooring quay jetty berth pontoon",
    "crane": "crane hoist pallet sling derrick winch",
    "storm": "storm gale surge squall swell forecast",
}


def prompt(topic, drawn):
    return " ".join(
        drawn.sample(WORDS[topic].split(), 3) + drawn.sample("about today please with some more".split(), 2)
    )


def told(topic, number):
    """A long answer of its own, as texts are."""
    return f"The {WORDS[topic].split()[number % 6]} is looked after by team {topic} number {number}, who answer on weekdays."


def tries(topics, wrong, right_known=True, seed=5, answer=told):
    drawn, made = random.Random(seed), []
    for topic in topics:
        for number in range(24):
            made.append((prompt(topic, drawn), topic, answer(topic, number), topic in wrong))
    return Tries(
        [one[0] for one in made],
        ["Nobody knows that, sorry, ask somebody else." if one[3] else one[2] for one in made],
        [one[2] if right_known else "" for one in made],
        np.array([one[3] for one in made]),
        np.array([not one[3] for one in made]),
        np.ones(len(made), np.int64),
        {"slice": [one[1] for one in made]},
    )


def rows(topics, count=30, removed=(), seed=1):
    drawn = random.Random(seed)
    made = [(prompt(topic, drawn), told(topic, number), topic) for topic in topics for number in range(count)]
    return Rows(
        [f"{at:03d}" for at in range(len(made))],
        [one[0] for one in made],
        [one[1] for one in made],
        ["filtered: too_long" if one[2] in removed else "" for one in made],
    )


def causes(found):
    return {one.slice.name: one.cause.name for one in found.weak}


def test_texts_that_were_never_collected_or_removed_by_a_rule():
    tried = tries(WORDS, {"storm"})
    assert causes(weaknesses(tried, rows(["pier", "crane"]))) == {"storm": "never_collected"}
    (one,) = weaknesses(tried, rows(WORDS, removed={"storm"})).weak
    assert one.cause.name == "removed_by_rule" and one.cause.rule == "filtered: too_long"
    assert len(one.cause.rescue) == 30


def test_long_labels_that_share_most_of_their_words_are_other_answers():
    from ft_data.gaps.answers import Answers

    labels = [
        f"balance_not_updated_after_{what}"
        for what in ("bank_transfer", "cheque_or_cash_deposit", "card_payment_abroad")
    ]
    found = Answers([label for label in labels[1:] for _ in range(10)])
    assert found.labelled and len(found.saying(labels[0])) == 0 and len(found.saying(labels[1])) == 10


def test_without_right_answers_only_coverage_is_told():
    (one,) = weaknesses(tries(WORDS, {"storm"}, right_known=False), rows(["pier", "crane"])).weak
    assert one.cause.name == "never_collected" and not one.cause.known
    (one,) = weaknesses(tries(WORDS, {"storm"}, right_known=False), rows(WORDS)).weak
    assert one.cause.name == "data_is_fine"


def test_a_text_that_teaches_the_wrong_answer_is_named():
    tried, there = tries(WORDS, {"storm"}), rows(WORDS)
    storm = [at for at, one in enumerate(there.answers) if "team storm" in one]
    answers = list(there.answers)
    for at in storm:
        answers[at] = "Nobody knows that, sorry, ask somebody else."
    (one,) = weaknesses(tried, Rows(there.ids, there.prompts, answers, there.removed)).weak
    assert one.cause.name == "wrong_rows" and set(one.cause.wrong) <= set(storm)


def test_thin_and_fine():
    there = rows(WORDS)
    thin = [at for at, one in enumerate(there.answers) if "team storm" not in one or at % 3 == 0]
    some = Rows(
        *([values[at] for at in thin] for values in (there.ids, there.prompts, there.answers, there.removed))
    )
    assert causes(weaknesses(tries(WORDS, {"storm"}), some)) == {"storm": "thin"}
    assert causes(weaknesses(tries(WORDS, {"storm"}), there)) == {"storm": "data_is_fine"}


def test_topics_are_found_where_nobody_names_a_slice():
    given = tries(WORDS, {"storm"})
    bare = Tries(
        given.prompts, given.answers, given.right_answers, given.failed, given.said_right, given.times
    )
    found = slices.weak(bare)
    assert found and all(one.kind == "topic" and one.rate > 0.9 for one in found)
    assert {word for one in found for word in one.name.split(", ")} & set(WORDS["storm"].split())


def test_failures_alone_have_no_rate_and_nothing_at_all_has_no_slice():
    given = tries(WORDS, set(WORDS))
    found = weaknesses(given, rows(["pier"]))
    assert found.weak and all(one.slice.p != one.slice.p for one in found.weak)
    nothing = Tries([], [], [], np.zeros(0, bool), np.zeros(0, bool), np.zeros(0, np.int64))
    assert weaknesses(nothing, rows(["pier"])).weak == ()
    assert weaknesses(given, Rows([], [], [], [])).weak
    odd = Tries(
        ["", "\0", "🙂"],
        ["", "", ""],
        ["", "x", ""],
        np.ones(3, bool),
        np.zeros(3, bool),
        np.ones(3, np.int64),
    )
    weaknesses(odd, Rows(["a"], [""], [""], [""]))


def test_the_same_whatever_the_order_of_rows():
    there = rows(WORDS, removed={"storm"})
    back = Rows(
        *(list(reversed(values)) for values in (there.ids, there.prompts, there.answers, there.removed))
    )
    one, other = (weaknesses(tries(WORDS, {"storm"}), found).weak for found in (there, back))
    assert [(w.id, len(w.cause.rescue), w.cause.released) for w in one] == [
        (w.id, len(w.cause.rescue), w.cause.released) for w in other
    ]


def labelled(old=0.0, answered="pier", aged=()):
    """Tries and rows whose answers are topics: a share of the rows about storms is old and says another, as tries of them do."""
    drawn, topics = random.Random(3), [*WORDS]
    made = []
    for topic in topics:
        for number in range(40):
            late = topic == "storm" and number < old * 40
            made.append(
                (prompt(topic, drawn), answered if late else topic, 100.0 if late or topic in aged else 900.0)
            )
    listed = Rows(
        [f"{at:03d}" for at in range(len(made))], [one[0] for one in made], [one[1] for one in made], [""] * len(made), {},
        np.array([day + at % 7 for at, (*_, day) in enumerate(made)]),
    )  # fmt: skip
    asked = [(prompt(topic, drawn), topic) for topic in topics for _ in range(24)]
    said = [answered if topic == "storm" else topic for _, topic in asked]
    wrong = np.array([one == "storm" for _, one in asked])
    right = [one for _, one in asked]
    return Tries(
        [one for one, _ in asked], said, right, wrong, ~wrong, np.ones(len(asked), np.int64), {"slice": right}
    ), listed


def test_old_rows_are_stale_however_many_they_are_and_age_alone_is_no_cause():
    for share in (0.3, 0.5, 0.7):
        assert causes(weaknesses(*labelled(share)))["storm"] == "stale", share
    for confused in ({}, {"aged": ("pier",)}, {"aged": ("storm",)}):
        assert causes(weaknesses(*labelled(**confused)))["storm"] == "data_is_fine"


def sampled(seed, wrong=0.07, answers=5):
    """Return tries of prompts that were each answered several times, all right or all wrong: no topic is worse than another."""
    drawn, made = random.Random(seed), []
    for topic in WORDS:
        for number in range(40):
            asked, bad = f"{prompt(topic, drawn)} {number}", drawn.random() < wrong
            made += [
                (asked, f"Wrong in way {k}." if bad else "Yes.", topic, bad)
                for k in range(answers if bad else 1)
            ]
    failed = np.array([one[3] for one in made])
    return Tries(
        [one[0] for one in made], [one[1] for one in made], ["Yes."] * len(made), failed, ~failed,
        np.array([1 if one[3] else answers for one in made]), {"slice": [one[2] for one in made]},
    )  # fmt: skip


def test_answers_to_one_prompt_fail_together_and_name_no_slice():
    assert sum(bool(slices.weak(sampled(seed))) for seed in range(20)) <= 1


def test_a_prompt_fails_where_half_of_its_answers_do():
    asked = ["Is it long?", "is it long", "IS IT LONG!", "Is it wide?", "Is it deep?", "Is it 5?", "Is it 6?"]
    failed = np.array([True, False, False, True, False, False, True])
    right = np.array([False, True, True, False, False, True, False])
    found = Tries(asked, [""] * 7, [""] * 7, failed, right, np.array([2, 1, 1, 1, 1, 1, 1]))
    assert found.counted(np.ones(7, bool)) == (3, 4)  # nobody knows of one; numbers make another prompt
    assert found.counted(np.array([False, True, True, False, False, True, True])) == (1, 3)
