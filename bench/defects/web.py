"""What real web pages are made of besides their article."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PAGES = 90  # enough for hundreds of shared lines; more only costs time
HIDDEN = re.compile(r"<(script|style|noscript|svg)\b.*?</\1\s*>", re.S | re.I)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def _pages(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((folder / "html").glob("*.html.gz"))[:PAGES]:
        yield file.name.partition(".")[0], gzip.decompress(file.read_bytes()).decode("utf-8", "replace")


def shared_lines(folder: Path) -> Iterator[str]:
    """Yield English lines outside the article that at least two pages show, the commonest first."""
    truth = json.loads((folder / "ground-truth.json").read_bytes())
    seen: Counter[str] = Counter()
    for name, html in _pages(folder):
        article = truth.get(name, {}).get("articleBody", "")
        text = re.sub(r"<[^>]+>", "\n", HIDDEN.sub("", html))
        lines = {" ".join(line.split()) for line in text.split("\n")}
        seen.update(x for x in lines if 8 <= len(x) <= 120 and x not in article and x.isascii() and " " in x)
    yield from (line for line, n in seen.most_common(400) if n >= 2 and "@" not in line and "&" not in line)


def frames(folder: Path) -> Iterator[str]:
    """Yield markup with `{}` in place of its text: an opening tag with attributes and its closing tag."""
    for _, html in _pages(folder):
        body = HIDDEN.sub("", html)
        for tag, attributes in re.findall(r"<(p|div|span|li|a|section|td|h2)(\s[^<>]{12,160})>", body)[
            :400:8
        ]:
            if not ADDRESS.search(attributes) and "{" not in attributes and "\n" not in attributes:
                yield f"<{tag}{attributes}>{{}}</{tag}>"
