"""The rule set of keys: every form is found in running text, and what only begins like one is not."""

import random
import re

import pytest

from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.detect import _guards
from ft_data.cleaning.privacy.keys import keys
from ft_data_tests.cleaning.patterns import written


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
