"""Asking teachers of a recipe: what a generator is made of, its answers beside the parts, and what forgetting takes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy.finding import PLACEHOLDER
from ft_data.cleaning.privacy.regions import cleaning_of
from ft_data.recipe.generate import Generate, generators
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import kind_of_text
from ft_data.stages.build import Build
from ft_data.synthesis import plan as plans
from ft_data.synthesis import ways
from ft_data.synthesis.depth import DEPTH
from ft_data.synthesis.generation import Generation, Made, generate
from ft_data.synthesis.passages import Passage, passages
from ft_data.synthesis.plan import Request, plan
from ft_data.synthesis.prompts import BadPrompt, Prompt
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.ways.way import SEEDS, BadFile, Setting
from ft_data.warehouse import sql, tombstones
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.parts import Part

if TYPE_CHECKING:
    from ft_data.decontamination.index import Index

MOST_DEPTH = 1 << 30  # no cap


@dataclass(frozen=True)
class Generator:
    """One generating source: what its recipe says, what it tells the model, and its requests in order."""

    name: str
    setting: Setting
    requests: Sequence[Request]
    passages: int

    @property
    def spec(self) -> Generate:
        """What the recipe says."""
        return self.setting.spec

    @property
    def told(self) -> str:
        """All that a model may be told about any passage."""
        return "\n".join(self.setting.told())

    def most_cost(self) -> float:
        """Return the most that all requests can cost, by their bytes and the longest answers; later calls show earlier answers."""
        from ft_data.endpoint.client import most_tokens

        teacher, calls = self.spec.teacher, self.setting.way.most_calls(self.spec)
        told = max((len(one.encode()) for one in self.setting.told()), default=0)
        later = sum(told + number * teacher.max_tokens for number in range(1, calls))
        return (1 + self.spec.agree) * sum(
            teacher.cost(calls * most_tokens(one.body) + later, calls * teacher.max_tokens)
            for one in self.requests
        )


def generator(build: Build, name: str, parts: Sequence[Part]) -> Generator:
    """Plan the requests of a generating source from the rows of its documents; none of one that was withdrawn, or whose row was. Raises RecipeError."""
    source = build.recipe.sources[name]
    spec: Generate = generators(build.recipe.sources)[name]
    setting = Setting(
        ways.get(spec.way), spec, _prompt(build, name, spec), source.language, _files(build, name, spec)
    )
    gone = frozenset(tombstones.hashes(build.warehouse))
    found = [] if tombstones.of_source(name) in gone else list(_passages(build, spec, parts))
    planned = plan(setting, found)
    kept = [one for one in planned if tombstones.of_record(row_id(name, one)) not in gone]
    return Generator(name, setting, kept, len(found))


def _prompt(build: Build, name: str, spec: Generate) -> Prompt:
    try:
        path = build.home.folder(build.name) / spec.prompt if spec.prompt else None
        return ways.prompt_of(spec.way, path)
    except BadPrompt as wrong:
        raise problem(f"`sources.{name}.generate.prompt`: {wrong}", f"{build.name}/recipe.yaml") from None


def _files(build: Build, name: str, spec: Generate) -> dict[str, Any]:
    """Read the files that a way is given, masked: their words are sent."""
    found, masking = {}, _masking(build)
    for key, reads in ways.get(spec.way).reads.items():
        path = build.home.folder(build.name) / getattr(spec, key)
        try:
            found[key] = reads(masking.mask_value(path.read_text("utf-8"), scope=key)[0])
        except (OSError, UnicodeDecodeError, BadFile) as wrong:
            said = wrong if isinstance(wrong, BadFile) else f"{path.name} cannot be read: {wrong}"
            raise problem(f"`sources.{name}.generate.{key}`: {said}", f"{build.name}/recipe.yaml") from None
    return found


def run(build: Build, one: Generator, heard: Callable[[int], None] = lambda requests: None) -> Generation:
    """Ask until enough rows are accepted. Raises RecipeError when an endpoint refuses what it is asked."""
    from ft_data.endpoint.client import EndpointRefused
    from ft_data.signals.registry import declared
    from ft_data.synthesis.checks.execution import executed
    from ft_data.synthesis.checks.language import language
    from ft_data.synthesis.checks.measured import measured, personal, wanted
    from ft_data.synthesis.consistency import agreeing
    from ft_data.synthesis.judging import judge_of
    from ft_data.synthesis.teaching import asker, judge_account
    from ft_data.synthesis.validation import Batch, validator

    with opened(build.warehouse) as store:
        ask = asker(one.spec, one.name, store, heard=heard)
        way, spec = one.setting.way, one.spec
        judges = []
        if spec.agree:
            judges.append(agreeing(spec.teacher, one.name, store, spec.agree, "grounding" in way.gates))
        if spec.judge is not None and spec.rank != "judge":
            judges.append(judge_of(spec.judge, judge_account(one.name), store))
        first: list[Batch] = [
            partial(language, said=one.setting.language),
            partial(measured, groups=wanted(declared())),
            personal(_masks(build)),
        ]
        then: list[Batch] = [_contamination(build)] if build.recipe.benchmarks else []
        then += [executed] if spec.execute else []
        try:
            checks = validator(one.told, partial(row_id, one.name), first, then, judges, way.gates)
            return generate(one.requests, one.spec.rows, ask, checks, partial(_repaired, cleaner_of(build)))
        except EndpointRefused as refused:
            raise problem(str(refused)) from None


def spent(warehouse: Warehouse, name: str) -> float:
    """Return what a generating source has cost so far, its judge included."""
    from ft_data.synthesis.teaching import judge_account

    if not store_path(warehouse).exists():
        return 0.0
    with opened(warehouse) as store:
        return float(store.spent(name) + store.spent(judge_account(name)))


def store_path(warehouse: Warehouse) -> Path:
    """Return where teachers' answers are kept: for as long as the dataset lives, whatever `gc` collects."""
    return warehouse.root / "teachers.sqlite"


