"""The one exception to append-only: the text of forgotten records becomes null, and that is logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ft_data.review import rule_log
from ft_data.review.db import Database, now


@dataclass(frozen=True)
class Forgetting:
    """How much was nulled, and whether the bytes are off the disk already.

    ``flushed`` is False while another process still reads an older state of the file: run it again later.
    """

    records: int
    texts: int
    flushed: bool
    words: tuple[str, ...] = ()  # what was there, where only that was asked


def forget_text(
    db: Database, record_ids: Sequence[str], actor: str, holds: Callable[[str], bool] | None = None
) -> Forgetting:
    """Null every text stored about these records: edits, notes, what was shown, drafts, queue evidence.

    Who decided what and when stays; records that were made from a forgotten one (edits, written examples,
    preferences) lose their text too; so do rules made of views that ``holds`` says hold any of it. Pages freed are zeroed and the write-ahead log is emptied.
    """
    wanted = list(dict.fromkeys(record_ids))
    with db.write() as con:
        texts = sum(_forget(con, record_id, actor) for record_id in wanted)
        texts += rule_log.forget(con, holds) if holds is not None else 0
    return Forgetting(len(wanted), texts, _flush(db))


def words_about(db: Database, record_ids: Sequence[str]) -> Forgetting:
    """Return the texts that :func:`forget_text` would null."""
    found: dict[str, None] = {}
    for record_id in dict.fromkeys(record_ids):
        given = {"r": record_id, "mention": f'"{record_id}"'}
        for query in _WORDS:
            found.update((text, None) for row in db.con.execute(query, given) for text in row if text)
    return Forgetting(len(set(record_ids)), len(found), True, tuple(found))


_WORDS = (
    "SELECT w.example, w.note FROM decision d JOIN wording w USING (decision_id)"
    " WHERE d.record_id = :r OR d.example_id = :r OR instr(d.parents, :mention) > 0",
    "SELECT example FROM shown WHERE record_id = :r",
    "SELECT body FROM draft WHERE record_id = :r",
    "SELECT detail FROM item WHERE record_id = :r OR other_id = :r",
)

# Of an item in which several answers are put in an order, the rows stand in the detail.
_ITEMS = (
    "(record_id = :r OR other_id = :r OR (task = 'prefer' AND instr(coalesce(detail, ''), :mention) > 0))"
)


def _forget(con: sqlite3.Connection, record_id: str, actor: str) -> int:
    given = {"r": record_id, "mention": f'"{record_id}"', "at": now(), "actor": actor}
    held = con.execute(
        "SELECT d.decision_id FROM decision d JOIN wording w USING (decision_id)"
        " WHERE (w.example IS NOT NULL OR w.note IS NOT NULL)"
        " AND (d.record_id = :r OR d.example_id = :r OR instr(d.parents, :mention) > 0)",
        given,
    ).fetchall()
    con.execute(
        "INSERT INTO forgotten SELECT :r, :at, :actor, :texts"
        " WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE record_id = :r)",
        {**given, "texts": len(held)},
    )
    con.executemany(
        "UPDATE wording SET example = NULL, note = NULL WHERE decision_id = ?",
        [(row["decision_id"],) for row in held],
    )
    shown = con.execute(
        "UPDATE shown SET example = NULL WHERE record_id = :r AND example IS NOT NULL", given
    ).rowcount
    items = f"SELECT item_id FROM item WHERE {_ITEMS}"
    drafts = con.execute(f"DELETE FROM draft WHERE record_id = :r OR item_id IN ({items})", given).rowcount
    con.execute(f"DELETE FROM lease WHERE item_id IN ({items})", given)
    con.execute(f"UPDATE item SET active = 0, detail = NULL WHERE {_ITEMS}", given)
    return len(held) + shown + drafts


def _flush(db: Database) -> bool:
    """Write the file anew, since pages keep bytes of what moved within them, and empty the log."""
    db.con.execute("PRAGMA temp_store = MEMORY")
    db.con.execute("VACUUM")
    busy, _, _ = db.con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
