"""Keyboard-only work in a real headless browser. Skipped, with the reason, where chromium is missing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.browser import SHOWN, Browser, chromium, sign_in
from bench.support.corpus import rows_and_ledger
from bench.support.views import row, verdict, write_views
from bench.support.web import process
from ft_data.example import message
from ft_data.review.store import decisions
from ft_data_tests.review.looks import CONTRAST, SCHEMED, UNNAMED, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Keys within 350 ms of a new item are taken as meant for the one before, so a person's pace is kept here.
PACE = 0.4
FOREIGN = "main img, main iframe, main script, main style, main link, main base, main form form"
HOSTILE = [
    "<script>document.title = 'owned'; fetch('http://203.0.113.7/script')</script>",
    "<style>@import url(http://203.0.113.7/style.css); body { display: none }</style>",
    "<form action='http://203.0.113.7/form'><button name='action' data-key='a'>A</button></form>",
    "<img src='http://203.0.113.7/image.png' onerror=\"document.title = 'owned'\">",
    "![tracking](http://203.0.113.7/pixel.png) <link rel='prefetch' href='http://203.0.113.7/link'>",
    "<base href='http://203.0.113.7/'><meta http-equiv='refresh' content='0; url=http://203.0.113.7/meta'>",
    "\u202eLooks fine\u202c \u2066reordered\u2069 and \u200binvisible\x00",
    "</textarea></details></main><iframe src='http://203.0.113.7/frame'></iframe>",
    "x" * 1_000_000,
    "```html\n<script>document.title = 'owned'</script>\n```\n\n"
    "| <b>a</b> | b |\n|---|---|\n| <img src=x> | {{ 7 * 7 }} |",
]


@pytest.fixture(autouse=True)
def _chromium() -> None:
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))


@pytest.fixture
def browser() -> Iterator[Browser]:
    window = Browser()
    yield window
    window.close()


def act(browser: Browser, *keys: str) -> str:
    """Press keys at a person's pace and wait for another item; returns the new showing."""
    before = browser.run(SHOWN)
    time.sleep(PACE)
    browser.press(*keys)
    return browser.wait(
        f"const now = ({{f: () => {{ {SHOWN} }}}}).f(); return now !== arguments[0] && (now || 'none')",
        before,
    )


def test_twenty_items_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    write_views(tmp_path, *rows_and_ledger(40))
    settings = {
        "audit_rate": 0,
        "overlap": 0,
        "labels": {"topic": ["returns", "billing", "other"]},
        "guideline": "Be fair.",
    }
    with process(tmp_path, settings) as (_, url):
        sign_in(browser, url, "ada")
        look(browser, "light")
        browser.press("5", "4", "3", "2")  # three ratings, then the second topic
        act(browser, "a")
        for _ in range(6):
            act(browser, "a")
        assert browser.run("return document.querySelector('nav [aria-current]').pathname") == "/review"
        act(browser, "r", "2")
        time.sleep(PACE)
        browser.press("r")
        look(browser, "reject")
        act(browser, "9")
        act(browser, "r", "0")
        act(browser, "x")
        act(browser, "s")
        time.sleep(PACE)
        browser.press("e")
        browser.wait("return document.activeElement.tagName === 'TEXTAREA'")
        browser.type(" Thank you!")
        browser.wait(
            "return [...document.querySelectorAll('.live ins')].some(e => e.textContent.includes('Thank'))"
        )
        look(browser, "edit")
        act(browser, "Control+Enter")
        assert "Stored." in browser.text(".notice")
        act(browser, "a")
        act(browser, "u")
        assert "Taken back" in browser.text(".notice")
        act(browser, "r", "1")
        for _ in range(3):
            act(browser, "a")
        browser.press("g", "c")
        browser.wait("return location.pathname === '/compare' && document.querySelector('.pair') !== null")
        look(browser, "compare")
        for key in ("1", "2", "0", "1"):
            act(browser, key)
        browser.wait("return document.body.innerText.includes('Nothing waits for you here')")
        browser.press("g", "m")
        browser.wait("return location.pathname === '/mine'")
        browser.press("?")
        browser.wait("return document.querySelector('dialog[open]') !== null")
        look(browser, "keys")
        browser.press("Escape")
        requests = [
            address
            for address in browser.requests()
            if not address.startswith(("chrome:", "data:", "about:"))
        ]
        assert requests and all(address.startswith(url) for address in requests)
        assert browser.complaints() == []
    made = decisions(tmp_path / "review.sqlite").to_pylist()
    kinds = [one["decision"] for one in made if one["task"] == "judge"]
    assert (kinds.count("keep"), kinds.count("drop"), kinds.count("edit"), len(made)) == (10, 4, 1, 19)
    rated = next(one for one in made if one["ratings"] != "{}")
    assert json.loads(rated["ratings"]) == {"accuracy": 5, "usefulness": 4, "tone": 3}
    assert json.loads(rated["labels"]) == {"topic": "billing"}
    edit = next(one for one in made if one["decision"] == "edit" and one["task"] == "judge")
    assert json.loads(edit["example"])["response_text"].endswith(" Thank you!")
    assert {one["reason"] for one in made} >= {"inaccurate", "unhelpful", "other", "wrong_language"}


