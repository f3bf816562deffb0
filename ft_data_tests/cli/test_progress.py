"""What a run prints while it works: lines of 80 columns that say nothing untrue."""

from __future__ import annotations

import io

from ft_data.cli.progress import Ticker
from ft_data.stages.build import Finished, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_how_far_a_stage_is_is_a_share_and_every_line_fits():
    terminal = Terminal()
    long = "raw/whatsapp_chat_with_the_support_of_kettles"
    with Ticker(terminal) as ticker:
        ticker.hear(Progress(long, 37, 100))  # kilobytes
        ticker.hear(Finished(long, 1_234_567_890, 1234.5, 12_345_678))
        ticker.hear(Progress("synthesized", 0, 0))
    lines = terminal.getvalue().replace("\r\x1b[K", "\n").splitlines()
    assert max(map(len, lines)) <= 80
    running = next(line for line in lines if line.startswith("…"))
    assert "37%" in running and "rows" not in running
    assert any("1,234,567,890 rows" in line and line.startswith("✓ raw/whatsapp_chat") for line in lines)
