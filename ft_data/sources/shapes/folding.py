"""What a page of Markdown folds away (`<details>`): often the answer to the question above it."""

from __future__ import annotations

import re

_OPENS, _CLOSES = (
    re.compile(r"<details\b[^>]{0,200}>", re.IGNORECASE),
    re.compile(r"</details\s*>", re.IGNORECASE),
)
_FOLDED = re.compile(
    r"<details\b[^>]{0,200}>\s*(?:<summary[^>]{0,200}>(?P<title>.*?)</summary\s*>)?(?P<inside>.*?)</details\s*>",
    re.IGNORECASE | re.DOTALL,
)
_AROUND = re.compile(r"(?:\A|\n)[ \t]*</?(?:p|div|br)[ \t]*/?>[ \t]*(?=\n|\Z)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,100}>", re.IGNORECASE)
_MOST = 500  # folds of a page; looking for the end of each reads the rest of it
_RULE = re.compile(r"\s*\n[ \t]*(?:-{3,}|\*{3,}|_{3,})\s*\Z")
_SAYS = re.compile(
    r"answer|solution|antwort|lösung|respuesta|solución|réponse|risposta|resposta|odpowiedź|svar|antwoord|cevap|ответ|решение|відповідь|答|解|정답|답|해답|جواب|الإجابة|đáp|उत्तर",
    re.IGNORECASE,
)


def is_even(text: str) -> bool:
    """Tell whether a text folds something away, and ends all that it folds."""
    if "<details" not in text.lower():
        return False
    opened = len(_OPENS.findall(text))
    return 0 < opened <= _MOST and opened == len(_CLOSES.findall(text))


def step(line: str) -> int:
    """Return how much deeper a line folds."""
    return len(_OPENS.findall(line)) - len(_CLOSES.findall(line))


def answered(body: str) -> bool:
    """Tell whether one part of a section is folded away and says that it answers."""
    found = [*_FOLDED.finditer(body)] if is_even(body) else []
    return len(found) == 1 and bool(_SAYS.search(found[0]["title"] or "")) and bool(_bare(found[0]["inside"]))


def apart(heading: str, body: str) -> tuple[str, str]:
    """Return what a section asks and what it answers: where an answer is folded away, what stands before it belongs to the question."""
    if not answered(body):
        return heading, plain(body)
    found = _FOLDED.search(body)
    assert found is not None
    before, after = body[: found.start()].strip(), _RULE.sub("", f"\n{body[found.end() :]}").strip()
    return "\n\n".join(filter(None, (heading, before))), "\n\n".join(
        filter(None, (_bare(found["inside"]), after))
    )


def plain(body: str) -> str:
    """Return a text without the marks of what it folds away; its title stands above it."""
    if not is_even(body):
        return body
    return re.sub(
        r"\n{3,}",
        "\n\n",
        _FOLDED.sub(
            lambda one: f"{_TAG.sub('', one['title'] or '').strip()}\n\n{_bare(one['inside'])}", body
        ),
    )


def _bare(inside: str) -> str:
    return _AROUND.sub("", inside).strip()