def test_four_fast_presses_are_one_decision(browser: Browser, tmp_path: Path) -> None:
    write_views(tmp_path, *rows_and_ledger(20))
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        first = browser.run(SHOWN)
        time.sleep(PACE)
        browser.press("a", "a", "a", "a")
        browser.wait(f"const now = ({{f: () => {{ {SHOWN} }}}}).f(); return now !== arguments[0]", first)
        browser.wait("return document.querySelector('.notice').textContent.includes('was not counted')")
        look(browser, "early")
        time.sleep(1)
        assert decisions(tmp_path / "review.sqlite").num_rows == 1


def test_what_is_typed_survives_a_killed_server_and_a_closed_browser(tmp_path: Path) -> None:
    write_views(tmp_path, *rows_and_ledger(20))
    settings = {"audit_rate": 0, "overlap": 0}
    typed = " More words that must not be lost."
    browser = Browser()
    try:
        with process(tmp_path, settings) as (server, url):
            sign_in(browser, url, "ada")
            time.sleep(PACE)
            browser.press("e")
            browser.type(typed)
            time.sleep(1.2)  # autosave runs half a second after the last key
            server.kill()
            server.wait()
            browser.type(" Even later.")
            browser.press("Control+Enter")
            browser.wait("return document.querySelector('.notice').textContent.includes('does not answer')")
            assert "Even later." in browser.run(
                "return document.querySelector('.editor textarea:not(.original):focus').value"
            )
            port = url.rsplit(":", 1)[1]
            with process(tmp_path, settings, port=port):
                browser.press("Control+Enter")
                browser.wait("return document.querySelector('.notice').textContent.includes('Stored')")
        (one,) = decisions(tmp_path / "review.sqlite").to_pylist()
        assert json.loads(one["example"])["response_text"].endswith(f"{typed} Even later.")
    finally:
        browser.close()


def test_a_draft_is_there_after_restart_in_another_browser(tmp_path: Path) -> None:
    write_views(tmp_path, *rows_and_ledger(20))
    settings = {"audit_rate": 0, "overlap": 0}
    first = Browser()
    try:
        with process(tmp_path, settings) as (_, url):
            sign_in(first, url, "ada")
            time.sleep(PACE)
            first.press("e")
            first.type(" Half a sentence")
            time.sleep(1.2)
    finally:
        first.close()
    second = Browser()
    try:
        with process(tmp_path, settings) as (_, url):
            sign_in(second, url, "ada")
            assert "Your draft was kept" in second.text()
            areas = second.run(
                "return [...document.querySelectorAll('.editor textarea:not(.original)')].map(t => t.value)"
            )
            assert areas[-1].endswith(" Half a sentence")
            time.sleep(PACE)
            second.press("a")
            second.wait(
                "return document.querySelector('.notice').textContent.includes('You have changed the text')"
            )
    finally:
        second.close()
    assert decisions(tmp_path / "review.sqlite").num_rows == 0


