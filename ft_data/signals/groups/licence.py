"""Signals of the group `licence`: what headers in code grant."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Group, Signal

_SIGNALS = (
    Signal(
        "license_header", pa.string(), "row", "SPDX expression",
        "The licence that a header in prompt or answer grants, the strictest of several: an `SPDX-License-Identifier`, or the opening "
        "words of the usual licences (GPL, LGPL, AGPL, Apache, MIT, BSD, ISC, MPL, EPL). Talk about a licence is none.",
        "SPDX specification, annex E; identifiers of license-expression",
    ),
    Signal(
        "license_conflict", pa.int32(), "row", "0 or 1",
        "1 where that is another licence than the row's `license`, or the row has none; null without a header.",
    ),
)  # fmt: skip

GROUP = Group(
    name="licence",
    signals=_SIGNALS,
    columns=("record_id", "license", "prompt_text", "response_text"),
    measure="ft_data.signals.licence.measure:licence_signals",
)
