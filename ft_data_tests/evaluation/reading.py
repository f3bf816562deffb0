"""Reading a page back: its tags, attributes, text and tables."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Every tag with its attributes, the visible text, and the rows of tables as lists of cell texts."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.rows: dict[str, list[list[str]]] = {}
        self.unclosed: list[str] = []
        self._section = ""
        self._cell: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.tags.append((tag, held))
        if tag not in VOID:
            self.unclosed.append(tag)
        if tag == "section":
            self._section = held.get("id", "")
        elif tag == "tr":
            self.rows.setdefault(self._section, []).append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag
        if tag in ("td", "th") and self._cell is not None:
            self.rows[self._section][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if not self.unclosed or self.unclosed[-1] not in ("style", "title"):
            self.words.append(data)
            if self._cell is not None:
                self._cell.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def row(self, section: str, first: str) -> list[str]:
        """Return the cells of the row whose first cell starts so."""
        return next(row for row in self.rows[section] if row and row[0].startswith(first))


def count(cell: str) -> int:
    return int(cell.replace(",", ""))
