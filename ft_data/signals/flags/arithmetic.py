"""Recompute sums that a text states: `a op b = c`, calculator marks, and sums told in words."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from ft_data.errors import Unusable

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(rf"\s*(?:({_NUMBER})(%)?|(\*\*|[-+*/×÷·−–^x()]|\\times|\\cdot|\\div))\s*")
_CURRENCY = re.compile(r"[$€£]\s?(?=[\d.])")
_RESULT = re.compile(
    rf"\s?(-?)\s?({_NUMBER})(%?)(?![\w^]|\.\d|,\d|\s*[-+*/×÷·−–^x%(=]\s*[\d(.]|[ \u00a0]\d{3}\b|\s*/\s*[A-Za-z]|\s*:\s*\d)"
)
_EXPRESSION = frozenset("0123456789 .,()+*/×÷·−–^x%-")
_LISTED = re.compile(r"\d{1,2}[.)] +(?=[\d(])")
_LEADING_ZERO = re.compile(r"(?<![\d.,])0\d")
_TAKES_LEFT = re.compile(
    r"(?:\b(?:and|of|by|plus|minus|times|over|per|to|from|sqrt|log|mod|a)|[A-Za-z_\\{}<>&|!:]|\d)\Z", re.I
)
_COMMAND = re.compile(r"\\[A-Za-z]+(?:\{\})?\s*\Z")
_MARK = re.compile(r"<<([^<>=]{1,120})=([^<>=]{1,40})>>")
_SAID = (
    (re.compile(rf"\bsum of ({_NUMBER}) and ({_NUMBER}) (?:is|equals|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "+", "sum of"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) plus ({_NUMBER}) (?:is|equals|makes|gives|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "+", "plus"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) minus ({_NUMBER}) (?:is|equals|gives|leaves|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "-", "minus"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) times ({_NUMBER}) (?:is|equals|gives|makes|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "*", "times"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) multiplied by ({_NUMBER}) (?:is|equals|gives|makes|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "*", "multiplied by"),
    (re.compile(rf"\bproduct of ({_NUMBER}) and ({_NUMBER}) (?:is|equals|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "*", "product of"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) divided by ({_NUMBER}) (?:is|equals|gives|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "/", "divided by"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) ?percent of \$?({_NUMBER}) (?:is|equals|=) \$?(-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "%", "percent of"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) ?% of \$?({_NUMBER}) (?:is|equals|=) \$?(-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "%", "% of"),
    (re.compile(rf"\bsquare root of ({_NUMBER})()? (?:is|equals|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "√", "square root"),
    (re.compile(rf"(?<![\w.,+*/-])({_NUMBER}) squared()? (?:is|equals|=) (-?(?:{_NUMBER}))(?![\w,.]*\d| ?[-+*/×÷])", re.I), "²", " squared"),
)  # fmt: skip
_ASKED = re.compile(
    r"(?:what(?:'s| is| does)?|calculate|compute|evaluate|solve|find|work out|simplify|add|multiply|how much is|result of|value of)"
    r"\W{1,3}(?:the )?(?:value of |result of |sum |product |following )?:?\s*((?:[(]\s?)*[\d.][\d\s.,()+*/×÷·−–^x-]{2,80}[\d)])\s*(?:equals?|equal to)?\s*[?=.]*\s*$",
    re.I,
)
_ASKED_WORDS = re.compile(
    rf"(?:what(?:'s| is)|calculate|compute|find|how much is)\s+(?:the )?(?:(sum|product|difference) (?:of|between) ({_NUMBER}) and ({_NUMBER})|({_NUMBER}) (plus|minus|times|multiplied by|divided by) ({_NUMBER}))\s*[?.]*\s*$",
    re.I,
)
_DIGIT = re.compile("[0-9]")
_ANY = re.compile(rf"(?<![\w.])-?(?:{_NUMBER})(?!\w)")


_AMOUNT = re.compile(
    r"\b(?:total|sum|cost|amount|profit|price|up|comes?|equal|amounts?|adds? up|grand total|makes a total) (?:of|to)\Z",
    re.IGNORECASE,
)
_LAST_FRACTION = re.compile(r"(?<=[/*×÷] )\d+ ?/ ?\d+\Z")


class _Bad(Unusable, ValueError):
    pass


def value_of(expression: str) -> Fraction | None:
    """Return the exact value of an arithmetic expression with the usual precedence, or None when it is none."""
    tokens: list[str | Fraction] = []
    at, text = 0, expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            return None
        if match[1]:
            number = Fraction(match[1].replace(",", ""))
            tokens.append(number / 100 if match[2] else number)
        else:
            tokens.append(
                {
                    "×": "*",
                    "·": "*",
                    "x": "*",
                    "\\times": "*",
                    "\\cdot": "*",
                    "÷": "/",
                    "\\div": "/",
                    "−": "-",
                    "–": "-",
                    "**": "^",
                }.get(match[3], match[3])
            )
        at = match.end()
    # In "10x - 5" the x is a variable.
    if not 1 <= len(tokens) <= 40 or (
        "x" in text and any(a == "*" and b == "-" for a, b in pairwise(tokens))
    ):
        return None
    try:
        value, end = _sum(tokens, 0)
    except (_Bad, ZeroDivisionError, OverflowError):
        return None
    return value if end == len(tokens) else None


def _sum(tokens: list[str | Fraction], at: int) -> tuple[Fraction, int]:
    value, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in ("+", "-"):
        sign = tokens[at]
        right, at = _product(tokens, at + 1)
        value = value + right if sign == "+" else value - right
    return value, at


def _product(tokens: list[str | Fraction], at: int) -> tuple[Fraction, int]:
    value, at = _power(tokens, at)
    while at < len(tokens) and tokens[at] in ("*", "/"):
        sign = tokens[at]
        right, at = _power(tokens, at + 1)
        value = value * right if sign == "*" else value / right
    return value, at


def _power(tokens: list[str | Fraction], at: int) -> tuple[Fraction, int]:
    value, at = _atom(tokens, at)
    if at < len(tokens) and tokens[at] == "^":
        exponent, at = _power(tokens, at + 1)
        if exponent.denominator != 1 or abs(exponent) > 64 or abs(value) > 10**9:
            raise _Bad
        value = value ** int(exponent)
    return value, at


def _atom(tokens: list[str | Fraction], at: int) -> tuple[Fraction, int]:
    if at >= len(tokens):
        raise _Bad
    token = tokens[at]
    if isinstance(token, Fraction):
        return token, at + 1
    if token == "-":
        value, at = _power(tokens, at + 1)
        return -value, at
    if token == "(":
        value, at = _sum(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise _Bad
        return value, at + 1
    raise _Bad


def agrees(exact: Fraction, stated: str, scaled: bool = False) -> bool:
    """Whether a stated number is the exact value, rounded or cut to the digits it shows, or within 1% when rounded.

    ``scaled`` also accepts a factor of 100 (percent, cents).
    """
    plain = stated.replace(",", "").replace("$", "").strip()
    try:
        said = Fraction(plain)
    except (ValueError, ZeroDivisionError):
        return True
    digits = len(plain.split(".")[1]) if "." in plain else 0
    unit = Fraction(1, 10**digits)
    candidates = (exact, exact * 100, exact / 100) if scaled else (exact,)
    for value in candidates:
        if abs(said - value) < unit if value.denominator != 1 or digits else said == value:
            return True
        # 1,000,000 / 3 = 333,000 and 2 / 3 = 0.6667 are roundings, not mistakes.
        if value.denominator != 1 and abs(said - value) <= abs(value) / 100:
            return True
    return False


# A sign between letters that equals something is an operation of the task's own: a*b = 5a - 4b.
OWN_OPERATION = re.compile(r"\b[A-Za-z]\s?[-+*/×÷^∗※△⊕⊗]\s?[A-Za-z]\b[\s$]{0,4}=")


def check(text: str, equations: bool = True, words: bool = True) -> tuple[int, int]:
    """Return how many stated sums could be recomputed and how many of them are wrong.

    ``equations`` may be False when it is known that no equals sign follows a number, ``words`` when there is no digit.
    """
    checked = wrong = 0
    if equations and "=" in text:
        plain = _CURRENCY.sub("", text)
        scaled = "cent" in text or len(plain) != len(text)
        if "<<" in plain:
            for match in _MARK.finditer(plain):
                value = value_of(match[1])
                if value is not None and _ANY.fullmatch(match[2].strip()):
                    checked += 1
                    wrong += not agrees(value, match[2])
            plain = _MARK.sub("", plain)
        at = plain.find("=")
        while at >= 0:
            verdict = _stated(plain, at, scaled)
            if verdict is not None:
                checked += 1
                wrong += not verdict
            at = plain.find("=", at + 1)
    if not words:
        return checked, wrong
    low = text[:20000].lower()
    for pattern, sign, cue in _SAID:
        if cue not in low or not _DIGIT.search(low):
            continue
        for match in pattern.finditer(low):
            before = _TAKES_LEFT.search(low[max(0, match.start() - 8) : match.start()].rstrip())
            if before is not None and before[0] in ("and", "of", "by", "plus", "minus", "times"):
                continue
            checked += 1
            wrong += not agrees(_said(sign, match[1], match[2]), match[3])
    return checked, wrong


def _stated(text: str, at: int, scaled: bool) -> bool | None:
    """Judge the equals sign at ``at``: does the plain sum to its left give the number to its right? None: no sum."""
    result = _RESULT.match(text, at + 1)
    if result is None:
        return None
    start = at
    while start > 0 and at - start < 120 and text[start - 1] in _EXPRESSION:
        start -= 1
    left = text[start:at]
    expression = left.strip()
    numbered = _LISTED.match(expression)
    if numbered is not None:
        expression = expression[numbered.end() :]
    if not expression or expression[0] not in "(-.0123456789" or _LEADING_ZERO.search(expression + result[2]):
        return None
    if not any(sign in expression[1:] for sign in "+*/×÷·−–^x-"):
        return None
    # A command of a formula may be an operator that takes the number before it: 2\\times 3.
    if _COMMAND.search(text[max(0, start - 16) : start]) is not None:
        return None
    word = _TAKES_LEFT.search(text[max(0, start - 8) : start])
    if word is not None and _AMOUNT.search(text[max(0, start - 24) : start].rstrip()):
        word = None
    if word is not None and (not left.startswith(" ") or len(word[0]) > 1):
        return None
    value = value_of(expression)
    if value is None:
        return None
    said = result[1] + result[2]
    if agrees(value, said, bool(result[3]) or scaled or "%" in expression):
        return True
    # "25 / 1/3" and "10 - 1/2" are often meant with the fraction as one number.
    fraction = _LAST_FRACTION.search(expression)
    if fraction is not None:
        other = value_of(f"{expression[: fraction.start()]}({fraction[0]})")
        return other is not None and agrees(other, said, scaled)
    return False


def _said(sign: str, left: str, right: str | None) -> Fraction:
    a = Fraction(left.replace(",", ""))
    b = Fraction((right or "1").replace(",", ""))
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign == "/":
        return a / b if b else a
    if sign == "%":
        return a * b / 100
    if sign == "²":
        return a * a
    return Fraction(float(a) ** 0.5)


def asked(prompt: str) -> Fraction | None:
    """Return the value a prompt asks for when it ends in one plain sum ("What is 17 * 3?"), else None."""
    tail = prompt[-160:].strip()
    if _DIGIT.search(tail[-60:]) is None:
        return None
    match = _ASKED.search(tail)
    if match is not None:
        if not any(sign in match[1].strip()[1:] for sign in "+*/×÷·−–^x-"):
            return None
        return value_of(match[1])
    match = _ASKED_WORDS.search(tail)
    if match is None:
        return None
    if match[1]:
        a, b = (Fraction(match[k].replace(",", "")) for k in (2, 3))
        return {"sum": a + b, "product": a * b, "difference": abs(a - b)}[match[1].lower()]
    sign = {"plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/"}[
        match[5].lower()
    ]
    return _said(sign, match[4], match[6])


def answers_wrongly(prompt: str, response: str) -> bool:
    """Whether a prompt asks for one plain sum and a short answer has numbers, but not the right one."""
    if len(response) > 400:
        return False
    exact = asked(prompt)
    if exact is None or _CALL.search(response) is not None:
        return False
    numbers = _ANY.findall(response)
    return bool(numbers) and not any(
        agrees(exact, number) or agrees(abs(exact), number) for number in numbers
    )


_CALL = re.compile(r"[a-z_]\w*\(")
_FINAL = re.compile(rf"####\s*\$?(-?(?:{_NUMBER}))\s*$")


def final_unsupported(response: str) -> bool:
    """Whether a worked answer ends in `#### N` with an N that its working never comes to."""
    match = _FINAL.search(response)
    if match is None or match.start() < 40:
        return False
    final = Fraction(match[1].replace(",", ""))
    working = response[: match.start()]
    numbers = {Fraction(n.replace(",", "")) for n in re.findall(_NUMBER, working)}
    # Cents and percent: 0.25 in the working is 25 in the end.
    return bool(numbers) and not {abs(final), abs(final) / 100, abs(final) * 100} & numbers
