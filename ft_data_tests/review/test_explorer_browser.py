"""The explorer in a real headless browser: by keyboard, narrow and dark, with hostile rows, and reached from a report's file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.browser import Browser, chromium, sign_in
from bench.support.views import row, verdict, write_views
from bench.support.web import process
from ft_data import addresses
from ft_data_tests.review.looks import CONTRAST, SCHEMED, UNNAMED, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\"><style>body{display:none}</style>"


@pytest.fixture
def browser() -> Iterator[Browser]:
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))
    window = Browser()
    yield window
    window.close()


def views(folder: Path) -> list[dict]:
    rows = [
        row(f"r{n}", f"Question {n} about parcels?", f"Answer {n}. {HOSTILE if n % 7 == 0 else 'Fine.'}")
        for n in range(120)
    ]
    low = {
        "rule": "too_short",
        "signal": "response_words",
        "value": 3,
        "threshold": "< 60",
        "verdict": "review",
    }
    ledger = [
        verdict(one, "drop", [HOSTILE], 0.9, stage="deduped", witness_id=rows[0]["record_id"])
        for one in rows[1:3]
    ]
    ledger += [
        verdict(one, "review", ["too_short"], 0.5, [low | {"evidence": HOSTILE}]) for one in rows[3:40]
    ]
    write_views(folder, rows, ledger + [verdict(one, "keep") for one in (rows[0], *rows[40:])])
    return rows


def test_rows_are_found_by_keyboard_and_stay_text(browser: Browser, tmp_path: Path) -> None:
    rows = views(tmp_path)
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        browser.press("g", "b")
        browser.wait(
            "return location.pathname === '/rows' && document.querySelectorAll('[data-hit]').length === 50"
        )
        browser.press("n")
        browser.wait("return location.search.endsWith('&page=1')")
        browser.press("p")
        browser.wait("return location.pathname === '/rows' && !location.search.includes('page=')")
        browser.press("/")
        browser.type("question 7 ")
        browser.press("Enter")
        browser.wait("return document.querySelector('h1').textContent.trim() === '21 rows'")
        browser.press("j", "j", "k")
        browser.wait("return document.activeElement.matches('[data-hit]')")
        assert browser.run("return document.activeElement.pathname") == f"/rows/{rows[7]['record_id']}"
        assert "<script>document.title" in browser.text("#page")
        browser.press("Enter")
        browser.wait("return document.querySelector('.life') !== null")
        assert (
            browser.run("return document.querySelectorAll('main img, main script, main style').length") == 0
        )
        assert "owned" not in browser.run("return document.title")
        browser.press("d")
        browser.wait("return location.pathname === '/review' && document.querySelector('#decide') !== null")
        assert rows[7]["content_hash"] == browser.run(
            "return document.querySelector('#decide').content_hash.value"
        )
        asked = [address for address in browser.requests() if address.startswith(("http", "ws"))]
        assert [address for address in asked if not address.startswith(url)] == []
        assert browser.complaints() == []


def test_every_page_of_the_explorer_is_legible_narrow_wide_and_dark(browser: Browser, tmp_path: Path) -> None:
    rows = views(tmp_path)
    (tmp_path / "recipe.yaml").write_text(
        "dataset: support_assistant\npurpose: Help.\nsources: {tickets: {path: a.jsonl}}\n"
    )
    with process(tmp_path, {"audit_rate": 0, "overlap": 0, "labels": {"topic": ["a", "b"]}}) as (_, url):
        sign_in(browser, url, "ada")
        pages = {
            "rows": "/rows?signal=response_words&q=parcels", "row": addresses.row(rows[0]["record_id"]),
            "asked": addresses.row(rows[5]["record_id"]), "act": "/act?at=filtered.review", "acts": "/acts", "map": "/map?colour=stands",
            "rule": "/rule?q=parcels&length=5",
        }  # fmt: skip
        for name, path in pages.items():
            for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark")):
                browser.size(width, 900)
                browser.emulate(scheme)
                browser.go(url + path)
                browser.wait(f"{SCHEMED} === arguments[0]", scheme)
                look(browser, f"explorer-{name}-{width}-{scheme}")
                assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), (
                    path,
                    width,
                )
                assert browser.run(UNNAMED) == [] and browser.run(CONTRAST) == [], (path, width, scheme)
                assert browser.run("return document.querySelectorAll('main, h1').length") == 2, path


def test_a_figure_of_a_report_opens_its_rows_for_who_is_signed_in(browser: Browser, tmp_path: Path) -> None:
    views(tmp_path)
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        path = addresses.rows("support_assistant", at="deduped.drop")
        report = tmp_path / "report.html"
        report.write_text(f'<a id="figure" href="{url}{path}">2</a>'.replace("&", "&amp;"))
        browser.go(report.as_uri())
        browser.run("document.querySelector('#figure').click()")
        browser.wait("const h = document.querySelector('h1'); return h && h.textContent.trim() === '2 rows'")
        assert browser.run("return location.pathname + location.search") == path


def test_a_rectangle_on_the_map_opens_all_rows_there(browser: Browser, tmp_path: Path) -> None:
    views(tmp_path)
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (_, url):
        sign_in(browser, url, "ada")
        browser.go(f"{url}/map?q=parcels&colour=stands")
        browser.wait("const m = document.querySelector('.map'); return m && m.dataset.drawn === '120'")
        assert browser.run(
            "const c = document.querySelector('.map'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " return d.some((value, at) => at % 4 === 3 && value > 0)"
        )
        box = browser.run(
            "const m = document.querySelector('.map'); m.scrollIntoView(); const b = m.getBoundingClientRect();"
            " return [b.left, b.top, b.width, Math.min(b.height, innerHeight - b.top)]"
        )
        left, top, width, height = box
        for kind, x, y in (
            ("Pressed", 2, 2),
            ("Moved", width / 2, height / 2),
            ("Released", width - 3, height - 3),
        ):
            browser.cdp(
                "Input.dispatchMouseEvent",
                type=f"mouse{kind}",
                x=left + x,
                y=top + y,
                button="left",
                clickCount=1,
            )
        browser.wait("return location.pathname === '/rows' && location.search.includes('box=')")
        browser.wait("return document.querySelector('h1').textContent.trim().endsWith(' rows')")
        assert "q=parcels" in browser.run("return location.search") and "a stretch of it" in browser.text(
            ".chips"
        )
        assert browser.complaints() == []
