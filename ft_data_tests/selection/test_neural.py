"""Neural proxies: how texts become windows, which learning rate counts, and that real models learn, the same each time."""

import numpy as np
import pytest

from ft_data.proof import neural, proxy

TOPICS = {
    "river": "the trout of the {} is famous and the water of the {} is cold",
    "code": "def {}(x): return {} + x",
}
NAMES = [f"{a}{b}" for a in ("al", "be", "ca", "do", "er") for b in ("na", "ro", "mi", "tu")]


def pairs(topic, names=NAMES):
    return [(f"tell me of {name}", TOPICS[topic].format(name, name)) for name in names]


def letters(texts):
    return [[ord(letter) for letter in text] for text in texts]


def test_every_token_of_an_answer_is_scored_once_and_no_token_of_its_question():
    for length in (1, 63, 64, 65, 200):
        ((*found,),) = neural.windows(letters, 0, [("q" * 40, "a" * length)])
        scored = [token for window in found for token in window.tokens[window.given :]]
        assert scored == [ord("a")] * length + [0]  # the end is part of it
        assert all(len(window.tokens) <= neural.BEFORE + neural.SCORED for window in found)
        assert found[0].tokens[found[0].given - 1] == ord("\n")  # the question stands before it


def test_a_text_without_an_answer_is_learned_from_itself():
    ((window,),) = neural.windows(letters, 0, [("only this", "")])
    assert window.tokens[window.given :] == [*map(ord, "only this"), 0]


def test_a_text_never_chooses_the_rate_it_is_measured_with():
    low, high = np.array([1.0, 9.0, 1.0, 9.0]), np.array([2.0, 2.0, 2.0, 2.0])
    assert neural.better([low, high]).tolist() == [
        2.0,
        9.0,
        2.0,
        9.0,
    ]  # by the other half, of which that was better


@pytest.fixture(scope="module")
def tiny():
    pytest.importorskip("torch")
    corpus = pairs("river") + pairs("code")
    return proxy.neural("tiny", corpus, pairs("river", ["zeta", "omega"]), corpus, steps=12)


def test_a_small_model_learns_what_it_is_shown(tiny):
    rivers, code = np.arange(20), np.arange(20, 40)
    found = [tiny.losses(rows).sum() for rows in (rivers, code)]
    assert found[0] < min(found[1], tiny.untuned().sum())
    assert tiny.words().tolist() == [len(found) for found in _scored(tiny)]


def _scored(made):
    return [[token for window in each for token in window.tokens[window.given :]] for each in made._held]


def test_the_same_rows_and_seed_give_the_same_losses_and_leave_the_base_alone(tiny):
    before, rows = tiny.untuned(), np.arange(20)
    assert tiny.losses(rows, 1).tolist() == tiny.losses(rows, 1).tolist() != tiny.losses(rows, 2).tolist()
    assert tiny.untuned().tolist() == before.tolist()
    assert tiny.losses(rows[:0]).tolist() == before.tolist()


def test_a_pretrained_model_is_tuned_by_a_small_addition(tmp_path):
    """A model made here with random numbers, saved as a hub does: read by path, tuned, the base unharmed."""
    for package in ("torch", "transformers", "peft"):
        pytest.importorskip(package)
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = {
        letter: at for at, letter in enumerate(["<end>", *sorted(pre_tokenizers.ByteLevel.alphabet())])
    }
    made = Tokenizer(models.BPE(vocabulary, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<end>").save_pretrained(tmp_path / "model")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
    )
    LlamaForCausalLM(config).save_pretrained(tmp_path / "model")
    corpus = pairs("river") + pairs("code")
    found = proxy.neural("lora", corpus, pairs("river", ["zeta", "omega"]), [], tmp_path / "model", steps=20)
    before, rows = found.untuned(), np.arange(20)
    after = found.losses(rows)
    assert after.sum() < before.sum() and found.untuned().tolist() == before.tolist()
    assert found.losses(rows).tolist() == after.tolist()


def test_what_is_no_model_is_refused_without_its_content(tmp_path):
    for package in ("torch", "transformers", "peft"):
        pytest.importorskip(package)
    (tmp_path / "model.gguf").write_bytes(b"no model at all")
    for name in ("model.gguf", "gone"):
        with pytest.raises(neural.NoTrainer, match=f"`prove.model`: .*{name}"):
            proxy.neural("lora", [], [], [], tmp_path / name)
