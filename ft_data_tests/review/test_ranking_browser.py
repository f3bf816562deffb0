"""Answers put in an order in a real headless browser: by keys alone, and by dragging."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.browser import SHOWN, Browser, chromium, sign_in
from bench.support.views import row, verdict, write_views
from bench.support.web import process
from ft_data.review.db import Database
from ft_data_tests.review.looks import CONTRAST, SCHEMED, UNNAMED, look
from ft_data_tests.review.station import log

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def browser() -> Iterator[Browser]:
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))
    window = Browser()
    yield window
    window.close()


def shown(browser: Browser) -> list[str]:
    """Return the records of the answers as they are numbered on the page."""
    names = browser.run("return [...document.querySelectorAll('[data-place]')].sort((a, b) => a.dataset.place - b.dataset.place).map(one => one.name)")  # fmt: skip
    return [name.removeprefix("place-") for name in names]


def test_answers_are_ordered_by_keys_and_by_dragging(browser: Browser, tmp_path: Path) -> None:
    prompts = ("What is a parcel?", "What is a letter?")
    rows = [
        row(f"{prompt}{n}", prompt, f"{name} answer.\n\n```python\nprint({n})\n```")
        for prompt in prompts
        for n, name in enumerate(("First", "Second", "Third", "Fourth"))
    ]
    asked = row("asked", "Is it open?", "Yes.")
    ledger = [verdict(one, "keep") for one in rows] + [verdict(asked, "review", ["too_short"], 0.5)]
    write_views(tmp_path, [*rows, asked], ledger)
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        browser.press("g", "c")
        browser.wait("return location.pathname === '/compare' && document.querySelector('[data-rank]')")
        for name, width, scheme in (
            ("wide", 1440, "light"),
            ("narrow", 390, "light"),
            ("dark", 1440, "dark"),
        ):
            browser.size(width, 900)
            browser.emulate(scheme)
            browser.wait(f"{SCHEMED} === arguments[0]", scheme)
            browser.wait("return document.documentElement.scrollWidth <= window.innerWidth")
            look(browser, f"rank-{name}")
            assert browser.run(UNNAMED) == [] and browser.run(CONTRAST) == []
        browser.size(1280, 1600)
        names, first = shown(browser), browser.run(SHOWN)
        browser.press("3", "1", "Backspace", "2", "=", "1")
        browser.wait("return document.querySelector('[data-ranked]').textContent === '3 > 1 = 2'")
        time.sleep(0.4)
        browser.press("Enter")
        browser.wait(
            "return document.querySelector('.notice').textContent.includes('Give each answer a place')"
        )
        browser.wait("return document.querySelectorAll('[data-place] option[selected]').length === 3")
        time.sleep(0.4)
        # A page that came back has what was placed; the last goes behind it.
        browser.run("document.querySelector('[data-place=\"4\"]').value = '3'")
        browser.press("Enter")
        browser.wait(f"const now = ({{f: () => {{ {SHOWN} }}}}).f(); return now && now !== arguments[0]"
                     " && document.querySelector('.notice').textContent.includes('Stored')", first)  # fmt: skip
        groups = [[names[2]], sorted([names[0], names[1]]), [names[3]]]
        assert order_of(tmp_path) == groups
        names, last = shown(browser), browser.run(SHOWN)
        time.sleep(0.4)
        boxes = browser.run(
            "return [...document.querySelectorAll('[data-answer] h2')].map(one => { const b = one.getBoundingClientRect();"
            " return [b.left + 5, b.top + b.height / 2]; })"
        )
        browser.cdp("Input.setInterceptDrags", enabled=False)
        browser.drag(boxes[3], boxes[0])
        browser.wait("return document.querySelector('[data-ranked]').textContent === '4 > 1 > 2 > 3'")
        browser.press("Enter")
        browser.wait(f"const now = ({{f: () => {{ {SHOWN} }}}}).f(); return now !== arguments[0]", last)
        assert order_of(tmp_path) == [[names[3]], [names[0]], [names[1]], [names[2]]]
        assert browser.complaints() == []


def order_of(folder: Path) -> list[list[str]]:
    """Return the last order in the log as records, the best first."""
    import json

    last = [one for one in log(Database(folder / "review.sqlite")) if one["kind"] == "prefer"][-1]
    records = json.loads(last["parents"])
    return [
        sorted(records["abcd".index(name)] for name in group.split("="))
        for group in last["choice"].split(">")
    ]
