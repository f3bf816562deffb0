"""cleaned: canonical examples, text repaired, personal data masked; ``edits`` says what each rule changed.

Row-local: one raw part in, one part of examples, verdicts and edits out. A record that holds several examples
(chunks of a manual, instances of a task) is dropped as ``split`` and its examples are ``new``, with it as parent.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.code import code_version
from ft_data.engine.work import Work
from ft_data.example import EDIT, EXAMPLE, VERDICT, content_hash, record_id, texts
from ft_data.recipe.schema import Clean, Govern, Source
from ft_data.stages import verdicts
from ft_data.stages.build import Build, add_counts
from ft_data.stages.forgetting import subject_id
from ft_data.warehouse import snapshots
from ft_data.warehouse.snapshots import Snapshot

SCHEMAS = {"main": EXAMPLE, "verdicts": VERDICT, "edits": EDIT}
_CODE = ("ft_data.cleaning", "ft_data.sources.shapes", "ft_data.stages.cleaned", "ft_data.example")


def build(build: Build) -> Snapshot:
    """Clean every raw part of every source; parts already cleaned under the same rules are reused."""
    recipe, code = build.recipe, code_version(*_CODE)
    raws = [build.current(f"raw/{name}") for name in sorted(recipe.sources)]
    key = build.home.key()
    settings = {
        "clean": recipe.clean.model_dump(),
        "profile": recipe.profile,
        "stage": recipe.stage,
        "govern": {"licenses": sorted(recipe.govern.licenses), "consents": sorted(recipe.govern.consents)},
        "key": hashlib.sha256(b"ft_data key id\0" + key).hexdigest()[:12],
    }
    tasks = []
    for raw in raws:
        name = raw.asset.removeprefix("raw/")
        spec = recipe.sources[name].model_dump(exclude={"why", "refresh", "path", "format", "attribution"})
        spec["expired"] = _expired(recipe.sources[name])
        repeats = _repeats(build, raw)
        for part in raw.parts["main"]:
            told_apart = repeats.get(part.file, [])
            tasks.append(
                build.task(
                    "cleaned",
                    "ft_data.stages.cleaned:clean_part",
                    {"raw": build.path(part)},
                    {
                        "source": name,
                        "spec": spec,
                        "settings": settings,
                        "repeats": told_apart,
                        "key": key,
                    },
                    [part.file, code, settings, spec, told_apart],
                    rows=part.rows,
                )
            )
    receipts = build.run("cleaned", tasks)
    made = snapshots.merge(receipts)
    if not receipts:
        made = dict(build.once("cleaned", ["empty"], SCHEMAS, lambda: ({}, {})).tables)
    return build.commit(
        "cleaned",
        made,
        rows=sum(part.rows for part in made["main"]),
        inputs=raws,
        code=code,
        settings=settings,
        stats=add_counts(receipts),
    )


def _expired(source: Source) -> bool:
    """Tell whether the source's consent has ended. The only clock in this stage; its answer is part of the name."""
    if source.consent_until is None:
        return False
    return datetime.date.fromisoformat(source.consent_until) < datetime.datetime.now(datetime.UTC).date()


def _repeats(build: Build, raw: Snapshot) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for file in raw.files("repeats"):
        for row in pq.read_table(build.path(file)).to_pylist():
            found.setdefault(row["part"], []).append([row["position"], row["ordinal"]])
    return found


