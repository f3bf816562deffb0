"""cleaned: canonical examples, text repaired, personal data masked; ``edits`` says what each rule changed.

Row-local: one raw part in, one part of examples, verdicts and edits out. A record that holds several examples
(chunks of a manual, instances of a task) is dropped as ``split`` and its examples are ``new``, with it as parent.
"""

from __future__ import annotations

import datetime
import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data import plugins
from ft_data.cleaning import footers
from ft_data.cleaning.cleaner import cuts_footers
from ft_data.cleaning.privacy.regions import cleaning_of
from ft_data.engine.work import Task, Work, makes
from ft_data.evaluation import expectations
from ft_data.example import EDIT, EXAMPLE, VERDICT
from ft_data.recipe.generate import read_sources
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import kind_of_text
from ft_data.stages import alike, withheld
from ft_data.stages.build import Build, add_counts
from ft_data.stages.clean_rows import Maker
from ft_data.stages.privacy import scan_part
from ft_data.stages.stage import Stage
from ft_data.stages.unmapped import problem_of, unanswered
from ft_data.warehouse import snapshots, verdicts
from ft_data.warehouse.key import held, id_of
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot


def build(build: Build) -> Snapshot:
    """Clean every raw part of every source; parts already cleaned under the same rules are reused."""
    recipe = build.recipe
    if recipe.clean.names == "prose":
        from ft_data.cleaning.privacy import prose_names

        if not prose_names.available():
            raise problem(f"`clean.names: prose`: {prose_names.MISSING}")
    raws = [build.current(f"raw/{name}") for name in read_sources(recipe.sources)]
    key = build.home.key()
    facts = {"web": _web_engine(), "key": id_of(key)}
    # Named, not sent: whoever does the work reads the key where it lies.
    secret = {"key_file": str(build.home.key_file)}
    settings = {name: said for name, said in build.settings.items() if name != "sources"} | facts
    settings["clean"] = cleaning_of(recipe).model_dump()
    settings["profile"] = kind_of_text(recipe.profile)
    del settings["languages"]  # they say whose telephone numbers are known, and nothing else here
    learns = cuts_footers(recipe.clean, settings["profile"])
    make: dict[str, Callable[..., Task]] = {}
    settings.pop("plugins", None)  # said with the parts of the source that asks for them
    for raw in raws:
        name = raw.asset.removeprefix("raw/")
        spec = dict(build.settings["sources"][name])
        spec["expired"] = _expired(spec.pop("consent_until"))
        repeats = _repeats(build, raw)
        made_by = plugins.describe("shapes", [spec["shape"]])
        footer = sorted(footers.learn(_some(build, raw), key)) if learns else []
        params = {"source": name, "spec": spec, "settings": settings, "footer": footer}
        make[raw.asset] = partial(_task, build, params, repeats, made_by, secret)
    receipts = build.run([make[raw.asset](part) for raw in raws for part in raw.parts["main"]])
    receipts, barred = _watched(build, raws, make, receipts)
    _refuse_unmapped(build, raws, receipts)
    receipts = withheld.sifted(build, receipts)
    receipts = receipts or [build.once(nothing, {}, settings=False)]
    made = snapshots.merge(receipts)
    stats = add_counts(receipts)
    stats.pop("alike", None)  # of use until it is known what is held
    return build.commit(
        made,
        rows=sum(part.rows for part in made["main"]),
        inputs=raws,
        stats=stats | ({"held": barred} if barred else {}),
        facts=facts,
    )


def _task(
    build: Build,
    params: Mapping[str, Any],
    repeats: Mapping[str, Any],
    made_by: Mapping[str, Any],
    secret: Mapping[str, Any],
    part: Part,
    barred: Sequence[str] = (),
) -> Task:
    """Describe the cleaning of a raw part, without the repairs that are ``barred``."""
    own = {**params, "repeats": repeats.get(part.file, []), **({"held": barred} if barred else {})}
    return build.task(clean_part, {"raw": part}, own, made_by, rows=part.rows, beside=secret)


def _watched(
    build: Build,
    raws: Sequence[Snapshot],
    make: Mapping[str, Callable[..., Task]],
    receipts: Sequence[Receipt],
) -> tuple[list[Receipt], dict[str, dict[str, list[int]]]]:
    """Clean again, without them, sources of which repairs make many answers the same. Returns which do so in which source, too."""
    left, kept = iter(receipts), list[Receipt]()
    barred: dict[str, dict[str, list[int]]] = {}
    for raw in raws:
        own = [next(left) for _ in raw.parts["main"]]
        said: dict[str, int] = {}
        while more := alike.told([one.stats for one in own], raw.rows, build.recipe.clean.repair):
            said |= more
            own = build.run([make[raw.asset](part, barred=sorted(said)) for part in raw.parts["main"]])
        if said:
            barred[raw.asset.removeprefix("raw/")] = {rule: [count, raw.rows] for rule, count in said.items()}
        kept += own
    return kept, barred


