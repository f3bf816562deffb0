import pytest

from ft_data.cleaning.flags import FLAGS

LONG = "The first point is settled and nobody doubts it. The second point was argued for a long time. "


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("incomplete_sentence", LONG + "The third point concerns the"),
        ("incomplete_sentence", LONG + "The third point concerns water rights in the nor"),
        ("incomplete_sentence", "He opened the door and"),
        ("outdated_reference", "As of my last update, the bridge is closed."),
        ("outdated_reference", "As of 2021, the latest version is 4.2."),
        ("outdated_reference", "The game is expected to launch in early 2023."),
        ("unbalanced", "This (however is not closed"),
        ("unbalanced", 'He said "no and left'),
        ("special_token", "one document<|endoftext|>another"),
        ("replacement_character", "G\ufffdell"),
        ("assistant_disclaimer", "As an AI language model, I cannot smell."),
    ],
)
def test_flagged(flag, text):
    assert FLAGS[flag](text)


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("incomplete_sentence", "Paris"),
        ("incomplete_sentence", LONG + "That is all."),
        ("incomplete_sentence", LONG + "\n\n- bread\n- butter"),
        ("incomplete_sentence", LONG + "\n\nBest regards,\nMaria"),
        ("incomplete_sentence", LONG + "See https://example.org/a/b"),
        ("incomplete_sentence", "a yellow cat"),
        ("outdated_reference", "The bridge was closed in 2021."),
        ("unbalanced", "1) first\n2) second :)"),
        ("unbalanced", "(a [b] c) {d}"),
        ("unbalanced", 'A 12" board'),
        ("special_token", "a < b and c |> d"),
        ("replacement_character", "fine"),
        ("assistant_disclaimer", "Language models predict words."),
    ],
)
def test_not_flagged(flag, text):
    assert not FLAGS[flag](text)
