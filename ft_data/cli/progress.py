"""Live progress on a terminal; one line per finished asset everywhere else.

How far a stage is, is a share: what it still has to do is counted in rows times measures, or in kilobytes before a file is read.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from ft_data.stages.build import Finished, Progress

_NAME = 24  # columns of an asset's name


class Ticker:
    """Prints what finished, with rates, and (on a terminal) how far the running stage is."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._live = stream.isatty()
        self._started: dict[str, float] = {}
        self._last = 0.0

    def __enter__(self) -> Ticker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._erase()

    def hear(self, news: Progress | Finished) -> None:
        """Redraw the running line, at most ten times a second, or print the line of a finished asset."""
        if isinstance(news, Finished):
            self._erase()
            what = "numbers" if news.asset == "eval_report" else "rows   "
            speed = f"{news.rows_per_second:,} rows/s" if news.rows_per_second else "as before"
            self._stream.write(
                f"✓ {_cut(news.asset):<{_NAME}}{news.rows:>12,} {what}  {news.seconds:>7.1f} s  {speed:>17}\n"
            )
            self._stream.flush()
            return
        clock = time.monotonic()
        started = self._started.setdefault(news.asset, clock)
        if not self._live or clock - self._last < 0.1:
            return
        self._last = clock
        far = f"{news.done / news.total:.0%}" if news.total else ""
        self._erase()
        self._stream.write(f"… {_cut(news.asset):<{_NAME}}{far:>12}          {clock - started:>7.0f} s")
        self._stream.flush()

    def _erase(self) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")


def _cut(asset: str) -> str:
    """Cut a long name, so that a line fits 80 columns: a source is often called after its file."""
    return asset if len(asset) <= _NAME else f"{asset[: _NAME - 1]}…"
