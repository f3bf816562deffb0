"""One raw record at a time: its examples, its verdict, and the edits that cleaning made.

Most records are a question and an answer in which there is nothing to do: they take a short way of their own
(`Maker._add_pair`), which must not end anywhere else than the long one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from ft_data.example import EDIT, EXAMPLE, VERDICT, answers, content_hash, record_id, requests, texts
from ft_data.recipe.gates import Govern
from ft_data.recipe.licenses import OTHER, allows, spelled
from ft_data.recipe.schema import Clean, Source
from ft_data.stages.alike import Alike
from ft_data.stages.heard import HIDDEN, as_turns, everywhere, hidden, private, turns_of
from ft_data.stages.pair_rows import Pairs, merged, values_of
from ft_data.stages.places import Places
from ft_data.warehouse import verdicts
from ft_data.warehouse.tombstones import subject_id

if TYPE_CHECKING:
    from ft_data.cleaning import Edit

_Turns = Sequence[dict[str, Any]]
_Found = dict[str, int]  # rule -> how often, within one example
_SORTED = orjson.OPT_SORT_KEYS


class Maker:
    """Turns raw records of one source into examples, verdicts and edits."""

    def __init__(self, params: Mapping[str, Any]):
        from ft_data.cleaning import Cleaner
        from ft_data.cleaning.privacy.columns import names_in
        from ft_data.sources.shapes import Mapper

        spec = dict(params["spec"])
        self.expired = spec.pop("expired")
        self.source, self.key = params["source"], params["key"]
        self.spec = Source.model_validate({**spec, "path": "-"})
        self.license = spelled(self.spec.license) or self.spec.license
        settings = params["settings"]
        self.govern = Govern.model_validate(settings["govern"])
        self.clean = Clean.model_validate(settings["clean"])
        self.licenses, self.consents = frozenset(self.govern.licenses), frozenset(self.govern.consents)
        footer, held = (frozenset(params.get(one, ())) for one in ("footer", "held"))
        self.cleaner = Cleaner(self.clean, settings["profile"], self.key, (), footer, held)
        self.alike = Alike()
        self.mapper = Mapper(self.spec, settings["stage"])
        strips = self.clean.html == "strip" and "main_text" not in self.clean.keep
        self.web: Any = settings.get("web", "plain") if strips else "plain"
        self.ordinals: dict[int, int] = dict(params["repeats"])
        self.pairs = Pairs(
            {
                "source": self.source,
                "origin": self.spec.origin,
                "license": self.license,
                "consent": self.spec.consent,
                "language_declared": self.spec.language,
            }
        )
        self.examples: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.edits: list[dict[str, Any]] = []
        self.edit_counts: dict[str, int] = {}
        self._scope = ""
        self._letters = False
        self._requests: list[str] = []  # what the turns of the record at hand answer
        self._names_in = names_in
        self._names = self.clean.names != "keep" and self.clean.pii != "keep"
        self._declared: list[str] = []  # names that the columns of the record at hand declare
        self.place = Places(self.cleaner, self.source)
        self._positions: tuple[list[int], list[int]] = ([], [])  # of the records of examples and verdicts
        self._in_short = (
            self.clean.names != "prose"
            and not self.expired
            and (not self.licenses or allows(self.licenses, self.license))
            and (not self.consents or self.spec.consent in self.consents)
        )

    def add_all(self, raw: pa.Table) -> None:
        """Turn the raw records of a part into examples and their verdicts."""
        columns = [raw.column(name).to_pylist() for name in ("identity", "source_uri", "source_row")]
        records = map(orjson.loads, values_of(raw.column("raw")))
        for position, (name, uri, row, value) in enumerate(zip(*columns, records, strict=True)):
            if self.ordinals:
                ordinal = self.ordinals.get(position, 0)
                name = record_id(name, str(ordinal)) if ordinal else name
            if self._in_short:
                pair = self.mapper.pair(value)
                if pair is not None and self._add_pair(position, name, *pair):
                    continue
            self.add(name, uri, row, value)
            for made, positions in zip((self.examples, self.verdicts), self._positions, strict=True):
                positions += [position] * (len(made) - len(positions))

    def tables(self, places: pa.Table) -> dict[str, pa.Table]:
        """Return examples, verdicts and edits; ``places`` has the ``source_uri`` and ``source_row`` of the records."""
        short, examples, decided = self.pairs, EXAMPLE.empty_table(), VERDICT.empty_table()
        places = self.place.shown(places)
        if self.examples:
            examples = pa.Table.from_pylist(self.examples, EXAMPLE)
        if self.verdicts:
            decided = pa.Table.from_pylist(self.verdicts, VERDICT)
        if short:
            examples = merged(short.table(places), short.positions, examples, self._positions[0])
            kept = verdicts.keeps(pa.array(short.names, pa.string()))
            decided = merged(kept, short.positions, decided, self._positions[1])
        edits = pa.Table.from_pylist(self.edits, EDIT) if self.edits else EDIT.empty_table()
        return {"main": examples, "verdicts": decided, "edits": edits}

    def _add_pair(self, position: int, name: str, prompt: str, response: str, rest: dict[str, Any]) -> bool:
        """Add a plain pair, unless something about it decides its verdict or raises a question: then do nothing."""
        if rest and self._names and next(self._names_in(rest), None) is not None:
            return False
        extra = orjson.dumps(rest, option=_SORTED).decode() if rest else None
        self.cleaner.weigh((prompt, response))
        self.cleaner.listen()
        asked, asked_edits = self.cleaner.clean(prompt, role="user", scope=name)
        answer, answer_edits = self.cleaner.clean(response, role="assistant", scope=name, asked=[prompt])
        more_edits: tuple[Edit, ...] = ()
        if extra:
            extra, more_edits = self.cleaner.mask_value(extra, scope=name)
        if asked_edits or answer_edits or more_edits:
            edits = (*asked_edits, *answer_edits, *more_edits)
            asks = self.clean.pii in ("drop", "review") and any(
                edit.rule.startswith("pii_") for edit in edits
            )
            if (
                asks
                or any(self.cleaner.unsettled([asked, answer, extra or ""], as_turns(prompt, response)))
                or not (asked.strip() or answer.strip())
                or self._asked(asked, answer, [edit.rule for edit in asked_edits])
            ):
                return False
            self._note(name, "messages[0]", asked_edits, {})
            self._note(name, "messages[1]", answer_edits, {})
            self.alike.note(answer_edits, response, answer)
            self._note(name, "extra", more_edits, {})
        self.pairs.add(position, name, asked, answer, extra)
        return True

    def add(self, name: str, uri: str, row: int, value: Any) -> None:
        """Turn one raw record into examples and its verdict, whatever its shape."""
        self._declared = (
            list(dict.fromkeys(self._names_in(value))) if self._names and type(value) is dict else []
        )
        mapped = self.mapper(value)
        if self.web != "plain" and type(value) is dict and "html" in value:
            mapped = self._main_text(name, mapped, value["html"])
        if not mapped.drafts:
            reason, _, text = (mapped.reason or "unknown_shape").partition(":")
            text = self.cleaner.mask_value(text.strip(), scope=name)[0]
            self.verdicts.append(verdicts.verdict(name, "drop", [reason.strip()], evidence=text or None))
        elif len(mapped.drafts) == 1:
            example, found = self._example(name, mapped.drafts[0], uri, row, [])
            reasons, facts = self._refusals(example, found)
            flags = [] if reasons else self._flags(example, found)
            if not reasons:
                self.examples.append(example)
            if flags:
                facts["flags"] = flags
            self.verdicts.append(
                verdicts.verdict(name, "drop" if reasons else "keep", reasons or flags, **facts)
            )
        else:
            self._split(name, mapped.drafts, uri, row)

    def _main_text(self, name: str, mapped: Any, page: Any) -> Any:
        """Put the main text of a web page that was kept whole in its place; a page without any stays."""
        from ft_data.cleaning.rule import Edit
        from ft_data.cleaning.webpage import main_text

        if len(mapped.drafts) != 1 or [m["content"] for m in mapped.drafts[0].messages] != [page]:
            return mapped
        draft = mapped.drafts[0]
        found = main_text(page, self.web)
        if not found:
            return mapped
        self._note(name, "messages[0]", [Edit("main_text", 1, None, None)], {})
        return mapped._replace(drafts=(draft._replace(messages=[{**draft.messages[0], "content": found}]),))

    def _split(self, name: str, drafts: Sequence[Any], uri: str, row: int) -> None:
        """Make one example per piece. A piece that may not be used is not made; the parent's verdict counts it."""
        left_out: dict[str, int] = {}
        for number, draft in enumerate(drafts):
            example, found = self._example(record_id(name, "piece", str(number)), draft, uri, row, [name])
            reasons, _ = self._refusals(example, found)
            for reason in reasons[:1]:
                left_out[reason] = left_out.get(reason, 0) + 1
            if not reasons:
                flags = self._flags(example, found)
                self.examples.append(example)
                self.verdicts.append(
                    verdicts.verdict(example["record_id"], "new", flags, flags=flags or None)
                )
        self.verdicts.append(verdicts.split(name, len(drafts), left_out))

    def _example(self, name: str, draft: Any, *where: Any) -> tuple[dict[str, Any], _Found]:
        made = lambda: self._made(name, draft, *where)  # noqa: E731
        return everywhere(self.cleaner, self.edits, self.edit_counts, turns_of(draft), made)

    def _made(
        self, name: str, draft: Any, uri: str, row: int, parents: list[str]
    ) -> tuple[dict[str, Any], _Found]:
        found: _Found = {}
        # A document is a record: what is cut from it shares its pseudonyms if the recipe says so.
        self._scope = parents[0] if parents and self.clean.pseudonyms == "document" else name
        people = [*draft.names, *self._declared] if self._names else []
        self._letters = draft.letters
        self._requests = requests(draft.messages or ())
        messages = self._messages(name, "messages", draft.messages, people, found)
        chosen = rejected = None
        whole = self._overruns(draft.chosen) != self._overruns(draft.rejected)
        if draft.chosen is not None:
            chosen = self._messages(name, "chosen", draft.chosen, people, found, whole)
        if draft.rejected is not None:
            rejected = self._messages(name, "rejected", draft.rejected, people, found, whole)
        found |= hidden(draft, chosen, rejected)
        prompt, response = texts(draft.kind, messages or [], chosen)
        extra = orjson.dumps(draft.extra, option=_SORTED).decode() if draft.extra else None
        example: dict[str, Any] = {
            "record_id": name,
            "kind": draft.kind,
            "messages": messages,
            "chosen": chosen,
            "rejected": rejected,
            "tools_json": self._masked(name, "tools_json", draft.tools_json, found, people, names_calls=True),
            "prompt_text": prompt,
            "response_text": response,
            "source": self.source,
            "source_uri": self.place(uri),
            "source_row": row,
            "origin": self.spec.origin,
            "license": self._said(name, "license", draft.license, found) or self.license,
            "consent": self._said(name, "consent", draft.consent, found) or self.spec.consent,
            "subject_id": subject_id(draft.subject, self.key) if draft.subject else None,
            "created_at": draft.created_at,
            "language_declared": self._masked(name, "language_declared", draft.language, found)
            or self.spec.language,
            "groups": self._pairs(name, "groups", draft.groups, found) if draft.groups else [],
            "labels": self._pairs(name, "labels", draft.labels, found) if draft.labels else [],
            "parents": parents,
            "extra": self._masked(name, "extra", extra, found, people, columns=bool(people)),
        }
        example["content_hash"] = content_hash(example)
        return example, found

    def _masked(
        self,
        name: str,
        field: str,
        text: str | None,
        found: _Found,
        people: Sequence[str] = (),
        **how: Any,
    ) -> str | None:
        if not text:
            return text
        masked, edits = self.cleaner.mask_value(text, scope=self._scope, people=people, **how)
        if edits:
            self._note(name, field, edits, found)
        return masked

    def _renamed(self, name: str, field: str, text: str | None, what: str, found: _Found) -> str | None:
        if not text:
            return text
        renamed, edits = self.cleaner.rename(text, what, self._scope)
        if edits:
            self._note(name, field, edits, found)
        return renamed

    def _pairs(  # values of groups stay apart: they decide which rows belong together
        self, name: str, field: str, pairs: Mapping[str, str], found: _Found
    ) -> list[tuple[str, str | None]]:
        return sorted(
            (
                self._masked(name, field, key, found) or "",
                self._masked(name, field, value, found, column=key, apart=field == "groups"),
            )
            for key, value in pairs.items()
        )

    def _said(self, name: str, field: str, text: str | None, found: _Found) -> str | None:
        """Return what a row says of its rights, in a short form; what is none is no longer said."""
        if text is None:
            return None
        from ft_data.cleaning.rule import Edit
        from ft_data.stages import rights

        said, allowed = (
            (rights.said_licence, self.licenses)
            if field == "license"
            else (rights.said_consent, self.consents)
        )
        made = said(text, allowed)
        if made == OTHER:
            self._note(name, field, [Edit("rights_unclear", 1, None, None)], found)
        return made

    def _refusals(self, example: dict[str, Any], found: _Found) -> tuple[list[str], dict[str, Any]]:
        """Say why an example may not be used, with the evidence."""
        reasons: list[str] = []
        facts: dict[str, Any] = {}
        if self.licenses and not allows(self.licenses, example["license"]):
            reasons.append("license_not_allowed")
            facts["license"] = example["license"] or "none"
        if self.consents and example["consent"] not in self.consents:
            reasons.append("consent_not_allowed")
            facts["consent"] = example["consent"] or "none"
        if self.expired:
            reasons.append("consent_ended")
        if not example["response_text"].strip() and not example["prompt_text"].strip():
            reasons.append("empty_after_cleaning")
        reasons += [HIDDEN] if HIDDEN in found else []
        if found and self.clean.pii == "drop" and private(found):
            reasons.append("personal_data")
            facts["evidence"] = ", ".join(private(found))
        return reasons, facts

    def _flags(self, example: dict[str, Any], found: _Found) -> list[str]:
        """Doubts that `filtered` turns into questions for people."""
        flags = ["personal_data"] if found and self.clean.pii == "review" and private(found) else []
        if found and self._asked(example["prompt_text"], example["response_text"], found):
            flags.append("asks_about_masked_value")
        if self.clean.names == "prose":
            from ft_data.cleaning.privacy.prose_names import names_in_prose

            if names_in_prose(example["prompt_text"]) or names_in_prose(example["response_text"]):
                flags.append("name_in_text")
        return flags

    def _asked(self, prompt: str, response: str, rules: Iterable[str]) -> bool:
        from ft_data.cleaning.privacy.asked import asks_about

        kinds = sorted({rule.removeprefix("pii_") for rule in rules if rule.startswith("pii_")})
        return bool(kinds) and asks_about(prompt, response, kinds, self.clean.pii == "pseudonym")

    def _overruns(self, turns: _Turns | None) -> list[frozenset[str]]:
        """Return by which rules each answer of one side of a pair would be cut: what only one side has is what they differ in."""
        return [self.cleaner.overruns(one, self._requests) for one in answers(turns or ())]

    def _messages(
        self, name: str, field: str, turns: _Turns, people: Sequence[str], found: _Found, whole: bool = False
    ) -> list[dict[str, Any]]:
        made = []
        clean = self.cleaner.clean
        for number, turn in enumerate(turns):
            before = turn.get("content") or ""
            role, asked = turn["role"], self._requests if turn["role"] == "assistant" else ()
            text, edits = clean(
                before,
                role=role,
                scope=self._scope,
                people=people,
                letters=self._letters,
                asked=asked,
                whole=whole,
            )
            if edits:
                self._note(name, f"{field}[{number}]", edits, found)
                self.alike.note(edits if role == "assistant" else (), before, text)
            changed: dict[str, Any] = {} if text is before else {"content": text}
            place = f"{field}[{number}]"
            if calls := turn.get("tool_calls_json"):
                changed["tool_calls_json"] = self._masked(
                    name, f"{place}.tool_calls_json", calls, found, people, names_calls=True
                )
            for what in ("tool_call_id", "name"):
                if turn.get(what):
                    changed[what] = self._renamed(name, f"{place}.{what}", turn[what], what, found)
            if thought := turn.get("reasoning"):
                changed["reasoning"], edits = clean(
                    thought, role=role, scope=self._scope, people=people, asked=self._requests
                )
                if edits:
                    self._note(name, f"{place}.reasoning", edits, found)
            made.append(turn | changed if changed else turn)
        return made

    def _note(self, name: str, field: str, edits: Any, found: _Found) -> None:
        for edit in edits:
            found[edit.rule] = found.get(edit.rule, 0) + edit.count
            self.edit_counts[edit.rule] = self.edit_counts.get(edit.rule, 0) + edit.count
            self.edits.append(
                {
                    "record_id": name,
                    "field": field,
                    "rule": edit.rule,
                    "count": edit.count,
                    "before": edit.before,
                    "after": edit.after,
                }
            )
