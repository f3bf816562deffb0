"""The rule set of keys: every form is found in running text, and what only begins like one is not."""

import random
import re
from re import _constants as sre
from re import _parser

import pytest

from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.detect import _guards
from ft_data.cleaning.privacy.keys import keys

WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def written(pattern: str, rng: random.Random) -> str:
    """Make a text that matches a pattern of literals, classes, counts and alternatives."""

    def chars(options) -> str:
        found = ""
        for kind, value in options:
            if kind is sre.LITERAL:
                found += chr(value)
            elif kind is sre.RANGE:
                found += "".join(map(chr, range(value[0], value[1] + 1)))
            elif kind is sre.CATEGORY:
                found += WORD
        return "".join(char for char in found if char.isalnum()) or found

    def make(parts) -> str:
        made = ""
        for kind, value in parts:
            if kind is sre.LITERAL:
                made += chr(value)
            elif kind is sre.IN:
                made += rng.choice(chars(value))
            elif kind is sre.MAX_REPEAT:
                low, high, inner = value
                made += "".join(make(inner) for _ in range(min(max(low, 24 if high > 200 else low), high)))
            elif kind is sre.SUBPATTERN:
                made += make(value[-1])
            elif kind is sre.BRANCH:
                made += make(rng.choice(value[1]))
            else:
                raise AssertionError(kind)
        return made

    return make(_parser.parse(pattern))


@pytest.mark.parametrize("key", keys(), ids=lambda key: f"{key.issuer} {key.starts[0]}")
def test_a_key_is_found_and_what_begins_alike_is_not(key):
    rng = random.Random(key.issuer)
    for _ in range(8):
        value = written(key.pattern, rng)
        if not key.fits(value):
            continue  # now and then chance makes a word
        assert re.fullmatch(key.pattern, value, re.ASCII) and "key" in _guards().of(value.encode())
        for text in (f"use {value} here", f"令牌是{value}，请保密", f'{{"x":"\\n{value}"}}'):
            assert [(f.kind, text[f.start : f.end]) for f in find(text) if f.kind == "secret"] == [
                ("secret", value)
            ]
    for decoy in key.decoys:
        assert not [f for f in find(f"the {decoy} here") if f.kind == "secret"]


def test_there_are_many_issuers():
    assert len({key.issuer for key in keys()}) >= 60 and all(key.decoys for key in keys())
