"""Whether the prompt of a row asks for the language its answer is in, or holds the answer."""

from __future__ import annotations

from collections.abc import Iterable

from ft_data.signals.language.asked import asks_for
from ft_data.signals.language.guess import Guess
from ft_data.signals.language.kernel import SCRIPTS
from ft_data.signals.language.model import model
from ft_data.signals.language.scripts import languages_in, scripts_of
from ft_data.text.columns import Text

QUOTED = 3  # letters of another script that a prompt may hold without being about them


def requested(
    prompts: Text, answers: Text, row: int, asked: Guess, said: Guess, named: Iterable[str]
) -> bool:
    """Whether the prompt of a row asks for one of the ``named`` languages, or for one in the script of its answer.

    What a prompt holds in a script that its own language is not written in is what it is about: a phrase to work on.
    An answer that stands in the prompt word for word is quoted from it: a title, a name.
    """
    prompt, answer = _bytes(prompts, row), _bytes(answers, row).strip()
    if answer and answer in prompt:
        return True
    languages, main = model().languages, int(said.scripts[row].argmax())
    own = [languages[asked.best[row]]] if asked.best[row] >= 0 else []
    written = scripts_of(own, languages) or frozenset((SCRIPTS[int(asked.scripts[row].argmax())],))
    if SCRIPTS[main] not in written and asked.scripts[row, main] > QUOTED:
        return True
    words = prompt.decode("utf-8", "ignore")
    return any(asks_for(words, name) for name in sorted({*named, *languages_in(SCRIPTS[main])}) if name)


def _bytes(text: Text, row: int) -> bytes:
    return bytes(text.data[text.offsets[row] : text.offsets[row + 1]].tobytes())