def forget(warehouse: Warehouse, record_ids: list[str]) -> int:
    """Delete what was answered about these records, and what they were made of; return how many answers that were."""
    if not store_path(warehouse).exists():
        return 0
    with opened(warehouse) as store:
        return int(store.gone(record_ids))


@contextmanager
def opened(warehouse: Warehouse) -> Iterator[Any]:
    """Open the store of answers."""
    from ft_data.synthesis.store import Store

    with closing(Store(store_path(warehouse))) as store:
        yield store


def row_id(name: str, request: Request) -> str:
    """Name the row that a generator makes by a request."""
    return plans.row_id(name, request.key)


def cleaner_of(build: Build) -> Cleaner:
    """Return what repairs and masks texts of this recipe's rows."""
    return Cleaner(cleaning_of(build.recipe), kind_of_text(build.recipe.profile), build.home.key())


def _repaired(cleaner: Cleaner, request: Request, row: Row) -> Row | Finding:
    """Repair and mask what a teacher wrote as `cleaned` does with a row of a file."""
    scope, asked, made = request.key, "", []
    for one in row.messages:
        content = one["content"]
        if one["role"] == "user":
            content = asked = cleaner.clean(content, role="user", scope=scope)[0]
        elif one["role"] == "assistant" and content:
            content = cleaner.clean(content, role="assistant", scope=scope, asked=[asked])[0]
        elif content:  # what a tool returned
            content = cleaner.mask_value(content, scope=scope)[0]
        calls = one.get("tool_calls_json")
        if calls:
            calls = cleaner.mask_value(calls, scope=scope, names_calls=True)[0]
        elif not content.strip():
            return Finding("empty", "nothing is left after cleaning")
        made.append({**one, "content": content} | ({"tool_calls_json": calls} if calls else {}))
    rejected = row.rejected and cleaner.clean(row.rejected, role="assistant", scope=scope, asked=[asked])[0]
    if bool(rejected.strip()) != bool(row.rejected):
        return Finding("empty", "nothing is left after cleaning")
    return row._replace(messages=tuple(made), rejected=rejected)


def _masking(build: Build) -> Cleaner:
    """Return what masks, whatever the recipe does with personal data."""
    return Cleaner(cleaning_of(build.recipe).model_copy(update={"pii": "mask"}), "text", build.home.key())


def _masks(build: Build) -> Callable[[str], set[str]]:
    """Return what tells the kinds of personal data in a text, masked before or not."""
    masking = _masking(build)

    def kinds(text: str) -> set[str]:
        return {
            mark[0].strip("[]").split("-")[0]
            for mark in PLACEHOLDER.finditer(masking.mask_value(text, scope="")[0])
        }

    return kinds


def _passages(build: Build, spec: Generate, parts: Sequence[Part]) -> Iterator[Passage]:
    """Cut the documents, or take the rows whole; what is sent is masked, whatever the recipe does with personal data."""
    masking = _masking(build)

    def masked(text: str | None, name: str) -> str:
        return masking.mask_value(text or "", scope=name)[0]

    with sql.connect() as con:
        rows = con.execute(
            f"SELECT record_id, prompt_text, response_text, kind, len(messages) FROM {sql.parquet([build.path(part) for part in parts])} "
            f"WHERE source = ? AND ({DEPTH}) < ? ORDER BY record_id",
            [spec.source, spec.depth or MOST_DEPTH],
        ).fetchall()
    for name, title, text, kind, turns in rows:
        title, text = masked(title, name), masked(text, name)
        if ways.get(spec.way).of != SEEDS:
            yield from passages(name, text, spec.passage, title)
        elif kind in ("instruction", "preference") and turns <= 2 and title.strip() and text.strip() and len(title) + len(text) <= spec.passage:  # fmt: skip
            yield Passage(name, 0, text, title)


def _contamination(build: Build) -> Callable[[Sequence[Made]], Mapping[str, Finding]]:
    """Return what finds overlaps with a benchmark of the recipe; the index is read once, for all waves."""
    from ft_data.decontamination.index import load_index
    from ft_data.stages.decontaminated import index_of

    return contamination_by(load_index(index_of(build)[0]))


def contamination_by(index: Index) -> Callable[[Sequence[Made]], Mapping[str, Finding]]:
    """Return what finds overlaps with the benchmarks of an index: as `decontaminated` does, and questions nearly word for word."""
    from ft_data.decontamination.questions import Questions
    from ft_data.decontamination.scan import scan

    questions = Questions(index.items)

    def contaminated(made: Sequence[Made]) -> Mapping[str, Finding]:
        table = pa.table(
            {
                "record_id": [one.request.key for one in made],
                "prompt_text": [one.pair.question if one.pair else "" for one in made],
                "response_text": [
                    "\n\n".join([one.pair.answer if one.pair else "", *one.worse]) for one in made
                ],
            }
        )
        found = {
            hit["record_id"]: Finding(
                "contaminated", f"{hit['benchmark']} {hit['item_id']}: {hit['evidence']}"
            )
            for hit in scan(table, index).to_pylist()
            if hit["split"] != "train"
        }
        for one in made:
            texts = [text for pair in one.pairs for text in (pair.question, pair.answer)]
            for text in (*texts, *one.worse):
                if one.request.key not in found and (held := questions.find(text)):
                    said = f"{held.item.benchmark} {held.item.item_id}: {held.words[:240]}"
                    found[one.request.key] = Finding("contaminated", said)
        return found

    return contaminated
