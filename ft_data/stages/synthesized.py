"""synthesized: rows that a language model made from cleaned rows; every request of it is a row of the ledger or pending.

Rows that were cleaned pass. What a teacher wrote is `new` with its parents, under the strictest of their rights, or dropped
for a named reason; what is asked, and what answers cost, is kept apart from the parts (`generating`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.work import Work, makes
from ft_data.evaluation import generated
from ft_data.example import EXAMPLE, VERDICT, content_hash, message, texts
from ft_data.recipe.generate import generators
from ft_data.signals.registry import declared
from ft_data.stages import derived, generating
from ft_data.stages.build import Build, add_counts, name_of, names
from ft_data.stages.generating import Generator
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.synthesis.checks.measured import wanted
from ft_data.synthesis.depth import DEPTH
from ft_data.synthesis.generation import ACCEPTED, PENDING, REJECTED, Generation, Made
from ft_data.synthesis.plan import parameters
from ft_data.synthesis.ways import WAYS
from ft_data.warehouse import snapshots, verdicts
from ft_data.warehouse.snapshots import Snapshot

REQUESTS = pa.schema(
    [
        ("record_id", pa.string()),
        ("source", pa.string()),
        ("number", pa.int32()),  # its place in the plan
        ("verdict", pa.string()),  # new | drop | pending
        ("reason", pa.string()),
        ("evidence", pa.string()),
        ("parents", pa.list_(pa.string())),
        ("way", pa.string()),
        ("model", pa.string()),
        ("prompt", pa.string()),
        ("prompt_hash", pa.string()),
        ("parameters", pa.string()),
        ("price", pa.float64()),
        ("title", pa.string()),
        ("passage", pa.string()),
        ("question", pa.string()),
        ("answer", pa.string()),
        ("depth", pa.int32()),  # models between it and people
        ("rejected", pa.string()),  # the worse answer of a preference pair
    ]
)
ACCOUNTS = pa.schema(
    [
        ("source", pa.string()),
        ("wanted", pa.int32()),
        ("planned", pa.int32()),
        *((name, pa.int32()) for name in ("requests", "accepted", "rejected", "pending")),
        ("exhausted", pa.string()),
    ]
)

Done = Sequence[tuple[Generator, Generation]]


def build(build: Build) -> Snapshot:
    """Ask the teacher of every generating source for the rows that are missing, and validate what it writes."""
    cleaned = build.current("cleaned")
    parts = cleaned.parts["main"]
    passing = build.run([build.task(passed_on, {"cleaned": part}, {}, rows=part.rows) for part in parts])
    done: list[tuple[Generator, Generation]] = []
    for name in generators(build.recipe.sources):
        one = generating.generator(build, name, parts)
        heard = _Heard(build, len(one.requests))
        done.append((one, generating.run(build, one, heard)))
    said = name_of([[one.name, [_said(made) for made in found.made]] for one, found in done])
    receipt = build.once(tables, {"cleaned": names(parts), "said": said}, build, cleaned, done)
    counts = add_counts([*passing, receipt])
    new = counts["verdicts"].get("new", 0)
    counts |= {"rows_in": cleaned.rows, "generators": _figures(build, done)}
    return build.commit(
        snapshots.merge([*passing, receipt]), rows=cleaned.rows + new, inputs=[cleaned], stats=counts
    )


class _Heard:
    """Says how many requests have an answer."""

    def __init__(self, build: Build, total: int):
        self._build, self._total, self._done = build, total, 0

    def __call__(self, requests: int) -> None:
        self._done += requests
        self._build.report(self._done, self._total)


@makes(verdicts=VERDICT)
def passed_on(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Keep every row of one cleaned part."""
    kept = verdicts.keeps(pq.read_table(inputs["cleaned"], columns=["record_id"]).column(0).combine_chunks())
    return Work({"verdicts": kept}, verdicts.counts(kept))


