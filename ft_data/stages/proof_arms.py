"""What the proxies of a proof learn from and are tried on: the rows that arrived, the arms, the texts held out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.proof import arms
from ft_data.recipe.problems import problem
from ft_data.stages import proof_rules, proof_texts
from ft_data.stages.build import Build
from ft_data.stages.previous import had
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.proof import overlap
    from ft_data.signals.fitted.targets import Compare
    from ft_data.signals.fitted.words import Words

MOST_ROWS, MOST_WORDS = 100_000, 3_000_000  # of the pool: those with the smallest ids, which are hashes
Pair = tuple[str, str]


@dataclass(frozen=True)
class Loaded:
    """Rows of the pool in the order of ``ids``, with their words; the targets ``used`` stand behind them in every arm."""

    used: Sequence[overlap.Text]
    held: Sequence[overlap.Text]
    slices: Sequence[str]
    mode: Compare
    rows: pa.Table
    ids: Sequence[str]
    pool: Words
    wanted: Words
    asked: Words
    selected: Any
    dropped: pa.Table  # what rules removed
    ranked: Mapping[str, int]  # the turn of every row, where rows were taken by influence
    drawn: Mapping[str, list[arms.Rows]]
    sizes: Mapping[str, tuple[int, int]]
    measured: Callable[[pa.Table], Words]
    facts: dict[str, Any]

    def pairs(self) -> tuple[list[Pair], list[Pair]]:
        """Return question and answer, or the one text that is compared, of rows and targets, and of the held-out texts."""
        from ft_data.proof import overlap

        parts = [self.rows, overlap.table(self.used), overlap.table(self.held)]
        found = [_pairs(part, self.mode) for part in parts]
        return [*found[0], *found[1]], found[2]


def loaded(build: Build, formatted: Snapshot, previous: str | None) -> Loaded:
    """Read a version. Raises RecipeError for texts that overlap, and where nothing is selected."""
    from ft_data.proof import overlap
    from ft_data.proof import proxy as proxies
    from ft_data.signals.fitted import retrieval, targets
    from ft_data.signals.fitted.stop import function_words

    spec = build.recipe.prove
    assert spec is not None and build.recipe.targets is not None
    used, held, slices = proof_texts.texts(build)
    proof_texts.refuse_overlap(build, used, held)
    mode = targets.resolve(
        build.recipe.targets.compare, [targets.Target(one.prompt, one.response, one.place) for one in used]
    )
    with Versions(build, formatted) as versions:
        rows = versions.con.sql(
            "SELECT record_id, source, prompt_text, response_text, "
            "record_id IN (SELECT record_id FROM formatted_main) AS selected "
            f"FROM reviewed ORDER BY record_id LIMIT {MOST_ROWS}"
        ).to_arrow_table()
        arrived = versions.con.sql("SELECT count(*) FROM reviewed").fetchall()[0][0]
        most = rows["record_id"][-1].as_py() if rows.num_rows < arrived else None
        dropped = proof_rules.removed(versions, most)
        ranked = _ranked(versions)
    index = overlap.index(held)
    copies, rows = _without(rows, overlap.overlapping(rows, index))
    _, dropped = _without(dropped, overlap.overlapping(dropped, index))

    def measured(found: pa.Table) -> Words:
        return targets.words_in(found, mode)

    pool = measured(rows)
    wanted, asked = (measured(overlap.table(found)) for found in (used, held))
    room = int(np.searchsorted(pool.at[1:], MOST_WORDS, "right"))
    rows, pool = rows.slice(0, room), proxies.taken(pool, np.arange(min(room, rows.num_rows)))
    nearest, score = retrieval.nearest(pool, retrieval.index(wanted, "cosine", function_words()), "cosine")
    selected = rows["selected"].to_numpy(zero_copy_only=False)
    if not selected.any():
        raise problem("`prove`: no row is selected, so there is nothing to prove")
    words = np.diff(proxies.together(pool, wanted).at)
    ids = rows["record_id"].to_pylist()
    drawn = arms.arms(
        arms.Pool(
            ids, words, rows["source"].to_pylist(), nearest[:, 0], score[:, 0], selected,
            had(build, previous, ids),
        ),
        spec.draws,
    )  # fmt: skip
    if len(ids) < arrived - copies:
        dropped = dropped.filter(pc.less_equal(dropped["record_id"], ids[-1]))
    return Loaded(
        used, held, slices, mode, rows, ids, pool, wanted, asked, selected, dropped, ranked, drawn,
        {name: (len(found[0]), int(words[found[0]].sum())) for name, found in drawn.items()}, measured,
        {"rows_in": arrived, "looked_at": len(ids), "copies_of_held_out": copies, "targets": len(used)},
    )  # fmt: skip


def _pairs(rows: pa.Table, mode: Compare) -> list[Pair]:
    prompts, responses = (
        ["" if text is None else text for text in rows[name].to_pylist()]
        for name in ("prompt_text", "response_text")
    )
    if mode == "both":
        return list(zip(prompts, responses, strict=True))
    if mode == "first":
        return [("", one if one.strip() else two) for one, two in zip(prompts, responses, strict=True)]
    return [("", one) for one in (prompts if mode == "prompt" else responses)]


def _ranked(versions: Versions) -> dict[str, int]:
    """Return the turn of every row that arrived, where rows were taken by influence; else nothing."""
    if "influence" not in versions.found["selected"].parts:
        return {}
    return dict(versions.con.execute("SELECT record_id, rank FROM selected_influence").fetchall())


def _without(rows: pa.Table, copies: Any) -> tuple[int, pa.Table]:
    kept = pc.invert(pc.is_in(rows["record_id"], pa.array(list(copies), pa.string())))
    return len(copies), rows.filter(kept)
