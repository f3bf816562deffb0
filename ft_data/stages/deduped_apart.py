"""The plan of deduplication by exchanges: for more rows than one process holds, or a cluster; its result is the same.

What stays in one place, and its memory: the packing of rows into bins (some 100 bytes a row that shares anything with
another one), and what is connected (all its rows, and the texts of those that are compared).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.corpus import Corpus
from ft_data.dedup.exchanges import steps
from ft_data.dedup.exchanges.pieces import Piece
from ft_data.engine.code import Function
from ft_data.engine.work import Task, Work
from ft_data.example import EXAMPLE
from ft_data.filtering import ranking
from ft_data.recipe.schema import Dedupe
from ft_data.stages import aligned
from ft_data.stages.build import Build, add_counts
from ft_data.warehouse import snapshots, sql
from ft_data.warehouse.parts import Part, Receipt

ONE_PROCESS_ROWS = (
    1_500_000  # up to so many the decision of one process is taken: 2.2 GB a million rows, and less work
)
BATCH_ROWS = 64_000  # of a map
PARTITION_ROWS = (
    200_000  # whose keys come together in one partition of an exchange: 24 keys a row, 16 bytes each
)
BIN_ROWS = 50_000  # of a bin, with their texts: what is connected may be more


class Sizes(NamedTuple):
    """How work is cut: rows of a map, of a bin; partitions of an exchange."""

    batch: int
    bin: int
    partitions: int

    @classmethod
    def of(cls, rows: int) -> Sizes:
        """Return the sizes for so many rows."""
        return cls(BATCH_ROWS, BIN_ROWS, max(1, -(-rows // PARTITION_ROWS)))


@dataclass(frozen=True)
class Source:
    """A part whose rows are compared: paths of its signatures, texts and meanings, and what names it.

    ``beside`` are the parts of signals of the same rows, of the dataset itself.
    """

    corpus: int
    rows: int
    signed: str
    texts: str
    name: str
    meanings: str = ""
    beside: Mapping[str, Part] = field(default_factory=dict)


def rows(corpus: Corpus) -> int:
    """Count the rows of a corpus by its signatures."""
    return sum(pq.read_metadata(path).num_rows for path in corpus.signatures)


def needed(rows: int, settings: Dedupe) -> bool:
    """Tell whether the decision is made by exchanges. Containment looks at all texts at once: it stays in one process."""
    return rows > ONE_PROCESS_ROWS and settings.near.containment is None


def own(
    build: Build,
    parts: Sequence[Part],
    beside: Sequence[aligned.Beside],
    signed: Sequence[Receipt],
    meant: Sequence[Receipt],
) -> list[Source]:
    """Return the dataset's own parts."""
    vectors = build.files(meant, "vectors") if meant else [""] * len(parts)
    found = zip(parts, beside, signed, build.files(signed, "signatures"), vectors, strict=True)
    return [
        Source(
            0,
            receipt.rows("signatures"),
            path,
            build.path(part),
            f"{part.file} {receipt.key} {vector.rpartition('/')[2]}",
            vector,
            {name: one for name, one in groups.items() if name != aligned.TEXT},
        )
        for part, groups, receipt, path, vector in found
    ]


def others(version: Mapping[str, Any], corpus: Corpus, number: int) -> list[Source]:
    """Return the parts of another dataset."""
    found = enumerate(zip(corpus.signatures, corpus.texts, strict=True))
    return [
        Source(
            number,
            pq.read_metadata(signed).num_rows,
            signed,
            texts,
            f"{corpus.name} {at} {sorted(version.items())}",
        )
        for at, (signed, texts) in found
    ]


