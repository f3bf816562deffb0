"""Every format of feedback comes to the same exchange with the same verdict; what says nothing is refused with a reason."""

import copy
import functools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.feedback import formats, values
from ft_data.feedback.joining import join
from ft_data.feedback.judged import judged
from ft_data.feedback.said import Asked, Exchange, Score, Unread
from ft_data.feedback.table import folded, held_back, rows
from ft_data_tests.feedback import exported, shapes


def exchanges(records, kind="auto", asked=Asked()):
    return join(
        (at, formats.read(json.loads(json.dumps(one)), kind, asked)) for at, one in enumerate(records)
    )


CASES = [
    (kind, name, records)
    for kinds in (exported.KINDS, shapes.KINDS)
    for kind, cases in kinds.items()
    for name, records in cases.items()
]


@pytest.mark.parametrize(
    ("kind", "name", "records"), CASES, ids=[f"{kind}: {name}" for kind, name, _ in CASES]
)
@pytest.mark.parametrize("told", [True, False], ids=["told", "auto"])
def test_each_shape_is_one_wrong_answer(kind, name, records, told):
    asked = Asked(fields=exported.MAPPED if name == "mapped" else {})
    found, left = exchanges(records, kind if told else "auto", asked)
    assert left == []
    ((_, one),) = found
    assert (one.prompt, one.answer) == (exported.QUESTION, exported.WRONG)
    assert judged(one).verdict == "wrong"
    if one.right or any(score.right for score in one.scores):
        assert judged(one).right == exported.RIGHT
    assert kind in ("plain", "lm_eval") or one.model == ("" if name in shapes.WITHOUT_MODEL else "tiny")


def test_right_answers_are_read_where_a_shape_has_them():
    cases = [("langfuse", "a boolean and a correction"), ("openai_logs", "an item of an eval"), ("lm_eval", "generated"),
             ("lm_eval", "chosen"), ("plain", "usual names"), ("plain", "mapped")]  # fmt: skip
    for kind, name in cases:
        asked = Asked(fields=exported.MAPPED if name == "mapped" else {})
        ((_, one),) = exchanges(exported.KINDS[kind][name], kind, asked)[0]
        assert judged(one).right == exported.RIGHT, (kind, name)


def test_the_task_and_a_named_field_are_slices():
    asked = Asked(file="samples_parcels_2026-11-30T10-00-00.123.jsonl")
    ((_, one),) = exchanges(exported.LM_EVAL["generated"], "lm_eval", asked)[0]
    assert one.slice == "parcels"
    ((_, one),) = exchanges([exported.OBSERVATION], "langfuse", Asked(slice="desk"))[0]
    assert one.slice == "parcels"


def test_a_score_of_a_trace_is_of_its_last_answer():
    first = exported.OBSERVATION | {
        "id": "o0",
        "startTime": "2026-11-30T09:00:00.000Z",
        "output": "One moment.",
    }
    score = exported.SCORE | {"name": "ok", "dataType": "BOOLEAN", "value": 0}
    found, _ = exchanges([exported.OBSERVATION, first, score])
    assert [bool(one.scores) for _, one in found] == [True, False]


def test_what_belongs_to_nothing_is_left_with_a_reason():
    score = exported.SCORE | {
        "observationId": "gone",
        "traceId": "gone",
        "name": "ok",
        "dataType": "BOOLEAN",
        "value": 0,
    }
    _, left = exchanges([exported.OBSERVATION, score, exported.OPENAI["a batch and its output"][0]])
    assert [place for place, _ in left] == [2, 1] and "other half" in left[0][1]


@pytest.mark.parametrize("record", [
    {"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "GET /", "attributes": []}]}]}]},
    {"traceId": "t", "type": "GENERATION", "input": None, "output": None},
    {"attributes": {"llm.input_messages.0.message.role": "user"}},
    {"doc_id": 1, "doc": {}, "resps": [[""]]},
    {"colour": "red"}, {"prompt": "Where?"}, {},
])  # fmt: skip
def test_records_that_say_nothing_are_refused_without_quoting_them(record):
    with pytest.raises(Unread) as why:
        formats.read(record, "auto", Asked())
    assert "red" not in str(why.value) and "Where" not in str(why.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from([
            "attributes", "resourceSpans", "scopeSpans", "spans", "events", "key", "value", "name", "context", "traceId", "input",
            "output", "dataType", "scores", "doc", "doc_id", "resps", "arguments", "target", "choices", "request", "response", "body",
            "messages", "custom_id", "sample", "datasource_item", "results", "span_id", "annotation_name", "result", "annotations",
            "role", "content", "parts", "prompt", "llm.input_messages", "gen_ai.input.messages", "question", "answer", "metadata",
        ]),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["attributes", "resourceSpans", "input", "output", "traceId", "dataType", "doc", "doc_id",
                                        "resps", "request", "response", "messages", "custom_id", "datasource_item", "sample",
                                        "scores", "annotation_name", "span_id", "prompt", "answer", "verdict", "events"]), _JSON))  # fmt: skip
