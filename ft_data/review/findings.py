"""Why a row is here: what the rules wrote into the ledger, as the station keeps and shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ft_data.warehouse.detail import Detail

Finding = dict[str, Any]  # the fields of `ft_data.warehouse.detail.Finding`, as the queue stores them


def findings(reasons: Sequence[str] | None, detail: str | None) -> list[Finding]:
    """Read a ledger row's ``reasons`` and ``detail``: one finding a rule."""
    return [asdict(one) for one in Detail.read(detail).findings(reasons)]