@makes(made=EXAMPLE, verdicts=VERDICT, requests=REQUESTS, accounts=ACCOUNTS)
def tables(build: Build, cleaned: Snapshot, done: Done) -> Work:
    """Turn generations into rows, verdicts, the list of requests and the account."""
    parents = sorted(
        {name for _, found in done for one in found.made for name in one.request.passage.parents}
    )
    with Versions(build, cleaned) as versions:
        rights = derived.rights_of(versions.con, parents)
        depths = _depths(versions, parents)
    examples, decided, requests, accounts = [], [], [], []
    for generator, found in done:
        for number, one in enumerate(found.made):
            row = _request(generator, number, one)
            row["depth"] = 1 + max((depths.get(name, 0) for name in row["parents"]), default=0)
            requests.append(row)
            if one.verdict == ACCEPTED:
                examples.append(_example(generator, number, one, rights, row))
            if one.verdict != PENDING:
                decided.append(_verdict(one, row))
        accounts.append(_account(generator, found))
    judged = verdicts.table(decided)
    tables = {
        "made": pa.Table.from_pylist(examples, EXAMPLE),
        "verdicts": judged,
        "requests": pa.Table.from_pylist(requests, REQUESTS),
        "accounts": pa.Table.from_pylist(accounts, ACCOUNTS),
    }
    return Work(tables, verdicts.counts(judged))


def _depths(versions: Versions, names: Sequence[str]) -> dict[str, int]:
    """Return how many models lie between rows and people."""
    wanted = pa.table({"record_id": pa.array(names, pa.string())})
    versions.con.register("wanted", wanted)
    found = versions.con.execute(
        f"SELECT record_id, {DEPTH} FROM cleaned JOIN wanted USING (record_id)"
    ).fetchall()
    versions.con.unregister("wanted")
    return dict(found)


def _said(made: Made) -> list[Any]:
    """Name what is known of a request, for the name of what is made of it."""
    return [made.request.key, made.request.passage, made.verdict, made.finding, made.row, made.price]


def _request(generator: Generator, number: int, made: Made) -> dict[str, Any]:
    passage, pair = made.request.passage, made.pair
    return {
        "record_id": generating.row_id(generator.name, made.request),
        "source": generator.name,
        "number": number,
        "verdict": made.verdict,
        "reason": made.finding.reason,
        "evidence": made.finding.evidence,
        "parents": [*passage.parents],
        "way": generator.spec.way,
        "model": generator.spec.teacher.model,
        "prompt": generator.setting.prompt.name,
        "prompt_hash": generator.setting.prompt.hash,
        "parameters": orjson.dumps(
            parameters(generator.spec, made.request), option=orjson.OPT_SORT_KEYS
        ).decode(),
        "price": made.price,
        "title": passage.title or None,
        "passage": passage.text,
        "question": pair.question if pair else None,
        "answer": pair.answer if pair else None,
        "rejected": (made.row.rejected or None) if made.row else None,
    }


def _verdict(made: Made, row: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: row[name] for name in ("source", "parents", "model", "prompt_hash", "parameters", "price")}
    reasons = ["generated"] if made.verdict == ACCEPTED else [made.finding.reason]
    evidence = made.finding.evidence or None
    return verdicts.verdict(row["record_id"], made.verdict, reasons, evidence=evidence, **facts)


