"""Marking words in a real headless browser: with the mouse and with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.browser import Browser, chromium, sign_in
from bench.support.views import row, verdict, write_views
from bench.support.web import process
from ft_data.review import spans
from ft_data.review.db import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = "Ask \U0001f600 the \u200boffice. <b>It</b> opens at nine\nand closes at five."


@pytest.fixture
def browser() -> Iterator[Browser]:
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))
    window = Browser()
    yield window
    window.close()


def test_words_are_marked_by_keys_alone_and_with_the_mouse(browser: Browser, tmp_path: Path) -> None:
    one = row("r0", "When is it open?", ANSWER)
    write_views(tmp_path, [one], [verdict(one, "review", ["too_short"], 0.5)])

    def marked() -> list[tuple[str, str]]:
        found = spans.about(Database(tmp_path / "review.sqlite").con, one["record_id"])
        return [(ANSWER[span.place.start : span.place.end], span.label) for span in found]

    chosen = "return getSelection().toString().trim() === arguments[0]"
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        browser.press("m")
        browser.wait("return location.pathname.startsWith('/mark/') && document.querySelector('#mark')")
        browser.run("document.querySelector('main h1').focus()")
        while browser.run("return (document.activeElement.dataset || {}).field || ''") != "messages-1":
            browser.press("Tab")
        for _ in range(20):  # word by word
            if browser.run(chosen, "opens"):
                break
            browser.press("ArrowRight")
        browser.press("Shift+ArrowRight")
        browser.wait(chosen, "opens at")
        browser.press("1")
        browser.wait("return document.querySelector('.notice') && document.querySelector('mark')")
        assert marked() == [("opens at", "inaccurate")]
        browser.wait("return (document.activeElement.dataset || {}).field === 'messages-1'")
        browser.press("ArrowRight")  # it goes on behind what was marked
        browser.wait(chosen, "nine")
        browser.press("Shift+Control+ArrowRight", "Shift+Control+ArrowRight")
        browser.press("4")
        browser.wait("return document.querySelectorAll('.text mark').length === 2")
        assert marked()[1] == ("nine\na", "unsafe")
        # From the middle of "the", over a character that cannot be seen, to the end of "office".
        box = browser.run(
            "const runs = [...document.querySelectorAll('[data-field=messages-1] [data-at]')];"
            " const hidden = runs.find(run => 'one' in run.dataset); hidden.scrollIntoView({block: 'center'});"
            " const a = hidden.getBoundingClientRect(); const range = document.createRange();"
            " range.setStart(hidden.nextSibling.firstChild, 0); range.setEnd(hidden.nextSibling.firstChild, 6);"
            " const b = range.getBoundingClientRect(); return [a.left - 2, b.right, b.top + b.height / 2]"
        )
        browser.drag((box[0], box[2]), (box[1], box[2]))
        browser.wait("return document.querySelector('[data-words]').textContent.includes('office')")
        browser.press("8")
        browser.wait("return document.querySelectorAll('.marked').length === 3")
        assert marked()[2] == ("\u200boffice", "broken")
        # Without choosing: the words are typed.
        browser.run("document.querySelector('[name=quote]').focus()")
        browser.type("five.")
        browser.run("document.querySelector('[data-key=\"9\"]').click()")
        browser.wait("return document.querySelectorAll('.marked').length === 4")
        assert marked()[3] == ("five.", "other")
        browser.run("document.activeElement.blur()")
        browser.press("b")
        browser.wait(
            "return location.pathname === '/review' && document.querySelectorAll('aside mark').length === 4"
        )
        assert browser.complaints() == []
