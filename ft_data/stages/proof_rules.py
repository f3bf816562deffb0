"""The rows that rules removed, for the proof: what each rule is worth on the held-out texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.stages import judging
from ft_data.stages.reading import Versions


def removed(versions: Versions, last: str | None) -> pa.Table:
    """Return the rows that `filtered` dropped or asked about and that nobody let in: texts, verdict and detail.

    ``last``: the greatest id that the proof looks at.
    """
    bound = "" if last is None else "AND f.record_id <= ?"
    return versions.con.sql(
        "SELECT f.record_id, f.verdict, f.detail, c.prompt_text, c.response_text FROM filtered_verdicts f "
        "JOIN cleaned c USING (record_id) WHERE f.verdict IN ('drop', 'review') "
        f"AND f.record_id NOT IN (SELECT record_id FROM reviewed) {bound} ORDER BY f.record_id",
        params=[] if last is None else [last],
    ).to_arrow_table()


def worth(
    rows: pa.Table,
    ids: Sequence[str],
    pool: Any,
    measured: Callable[[pa.Table], Any],
    proxy: Callable[[Any], Any],
    draws: int,
) -> pa.Table:
    """Return `returned.RETURNED`. ``rows``: as `removed` gives them; ``ids`` and words ``pool`` of the rows that arrived.

    ``measured`` gives the words of rows, ``proxy`` what learns from words.
    """
    from ft_data.proof import returned
    from ft_data.proof.proxy import together

    told = rows.select(["record_id", "verdict", "detail"]).to_pydict()
    alone = judging.alone(zip(told["record_id"], told["verdict"], told["detail"], strict=True))
    names = returned.largest(alone)
    dropped = pc.equal(rows["verdict"], "drop")
    wanted = {name: pc.is_in(rows["record_id"], pa.array(alone[name], pa.string())) for name in names}
    if pc.any(dropped).as_py():
        wanted[returned.EVERY] = dropped
    if not wanted:
        return returned.RETURNED.empty_table()
    none = np.zeros(len(ids), bool)
    masks = {
        name: np.concatenate([none, mask.to_numpy(zero_copy_only=False)]) for name, mask in wanted.items()
    }
    whole = together(pool, measured(rows))
    return returned.worth(
        proxy(whole),
        [*ids, *told["record_id"]],
        np.diff(whole.at),
        np.arange(len(whole)) < len(ids),
        masks,
        draws,
    )