def test_hostile_rows_are_text_and_ask_for_nothing(browser: Browser, tmp_path: Path) -> None:
    rows = [row(f"h{n}", f"{text[:200]} ?", text) for n, text in enumerate(HOSTILE)]
    calls = message("assistant", "x", tool_calls_json="<script>alert(1)</script>")
    rows.append(row("tool", "", "", kind="conversation", turns=[message("user", "<b>call</b>"), calls]))
    detail = [{"rule": "r", "signal": "toxicity", "value": 1, "threshold": "> 0", "evidence": HOSTILE[3]}]
    kept = [row(f"k{n}", f"{text[:200]} near", text[:3000]) for n, text in enumerate(HOSTILE)]
    ledger = [verdict(one, "review", ["r"], 0.5, detail) for one in rows] + [
        verdict(one, "keep") for one in kept
    ]
    write_views(tmp_path, rows + kept, ledger)
    with process(tmp_path, {"audit_rate": 0, "overlap": 0, "guideline": HOSTILE[0]}) as (_, url):
        sign_in(browser, url, "ada")
        seen = ""
        for _ in rows:
            seen += browser.text("#page")
            assert browser.run("return getComputedStyle(document.body).display") == "block"
            assert browser.run("return document.querySelectorAll(arguments[0]).length", FOREIGN) == 0
            assert "owned" not in browser.run("return document.title")
            act(browser, "d", "h", "e", "Escape", "a")
        for path in ("/rows", "/log", "/mine", "/rows?q=script", f"/rows/{rows[8]['record_id']}"):
            browser.go(url + path)
            assert "owned" not in browser.run("return document.title")
        for text in (
            "<script>document.title",
            "onerror=",
            "U+202E",
            "U+200B",
            "980,000 more characters",
            "{{ 7 * 7 }}",
        ):
            assert text in seen, text
        asked = [address for address in browser.requests() if address.startswith(("http", "ws", "ftp"))]
        assert [address for address in asked if not address.startswith(url)] == []
        # The record of requests is worth something only if it would have seen one.
        browser.run("fetch('/static/icon.svg?control').catch(() => {}); return 1")
        for _ in range(100):
            if any(address.endswith("?control") for address in browser.requests()):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("the record of requests missed one")
    assert decisions(tmp_path / "review.sqlite").num_rows == len(rows)


def test_dark_and_narrow(tmp_path: Path) -> None:
    rows, ledger = rows_and_ledger(40)
    write_views(tmp_path, rows, ledger)
    one = f"/rows/{rows[0]['record_id']}"
    browser = Browser(dark=True)
    try:
        with process(tmp_path, {"audit_rate": 0.5, "overlap": 0}) as (_, url):
            sign_in(browser, url, "ada")
            dark = browser.run("return getComputedStyle(document.body).backgroundColor")
            look(browser, "dark")
            browser.emulate("light")
            browser.wait("return getComputedStyle(document.body).backgroundColor !== arguments[0]", dark)
            browser.size(390, 844)
            look(browser, "narrow")
            for path in (
                "/review",
                "/compare",
                "/overview",
                "/people",
                "/rows",
                "/log",
                "/guideline",
                "/mine",
                one,
            ):
                browser.go(url + path)
                browser.run("document.querySelectorAll('details').forEach(e => { e.open = true })")
                browser.wait("return document.documentElement.scrollWidth <= window.innerWidth")
                assert browser.run(UNNAMED) == [], path
                for landmark in ("main", "h1"):
                    assert browser.run(f"return document.querySelectorAll('{landmark}').length") == 1, path
            for scheme in ("light", "dark"):
                browser.emulate(scheme)
                browser.go(url + "/review")
                # The page has its colours once the browser has taken up the scheme.
                browser.wait(f"{SCHEMED} === arguments[0]", scheme)
                assert browser.run(CONTRAST) == []
            browser.go(url + one)
            browser.run("document.querySelector('#wrong').closest('details').open = true")
            browser.run("document.querySelector('#right_answer').focus()")
            browser.type("Ask the office.")
            browser.run("document.querySelector('#wrong button').click()")
            browser.wait("return document.body.innerText.includes('Noted.')")
            assert "Ask the office." in browser.text("details") and browser.run(CONTRAST) == []
    finally:
        browser.close()
