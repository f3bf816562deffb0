"""Taking personal data out of one text, whether it is prose or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Final

from ft_data.cleaning.privacy.births import is_another_date
from ft_data.cleaning.privacy.columns import holds_name
from ft_data.cleaning.privacy.detect import find, left, searches
from ft_data.cleaning.privacy.finding import PLACEHOLDER, Finding, apart, context, places
from ft_data.cleaning.privacy.names import mentions
from ft_data.cleaning.privacy.public import nobodys, personal, sayings
from ft_data.cleaning.privacy.replace import PLACEHOLDERS, pseudonym, replace
from ft_data.cleaning.privacy.spelled import has_part
from ft_data.cleaning.privacy.walk import is_json, masked_json
from ft_data.cleaning.privacy.whole import street_of, whole
from ft_data.recipe.schema import Clean

Note = Callable[[str, int], None]  # rule and count of what was replaced

# What names a call or a tool must stay one word, and different for different values.
_NAMED: Final = {"name": "tool"}


_OWN_WAY: Final = frozenset({"name"})  # names of a row are looked for in all of it already
_LOOKS: Final = 4  # at a text; each takes something away
_LEAST: Final = 7  # characters of a value that is nothing else


def occurrences(text: str, values: Mapping[str, str]) -> list[Finding]:
    """Return where values (with their kinds) stand in a text as a whole, the longest first."""
    where = places(text, values)
    whole = (
        Finding(values[value], at, at + len(value))
        for value in sorted(values, key=lambda one: (-len(one), one))
        for at in where[value]
    )
    return [*apart(text, whole)]


def _is_of_another_field(text: str, again: Finding) -> bool:
    """Say whether a value that another text gave away is something else here: two dates of a row can be the same day."""
    return again.kind == "birth_date" and is_another_date(context(text, again.start, 40))


class Seen:
    """JSON, or strings of it, in which there is nothing to find: tools, keys and values of columns are the same in many rows."""

    MOST = 4 << 20  # characters that are kept, about

    def __init__(self) -> None:
        self._known: set[tuple[str, str, bool]] = set()
        self._size = 0

    def __contains__(self, one: tuple[str, str, bool]) -> bool:
        return one in self._known

    def add(self, one: tuple[str, str, bool]) -> None:
        """Remember a text, by what it stands under and how it is looked at; too many, and those before it are forgotten."""
        if self._size > self.MOST:
            self._known.clear()
            self._size = 0
        self._known.add(one)
        self._size += len(one[0]) + len(one[1])


class Masker:
    """Masks by the ``clean`` section of a recipe. ``key`` is the secret of pseudonyms and of renamed identifiers."""

    def __init__(self, clean: Clean, key: bytes) -> None:
        self.mode = clean.pii
        self._regions = tuple(clean.pii_regions)
        self._secret = key
        self._key = key if clean.pii == "pseudonym" else None
        self._everywhere = clean.pseudonyms == "dataset"
        self._public = clean.public
        self._kept = frozenset(kind for kind in PLACEHOLDERS if f"pii_{kind}" in clean.keep)
        self.heard: dict[str, str] | None = None
        self.spared: set[str] = set()
        self.insisted: set[str] = set()
        self.known: Mapping[str, str] = {}
        self.public: Set[str] = frozenset()
        self._bare, self._bare_json = Seen(), Seen()
        self._finds = 0  # texts in which something was found, whatever became of it

    def listen(self, known: Mapping[str, str], public: Set[str] = frozenset()) -> None:
        """Begin a record: note in ``heard`` the values (with their kinds) that are masked from here on, mask ``known`` ones anywhere
        and ``public`` ones nowhere.

        A value that the words around it give away in one string of a record is told by nothing in the next: a call says an
        address without its street's number being anybody's. ``spared`` are those that words around them make nobody's,
        ``insisted`` those among them that are somebody's once the words around them are masked.
        """
        self.heard, self.spared, self.known, self.public = {}, set(), known, public
        self.insisted = set()

    def mask(
        self,
        text: str,
        guards: frozenset[str],
        scope: str,
        people: Sequence[str],
        note: Note,
        names_calls: bool = False,
        columns: bool = False,
    ) -> str:
        """Return ``text`` without personal data; the very same object where there is none. JSON stays JSON.

        ``people`` are names to mask; ``names_calls`` says that the JSON holds tool calls or definitions, whose
        ids and names are renamed, not replaced by a placeholder; ``columns`` that its keys are columns of the data,
        under some of which a name stands.
        """
        if self.mode == "keep" or not (people or columns or self.known or searches(guards)):
            return text
        named = bool(people or self.known)
        whole = (text, "calls" if names_calls else "", columns)
        if not named and text[:1] in ("{", "[") and whole in self._bare_json:
            return text
        if not is_json(text):
            return self._settled(text, self._found(text, people, guards), scope, note)

        def masked(value: str, label: str) -> str:
            one = (value, label, columns)
            if not named and one in self._bare:
                return value
            if columns and label and holds_name(label, value):
                return self.whole(value, scope, note)
            before = self._finds
            made = self._settled(value, self._announced(value, label, people), scope, note, label)
            if not named and self._finds == before:
                self._bare.add(one)
            return made

        def renamed(value: str, label: str) -> str:
            return self.renamed(value, label, scope, note)

        def rest(value: str, label: str) -> str:
            note("pii_address", 1)
            return replace(value, [Finding("address", 0, len(value))], self._key, self._scope(scope))

        before = self._finds
        made = masked_json(text, masked, renamed if names_calls else None, beside=rest)
        if made is text and not named and self._finds == before:
            self._bare_json.add(whole)
        return made

    def whole(self, text: str, scope: str, note: Note, apart: bool = False) -> str:
        """Return what stands for a text that is a person's name."""
        if PLACEHOLDER.fullmatch(text) or "name" in self._kept:
            return text
        return self._replaced(text, [Finding("name", 0, len(text))], scope, note, apart)

    def apart(self, text: str, scope: str, note: Note) -> str:
        """Return ``text`` with pseudonyms that agree over the whole dataset: what told rows apart still does."""
        found = [] if self.mode == "keep" else self._found(text, ())
        return self._replaced(text, found, scope, note, apart=True)

    def renamed(self, value: str, what: str, scope: str, note: Note) -> str:
        """Return the name of a tool (``what`` is "name") or the id of a call; another one if it holds personal data."""
        found = [] if self.mode == "keep" else self._found(value, ())
        if not found:
            return value
        for item in found:
            note(f"pii_{item.kind}", 1)
        letters = pseudonym(self._secret, self._scope(scope), "identifier", value)
        return f"{_NAMED.get(what, 'call')}_{letters.lower()}"

    def holds_data(self, text: str, guards: frozenset[str] | None = None) -> bool:
        """Say whether anything in ``text`` is personal data, kept on purpose or not."""
        return bool(find(text, self._regions, guards))

    def _found(self, text: str, people: Sequence[str], guards: frozenset[str] | None = None) -> list[Finding]:
        found = find(text, self._regions, guards)
        if found:
            self._finds += 1
            found = self._personal(text, found, people)
        if self.known:
            again = [
                one
                for one in apart(text, occurrences(text, self.known), found)
                if not _is_of_another_field(text, one)
            ]
            found = whole(text, sorted([*found, *again], key=lambda item: item.start))
        if not people:
            return found
        named = [*apart(text, mentions(text, people), found)]
        return sorted([*found, *self._personal(text, named)], key=lambda item: item.start)

    def _personal(self, text: str, found: Sequence[Finding], people: Sequence[str] = ()) -> list[Finding]:
        """Leave out what is kept, masked already, or public: nothing is that has the name of somebody of the row in it."""
        found = [
            item
            for item in found
            if item.kind not in self._kept and not PLACEHOLDER.fullmatch(text[item.start : item.end])
        ]
        theirs: list[Finding] = []
        others: list[Finding] = []
        for item in found:
            own = bool(people) and has_part(text[item.start : item.end], people)
            (theirs if own else others).append(item)
        left = personal(text, others, self._public, self._regions)
        if self.heard is not None and len(left) < len(others):
            self.spared |= nobodys(text, others, left)
        if self.public:
            left = [item for item in left if self.public.isdisjoint(sayings(text, item))]
        return sorted([*theirs, *left], key=lambda item: item.start) if theirs else left

    def _announced(self, value: str, label: str, people: Sequence[str]) -> list[Finding]:
        """Find what is in a value that stands under a key, which may say what it is."""
        if not label:
            return self._found(value, people)
        before = len(label) + 2
        return [
            Finding(item.kind, item.start - before, item.end - before)
            for item in self._found(f"{label}: {value}", people)
            if item.start >= before
        ]

    def _settled(self, text: str, found: Sequence[Finding], scope: str, note: Note, label: str = "") -> str:
        """Replace what was found, and then what shows only behind placeholders, until the look after cleaning would find nothing.

        What is masked no longer says that the number beside it is a firm's, or how far a word in front of it reaches.
        """
        spared = {text[one.start : one.end] for one in find(text, self._regions)} if found else set()
        for _ in range(_LOOKS):
            if not found:
                break
            text = self._replaced(text, found, scope, note)
            found = self._behind(text, label)
            self.insisted |= spared & {text[one.start : one.end] for one in found}
        return text

    def _behind(self, text: str, label: str) -> list[Finding]:
        """Return what the look after cleaning would find in a masked text that stands under a key."""
        before = len(label) + 2 if label else 0
        return [
            Finding(item.kind, item.start - before, item.end - before)
            for item in left(f"{label}: {text}" if label else text, self._regions, self._public)
            if item.start >= before
            and item.kind not in self._kept
            and self.public.isdisjoint(
                sayings(text, Finding(item.kind, item.start - before, item.end - before))
            )
        ]

    def _replaced(
        self, text: str, found: Sequence[Finding], scope: str, note: Note, apart: bool = False
    ) -> str:
        if not found:
            return text
        for item in found:
            note(f"pii_{item.kind}", 1)
            if self.heard is not None and item.kind not in _OWN_WAY and item.end - item.start >= _LEAST:
                value = text[item.start : item.end]
                self.heard.setdefault(value, item.kind)
                if item.kind == "address" and len(street := street_of(value)) >= _LEAST:
                    self.heard.setdefault(street, item.kind)
        if apart:
            return replace(text, found, self._secret)
        return replace(text, found, self._key, self._scope(scope))

    def _scope(self, scope: str) -> str:
        return "" if self._everywhere else scope