@dataclass
class Plan:
    """The decision over some sources, step by step; every step is work with a receipt, and is not done twice."""

    build: Build
    wanted: Dedupe
    names: Sequence[str]  # of the corpora
    terms: Sequence[Sequence[Any]]  # of the ranking
    sizes: Sizes

    @property
    def params(self) -> dict[str, Any]:
        """What all steps are told."""
        return {"dedupe": self.wanted.model_dump(mode="json"), "names": list(self.names)}

    def decided(self, sources: Sequence[Source]) -> tuple[dict[str, tuple[Part, ...]], dict[str, Any]]:
        """Deduplicate: the tables of `DedupResult`, and their figures."""
        batches = self._batches(self._pieces(sources), everything=False)
        packed, judged = self._binned(batches, steps.JUDGE, everything=False)
        partial = [*(f"some_{name}" for name in steps.SOME), "standing", "gone"]
        gather = self._one(
            steps.GATHER,
            {name: self.build.files(judged, name) for name in partial},
            {"starts": batches.starts},
            [one.key for one in judged],
        )
        settled = self._settled(batches, packed, judged)
        grouped = self._mapped(
            steps.KEPT, batches.only(0), gather.tables["gone"], {}, steps.GROUP, self.sizes.partitions
        )
        whole = snapshots.merge([*settled, *grouped, gather, *judged])
        made = {
            name: whole[name] for name in (*steps.WHOLE, *steps.SOME, *(name for name, *_ in steps.GROUPS))
        }
        made["siblings"] = gather.tables["siblings"]
        made["verdicts"] = snapshots.merge(settled)["verdicts"]
        figures = add_counts(settled)
        stats = {"verdicts": figures.get("verdicts", {}), "reasons": figures.get("reasons", {})}
        stats["exchanges"] = {**packed.stats, "partitions": self.sizes.partitions}
        return made, stats

    def overlapping(self, sources: Sequence[Source]) -> tuple[Part, ...]:
        """Find the rows of the first corpus that have a duplicate in the second: the table ``siblings``."""
        batches = self._batches(self._pieces(sources), everything=True)
        _, found = self._binned(batches, steps.COMPARE, everything=True)
        return snapshots.merge(found)["siblings"]

    def _pieces(self, sources: Sequence[Source]) -> list[tuple[Piece, str]]:
        tasks, found, start = [], [], 0
        for source in sources:
            piece = Piece(source.corpus, start, source.rows, source.signed, source.texts, "", source.meanings)
            found.append((piece, f"{source.corpus} {start} {source.name}"))
            start += source.rows
            terms = list(self.terms) if source.beside else []
            tasks.append(
                self.build.task(
                    know,
                    {"piece": list(piece._replace(start=0)), **source.beside},
                    {"keep": self.wanted.keep, "terms": terms},
                    {"piece": f"{source.corpus} {source.name}"},
                    rows=source.rows,
                )
            )
        known = self.build.files(self.build.run(tasks), "facts")
        return [(piece._replace(facts=path), name) for (piece, name), path in zip(found, known, strict=True)]

    def _batches(self, pieces: Sequence[tuple[Piece, str]], *, everything: bool) -> Batches:
        cut: list[list[tuple[Piece, str]]] = []
        for one in pieces:
            if (
                not cut
                or cut[-1][0][0].corpus != one[0].corpus
                or _rows(cut[-1]) + one[0].rows > self.sizes.batch
            ):
                cut.append([])
            cut[-1].append(one)
        return Batches(cut)

    def _binned(
        self, batches: Batches, reduce: Function, *, everything: bool
    ) -> tuple[Receipt, list[Receipt]]:
        """Bring rows together that share anything, pack them into bins, and have each bin decided."""
        params = self.params | {"everything": everything}
        maps = [self._task(steps.SHARE, batch, params) for batch in batches.cut]
        links = self.build.exchange(maps, steps.LINK, {}, {}, self.sizes.partitions)
        packed = self._one(
            steps.PACK,
            {"links": self.build.files(links, "links")},
            {
                "starts": batches.starts,
                "bin_rows": self.sizes.bin,
                "own": batches.own if everything else None,
            },
            [one.key for one in links],
        )
        ranked = {"ranked": not everything}
        return packed, self._mapped(
            steps.DEAL, batches, packed.tables["rows"], ranked, reduce, packed.stats["bins"]
        )

    def _settled(self, batches: Batches, packed: Receipt, judged: Sequence[Receipt]) -> list[Receipt]:
        """Put the verdicts of all rows of the dataset in the order of their ids."""
        ours, rows = batches.only(0), packed.tables["rows"]
        maps = [
            self._task(steps.UNTOUCHED, batch, self.params, rows[at])
            for at, batch in zip(ours.at, ours.cut, strict=True)
        ]
        for receipt in judged:
            for part in receipt.tables["verdicts"]:
                maps.append(self.build.task(steps.JUDGED, {"verdicts": part}, {}, rows=part.rows))
        return self.build.exchange(maps, steps.SETTLE, {}, {}, self.sizes.partitions)

    def _mapped(
        self,
        function: Function,
        batches: Batches,
        beside: Sequence[Part],
        params: Mapping[str, Any],
        reduce: Function,
        partitions: int,
    ) -> list[Receipt]:
        found = zip(batches.at, batches.cut, strict=True)
        maps = [self._task(function, batch, {**self.params, **params}, beside[at]) for at, batch in found]
        return self.build.exchange(maps, reduce, {}, self.params, partitions)

    def _task(
        self,
        function: Function,
        batch: Sequence[tuple[Piece, str]],
        params: Mapping[str, Any],
        beside: Part | None = None,
    ) -> Task:
        inputs: dict[str, Any] = {"pieces": [list(piece) for piece, _ in batch]}
        if beside is not None:
            inputs["rows"] = beside
        return self.build.task(
            function, inputs, params, {"pieces": [name for _, name in batch]}, rows=_rows(batch)
        )

    def _one(
        self,
        function: Function,
        inputs: Mapping[str, Any],
        params: Mapping[str, Any],
        names: Sequence[str],
    ) -> Receipt:
        made_of = {key: list(names) for key in inputs}
        return self.build.apart(self.build.task(function, inputs, {**self.params, **params}, made_of, rows=0))


