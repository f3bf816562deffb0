"""What is in a version and what changed: planted shifts are named first, nothing is named where nothing changed."""

import math
import random

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from bench.support.measured import Row, measured
from ft_data.evaluation.inside import certainty, changes, measures, pair, read, runs, tables, variety
from ft_data.evaluation.inside.moments import Columns, Slicing
from ft_data.evaluation.inside.texts import Sampled, Texts
from ft_data.evaluation.inside.versus import versus
from ft_data.signals.fitted.words import words_of

WORDS = [
    f"{a}{b}{c}"
    for a in ("ba", "mo", "ti", "ru", "ke")
    for b in ("ran", "lop", "sem", "dur")
    for c in "aeiouy"
]


def rows(count, seed, known=WORDS, longest=30):
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        topic = rng.randrange(len(known) // 20)
        own = known[topic * 20 : topic * 20 + 20]
        said = [
            " ".join(rng.choice(own if rng.random() < 0.6 else known) for _ in range(size))
            for size in (9, 14, rng.randint(6, longest))
        ]
        made.append(Row(f"{said[0]}?", f"{said[1]}. {said[2]}.", {"region": rng.choice("ab")}))
    return made


@pytest.fixture(scope="module")
def before():
    made, model = measured(rows(1_000, 1), 6)
    return made, model, read.version(made.con)


def named(before, made, **how):
    found = versus(before[2], read.version(measured(made, 6, 0, before[1], **how)[0].con))
    return [one for one in found.changes if one.named]


def test_nothing_is_named_where_nothing_or_chance_alone_changed(before):
    assert named(before, list(reversed(rows(1_000, 1)))) == []
    assert named(before, rows(1_000, 2)) == []


def test_rows_of_one_template_are_named(before):
    made = rows(1_000, 2)
    things = [
        f"Now {one.prompt.split()[0]} is what I would like to know all about from you today, please."
        for one in made
    ]
    made[-100:] = [Row(text, one.response) for one, text in zip(made[-100:], things, strict=False)]
    (first, *_) = named(before, made)
    assert first.measure == "prompts from a template" and first.before < 0.02 < first.after


def test_rows_off_topic_are_named(before):
    foreign = [f"x{word}" for word in WORDS[:20]]
    made = rows(900, 2) + rows(100, 2, foreign)
    assert "rows unlike the version before" in [one.measure for one in named(before, made)[:3]]


def test_a_topic_that_halved_is_named(before):
    topic = sorted(before[0].topics)[2]
    top = named(before, rows(1_000, 2), halve=topic)[:3]
    (one,) = [one for one in top if one.slice == f"topic = {topic}" and one.kind == changes.SHARE]
    assert one.after < 0.65 * one.before and one.effect.high < 0


def test_longer_answers_are_named(before):
    assert "words of the answer" in [one.measure for one in named(before, rows(1_000, 2, longest=50))[:3]]


def test_intervals_follow_families():
    rng = np.random.default_rng(0)
    family = np.repeat(np.arange(100), 20)
    values = rng.normal(size=100)[family] + 0.01 * rng.normal(size=2_000)
    alone = Slicing(("",), np.zeros(2_000, np.int64), np.arange(2_000)).moments(values)
    together = Slicing(("",), np.zeros(2_000, np.int64), family).moments(values)
    assert together.variance[0] == pytest.approx(values.reshape(100, 20).mean(1).var(ddof=1) / 100, rel=0.01)
    assert together.variance[0] > 15 * alone.variance[0]
    code = (family % 4 == 0).astype(np.int64)
    shares = Slicing(("no", "yes"), code, family).shares()
    assert shares.mean.tolist() == [0.75, 0.25]
    assert shares.variance[1] == pytest.approx(0.25 * 0.75 / 99, rel=0.01)


def test_an_error_that_few_families_tell_is_uncertain_itself():
    few, many = certainty.freedom((1.0, 10), (1.0, 10)), certainty.freedom((1.0, 10_000), (1.0, 10_000))
    assert few == pytest.approx(18) and certainty.freedom((1.0, 10), (0.0, 10)) == pytest.approx(9)
    assert certainty.quantile(0.975, few) == pytest.approx(2.101, abs=0.001)
    (narrow, p), (wide, q) = (certainty.tested(4.3, 1.0, free) for free in (many, few))
    assert p == pytest.approx(1.7e-5, rel=0.1) and q > 20 * p and wide.low < narrow.low < wide.value
    assert math.isnan(certainty.tested(math.nan, 1.0)[1]) and certainty.tested(1.0, 0.0)[1] == 0.0


def test_slices_of_few_skewed_rows_do_not_move_by_chance():
    """A hundred topics, each of some twenty rows on either side: nothing is named, and what moved in half of them is."""
    rng = np.random.default_rng(3)
    before, after = (skewed(rng) for _ in range(2))
    assert not [one for one in changes.ranked(list(changes.compare(before, after))) if one.named]
    after.values["a"][after.slicings["topic"].code < 50] += 2.0
    assert [one for one in changes.ranked(list(changes.compare(before, after))) if one.named]


def skewed(rng):
    code, family = rng.integers(0, 100, 2_000), np.arange(2_000)
    values = {name: rng.exponential(1.0, 2_000) ** 1.5 for name in "abcdef"}
    topics = {"topic": Slicing([str(at) for at in range(100)], code, family)}
    return Columns(family, values, dict.fromkeys(values, "plain"), topics)


def test_what_was_not_measured_is_null_and_counts_nowhere(before):
    columns = Columns(np.arange(4), {"x": np.array([1.0, np.nan, 3.0, np.nan])}, {"x": "plain"})
    assert columns.whole.moments(columns.values["x"]).rows.tolist() == [2]
    con = before[0].con
    held = read.signals(con)
    (all_rows, sql), *_ = measures.queries(held, ["region"])
    found = dict(con.execute(sql).fetchall())
    assert all_rows == "in it: all rows" and found["words of the answer"] > 20
    assert (
        "sentiment" not in found and "relevance to targets" not in found
    )  # no row has the words, no targets are asked


def test_slices_have_numbers_of_their_own(before):
    con = before[0].con
    sql = dict(measures.queries(read.signals(con), ["region"]))["in it: by group region"]
    found = dict(con.execute(sql).fetchall())
    expected = con.execute(
        "SELECT avg(response_words) FROM formatted JOIN signals USING (record_id) WHERE groups['region'] = 'a'"
    ).fetchone()[0]
    assert found["group region = a: words of the answer"] == pytest.approx(expected, abs=1e-6)


def test_templates_and_coherence():
    shared = "what I always wanted to know about this is"
    texts = [f"{shared} {word}" for word in WORDS[:20]] + [
        f"{' '.join(WORDS[at : at + 12])}" for at in range(20, 100, 12)
    ]
    found = runs.templated(words_of(texts), [str(at) for at in range(len(texts))])
    assert found[:20].all() and not found[20:].any()
    assert not runs.templated(words_of(texts), ["one family"] * len(texts)).any()
    assert math.isnan(runs.templated(words_of(["too short"]), ["a"])[0])
    same, other, single = runs.coherence(
        ["The bridge is old. The bridge is red.", "A bridge. Some porridge.", "Only this."]
    )
    assert same > other == 0 and math.isnan(single)


def test_variety_counts_kinds_and_knows_its_interval():
    rng = random.Random(5)
    own = [" ".join(rng.sample(WORDS, 12)) for _ in range(200)]
    families = [str(at) for at in range(200)]
    few, many = (variety.figures(words_of(texts), families) for texts in (own[:4] * 50, own))
    assert math.exp(few[variety.VENDI].value) == pytest.approx(4, abs=0.3)
    assert many[variety.VENDI].low > few[variety.VENDI].high
    assert many[variety.distinct(2)].low > few[variety.distinct(2)].high
    assert many[variety.ENTROPY].value == pytest.approx(math.log(120), abs=0.1)
    assert variety.figures(words_of(["", ""]), ["a", "b"])[variety.VENDI].value != 0


def test_a_spectrum_is_of_one_thread(monkeypatch):
    eigh, used = np.linalg.eigh, []

    def counted(matrix):
        used.extend(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")
        return eigh(matrix)

    monkeypatch.setattr(np.linalg, "eigh", counted)
    with threadpool_limits(2, "blas"):
        variety.figures(words_of(["one two three", "four five six"]), ["a", "b"])
    assert set(used) == {1}


def test_what_was_compared_of_samples_in_a_worker_is_not_compared_anew(before):
    now = read.version(measured(rows(1_000, 2), 6, 0, before[1])[0].con)
    found = pair.measured(now.sampled, before[2].sampled)
    here, there = versus(before[2], now), versus(before[2], now, found=found.versus)
    assert there.pair is found.versus
    assert [str(one) for one in here.changes] == [str(one) for one in there.changes]
    assert found.variety == pair.figures(now.sampled)
    assert pair.measured(now.sampled, None).versus is None


def test_samples_are_compared_at_one_size():
    texts = [f"{' '.join(random.Random(at).sample(WORDS, 10))}" for at in range(400)]
    ids = [f"{at:04d}" for at in range(400)]
    large, small = (Sampled(Texts(ids[:n], ids[:n], texts[:n], texts[:n], n)) for n in (400, 150))
    one, other = pair.level(small, large)
    assert one.rows == other.rows == 75
    assert not set(one.texts.families[:75]) & {other.texts.families[at] for at in other.others[0]}


def test_a_comparison_in_words():
    one = changes.Change(
        changes.MEAN, "refusals", "", 0.1, 0.25, changes.Interval(0.4, 0.3, 0.5), 0.001, 300, 300
    )
    assert tables.is_share(one)
    (said,) = tables.changed([one]).column("said").to_pylist()
    assert said == "refusals: 10.0% before, 25.0% now (+0.40 h, +0.30 to +0.50)"
