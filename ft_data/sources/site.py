"""What a site puts around the text of each of its pages: bars, sidebars, banners about cookies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_AROUND = frozenset(("header", "footer", "aside", "dialog"))
_ROLES = frozenset(
    ("banner", "contentinfo", "complementary", "navigation", "search", "dialog", "alertdialog")
)
_BANNER = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_SHARE = 0.5  # of the text of the main part, for an article in it to be the text of the page


def around(body: Any) -> list[Any]:
    """Return the elements of a page that stand around its main part; none where it names no such part.

    What stands in the main part is its author's. A header with the page's only h1 holds its title.
    """
    parts = _parts(body)
    if not parts:
        return []
    own = {part.mem_id for part in parts}
    above: set[int] = set()
    for part in parts:
        parent = part.parent
        while parent is not None and parent.mem_id not in above:
            above.add(parent.mem_id)
            parent = parent.parent
    titled = any(part.css_first("h1") is not None for part in parts)
    found: list[Any] = []
    for node in _walk(
        body, lambda node: node.mem_id in own or (node.mem_id not in above and _is_around(node))
    ):
        if node.mem_id not in own and (titled or node.css_first("h1") is None):
            found.append(node)
    return found


def _parts(body: Any) -> list[Any]:
    """Return the outermost elements that hold the text of the page."""
    mains = [(one, size) for one in _walk(body, _is_main) if (size := _size(one))]
    if not mains:
        return [one for one in _walk(body, _is_article) if _size(one)]
    parts: list[Any] = []
    for main, size in mains:
        articles = [] if _is_article(main) else [*_walk(main, _is_article)]
        whole = sum(map(_size, articles)) >= _SHARE * size
        parts += articles if articles and whole else [main]
    return parts


def _walk(root: Any, wanted: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield the outermost elements below a root that are wanted, in their order."""
    left = [*root.iter()][::-1]
    while left:
        node = left.pop()
        if wanted(node):
            yield node
        else:
            left += [*node.iter()][::-1]


def _size(node: Any) -> int:
    return len("".join(node.text().split()))


def _role(node: Any) -> str:
    return (node.attributes.get("role") or "").strip().lower()


def _is_main(node: Any) -> bool:
    return node.tag == "main" or _role(node) == "main"


def _is_article(node: Any) -> bool:
    return bool(node.tag == "article")


def _is_around(node: Any) -> bool:
    if node.tag in _AROUND or _role(node) in _ROLES:
        return True
    named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    return _BANNER.search(named) is not None