def clean_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Clean one raw part."""
    raw = pq.read_table(inputs["raw"])
    maker = _Maker(params)
    for position, row in enumerate(_rows(raw)):
        maker.add(position, *row)
    main = pa.Table.from_pylist(maker.examples, EXAMPLE)
    decided = pa.Table.from_pylist(maker.verdicts, VERDICT)
    stats = {**verdicts.counts(decided), "edits": dict(maker.edit_counts), "rows_in": raw.num_rows}
    return Work({"main": main, "verdicts": decided, "edits": pa.Table.from_pylist(maker.edits, EDIT)}, stats)


def _rows(raw: pa.Table) -> Iterator[tuple[str, str, int, str]]:
    columns = (raw.column(name).to_pylist() for name in ("identity", "source_uri", "source_row", "raw"))
    return zip(*columns, strict=True)


class _Maker:
    """Turns raw records of one source into examples, verdicts and edits."""

    def __init__(self, params: Mapping[str, Any]):
        from ft_data.cleaning import Cleaner

        spec = dict(params["spec"])
        self.expired = spec.pop("expired")
        self.source, self.key = params["source"], params["key"]
        self.spec = Source.model_validate({**spec, "path": "-"})
        settings = params["settings"]
        self.govern = Govern.model_validate(settings["govern"])
        self.stage = settings["stage"]
        self.clean = Clean.model_validate(settings["clean"])
        self.cleaner = Cleaner(self.clean, settings["profile"], self.key)
        self.ordinals = dict(params["repeats"])
        self.examples: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.edits: list[dict[str, Any]] = []
        self.edit_counts: Counter[str] = Counter()

    def add(self, position: int, identity: str, uri: str, row: int, raw: str) -> None:
        """Turn one raw record into examples and its verdict."""
        from ft_data.sources import shapes

        ordinal = self.ordinals.get(position, 0)
        name = record_id(identity, str(ordinal)) if ordinal else identity
        mapped = shapes.map_record(orjson.loads(raw), self.spec, self.stage)
        if not mapped.drafts:
            reason, _, text = (mapped.reason or "unknown_shape").partition(":")
            self.verdicts.append(
                verdicts.verdict(name, "drop", [reason.strip()], evidence=text.strip() or None)
            )
        elif len(mapped.drafts) == 1:
            example, found = self._example(name, mapped.drafts[0], uri, row, [])
            reasons, facts = self._refusals(example, found)
            flags = [] if reasons else self._flags(found)
            if not reasons:
                self.examples.append(example)
            facts |= {"flags": flags} if flags else {}
            self.verdicts.append(
                verdicts.verdict(name, "drop" if reasons else "keep", reasons or flags, **facts)
            )
        else:
            self._split(name, mapped.drafts, uri, row)

    def _split(self, name: str, drafts: Sequence[Any], uri: str, row: int) -> None:
        """Make one example per piece. A piece that may not be used is not made; the parent's verdict counts it."""
        left_out: Counter[str] = Counter()
        for number, draft in enumerate(drafts):
            example, found = self._example(record_id(name, "piece", str(number)), draft, uri, row, [name])
            reasons, _ = self._refusals(example, found)
            left_out.update(reasons[:1])
            if not reasons:
                flags = self._flags(found)
                self.examples.append(example)
                self.verdicts.append(
                    verdicts.verdict(example["record_id"], "new", flags, flags=flags or None)
                )
        whole = len(drafts) == sum(left_out.values())
        reasons = sorted(left_out) if whole else ["split"]
        self.verdicts.append(
            verdicts.verdict(name, "drop", reasons, pieces=len(drafts), left_out=dict(left_out) or None)
        )

    def _example(
        self, name: str, draft: Any, uri: str, row: int, parents: list[str]
    ) -> tuple[dict[str, Any], Counter[str]]:
        found: Counter[str] = Counter()

        def mask(field: str, text: str | None) -> str | None:
            if not text:
                return text
            masked, edits = self.cleaner.mask_value(text, scope=name)
            self._note(name, field, edits, found)
            return masked

        lists = {
            field: self._messages(name, field, getattr(draft, field), draft.names, found)
            for field in ("messages", "chosen", "rejected")
        }
        extra = orjson.dumps(draft.extra, option=orjson.OPT_SORT_KEYS).decode() if draft.extra else None
        prompt, response = texts(draft.kind, lists["messages"] or [], lists["chosen"])
        example: dict[str, Any] = {
            "record_id": name,
            "kind": draft.kind,
            **lists,
            "tools_json": mask("tools_json", draft.tools_json),
            "prompt_text": prompt,
            "response_text": response,
            "source": self.source,
            "source_uri": uri,
            "source_row": row,
            "origin": self.spec.origin,
            "license": draft.license or self.spec.license,
            "consent": draft.consent or self.spec.consent,
            "subject_id": subject_id(draft.subject, self.key) if draft.subject else None,
            "created_at": draft.created_at,
            "language_declared": draft.language or self.spec.language,
            "groups": sorted((key, mask("groups", value)) for key, value in draft.groups.items()),
            "labels": sorted((key, mask("labels", value)) for key, value in draft.labels.items()),
            "parents": parents,
            "extra": mask("extra", extra),
        }
        example["content_hash"] = content_hash(example)
        return example, found

    def _refusals(self, example: dict[str, Any], found: Counter[str]) -> tuple[list[str], dict[str, Any]]:
        """Say why an example may not be used, with the evidence."""
        reasons: list[str] = []
        facts: dict[str, Any] = {}
        if self.govern.licenses and example["license"] not in self.govern.licenses:
            reasons.append("license_not_allowed")
            facts["license"] = example["license"] or "none"
        if self.govern.consents and example["consent"] not in self.govern.consents:
            reasons.append("consent_not_allowed")
            facts["consent"] = example["consent"] or "none"
        if self.expired:
            reasons.append("consent_ended")
        if not (example["prompt_text"] + example["response_text"]).strip():
            reasons.append("empty_after_cleaning")
        if self.clean.pii == "drop" and _private(found):
            reasons.append("personal_data")
            facts["evidence"] = ", ".join(_private(found))
        return reasons, facts

    def _flags(self, found: Counter[str]) -> list[str]:
        """Doubts that `filtered` turns into questions for people."""
        return ["personal_data"] if self.clean.pii == "review" and _private(found) else []

    def _messages(
        self, name: str, field: str, turns: Any, people: Any, found: Counter[str]
    ) -> list[dict[str, Any]] | None:
        if turns is None:
            return None
        made = []
        for number, turn in enumerate(turns):
            text, edits = self.cleaner.clean(
                turn.get("content") or "", role=turn["role"], scope=name, people=people
            )
            self._note(name, f"{field}[{number}]", edits, found)
            calls = turn.get("tool_calls_json")
            made.append(
                {
                    "role": turn["role"],
                    "content": text,
                    "tool_calls_json": self.cleaner.mask_value(calls)[0] if calls else None,
                    "tool_call_id": turn.get("tool_call_id"),
                    "name": turn.get("name"),
                }
            )
        return made

    def _note(self, name: str, field: str, edits: Any, found: Counter[str]) -> None:
        for edit in edits:
            found[edit.rule] += edit.count
            self.edit_counts[edit.rule] += edit.count
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


def _private(found: Counter[str]) -> list[str]:
    return sorted(rule for rule in found if rule.startswith("pii_"))
