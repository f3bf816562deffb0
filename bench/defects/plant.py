"""Plant every class into clean text and record the truth."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench.defects.clean.hard import HARD, NEAR
from bench.defects.conversation import as_messages, conversation
from bench.defects.model import DefectClass, Planted, Row, classes
from bench.defects.natural import Patterns
from bench.defects.pool import Admission, BadText, clean_pool

VERSION = 1
COPIES = ("exact_duplicate", "near_duplicate")
SPARE = 150  # clean rows kept back for planters that need the text of a second row
TRIED = 150  # rows on which the demands of a class are tried before planting
BENCHMARK_ITEMS = 200  # unplanted items in the benchmark file, besides the planted ones


@dataclass(frozen=True)
class Plan:
    """How much of what: `share` of `rows` are defects, in equal parts by class."""

    rows: int = 10_000
    seed: int = 1
    share: float = 0.25
    hard: float = 0.10
    most_of_one: float = 0.35
    only: tuple[str, ...] = ()


@dataclass
class Entry:
    """A row on its way into the corpus."""

    row: Row
    name: str = ""
    planted: Planted | None = None
    near_miss_of: str = ""
    id: str = ""


@dataclass
class Corpus:
    """A planted corpus before it is written."""

    entries: list[Entry]
    benchmark: list[tuple[str, str]]
    notes: dict[str, Any] = field(default_factory=dict)


def plant(texts: Sequence[Path], plan: Plan, data: Path | None) -> Corpus:
    """Make a corpus from the clean rows of `texts` and the patterns of the sets below `data`.

    The same inputs and plan give the same corpus. Raises BadText when the text gives too few clean rows.
    """
    chosen = _chosen(plan.only)
    each = max(1, round(plan.rows * plan.share / len(chosen)))
    chats = [c for c in chosen if c.shape == "conversation"]
    admission = Admission(classes().values())  # clean means free of every class, planted here or not
    entries = [*_hard(plan, admission), *_look_alikes(chosen, each, admission, plan.seed)]

    pairs_planted = each * (len(chosen) - len(chats))
    sessions = 2 * each * len(chats)
    ordinary = plan.rows - len(entries) - pairs_planted - sessions
    slack = 6 * each  # some classes suit few rows; what is left over becomes ordinary
    ordinary = max(ordinary - slack, min(ordinary, 0))
    want = ordinary + pairs_planted + slack + 2 * sessions + SPARE
    pool = clean_pool(texts, admission, Random(f"{plan.seed}:pool"), want, plan.most_of_one)
    if ordinary < 0 or len(pool) < want:
        raise BadText(
            f"{plan.rows} rows need {want} clean rows; the text gave {len(pool)}."
            f" Left out: {dict(admission.left_out.most_common(6))}. Give more text or fewer rows."
        )
    cut = list(itertools.accumulate((SPARE, 2 * sessions, ordinary)))
    spare, talk, plain, bases = (
        pool[: cut[0]],
        pool[cut[0] : cut[1]],
        pool[cut[1] : cut[2]],
        deque(pool[cut[2] :]),
    )
    patterns = Patterns(data, spare)
    entries += [Entry(row) for row in plain]

    planted = Admission(())  # so that planted rows are not copies of each other
    for made in _pickiest_first(
        [c for c in chosen if c.shape == "pair" and c.name not in COPIES], bases, patterns
    ):
        entries += _plant_pairs(made, each, bases, patterns, planted, admission, plan.seed)
    rng = Random(f"{plan.seed}:talk")
    chained = [conversation(talk[i : i + 2], rng) for i in range(0, len(talk), 2)]
    entries += [Entry(row) for row in chained[: len(chained) // 2]]
    entries += _plant_chats(chats, each, chained[len(chained) // 2 :], patterns, plan.seed)
    for made in (c for c in chosen if c.name in COPIES):
        entries += _plant_copies(made, each, plain, patterns, plan.seed)

    entries += [Entry(bases.popleft()) for _ in range(min(len(bases), plan.rows - len(entries)))]
    Random(f"{plan.seed}:order").shuffle(entries)
    for number, entry in enumerate(entries):
        entry.id = f"d{number:06d}"
    notes = {
        "each": each,
        "left_out": dict(admission.left_out.most_common()),
        "classes": [c.name for c in chosen],
    }
    return Corpus(entries, _benchmark(entries, patterns, plan.seed), notes)


def _chosen(only: Sequence[str]) -> list[DefectClass]:
    known = classes()
    unknown = [name for name in only if name not in known]
    if unknown:
        raise BadText(f"no class {', '.join(unknown)}; known are {', '.join(known)}")
    return [known[name] for name in only] if only else list(known.values())


def _look_alikes(
    chosen: Sequence[DefectClass], each: int, admission: Admission, seed: int
) -> Iterator[Entry]:
    for made in chosen:
        if made.look_alikes is None:
            continue
        rows = (
            Row(a, b, "misc", "look_alike") for a, b in made.look_alikes(Random(f"{seed}:near:{made.name}"))
        )
        template = made.name in COPIES  # these are alike on purpose
        for row in _new(rows, each, None if template else admission):
            yield Entry(row, near_miss_of=made.name)


def _hard(plan: Plan, admission: Admission) -> Iterator[Entry]:
    each = max(1, round(plan.rows * plan.hard / len(HARD)))
    for name, make in HARD.items():
        rows = (Row(a, b, "misc", name) for a, b in make(Random(f"{plan.seed}:hard:{name}")))
        for row in _new(rows, each, admission):
            yield Entry(row, near_miss_of=NEAR.get(name, ""))


def _new(rows: Iterator[Row], count: int, admission: Admission | None) -> Iterator[Row]:
    """Yield up to `count` rows that are not copies; generators without end are given up after many tries."""
    found = 0
    for row in itertools.islice(rows, 8 * count + 40):
        if found == count:
            return
        if admission is None or admission.admit(row, on_purpose=True):
            found += 1
            yield row


def _pickiest_first(
    chosen: Sequence[DefectClass], bases: Sequence[Row], patterns: Patterns
) -> list[DefectClass]:
    """Order classes so that those which suit few rows choose first."""
    sample = list(bases)[:TRIED]
    suited = {
        c.name: sum(c.plant(row, Random(c.name), patterns) is not None for row in sample) for c in chosen
    }
    return sorted(chosen, key=lambda c: (suited[c.name], c.name))


def _plant_pairs(
    made: DefectClass,
    each: int,
    bases: deque[Row],
    patterns: Patterns,
    planted: Admission,
    clean: Admission,
    seed: int,
) -> Iterator[Entry]:
    rng = Random(f"{seed}:plant:{made.name}")
    found, tries, unsuited = 0, 0, []
    while found < each and bases:
        base = bases.popleft()
        tries += 1
        result = made.plant(base, rng, patterns)
        # Stock texts run out on small fallbacks; after many tries two planted rows may be alike.
        patient = tries < 6 * each
        if result is None or (patient and _twin(result, base, planted, clean)):
            unsuited.append(base)
            if tries > 40 * each + 2000:
                break
            if not bases:
                bases.extend(unsuited)
                unsuited = []
            continue
        found += 1
        yield Entry(result.row, made.name, result)
    bases.extend(unsuited)


def _twin(result: Planted, base: Row, planted: Admission, clean: Admission) -> bool:
    """Tell whether a row is a copy of another planted row or, if not made of `base`, of a clean one."""
    if not planted.admit(result.row, on_purpose=True):
        return True
    return result.row.instruction != base.instruction and not clean.admit(
        result.clean or result.row, on_purpose=True
    )


def _plant_chats(
    chats: Sequence[DefectClass], each: int, rows: Sequence[Row], patterns: Patterns, seed: int
) -> Iterator[Entry]:
    for number, made in enumerate(chats):
        rng = Random(f"{seed}:plant:{made.name}")
        for row in rows[number * each : (number + 1) * each]:
            result = made.plant(row, rng, patterns)
            yield Entry(result.row, made.name, result) if result else Entry(row)


def _plant_copies(
    made: DefectClass, each: int, plain: Sequence[Row], patterns: Patterns, seed: int
) -> Iterator[Entry]:
    rng = Random(f"{seed}:plant:{made.name}")
    found = 0
    for row in rng.sample(plain, len(plain)):
        result = made.plant(row, rng, patterns) if found < each else None
        if result is not None:
            found += 1
            yield Entry(result.row, made.name, result)


def _benchmark(entries: Sequence[Entry], patterns: Patterns, seed: int) -> list[tuple[str, str]]:
    used = {e.planted.detail["item"] for e in entries if e.name == "benchmark_leak" and e.planted}
    if not used:
        return []
    values = patterns.benchmark.values
    rest = [v for v in values if v[0][:60] not in used]
    more = Random(f"{seed}:benchmark").sample(rest, min(BENCHMARK_ITEMS, len(rest)))
    return [v for v in values if v[0][:60] in used] + more


def write(corpus: Corpus, plan: Plan, folder: Path) -> dict[str, Any]:
    """Write corpus.jsonl, conversations.jsonl, truth.jsonl, clean.jsonl, benchmark.jsonl and summary.json."""
    ids = {id(entry.row): entry.id for entry in corpus.entries}
    files: dict[str, list[dict[str, Any]]] = {"corpus": [], "conversations": [], "truth": [], "clean": []}
    for entry in corpus.entries:
        row = entry.row
        if row.messages:
            files["conversations"].append(
                {"id": entry.id, "messages": as_messages(row.messages), "source": row.source}
            )
        else:
            files["corpus"].append(
                {
                    "id": entry.id,
                    "instruction": row.instruction,
                    "response": row.response,
                    "source": row.source,
                }
            )
        if entry.planted is None:
            near = {"near_miss_of": entry.near_miss_of} if entry.near_miss_of else {}
            files["clean"].append({"id": entry.id, "kind": row.kind, **near})
        else:
            files["truth"].append(_truth(entry, entry.planted, ids))
    files["benchmark"] = [{"question": q, "answer": a} for q, a in corpus.benchmark]
    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    for name, records in files.items():
        data = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode(
            "utf-8", "surrogatepass"
        )
        (folder / f"{name}.jsonl").write_bytes(data)
        digests[name] = hashlib.sha256(data).hexdigest()
    summary = {
        "version": VERSION,
        "seed": plan.seed,
        "rows": len(corpus.entries),
        "counts": dict(sorted(Counter(e.name or "clean" for e in corpus.entries).items())),
        "clean_kinds": dict(sorted(Counter(e.row.kind for e in corpus.entries if not e.planted).items())),
        "patterns": dict(
            sorted(Counter(f"{e.name}: {e.planted.pattern}" for e in corpus.entries if e.planted).items())
        ),
        **corpus.notes,
        "sha256": digests,
    }
    (folder / "summary.json").write_text(
        json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return summary


def _truth(entry: Entry, planted: Planted, ids: dict[int, str]) -> dict[str, Any]:
    known = classes()[entry.name]
    record: dict[str, Any] = {
        "id": entry.id, "type": entry.name, "origin": known.origin, "severity": known.severity,
        "pattern": planted.pattern,
    }  # fmt: skip
    if planted.of is not None:
        record["of"] = ids[id(planted.of)]
    if planted.clean is not None:
        text = planted.clean.text()
        if planted.clean.messages:
            record["clean"] = {"messages": as_messages(planted.clean.messages)}
        else:
            record["clean"] = {"instruction": planted.clean.instruction, "response": planted.clean.response}
        record["marks"] = [m for m in planted.marks if m not in text]
    return {**record, **planted.detail}