def test_no_record_breaks_a_format(record):
    """Only Unread, and the errors of a wrong type that the stage turns into a reject too."""
    try:
        said = formats.read(record, "auto", Asked())
    except (Unread, TypeError, ValueError, KeyError, AttributeError):
        return
    for _, one in join([(0, said)])[0]:
        assert isinstance(judged(one).right, str)


@pytest.mark.parametrize(("score", "verdict"), [
    (Score("s", 0.0), "wrong"), (Score("s", 1.0), "right"), (Score("s", -1.0), "wrong"), (Score("s", 0.7), None),
    (Score("s", label="Thumbs_Down"), "wrong"), (Score("s", label="👍"), "right"), (Score("s", label="so so"), None),
    (Score("s", right="B"), "wrong"), (Score("s", right=" a "), "right"),
])  # fmt: skip
def test_what_scores_come_to(score, verdict):
    assert judged(Exchange("Q", "A", scores=(score,))).verdict == verdict


def test_several_scores_a_named_one_and_a_threshold():
    both = Exchange("Q", "A", scores=(Score("polite", 1.0), Score("true", 0.0)))
    assert judged(both).verdict == "wrong" and judged(both, "polite").verdict == "right"
    stars = Exchange("Q", "A", scores=(Score("stars", 3.0),))
    assert judged(stars).verdict is None and judged(stars, right_from=4).verdict == "wrong"
    assert judged(Exchange("Q", "card_arrival", right="card_linking")).verdict == "wrong"
    assert (
        judged(Exchange("Q", "a " * 9, right="b " * 9)).verdict is None
    )  # long answers may differ and both be right


def test_the_same_said_twice_counts_twice_and_places_name_nothing():
    row = {"prompt": "Q", "answer": "A", "right_answer": None, "verdict": "wrong", "rating": None, "slice": None, "model": None,
           "release": None, "files": "f", "at": None, "source_uri": "b", "source_row": 9}  # fmt: skip
    (one,) = rows([row, row | {"source_uri": "a", "source_row": 1}])
    assert (one["times"], one["source_uri"]) == (2, "a")
    assert (
        rows([row])[0]["feedback_id"] == one["feedback_id"] != rows([row | {"answer": "B"}])[0]["feedback_id"]
    )


def test_prompts_that_ask_the_same_are_held_back_together():
    assert folded("Where is order 12?") == folded("where is  order 99 ?")
    prompts = [f"What about {chr(97 + k % 26)}{chr(97 + k // 26)}?" for k in range(400)]
    assert 160 < sum(held_back(one, 0.5) for one in prompts) < 240
    assert not any(held_back(one, 0) for one in prompts) and all(held_back(one, 1) for one in prompts)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"id": "b1", "custom_id": "q1", "response": None, "error": {"code": "batch_expired", "message": shapes.THOUGHT}}, "the call failed"),
        ({"custom_id": "q1", "response": {"status_code": 400, "body": {"error": {"message": shapes.THOUGHT}}}}, "the call failed"),
        ({"doc_id": 1, "doc": {"page": "x"}, "target": "", "resps": [["-523.1"]], "metrics": ["word_perplexity"]}, "how likely a text is"),
        ({"object": "list", "data": [], "has_more": False}, "nothing in it"),
        (shapes.otlp(shapes.GENAI), "opt-in"),
    ],
)  # fmt: skip
def test_what_holds_no_answer_says_why_and_quotes_nothing(record, why):
    with pytest.raises(Unread, match=why) as refused:
        formats.read(record, "auto", Asked())
    assert shapes.THOUGHT not in str(refused.value)


def test_a_continuation_that_the_model_would_not_have_written_is_no_answer():
    likely = shapes.sample({"text": "the cat"}, [("the", " cat")], [shapes.UNLIKELY], " cat")
    ((_, one),) = exchanges([likely])[0]
    assert (one.answer, judged(one).right, judged(one).verdict) == ("", "cat", "wrong")
    ((_, one),) = exchanges([likely | {"filtered_resps": [["-0.1", "True"]], "acc": 1.0}])[0]
    assert (one.answer, judged(one).verdict) == ("cat", "right")