def _example(
    generator: Generator,
    number: int,
    made: Made,
    rights: Mapping[str, derived.Rights],
    row: Mapping[str, Any],
) -> dict[str, Any]:
    """Make the canonical example: its rights are the strictest of its parents', and what is known of its making is in ``extra``."""
    made_row = made.row
    assert made_row is not None
    turns = [message(**one) for one in made_row.messages]
    pair = {}
    if made_row.rejected:
        pair = {"chosen": turns[-1:], "rejected": [message("assistant", made_row.rejected)]}
        turns = turns[:-1]
    prompt, response = texts(made_row.kind, turns, pair.get("chosen"))
    said = {name: row[name] for name in ("way", "model", "prompt", "prompt_hash", "price", "depth")}
    said |= {"parameters": orjson.loads(row["parameters"]), "passage": made.request.passage.number}
    example: dict[str, Any] = dict.fromkeys(EXAMPLE.names) | {
        "record_id": row["record_id"],
        "kind": made_row.kind,
        "messages": turns,
        **pair,
        "tools_json": made_row.tools or None,
        "prompt_text": prompt,
        "response_text": response,
        "source": generator.name,
        "source_uri": f"generated/{generator.name}",
        "source_row": number,
        "origin": "synthetic",
        "language_declared": generator.setting.language,
        "groups": [],
        "labels": [],
        "parents": row["parents"],
        "extra": orjson.dumps({"generated": said}, option=orjson.OPT_SORT_KEYS).decode(),
    }
    example |= derived.inherited([rights[name] for name in row["parents"]])
    example["content_hash"] = content_hash(example)
    return example


def _account(generator: Generator, found: Generation) -> dict[str, Any]:
    of = {verdict: sum(one.verdict == verdict for one in found.made) for verdict in (ACCEPTED, REJECTED, PENDING)}  # fmt: skip
    return {
        "source": generator.name,
        "wanted": found.wanted,
        "planned": found.planned,
        "requests": len(found.made),
        "accepted": of[ACCEPTED],
        "rejected": of[REJECTED],
        "pending": of[PENDING],
        "exhausted": found.exhausted,
    }


def _figures(build: Build, done: Done) -> dict[str, Any]:
    """Return what each generator came to, with its cost over all runs."""
    figures = {}
    for generator, found in done:
        spent, accepted = generating.spent(build.warehouse, generator.name), len(found.accepted())
        figures[generator.name] = {
            **_account(generator, found),
            "reasons": found.account(),
            "spent": round(spent, 6),
            "price_of_a_row": round(spent / accepted, 6) if accepted else None,
        }
    return figures


# How the models are reached, and what that may cost, decides no row.
_REACHED = ("key_env", "max_cost", "price_in", "price_out", "timeout", "retries", "parallel")
STAGE = Stage(
    name="synthesized",
    wanted=lambda recipe, item: bool(generators(recipe.sources)),
    inputs=("cleaned",),
    kinds=("duckdb", "python"),
    description=(
        "Rows that a language model made from cleaned rows, where the recipe asks for them. Each is `new` with its parents; what "
        "a validation stage rejects is dropped with its reason. `synthesized_requests` has every request beside its passage, "
        "`synthesized_accounts` what they came to."
    ),
    reads=("sources.*.generate", "sources.*.language", "clean", "languages", "profile", "benchmarks"),
    aside=(
        "sources.*.generate.send",
        *(f"sources.*.generate.{who}.{key}" for who in ("teacher", "judge") for key in _REACHED),
    ),
    says="rows made by a language model added",
    figure=("new", "rows generated"),
    expects=generated.synthesized,
    run=build,
    plugs=(("sources.*.generate.way", "ways"),),
    work=(
        passed_on,
        tables,
        *(f"ft_data.synthesis.ways.{name}:WAY" for name in WAYS.builtin),
        "ft_data.synthesis.plan:plan",
        "ft_data.synthesis.validation:alone",
        "ft_data.synthesis.checks.language:language",
        "ft_data.synthesis.checks.measured:measured",
        "ft_data.synthesis.checks.measured:personal",
        "ft_data.decontamination.questions:Questions",
        "ft_data.synthesis.checks.execution:executed",
        "ft_data.synthesis.checks.agreement:disagreement",
        *(f"ft_data.signals.groups.{group.name}:GROUP" for group in wanted(declared())),
        *(measure for group in wanted(declared()) if isinstance(measure := group.measure, str)),
    ),
)
