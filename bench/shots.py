"""Pictures of the main screens, as docs show them: `python -m bench.shots [--into docs/images]`.

Invented questions to a harbour office are run into a release, and a station is served over it, as `ft-data run` and `ft-data review` do.
Writes a picture of each screen, light (and dark for some). Takes a minute or two and needs chromium.
"""

from __future__ import annotations

import argparse
import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.support import harbour
from bench.support.browser import Browser, sign_in
from bench.support.homes import command, write
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home

NAME = "harbour"
WIDTH, TALL = 1280, 800
# Of the station: what a picture is called, the page, and the element that it begins with.
SCREENS = {
    "review": "/review", "rows": "/rows?source=office", "row": "/rows/{row}", "map": "/map?colour=stands", "rule": "/rule?source=office&q=refund",
    "act": "/act?source=office&q=refund", "write": "/write/{row}", "overview": "/overview",
}  # fmt: skip
DARK = ("report", "review", "map")
RULE = '  - {name: brief, signal: response_words, review: "< 10"}\n'


def make(root: Path) -> Home:
    """Make a release of invented rows."""
    home = Home(root)
    folder = home.folder(NAME)
    (folder / "sources").mkdir(parents=True)
    write(folder / "sources/office.jsonl", harbour.rows([*harbour.ANSWERS], 60))
    recipe = harbour.RECIPE.replace("dataset: demo", f"dataset: {NAME}")
    recipe = recipe[: recipe.index("feedback:")].replace(
        "rules:\n", f"signals: {{topics: 8}}\nrules:\n{RULE}"
    )
    (folder / "recipe.yaml").write_text(recipe, "utf-8")
    done = command(home, "run", NAME, cwd=root)
    print(done.stdout, done.stderr, flush=True)
    assert done.returncode == 0, "the run failed"
    return home


@contextmanager
def station(home: Home) -> Iterator[str]:
    """Serve the station of the dataset; yields its address."""
    line = [sys.executable, "-m", "ft_data", "--home", str(home.root), "review", NAME, "--port", "0"]
    serving = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert serving.stdout is not None
        yield serving.stdout.readline().rsplit(" ", 1)[-1].strip()
    finally:
        serving.terminate()
        serving.wait(20)


def picture(browser: Browser, into: Path) -> None:
    """Write what the window shows."""
    shot = browser.cdp("Page.captureScreenshot", format="png", optimizeForSpeed=False)
    into.write_bytes(base64.b64decode(shot["data"]))
    print(f"{into}: {into.stat().st_size / 1000:.0f} kB", flush=True)


def shoot(home: Home, browser: Browser, into: Path, suffix: str, names: set[str]) -> None:
    """Write the pictures that are named."""
    (page,) = home.warehouse(NAME).reports.glob("eval_report-*.html")
    for name, part in (("report", ""), ("report-rows", "#rows")):
        if name in names:
            browser.go(page.as_uri())
            browser.run(
                "document.documentElement.style.scrollBehavior = 'auto';"
                "if (arguments[0]) document.querySelector(arguments[0]).scrollIntoView()",
                part,
            )
            picture(browser, into / f"{name}{suffix}.png")
    build = Build.open(home, NAME)
    with Versions(build, build.current("filtered")) as versions:
        query = "SELECT min(record_id) FROM filtered_verdicts WHERE verdict = 'review'"
        ((row,),) = versions.con.execute(query).fetchall()
    with station(home) as url:
        sign_in(browser, url, "mara")
        for name, path in SCREENS.items():
            if name in names:
                browser.go(url + path.format(row=row))
                browser.wait(
                    "return document.querySelector('main') !== null && document.readyState === 'complete'"
                )
                if name == "map":
                    browser.wait("return document.querySelector('[data-drawn]') !== null", seconds=60)
                picture(browser, into / f"station-{name}{suffix}.png")


def main() -> int:
    """Make the release and write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("docs/images"))
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        home = make(Path(root))
        for suffix, names in (("", {"report", "report-rows", *SCREENS}), ("-dark", {*DARK})):
            browser = Browser(WIDTH, TALL, dark=bool(suffix))
            try:
                browser.size(WIDTH, TALL)
                browser.cdp("Emulation.setScrollbarsHidden", hidden=True)
                shoot(home, browser, into, suffix, names)
            finally:
                browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
