"""The rows of a table as the flag detectors take them: which parts can concern a row, and its texts when one does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.languages.packs import codes
from ft_data.signals.english import english
from ft_data.signals.flags import hints as hint
from ft_data.signals.flags import residue
from ft_data.signals.flags.matcher import Families, Spans, prompt_matcher, response_matcher
from ft_data.signals.flags.turns import ends_labelled
from ft_data.signals.flags.view import LIMIT, View
from ft_data.signals.spoken import of_packs, others
from ft_data.text.columns import Text, text_of

PROMPT, EMPTY, CODE, WORDING, STRUCTURE, JUNK, ENDING = (1 << bit for bit in range(7))
"""The parts of the detectors: what the prompt is, no answer, a program, wording, structure, what is no language, the end."""
_TAIL = 4096  # last bytes of a row that is too long to be looked at whole
_TALK = 60  # words of an answer that may be nothing but talk around one
_FORMS = ("json", "xml", "csv", "yaml", "table", "list", "one_word", "yes_no", "one_sentence")
_NOTHING: dict[str, Spans] = {}
_JUNK = (
    hint.LESS | hint.AMPERSAND | hint.WIDE | hint.ESCAPE | hint.BLOB | hint.LINK | hint.SLOT
)  # fmt: skip


class Rows:
    """Columns of a table, cheap facts of all rows, and a `View` of each row that a detector has to read."""

    def __init__(self, table: pa.Table) -> None:
        self.prompts, self.responses = text_of(table["prompt_text"]), text_of(table["response_text"])
        self.kinds = table.column("kind").to_pylist()
        self.prompt_signs = _hints(self.prompts).signs
        self.hints = _hints(self.responses)
        self.signs, self.words = self.hints.signs, self.hints.tokens
        self.asked: Families = prompt_matcher("en").find(self.prompts)
        self.found: Families = response_matcher("en").find(self.responses)
        # English words are looked for everywhere, those of another language in what is in it.
        self.prompts_in, self.responses_in = of_packs(self.prompts), of_packs(self.responses, self.prompts)
        for code, rows, texts in others(self.prompts, self.prompts_in):
            self.asked = self.asked.joined(rows, prompt_matcher(code).find(texts))
        for code, rows, texts in others(self.responses, self.responses_in):
            self.found = self.found.joined(rows, response_matcher(code).find(texts))
        self.signs |= self.found.rows("may_slot") * hint.SLOT
        self.turns = ends_labelled(self.responses)
        self.labelled = self._sign(hint.FEED) & self.found.rows("may_label")
        self.english = english(self.responses)
        self.talk = self.found.rows("may_filler", "may_invite") & (self.words <= _TALK)
        # By whose words an answer is judged: one in nobody's (`UNKNOWN`, the last) by English ones, where it may be.
        judged = np.array([*codes(), ""])[self.responses_in]
        languages = np.where((judged == "") & self.english, "en", judged)
        # Plain lists: a detector asks for one row at a time.
        facts = (self.signs, self.hints.drawn, self.words, self.labelled, languages, self.talk, self.turns)
        self._facts = [one.tolist() for one in facts]
        self._prompt_text, self._response_text = _Texts(self.prompts), _Texts(self.responses)

    def view(self, row: int) -> View:
        """Return the texts of one row."""
        view = View(
            self._prompt_text(row), self._response_text(row), self.kinds[row], self._response_text.tail(row)
        )
        view.hints, view.drawn, view.words = self._facts[0][row], self._facts[1][row], self._facts[2][row]
        view.asks, view.labelled = self.asked.names(row), self._facts[3][row]
        view.language, view.talk = self._facts[4][row], self._facts[5][row]
        view.turns = self._facts[6][row]
        view.asked, view.found = self.asked.spans.get(row, _NOTHING), self.found.spans.get(row, _NOTHING)
        return view

    def asks(self) -> pa.Array:
        """Return per row the sorted names of what its prompt asks for; null where it asks for nothing that is known."""
        names = sorted(name for name in self.asked.number if name.startswith("asks_"))
        has = self.asked.has[:, [self.asked.number[name] for name in names]]
        sizes = has.sum(axis=1)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        plain = pa.array([name.removeprefix("asks_") for name in names])
        values = plain.take(pa.array(np.nonzero(has)[1]))
        return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(sizes == 0))

    def naming(self) -> Iterator[tuple[int, str, str]]:
        """Yield the rows whose short prompt may name its subject in quotes or code marks: prompt and response."""
        quoting = (self.prompt_signs & hint.QUOTE != 0) & (self.signs & hint.READABLE != 0)
        for row in np.flatnonzero(quoting & (np.diff(self.prompts.offsets) <= 1200)).tolist():
            yield row, self._prompt_text(row), self._response_text(row)

    def concerned(self) -> Iterator[tuple[int, int]]:
        """Yield the rows that some part of the detectors has to look at, and those parts."""
        parts = self._prompt() * PROMPT
        empty = self.signs & hint.READABLE == 0
        # Beyond ASCII only a look at the text can say whether there is a letter.
        parts |= (empty | (self._sign(hint.WIDE) & (self.words <= 8))) * EMPTY
        said = ~empty
        asks = self.asked.rows
        code = self._sign(hint.CODE) | self._opens("#!/")
        parts |= (said & code) * CODE
        parts |= ((said & self._wording()) | empty) * WORDING
        forms = asks(*(f"asks_{name}" for name in _FORMS)) | (asks("asks_code") & ~self._sign(hint.SIGNS))
        parts |= (said & (forms | self._structure())) * STRUCTURE
        parts |= (said & self._junk()) * JUNK
        question = self._sign(hint.QUESTION) & (self.words <= 40)
        parts |= (said & (self._sign(hint.OPEN_END | hint.ODD_STOP) | question)) * ENDING
        for row in np.flatnonzero(parts).tolist():
            yield row, int(parts[row])

    def _sign(self, bits: int) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = self.signs & bits != 0
        return found

    def _opens(self, *heads: str) -> npt.NDArray[np.bool_]:
        """Return which answers start with one of these, white space aside."""
        found = np.zeros(len(self.hints.heads), np.bool_)
        for head in heads:
            found |= self.hints.heads & ((1 << 8 * len(head)) - 1) == int.from_bytes(head.encode(), "little")
        return found

    def _prompt(self) -> npt.NDArray[np.bool_]:
        shown = self.asked.rows("prompt_modality", "prompt_shows")
        plain = self.prompt_signs & hint.READABLE != 0
        # Beyond ASCII only a look at a short prompt can say whether there is anything to see.
        plain &= (self.prompt_signs & hint.WIDE == 0) | (np.diff(self.prompts.offsets) > 24)
        return shown | ~plain | (self.prompt_signs & (hint.LINK | hint.CALL) != 0)

    def _wording(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self.responses), np.bool_)
        found[list(self.found.spans)] = True
        return found | self.talk | self.turns | (self.words <= 16)  # short enough to stand for an answer

    def _structure(self) -> npt.NDArray[np.bool_]:
        sums = (self.prompt_signs & hint.DIGIT_END != 0) & (np.diff(self.responses.offsets) <= 1600)
        signs = self._sign(hint.FENCE | hint.SUM | hint.HASHES | hint.LESS | hint.ITEMS)
        opens = self._opens("{", "[", "<?xml", "import", "class ", "def ", "from")
        return signs | sums | opens | self.found.rows("said_sum")

    def _junk(self) -> npt.NDArray[np.bool_]:
        sizes, asked = np.diff(self.responses.offsets), np.diff(self.prompts.offsets)
        request = self._sign(hint.QUESTION) | np.isin(self.hints.words, _openings())
        swapped = request & (self.words >= 3) & (self.words <= 120) & (asked >= 80) & (asked * 4 >= sizes)
        garbled = self.prompt_signs & hint.WIDE != 0
        return self._sign(_JUNK) | swapped | garbled | self.labelled | (self.hints.drawn > 0)


class Hints(NamedTuple):
    """What the kernel `hints` writes, per row."""

    signs: npt.NDArray[np.int64]
    drawn: npt.NDArray[np.float64]
    tokens: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]


def _hints(text: Text) -> Hints:
    signs, tokens, heads, words = np.zeros((4, len(text)), np.int64)
    found = Hints(signs, np.zeros(len(text), np.float64), tokens, heads, words)
    hint.hints(text.data, text.offsets, LIMIT, *found)
    return found


@cache
def _openings() -> npt.NDArray[np.int64]:
    """Return the words that a request opens with, as the kernel packs them; -1 stands for what it cannot tell."""
    return np.array([-1, *(int.from_bytes(word[:7].encode(), "little") for word in residue.REQUEST_OPENINGS)])


class _Texts:
    """The texts of a column, one at a time."""

    def __init__(self, column: Text) -> None:
        self._data, self._at = column.data.data, column.offsets.tolist()

    def __call__(self, row: int) -> str:
        start, end = self._at[row], self._at[row + 1]
        return str(self._data[start : min(end, start + LIMIT)], "utf-8", "ignore")

    def tail(self, row: int) -> str | None:
        """Return the last characters of a row that is too long to be looked at whole."""
        start, end = self._at[row], self._at[row + 1]
        return str(self._data[end - _TAIL : end], "utf-8", "ignore") if end - start > LIMIT else None
