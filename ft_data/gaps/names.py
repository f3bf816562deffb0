"""What causes of a weakness are called, and a reason of rows that were removed."""

from __future__ import annotations

NEVER, REMOVED, WRONG, STALE, THIN, FINE = (
    "never_collected", "removed_by_rule", "wrong_rows", "stale", "thin", "data_is_fine",
)  # fmt: skip
WAITING = "waits for people"  # the reason of rows that nobody decided on yet
