"""AsciiDoc: headings, lists, tables and blocks as Markdown. It opens no file and computes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_HEADING = re.compile(r"(={1,6}) +(\S.*)")
_ENTRY = re.compile(r":([A-Za-z0-9_][\w-]*):(?: +(.*))?")
_VALUE = 100  # characters: a longer value of a name is not put in its place
_VERBATIM = re.compile(r"-{4,}|\.{4,}|\+{4,}|`{3,}\S*")
_AROUND = re.compile(r"={4,}|\*{4,}|_{4,}|--")
_COMMENT = re.compile(r"/{4,}")
_TABLE = re.compile(r"[|,:!]={3,}")
_CELL = re.compile(r"(?<!\\)\|")
_STYLE = re.compile(r"\[(?:\[[^\]]*\]|[^\[\]]*)\]")
_TITLE = re.compile(r"\.([^\s.].*)")
_ITEM = re.compile(r"\s*(\*{1,6}|-|\.{1,6}|\d{1,6}\.) +(\S.*)")
_TERM = re.compile(r"\s*(\S[^`]{0,200}?)(?:::|;;)(?: +(.*))?")
_MACRO = re.compile(r"(?:include|toc|ifdef|ifndef|ifeval|endif)::\S*\[.*\]")
_PICTURE = re.compile(r"(?:image|video|audio)::\S*\[([^\],]*).*\]")
_WARNS = re.compile(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION)(?::\s+(.*))?")
_LINK = re.compile(
    r"(?:(?:link|xref|mailto):([^\s\[\]]{1,2000})|(https?://[^\s\[\]]{1,2000}))\[([^\]\n]{0,2000})\]"
)
_CROSS = re.compile(r"<<([^<>,\n]{1,500})(?:,([^<>\n]{1,500}))?>>")
_NAME = re.compile(r"(?<!\\)\{([A-Za-z0-9_][\w-]{0,60})\}")
_BOLD = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]{0,1000}[^\s*])?)\*(?![\w*])")
_CODE = re.compile(r"`\+?([^`\n]{1,2000}?)\+?`")


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``."""
    data = content.whole(content.settings.row_bytes)
    text = encodings.decode(data, encodings.detect(data[: encodings.HEAD], content.settings.encoding))
    made: list[str] = []
    for line in _Document(text.replace("\r\n", "\n")).lines():
        if line or (made and made[-1]):
            made.append(line)
    body = "\n".join(made).strip("\n")
    if not body.strip():
        raise Refused("a document without text")
    title = markdown.title(body)
    yield 1, row({**({"title": title} if title else {}), "markdown": body}, content.settings)


