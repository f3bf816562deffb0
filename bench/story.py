"""The story of docs/loop.md, told by the commands that the page prints: `python -m bench.story [--into docs/images]`.

Invented questions to a harbour office. Release 1.0.0 never saw customs, and a rule dropped short questions about refunds; a trigram
model that learned from it fails there. What `ft-data gaps` says is done, from the files it wrote, and the model of release 1.1.0 is tried on
the same questions. Prints what every command says and writes pictures of the pages, light and dark; exit 1 where the story ends
otherwise than the page tells. Takes minutes and needs chromium.
"""

from __future__ import annotations

import argparse
import base64
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.support import harbour
from bench.support.browser import Browser
from bench.support.homes import command, write
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home

NAME = "harbour"
FIRST = "ft-data run harbour"
TRIED = "ft-data run harbour --no-release"
GAPS = "ft-data gaps harbour --write"
REFUNDS = "926e3aa67084"  # the gap: its id stays the same as long as its slice and cause do
ACCEPT = f'ft-data gaps harbour --accept {REFUNDS} --as mara --why "People ask like that."'
AGAIN = "ft-data gaps harbour"
HEALTH = "ft-data health harbour --page health.html"
# In the order in which the page prints them.
COMMANDS = (FIRST, TRIED, GAPS, ACCEPT, TRIED, AGAIN, FIRST, AGAIN, HEALTH)
WIDTH, TALL, EDGE = 1440, 900, 24


class Told:
    """A home in which the story happens, and what was said in it."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.folder = self.home.folder(NAME)
        for name in ("sources", "feedback"):
            (self.folder / name).mkdir(parents=True)
        self.recipe = harbour.RECIPE.replace("dataset: demo", f"dataset: {NAME}")

    def say(self, line: str) -> str:
        """Run one command as the page prints it; raises AssertionError where it fails."""
        found = command(self.home, *shlex.split(line)[1:], cwd=self.home.root)
        print(f"$ {line}\n{found.stdout}{found.stderr}", flush=True)
        assert found.returncode == 0, f"`{line}` ended with {found.returncode}"
        return found.stdout + found.stderr

    def write_recipe(self, text: str) -> None:
        (self.folder / "recipe.yaml").write_text(text, "utf-8")

    def try_out(self, release: str) -> None:
        """Have a trigram model learn from the current version, and note what it answers to 320 new questions."""
        build = Build.open(self.home, NAME)
        with Versions(build, build.current("formatted")) as versions:
            query = "SELECT prompt_text, response_text FROM formatted WHERE split = 'train'"
            learned = versions.con.execute(query).fetchall()
        write(self.folder / f"feedback/{release}.jsonl", harbour.tried(learned, release))

    def page(self) -> Path:
        """Return the newest report."""
        return max(
            self.home.warehouse(NAME).reports.glob("eval_report-*.html"),
            key=lambda path: path.stat().st_mtime,
        )


def tell(told: Told) -> Iterator[tuple[str, Path, str]]:
    """Let the story happen; yield what is to be shown when it is there: a name, a page, and the element of it."""
    topics = [topic for topic in harbour.ANSWERS if topic != "customs"]
    write(told.folder / "sources/office.jsonl", harbour.rows(topics, 70))
    told.write_recipe(told.recipe[: told.recipe.index("feedback:")])
    assert "1.0.0" in told.say(FIRST)
    told.try_out("1.0.0")
    told.write_recipe(told.recipe)
    told.say(TRIED)
    said = told.say(GAPS)
    yield "gaps", told.page(), "#gaps"
    assert "collect about 70 rows" in said and "63 rows come back" in said
    told.say(ACCEPT)
    ((spared,),) = [
        [one["unless"]] for one in yaml.safe_load((told.folder / "gaps/rules.yaml").read_text("utf-8"))
    ]
    told.write_recipe(told.recipe.replace('drop: "< 5"', f'drop: "< 5", unless: "{spared}"'))
    write(told.folder / "sources/collected.jsonl", harbour.rows(["customs"], 70, seed=3))
    told.say(TRIED)
    assert told.say(AGAIN).count("cannot tell") == 2
    told.try_out("1.1.0")
    assert "1.1.0" in told.say(FIRST)
    assert told.say(AGAIN).count(": closed.") == 2
    yield "closed", told.page(), "#gaps"
    told.say(HEALTH)
    yield "health", told.home.root / "health.html", "main"


def picture(browser: Browser, page: Path, element: str, into: Path) -> None:
    """Write a picture of an element of a page in a window 1,440 wide, up to the second list of examples in it."""
    browser.go(page.as_uri())
    left, top, right, bottom = browser.run(
        "const found = document.querySelector(arguments[0]), box = found.getBoundingClientRect(), next = found.querySelectorAll('h4')[1];"
        "const end = next ? next.getBoundingClientRect().top : box.bottom;"
        "return [box.left, box.top + scrollY, box.right, end + scrollY]",
        element,
    )
    clip = {
        "x": left - EDGE,
        "y": top,
        "width": right - left + 2 * EDGE,
        "height": min(bottom - top, TALL),
        "scale": 1,
    }
    shot = browser.cdp("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
    into.write_bytes(base64.b64decode(shot["data"]))
    print(f"{into}: {into.stat().st_size / 1000:.0f} kB", flush=True)


def main() -> int:
    """Tell it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("docs/images"))
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    browsers = {"": Browser(WIDTH, TALL), "-dark": Browser(WIDTH, TALL, dark=True)}
    try:
        with tempfile.TemporaryDirectory() as root:
            for browser in browsers.values():
                browser.size(WIDTH, TALL)
            for name, page, element in tell(Told(Path(root))):
                for suffix, browser in browsers.items():
                    picture(browser, page, element, into / f"loop-{name}{suffix}.png")
    except AssertionError as why:
        print(f"the story ends otherwise: {why}", file=sys.stderr)
        return 1
    finally:
        for browser in browsers.values():
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
