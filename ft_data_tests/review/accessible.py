"""axe-core, where this machine has it: its rules over the page that a browser shows. Nothing of it is kept here."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bench.support.browser import Browser

_RUN = """
window.axeFound = null;
axe.run(document, {resultTypes: ['violations']}).then(
  (found) => { window.axeFound = {told: found.violations.map((one) => [
    one.id, one.help, one.nodes.length, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary.slice(0, 300)),
  ])}; },
  (error) => { window.axeFound = {failed: String(error)}; });
return true;
"""


@cache
def _script() -> str:
    """Return the source of axe-core, from ``$FT_DATA_AXE`` (its file or its package) or npm's global packages; "" where it is not."""
    given = os.environ.get("FT_DATA_AXE")
    if given:
        places = [Path(given), Path(given) / "axe.min.js"]
    elif npm := shutil.which("npm"):
        root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False, timeout=60)
        places = [Path(root.stdout.strip() or "/nowhere") / "axe-core" / "axe.min.js"]
    else:
        places = []
    found = next((place for place in places if place.is_file()), None)
    if given and found is None:
        raise FileNotFoundError(f"FT_DATA_AXE names neither axe.min.js nor a package with it: {given}")
    return found.read_text() if found else ""


def axe() -> str:
    """Return the source of axe-core, or skip the test and say how to get it."""
    return _script() or pytest.skip(
        "needs axe-core: npm install --global axe-core, or the path of its package in FT_DATA_AXE"
    )


def violations(browser: Browser) -> list[Any]:
    """Return what axe-core says is wrong with the page that is shown: rule, its words, how many elements, three of them."""
    browser.run(axe() + _RUN)
    found = browser.wait("return window.axeFound")
    assert "failed" not in found, found
    told: list[Any] = found["told"]
    return told