class _Document:
    """Lines that are read one after another."""

    def __init__(self, text: str) -> None:
        self._lines = [line.rstrip() for line in text.split("\n")]
        self._at = 0
        self._names: dict[str, str] = {}
        self._language = ""
        self._numbers: dict[int, int] = {}

    def lines(self) -> Iterator[str]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            yield from self._line(line)

    def _until(self, end: str) -> list[str]:
        """Return the lines to the one that ends a block, or to the end of the text."""
        start = self._at
        while self._at < len(self._lines) and self._lines[self._at] != end:
            self._at += 1
        self._at += 1
        return self._lines[start : self._at - 1]

    def _line(self, line: str) -> Iterator[str]:
        following = self._lines[self._at] if self._at < len(self._lines) else ""
        if _COMMENT.fullmatch(line):
            self._until(line)
        elif line.startswith("//") or _MACRO.fullmatch(line) or _AROUND.fullmatch(line):
            return
        elif _VERBATIM.fullmatch(line):
            language = self._language or line.lstrip("`-.+")
            self._language = ""
            end = "```" if line.startswith("`") else line
            yield from ("", markdown.fenced("\n".join(self._until(end)).strip("\n"), language), "")
        elif _TABLE.fullmatch(line):
            yield from ("", self._table(self._until(line)), "")
        elif found := _HEADING.fullmatch(line):
            yield from ("", f"{'#' * len(found[1])} {self._inline(found[2])}", "")
        elif self._underlined(line, following):
            self._at += 1
            yield from ("", f"{'#' * ('=-~^+'.index(following[0]) + 1)} {self._inline(line)}", "")
        elif found := _ENTRY.fullmatch(line):
            if len(found[2] or "") <= _VALUE:
                self._names[found[1]] = found[2] or ""
        elif _STYLE.fullmatch(line):
            yield from self._style(line[1:-1])
        elif line == "+":
            yield ""
        elif found := _TITLE.fullmatch(line):
            yield from ("", f"**{self._inline(found[1])}**", "")
        elif found := _ITEM.fullmatch(line):
            yield self._item(found[1], found[2])
        elif found := _PICTURE.fullmatch(line):
            yield self._inline(found[1])
        elif (found := _WARNS.fullmatch(line)) and found[2]:
            yield f"**{found[1].capitalize()}:** {self._inline(found[2])}"
        elif found := _TERM.fullmatch(line):
            yield from ("", f"**{self._inline(found[1])}**", "", self._inline(found[2] or ""))
        else:
            if not line:
                self._language = ""
            elif not line.startswith(" "):
                self._numbers = {}
            yield self._inline(line)

    @staticmethod
    def _underlined(line: str, following: str) -> bool:
        marks = len(following) > 1 and following[0] in "=-~^+" and not following.strip(following[0])
        return marks and bool(line) and abs(len(line) - len(following)) <= 2 and line[-1].isalnum()

    def _style(self, said: str) -> Iterator[str]:
        first, *more = [part.strip(" \"'") for part in said.split(",")]
        if first in ("source", "") and more:
            self._language = more[0] if re.fullmatch(r"[\w+#.-]{1,30}", more[0]) else ""
        elif _WARNS.fullmatch(first):
            yield from ("", f"**{first.capitalize()}:**")
        elif first in ("quote", "verse") and any(more):
            yield from ("", f"{', '.join(filter(None, more))}:", "")

    def _item(self, mark: str, text: str) -> str:
        numbered = mark[0] not in "*-"
        depth = len(mark) if mark[0] in "*." else 1
        before = self._numbers
        self._numbers = {at: number for at, number in before.items() if at < depth + numbered}
        if not numbered:
            return f"{'   ' * (depth - 1)}- {self._inline(text)}"
        self._numbers[depth] = before.get(depth, 0) + 1
        return f"{'   ' * (depth - 1)}{self._numbers[depth]}. {self._inline(text)}"

    def _table(self, lines: list[str]) -> str:
        cells: list[str] = []
        width = 0
        for line in lines:
            start, *more = _CELL.split(line)
            if start.strip() and not more and cells:
                cells[-1] += f" {start.strip()}"
            cells += [cell.strip() for cell in more]
            width = width or len(more)
        told = [self._inline(cell.replace("\\|", "|")) for cell in cells]
        return markdown.table([told[at : at + width] for at in range(0, len(told), max(1, width))])

    def _inline(self, text: str) -> str:
        text = _NAME.sub(lambda found: self._names.get(found[1], found[0]), text)
        text = _LINK.sub(lambda found: found[3].strip() or found[1] or found[2], text)
        text = _CROSS.sub(lambda found: (found[2] or found[1]).strip(), text)
        return _CODE.sub(r"`\1`", _BOLD.sub(r"**\1**", text)).removesuffix(" +")


def looks_like(text: str) -> bool:
    """Tell whether a text has headings, attributes or blocks of AsciiDoc."""
    return bool(_MARKS.search(text))


_MARKS = re.compile(
    r"^(?:={1,5} \S|\[\[[\w-]+\]\]|\[(?:source|NOTE|TIP|cols|quote)\b[^\]\n]*\]|(?:include|image)::\S+\[|:[\w-]+:(?: |$)|-{4,}$|\.[A-Z]\w.*\n(?:-{4}|={4}))",
    re.MULTILINE,
)
READERS = {"adoc": Reader(read, "adoc asciidoc")}
