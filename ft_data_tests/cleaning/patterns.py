"""Texts made from a pattern, the other way round."""

import random
from re import _constants as sre
from re import _parser

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