def _refuse_unmapped(build: Build, raws: Sequence[Snapshot], receipts: Sequence[Receipt]) -> None:
    """Refuse a source whose layout nobody understood: a run that passes over it would publish without it."""
    left = iter(receipts)
    made: dict[str, frozenset[str]] = {}
    for raw in raws:
        own = [next(left) for _ in raw.parts["main"]]
        if not raw.rows:
            continue
        source = raw.asset.removeprefix("raw/")
        spec = build.recipe.sources[source]
        reasons: Counter[str] = Counter()
        if any(receipt.rows("main") for receipt in own):
            made[source] = _kinds(build, own)
        else:
            files = [build.path(part) for receipt in own for part in receipt.tables["verdicts"] if part.rows]
            reasons.update(
                why for file in files for whys in pq.read_table(file)["reasons"].to_pylist() for why in whys
            )
        said = problem_of(
            source,
            build.recipe,
            spec,
            made.get(source, ()),
            reasons,
            partial(_records, build, raw),
            partial(_files, build, raw),
        )
        if said:
            raise problem(said, f"{build.name}/recipe.yaml")
    texts = [raw for raw in raws if made.get(raw.asset.removeprefix("raw/")) == frozenset({"text"})]
    lying = {raw.asset.removeprefix("raw/"): _files(build, raw) for raw in texts}
    places = {name: next(iter(found)) for name, found in lying.items() if len(found) == 1}
    if said := unanswered(build.recipe, made, places):
        raise problem(said, f"{build.name}/recipe.yaml")


def _kinds(build: Build, receipts: Sequence[Receipt]) -> frozenset[str]:
    """Return the kinds of examples that were made of a source."""
    files = (build.path(part) for one in receipts for part in one.tables["main"] if part.rows)
    kinds = (pc.unique(pq.read_table(file, columns=["kind"])["kind"]).to_pylist() for file in files)
    return frozenset(kind for found in kinds for kind in found)


def _records(build: Build, raw: Snapshot) -> list[dict[str, Any]]:
    """Return the first records of a source, as they were read."""
    texts = pq.read_table(build.path(raw.parts["main"][0]), columns=["raw"])["raw"].slice(0, _LOOKED_AT)
    return [one for one in map(orjson.loads, texts.to_pylist()) if isinstance(one, dict)]


def _files(build: Build, raw: Snapshot) -> set[str]:
    """Return the files of the first parts of a source."""
    read = (
        pq.read_table(build.path(part), columns=["source_uri"])["source_uri"]
        for part in raw.parts["main"][:_FILES]
    )
    return {name for found in read for name in pc.unique(found).to_pylist()}


_LOOKED_AT, _FILES = 2_000, 40  # records and parts of a source that are looked at for how they are laid out


def _some(build: Build, raw: Snapshot) -> Iterator[object]:
    """Yield the first records of some parts of a source, spread over all of them."""
    parts = raw.parts["main"]
    for part in parts[:: max(1, len(parts) // _PARTS)][:_PARTS]:
        with pq.ParquetFile(build.path(part)) as file:
            for batch in islice(file.iter_batches(_RECORDS, columns=["raw"]), 1):
                yield from map(orjson.loads, batch.column(0).to_pylist())


_PARTS, _RECORDS = 8, 64  # of a source in which its footer is looked for


def _web_engine() -> str:
    """Name what finds the main text of web pages here (the extra `web`); "plain" keeps all of a page's text."""
    return next((name for name in ("trafilatura", "resiliparse") if find_spec(name)), "plain")


def _expired(until: str | None) -> bool:
    """Tell whether a source's consent has ended. The only clock in this stage; its answer is part of the name."""
    if until is None:
        return False
    return datetime.date.fromisoformat(until) < datetime.datetime.now(datetime.UTC).date()


def _repeats(build: Build, raw: Snapshot) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for file in raw.files("repeats"):
        for row in pq.read_table(build.path(file)).to_pylist():
            found.setdefault(row["part"], []).append([row["position"], row["ordinal"]])
    return found


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spare the collector: examples hold no cycles, yet it would walk all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@makes(main=EXAMPLE, verdicts=VERDICT, edits=EDIT)
def clean_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Clean one raw part."""
    raw = pq.read_table(inputs["raw"], columns=["identity", "source_uri", "source_row", "raw"])
    key = held(Path(params["key_file"]), params["settings"]["key"])
    maker = Maker({**params, "key": key})
    with _without_garbage_collection():
        maker.add_all(raw)
    tables = maker.tables(raw.select(["source_uri", "source_row"]))
    counts = verdicts.counts(tables["verdicts"])
    return Work(
        tables,
        {**counts, "edits": dict(maker.edit_counts), "rows_in": raw.num_rows, "alike": maker.alike.counts()},
    )


@makes(main=EXAMPLE, verdicts=VERDICT, edits=EDIT)
def nothing() -> Work:
    """Make the tables of a dataset whose sources hold nothing."""
    return Work({})


_OF_RECIPE = ("clean", "languages", "profile", "stage", "govern.licenses", "govern.consents")
_OF_SOURCES = (
    "shape", "map", "choice_numbers", "origin", "license", "consent", "consent_until", "groups", "labels", "language",
)  # fmt: skip
STAGE = Stage(
    name="cleaned",
    inputs=("raw",),
    kinds=("duckdb", "python"),
    description=(
        "Canonical examples: shape recognised, text repaired (Unicode, mojibake, control characters, markup, white "
        "space), personal data and secrets masked. `edits` says what each rule changed."
    ),
    reads=(*_OF_RECIPE, *(f"sources.*.{key}" for key in _OF_SOURCES)),
    aside=(
        "sources.*.generate",
        "format.targets",
        "format.label",
    ),  # texts that none of them holds are refused
    says="made into examples, repaired, personal data masked",
    expects=expectations.cleaned,
    plugs=(("sources.*.shape", "shapes"), ("profile", "rules")),
    run=build,
    loads=(
        "ft_data.cleaning",
        "ftfy",
        "phonenumbers",
        "selectolax.lexbor",
    ),
    work=(clean_part, scan_part, withheld.withhold_part, nothing),
)
