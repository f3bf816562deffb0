"""Cleaning one string: repair it rule by rule, then take personal data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any

from ft_data.cleaning import footers, watch
from ft_data.cleaning.characters import controls, encodable, line_ends
from ft_data.cleaning.evidence import by_default
from ft_data.cleaning.masking import Masker
from ft_data.cleaning.privacy.columns import holds_name
from ft_data.cleaning.privacy.detect import GUARDS as PRIVACY_GUARDS
from ft_data.cleaning.privacy.detect import searches
from ft_data.cleaning.privacy.guards import Guards
from ft_data.cleaning.privacy.talks import told
from ft_data.cleaning.privacy.walk import is_json
from ft_data.cleaning.rule import Edit, Rule
from ft_data.cleaning.rules import GUARDS, RULES, SOURCE_FOOTER
from ft_data.cleaning.snippet import around_change, cut
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Clean

# A rule's result can make work for another (markup inside entities inside mojibake), so the rules run until
# nothing changes. Real text needs two rounds, the second of which only looks.
_MAX_ROUNDS = 8
_MAX_PLANS = 4096
_SHOWS = {rule.name: rule.shows for rule in RULES}
_DATA_ROLES = frozenset({"system", "developer", "tool"})
_TURNS = {"talk": ("user", "assistant"), "answer": ("assistant",)}


@cache
def _guards() -> Guards:
    return Guards({**PRIVACY_GUARDS, **GUARDS})


def guards_of(text: str) -> frozenset[str]:
    """Return which guards of repair and privacy hold for ``text``; "wide" when it is not ASCII, "lines" when it has several.

    "broken" when it holds surrogates, which no encoding can.
    """
    lines = "\n" in text
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return _with(_guards().of(encodable(text)[0].encode()), True, True, lines)
    held, wide = _guards().of(data), len(data) != len(text)
    return _with(held, wide, False, lines) if wide or lines else held


@lru_cache(maxsize=65_536)
def _with(held: frozenset[str], wide: bool, broken: bool, lines: bool) -> frozenset[str]:
    also = {"wide": wide, "broken": broken, "lines": lines}
    return held.union(name for name, holds in also.items() if holds)


@dataclass(slots=True)
class _Log:
    """What happened to one text: rule -> count, and for repairs the texts around its first change."""

    counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def add(self, rule: str, count: int) -> None:
        self.counts[rule] = self.counts.get(rule, 0) + count

    @property
    def personal(self) -> bool:
        return any(rule.startswith("pii_") for rule in self.counts)


class Cleaner:
    """Cleans strings by the ``clean`` section of a recipe; the calls do not depend on each other.

    ``key`` is the secret of the pseudonyms (``clean.pii: pseudonym``), kept outside the warehouse. ``names``
    are the columns (``extra`` fields, groups, labels) whose values are people's names; ``footer`` what every text of the
    source ends with (`ft_data.cleaning.footers`); ``held`` the repairs that may not edit this source. Raises RecipeError for a
    repair that the recipe turns on and nobody knows.
    """

    def __init__(
        self,
        clean: Clean,
        profile: str,
        key: bytes,
        names: Sequence[str] = (),
        footer: Set[str] = frozenset(),
        held: Set[str] = frozenset(),
    ) -> None:
        if unknown := {*clean.repair} - _SHOWS.keys():
            raise problem(f"`clean.repair`: `{min(unknown)}` is no repair; docs/cleaning.md lists them")
        cuts = partial(footers.cut, footer=footer, key=key)
        self._rules = tuple(
            replace(rule, apply=cuts) if rule.name == SOURCE_FOOTER else rule
            for rule in RULES
            if _active(rule, clean, profile)
            and rule.name not in held
            and (footer or rule.name != SOURCE_FOOTER)
        )
        self._wanted = frozenset(clean.repair)
        self._talk: Sequence[str] = ()  # the texts of the talk at hand, as they came
        self._plans: dict[tuple[frozenset[str], str, bool, bool], tuple[tuple[Rule, ...], bool]] = {}
        self._everywhere = clean.boilerplate == "everywhere"
        self._masker = Masker(clean, key)
        self._mode = clean.pii
        self._names = frozenset(names)
        self._masks_names = clean.names != "keep" and clean.pii != "keep"

    def clean(
        self,
        text: str,
        *,
        role: str = "text",
        scope: str = "",
        people: Sequence[str] = (),
        letters: bool = False,
        asked: Sequence[str] = (),
        whole: bool = False,
    ) -> tuple[str, tuple[Edit, ...]]:
        """Return the cleaned text and what was changed: repairs first, then personal data.

        ``role`` is the role of the message (``system`` prompts and ``tool`` results keep what mail programs
        and websites add to text, since they are data); ``scope`` the record within which pseudonyms agree
        (empty: the whole dataset); ``people`` the names that the row's own columns declare; ``letters`` says that it
        is a mail, a ticket or a thread, around which mail programs add what is nobody's subject; ``asked`` holds the requests that the text
        answers: what they ask about is not repaired away; ``whole``: nothing is cut off where it overruns. Idempotent.
        Personal-data edits are named ``pii_<kind>`` and carry a count only.
        """
        guards = guards_of(text)
        named = bool(people or self._masker.known)
        if not guards and not named:
            return text, ()
        rules, searched = self._plan(guards, role, letters, whole)
        if not rules and not searched and not named:
            return text, ()
        log = _Log()
        unmasked = None
        for _ in range(_MAX_ROUNDS):
            repaired = self._repair(text, rules, asked, log)
            if repaired is not text:
                guards = guards_of(repaired)
            elif not (searched or named or log.counts):
                return text, ()  # most texts: nothing to repair after all, and nothing to search
            masked = repaired
            if repaired is not unmasked:
                masked = self._masker.mask(repaired, guards, scope, people, log.add)
            if masked is not repaired:
                guards = guards_of(masked)
            elif repaired is text:
                break
            else:
                unmasked = repaired
            text = masked
            rules = self._plan(guards, role, letters, whole)[0]
        return text, self._edits(log) if log.counts else ()

    def mask_value(
        self,
        text: str,
        *,
        column: str = "",
        scope: str = "",
        people: Sequence[str] = (),
        names_calls: bool = False,
        columns: bool = False,
        apart: bool = False,
    ) -> tuple[str, tuple[Edit, ...]]:
        """Return a metadata string (``extra``, groups, labels, JSON) without control characters and personal data.

        Prose is not repaired: identifiers and labels must stay what they are. The value of a name ``column``
        becomes ``[NAME]``, and so do names under keys of JSON that holds ``columns``; in tool calls and
        definitions (``names_calls``) ids and names become other ones. ``apart`` gives pseudonyms, so that
        different values stay different.
        """
        guards = guards_of(text)
        if not guards and not column and not people and not columns and not self._masker.known:
            return text, ()
        columns = columns and self._masks_names
        log = _Log()
        if "wide" in guards or "control" in guards:
            rules = [("encodable", encodable)]
            if not is_json(text):  # there a control is an escape, and what ends a line may not stand as it is
                rules += [("line_ends", line_ends), ("controls", controls)]
            for name, fn in rules:
                text, count = fn(text)
                if count:
                    log.add(name, count)
            guards = guards_of(text)
        if column and self._masks_names and text.strip() and self._is_name(column, text):
            return self._masker.whole(text, scope, log.add, apart), self._edits(log)
        if apart and searches(guards):
            text = self._masker.apart(text, scope, log.add)
            guards = guards_of(text)
        for _ in range(_MAX_ROUNDS):
            masked = self._masker.mask(text, guards, scope, people, log.add, names_calls, columns)
            if masked is text:
                break
            text = masked
            guards = guards_of(text)
        return text, self._edits(log)

    def _is_name(self, column: str, value: str) -> bool:
        return column in self._names or holds_name(column, value)

    def rename(self, text: str, what: str, scope: str = "") -> tuple[str, tuple[Edit, ...]]:
        """Return the name of a tool (``what`` is "name") or the id of a call, another one if it holds personal data."""
        log = _Log()
        return self._masker.renamed(text, what, scope, log.add), self._edits(log)

    def _repair(self, text: str, rules: Sequence[Rule], asked: Sequence[str], log: _Log) -> str:
        """Run the rules that can have work; returns the very same object when nothing changed."""
        for rule in rules:
            changed, count = rule.repair(text, asked)
            if not count or (rule.one_sided is not None and self._talk and rule.one_sided(self._talk)):
                continue
            if asked and rule.cuts and watch.guts(rule.name, text, changed, asked, rule.name in self._wanted):
                continue
            log.add(rule.name, count)
            if rule.name not in log.changes:
                log.changes[rule.name] = around_change(text, changed)
            text = changed
        return text

    def weigh(self, texts: Sequence[str]) -> None:
        """Say which texts are of one talk before they are cleaned: what would be repaired on one side only stays on both."""
        self._talk = texts

    def listen(self, known: Mapping[str, str] = MappingProxyType({}), public: Set[str] = frozenset()) -> None:
        """Begin a record, in which ``known`` values (with their kinds) are masked wherever they stand, and ``public`` ones nowhere."""
        self._masker.listen(known, public)

    def unsettled(
        self, texts: Sequence[str], turns: Sequence[Mapping[str, Any]]
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Return what the finished ``texts`` of a record that was listened to should have known, of what was masked since.

        Those values (with their kinds) that stand unmasked in one of them, and those that are nobody's: by the words around
        them in another text, or since its ``turns``, as they were, tell them of a place.
        """
        heard = self._masker.heard or {}
        public = ((self._masker.spared - self._masker.insisted) & heard.keys()) | told(turns, heard)
        missed = {
            value: kind
            for value, kind in heard.items()
            if value not in public and any(value in text for text in texts)
        }
        return missed, frozenset(public)

    def overruns(self, text: str, asked: Sequence[str] = ()) -> frozenset[str]:
        """Name the rules that would cut an answer off where it overruns."""
        rules = (rule for rule in self._rules if rule.family == "overrun")
        return frozenset(rule.name for rule in rules if rule.repair(text, asked)[1])

    def _plan(
        self, guards: frozenset[str], role: str, letters: bool, whole: bool
    ) -> tuple[tuple[Rule, ...], bool]:
        """Return which rules can have work under these guards, and whether any finder can."""
        known = self._plans.get((guards, role, letters, whole))
        if known is None:
            rules = tuple(
                rule
                for rule in self._rules
                if not rule.guards.isdisjoint(guards)
                and not (role in _DATA_ROLES and rule.family == "boilerplate")
                and not (whole and rule.family == "overrun")
                and role in _TURNS.get(rule.turns, (role,))
                and (letters or self._everywhere or not rule.letters)
            )
            known = rules, self._mode != "keep" and searches(guards)
            if len(self._plans) < _MAX_PLANS:
                self._plans[guards, role, letters, whole] = known
        return known

    def _edits(self, log: _Log) -> tuple[Edit, ...]:
        edits = []
        for rule, count in log.counts.items():
            change = log.changes.get(rule)
            if change is None or self._is_personal(change, _SHOWS[rule], log.personal):
                edits.append(Edit(rule, count, None, None))
            else:
                before, after, position = change
                edits.append(Edit(rule, count, cut(before, position), cut(after, position)))
        return tuple(edits)

    def _is_personal(self, change: tuple[str, str, int], shows: str, suspect: bool) -> bool:
        """Say whether personal data stands near a change.

        What the finished text holds was searched already. So in a text without findings only what a rule
        cut out has to be searched; in one with findings everything, and also as it reads after repair.
        """
        if shows == "nothing":
            return True
        if self._mode == "keep" or not (suspect or shows == "cut"):
            return False
        return any(self._holds_data(text) for text in change[:2])

    def _holds_data(self, text: str) -> bool:
        guards = guards_of(text)
        if not guards:
            return False
        if searches(guards) and self._masker.holds_data(text, guards):
            return True
        plain = self._plain(text, guards)
        return plain != text and self._masker.holds_data(plain)

    def _plain(self, text: str, guards: frozenset[str]) -> str:
        """Repair a piece of text, so that data hidden by the damage shows."""
        for rule in self._rules:
            if rule.shows != "nothing" and rule.turns == "all" and not rule.guards.isdisjoint(guards):
                text, _ = rule.apply(text)
        return text


def cuts_footers(clean: Clean, profile: str) -> bool:
    """Say whether what the texts of a source end with is cut, and so has to be learned."""
    return any(rule.name == SOURCE_FOOTER and _active(rule, clean, profile) for rule in RULES)


def _active(rule: Rule, clean: Clean, profile: str) -> bool:
    if rule.name == "encodable":
        return True  # what no encoding can hold can be neither searched nor stored
    wanted = getattr(clean, rule.family)
    on = rule.when == wanted or (rule.when == "strip" and wanted == "everywhere")
    asked = rule.name in clean.repair or (rule.letters and wanted == "everywhere")
    may = asked or rule.name in by_default()
    return on and may and profile not in rule.skip and rule.name not in clean.keep