def test_a_number_that_a_sample_does_not_say_is_no_right_answer():
    written = {
        "doc_id": 1,
        "doc": {"prompt": "Two words."},
        "target": 0,
        "resps": [["One."]],
        "metrics": ["strict"],
        "strict": False,
    }
    ((_, one),) = exchanges([written])[0]
    assert (one.right, judged(one).verdict) == ("", "wrong")
    ((_, one),) = exchanges([written | {"doc": {"prompt": "2 - 2?", "answer": 0}}])[0]
    assert one.right == "0"


def test_what_of_a_page_says_nothing_is_left_with_its_reason():
    found, left = exchanges(
        [
            {
                "data": [exported.OBSERVATION, {"id": "o2", "traceId": "t2", "input": None, "output": None}],
                "meta": {},
            }
        ]
    )
    assert len(found) == 1 and [why for _, why in left] == [
        "an observation without input and output: exports need the field group `io`"
    ]


def test_two_halves_of_a_batch_may_say_the_same_and_each_prompt_has_its_own_answer():
    asked = [{"custom_id": f"q{at}", "body": exported.CALL} for at in range(3)]
    answered = [
        {"custom_id": f"q{at}", "response": {"body": exported.REPLY | {"id": f"r{at}"}}} for at in (2, 0)
    ]
    found, left = exchanges([*asked, *answered])
    assert [at for at, _ in found] == [0, 2] and [at for at, _ in left] == [1]


def test_records_of_one_call_are_one_try_however_often_they_are_exported():
    strict = exported.LM_EVAL["generated"][0] | {
        "filter": "strict-match",
        "filtered_resps": ["[invalid]"],
        "resps": [["So it is at 5."]],
    }
    loose = strict | {"filter": "flexible-extract", "filtered_resps": ["5"], "exact_match": 1.0}
    ((_, one),), left = exchanges([strict, loose])
    assert left == [] and one.answer == "5" and judged(one).verdict == "wrong"
    assert judged(one, score="exact_match,flexible-extract").verdict == "right"
    assert judged(one, score="exact_match").verdict == "wrong"
    twice = [
        one
        for kind in ("otel", "langfuse", "openinference")
        for one in next(iter(exported.KINDS[kind].values()))
    ]
    both = exchanges([*twice, *twice])[0]
    assert len(both) == len(exchanges(twice)[0]) == 3
    assert {judged(one).verdict for _, one in both} == {"wrong"}
    others = [exported.PLAIN["usual names"][0] | {"id": 1}] * 2
    assert len(exchanges(others)[0]) == 2, "an id of a plain record may name anything"
    apart = exported.LM_EVAL["generated"][0]
    assert len(exchanges([apart, apart | {"doc_id": 4}])[0]) == 2


NO_VALUES = [
    float("inf"),
    float("nan"),
    10**400,
    "9" * 400,
    "9999-12-31T23:59:59-23:00",
    "0001-01-01T00:00:00+23:00",
    None,
    [[{}]],
    {"a": 0},
]


def places(value, under=()):
    found = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in found:
        yield from places(one, (*under, key))
        yield (*under, key)


@pytest.mark.parametrize(
    ("kind", "records"),
    [(kind, records) for kind, name, records in CASES],
    ids=[f"{kind}: {name}" for kind, name, _ in CASES],
)
def test_a_value_that_no_program_writes_refuses_its_record_and_stops_nothing(kind, records):
    for record in records:
        for place in places(record):
            for value in NO_VALUES:
                broken = copy.deepcopy(record)
                within = functools.reduce(lambda part, key: part[key], place[:-1], broken)
                within[place[-1]] = value
                try:
                    said = formats.read(broken, "auto", Asked())
                except (*formats.BROKEN, Unread):
                    continue
                for _, one in join([(0, said)])[0]:
                    judged(one, right_from=3)
                    assert all(
                        isinstance(text, str) for text in (one.prompt, one.answer, one.right, one.slice)
                    )
                    assert one.at is None or 1970 <= one.at.year <= 2200


@pytest.mark.parametrize(
    ("value", "year"),
    [("2026-11-30T10:00:00.123456789Z", 2026), (1796032800, 2026), ("1796032800000", 2026), (1796032800 * 10**9, 2026),
     ("9" * 400, None), (float("inf"), None), (10**400, None), ("9999-12-31T23:59:59-23:00", None), (True, None)],
)  # fmt: skip
def test_a_time_is_read_as_programs_write_it_and_no_other(value, year):
    found = values.moment(value)
    assert (found and found.year) == year
