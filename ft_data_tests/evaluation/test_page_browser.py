"""The report in a real browser: it fits a telephone, its first screen answers, it prints on few pages."""

from __future__ import annotations

import base64
import io

import pytest

from bench.support.browser import Browser, chromium
from ft_data_tests.evaluation import sample

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def browser():
    try:
        chromium()
    except LookupError as error:
        pytest.skip(str(error))
    window = Browser(1440, 900)
    yield window
    window.close()


def test_the_report_fits_narrow_wide_and_dark_and_prints_on_few_pages(browser, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    made = sample.make(900)
    page = tmp_path / "report.html"
    page.write_text(sample.render(made), "utf-8")
    for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark")):
        browser.size(width, 900)
        browser.emulate(scheme)
        browser.go(page.as_uri())
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), width
        if width > 400:
            assert browser.run(
                "return document.querySelector('.answers').getBoundingClientRect().bottom < 900"
            )
    paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    printed = base64.b64decode(browser.cdp("Page.printToPDF", **paper)["data"])
    read = pypdf.PdfReader(io.BytesIO(printed))
    assert len(read.pages) < 20
    first = read.pages[0].extract_text()
    assert "Gates" in first and "Proof" in first and "Look at" in first
