"""Two engines answer one question: they have to agree wherever the fast one is asked."""

import random
import re

import pytest

from ft_data.cleaning.privacy import around
from ft_data.text import furniture
from ft_data.text.says import Says
from ft_data.text.tokens import spacing

PATTERNS = [around._names_desk, around._is_marked, around._says_hours, around._is_lived_in, around._names_place, furniture._notice_is]  # fmt: skip
PIECES = "hotline mobile my home mine dear e-mail ministerium police sign up subscribe © all rights reserved open 24/7 mon-fri café Ärztehaus 热线 ; . ' _ - newsletters1 ſpa".split()


@pytest.mark.parametrize("says", PATTERNS, ids=lambda says: says._search.__self__.pattern[:24])
def test_what_a_text_says_is_what_re_finds_in_it(says: Says) -> None:
    chance = random.Random(7)
    found = 0
    for _ in range(400):
        text = "".join(chance.choice([*PIECES, " ", "\n"]) for _ in range(8))
        assert says(text) == (re.search(says._search.__self__.pattern, text) is not None), text
        found += says(text)
    assert 0 < found < 400


LINES = "home about us İnstagram ſhare ſign up 12 ٣ comments archives: 主页 关于我们 © newſletter K accept all".split(
    " "
)


def test_what_is_looked_at_first_passes_over_no_label_and_no_notice() -> None:
    chance = random.Random(8)
    labels = notices = 0
    for _ in range(2000):
        line = " ".join(chance.choice(LINES) for _ in range(chance.randint(1, 3)))
        label = furniture._label_is._search(line)
        notice = furniture._notice_is._search(line)
        assert furniture._is_label(line) == (label is not None), line
        assert furniture._is_notice(line) == (notice is not None), line
        labels += label is not None
        notices += notice is not None
    assert labels > 100 and notices > 100


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("It works , and it does n't cost much . Ask him !", 1.0),
        ("It works , and it doesn't cost much . Ask him !", 0.75),
        ("`` Yes , '' she said .", 1.0),
        ("-LRB- so -rrb- , it ends.", 0.8),
        ("A list , of . . . dots", 0.0),
        ("Set off ,twice , and ? once !not", 0.0),
        ("It ’ s ‘ odd ’ , is n't it ?", 1.0),
    ],
)
def test_the_share_of_marks_that_stand_apart(text: str, share: float) -> None:
    assert spacing(text) == pytest.approx(share)
