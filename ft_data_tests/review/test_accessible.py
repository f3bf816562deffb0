"""Every page of the station passes axe-core: wide, narrow and dark, with something on it. A page without a line here fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from bench.support.browser import SHOWN, Browser, chromium, sign_in
from bench.support.corpus import rows_and_ledger
from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, process
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data_tests.review.accessible import axe, violations
from ft_data_tests.review.looks import SCHEMED, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What each page is opened as; {row} waits for people, {cluster} is a group of rows like one another.
PAGES = {
    "/sign-in": ["/sign-in"],
    "/review": ["/review"],
    "/compare": ["/compare"],
    "/lead": ["/lead"],
    "/write/{record_id}": ["/write/{row}"],
    "/mark/{record_id}": ["/mark/{row}"],
    "/cluster/{cluster}": ["/cluster/{cluster}"],
    "/overview": ["/overview"],
    "/people": ["/people"],
    "/guideline": ["/guideline"],
    "/rows": ["/rows?signal=response_words&q=the", "/rows?q=nothing-has-this", "/rows?q=parcel&by=meaning"],
    "/rows/{record_id}": ["/rows/{row}", "/rows/none"],
    "/map": ["/map?colour=stands"],
    "/act": ["/act?at=filtered.review"],
    "/acts": ["/acts"],
    "/rule": ["/rule?q=parcel&length=50"],
    "/log": ["/log"],
    "/mine": ["/mine"],
    "/reports": ["/reports"],
}
NO_PAGE = {"/", "/rows.{ending}", "/map.json", "/rows/{record_id}/text/{field}", "/reports/{name:path}"}
SIZES = ((1440, "light"), (390, "light"), (1440, "dark"))


def test_every_page_has_a_line_and_every_line_a_page(tmp_path: Path) -> None:
    reader = write_views(tmp_path, *rows_and_ledger(8))
    app = create_app(reader, Database(tmp_path / "review.sqlite"), Review(), "support")
    got = {one.path for one in app.routes if isinstance(one, Route) and "GET" in (one.methods or ())}
    assert got == set(PAGES) | NO_PAGE


def reader_of(width: int, scheme: str) -> str:
    """Name who looks at one size: nobody has been shown anything yet."""
    return f"{scheme}{width}"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A station in whose log and lists there is something, and what its pages are opened as."""
    axe()
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("accessible")
    rows, ledger = rows_and_ledger(60)
    several = [row(f"several {n}", "What is a parcel?", f"Answer {n}.") for n in range(3)]
    write_views(folder, [*rows, *several], [*ledger, *(verdict(one, "keep") for one in several)])
    (folder / "recipe.yaml").write_text(
        "dataset: support_assistant\npurpose: Help.\nsources: {tickets: {path: a.jsonl}}\n"
    )
    settings = {
        "audit_rate": 0.1,
        "overlap": 0.5,
        "labels": {"topic": ["returns", "other"]},
        "guideline": "Be fair.",
    }
    with process(folder, settings, lease=1) as (_, url):  # who comes next finds what was shown free again
        port = int(url.rsplit(":", 1)[1])
        for name, turn in (("ben", 0), ("cay", 1)):
            client = Client(port, name)
            form = client.get("/review").form()
            while not form:  # the queue is being filled
                threading.Event().wait(0.05)
                form = client.get("/review").form()
            for action in ("keep", "drop:unsafe", "skip", "escalate", ("keep", "drop:broken")[turn]):
                form = client.decide(form, action, **{"rating-tone": "4", "label-topic": "other"}).form()
            client.decide(client.get("/compare").form(), "prefer:left")
        reader = ParquetReader(folder)
        (asked,) = reader.sql("SELECT min(record_id) AS r FROM ledger WHERE verdict = 'review'")
        cluster = Database(folder / "review.sqlite").con.execute(
            "SELECT cluster FROM item WHERE cluster IS NOT NULL GROUP BY cluster ORDER BY count(*) DESC"
        ).fetchone()  # fmt: skip
        for name in ("ben", *map(reader_of, *zip(*SIZES, strict=True))):
            client = Client(port, name)
            page = client.get(f"/mark/{asked['r']}").form("mark")
            stretch = {"field": "messages-0", "start": "0", "end": "9", "action": "mark:wrong_tone"}
            assert client.post(f"/mark/{asked['r']}", page | stretch).status == 303
        yield url, {"row": asked["r"], "cluster": cluster[0]}


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_page_has_what_axe_calls_a_violation(
    station: tuple[str, dict[str, str]], width: int, scheme: str
) -> None:
    url, filled = station
    browser = Browser()
    told = {}
    try:
        browser.size(width, 900)
        browser.emulate(scheme)
        browser.go(f"{url}/sign-in")
        browser.wait(f"{SCHEMED} === arguments[0]", scheme)
        told["/sign-in"] = violations(browser)
        sign_in(browser, url, reader_of(width, scheme))
        for template, paths in PAGES.items():
            for path in paths if template != "/sign-in" else ():
                address = path.format(**filled)
                browser.go(url + address)
                browser.wait(
                    "return document.readyState === 'complete' && document.querySelector('main h1')"
                    " && !document.querySelector('[data-again]')"
                )
                told[address] = violations(browser)
                look(browser, f"axe-{template.strip('/').split('/')[0]}-{width}-{scheme}")
                # What is folded away is looked at too.
                browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                told[f"{address}, unfolded"] = violations(browser)
                while template == "/compare" and not browser.run(
                    "return document.querySelector('[data-rank]')"
                ):
                    before = browser.run(SHOWN)
                    browser.run("document.querySelector('[value=skip]').click()")
                    browser.wait(f"return ({{f: () => {{ {SHOWN} }}}}).f() !== arguments[0]", before)
                    if browser.run("return document.querySelector('[data-rank]')"):
                        told["an order of answers"] = violations(browser)
    finally:
        browser.close()
    wrong = [f"{address}: {one}" for address, found in told.items() for one in found]
    assert "an order of answers" in told and not wrong, "\n".join(wrong)