@dataclass(frozen=True)
class Batches:
    """Parts that one map reads together; ``at`` is the number of each batch among all."""

    cut: Sequence[Sequence[tuple[Piece, str]]]
    numbers: Sequence[int] | None = None

    @property
    def at(self) -> Sequence[int]:
        """The number of each batch."""
        return range(len(self.cut)) if self.numbers is None else self.numbers

    @property
    def starts(self) -> list[int]:
        """The position of the first row of each."""
        return [batch[0][0].start for batch in self.cut] or [0]

    @property
    def own(self) -> int:
        """How many rows the first corpus has."""
        return sum(piece.rows for batch in self.cut for piece, _ in batch if not piece.corpus)

    def only(self, corpus: int) -> Batches:
        """Return the batches of one corpus."""
        found = [(at, batch) for at, batch in enumerate(self.cut) if batch[0][0].corpus == corpus]
        return Batches([batch for _, batch in found], [at for at, _ in found])


def know(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Say of each row of a part what decides its place in the order of rows, and whether it is the best of its equals there."""
    from ft_data.dedup.exchanges.known import facts

    piece = Piece(*inputs["piece"])
    groups = {name: path for name, path in inputs.items() if name != "piece"}
    return Work({"facts": facts(piece, _scores(piece, groups, params["terms"]), params["keep"])})


def _scores(piece: Piece, groups: Mapping[str, str], given: Sequence[Sequence[Any]]) -> pa.Table | None:
    terms = [ranking.Term(*one) for one in given]
    if not terms:
        return None
    asked = " ".join(" ".join([term.value, term.signal, *term.conditions]) for term in terms)
    wanted = set(re.findall(r"\w+", asked)) - (set(EXAMPLE.names) - {"kind"})
    table = aligned.read({aligned.TEXT: piece.texts, **groups}, wanted)
    with sql.connect(threads=1) as con:
        con.register("signals", table)
        return ranking.scores(con, "signals", terms)


def _rows(batch: Sequence[tuple[Piece, str]]) -> int:
    return sum(piece.rows for piece, _ in batch)


WORK = (know, *steps.ALL)
