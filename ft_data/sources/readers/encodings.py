"""Which encoding a text is in, and decoding that never fails and never loses a byte's place."""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from typing import BinaryIO, cast

HEAD = 64 << 10
MIXED = "ft_data.mixed"

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I
)


def _windows(problem: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not what the file declares as Windows-1252: the usual cause of mixed files."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    wrong = problem.object[problem.start : problem.end]
    return wrong.decode("cp1252", "replace"), problem.end


codecs.register_error(MIXED, _windows)


def by_bom(head: bytes) -> str | None:
    """Return the encoding that a byte order mark names."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def detect(head: bytes, declared: str | None = None) -> str:
    """Return the encoding of a text from its first bytes.

    Order of trust: the recipe, a byte order mark, zero bytes of UTF-16/32, valid UTF-8, statistics.
    """
    if declared:
        return known(declared) or "utf-8"
    marked = by_bom(head)
    if marked:
        return marked
    wide = _wide(head)
    if wide:
        return wide
    if is_utf8(head):
        return "utf-8"
    return _statistics(head)


def detect_markup(head: bytes, declared: str | None = None) -> str:
    """Return the encoding of HTML or XML: as `detect`, and what the page says of itself before guessing."""
    if declared or by_bom(head) or _wide(head):
        return detect(head, declared)
    said = _META.search(head)
    name = known(said.group(1).decode("ascii")) if said else None
    if name and name.startswith(("utf-16", "utf-32")):
        name = None  # a page whose declaration can be read byte by byte is not in these
    if name and not (name == "utf-8" and not is_utf8(head)):
        return "cp1252" if name in ("iso8859-1", "ascii") else name  # what browsers do
    return detect(head)


def known(name: str) -> str | None:
    """Return Python's name of a text encoding, or None if it has none."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding else None


def is_utf8(head: bytes) -> bool:
    """Tell whether these bytes are UTF-8, but for a character that the end may have cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def is_wide(head: bytes, declared: str | None = None) -> str | None:
    """Return the encoding if it is UTF-16 or UTF-32, whose lines cannot be told apart byte by byte."""
    named = known(declared) if declared else by_bom(head) or _wide(head)
    return named if named and named.startswith(("utf-16", "utf-32")) else None


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16/32 without a mark by the zero bytes of its Latin letters."""
    part = head[: len(head) & ~3][:1024]
    if len(part) < 4 or b"\0" not in part:
        return None
    zeros = [part[at::4].count(0) * 4 / len(part) for at in range(4)]
    for name, pattern in (
        ("utf-32-le", (0, 1, 1, 1)),
        ("utf-32-be", (1, 1, 1, 0)),
        ("utf-16-le", (0, 1, 0, 1)),
        ("utf-16-be", (1, 0, 1, 0)),
    ):
        if all(share > 0.7 if zero else share < 0.1 for share, zero in zip(zeros, pattern, strict=True)):
            return name
    return None


def _statistics(head: bytes) -> str:
    if head.isascii() or not head:
        return "utf-8"
    broken = sum(1 for _ in _errors(head))
    if broken * 50 < sum(byte >= 128 for byte in head):
        return "utf-8"  # a UTF-8 text with a few foreign bytes
    import charset_normalizer

    best = charset_normalizer.from_bytes(head).best()
    name = known(best.encoding) if best else None
    if name is None or name.startswith("utf") or name in ("ascii", "iso8859-1"):
        return "cp1252"  # UTF-16 and its kin were recognised before, or are a guess about noise
    return name


def _errors(head: bytes) -> list[int]:
    found: list[int] = []
    start = 0
    while True:
        try:
            head[start:].decode("utf-8")
            return found
        except UnicodeDecodeError as problem:
            found.append(start + problem.start)
            start += problem.end


def decode(data: bytes, encoding: str) -> str:
    """Decode a whole text; bytes that do not fit are read as Windows-1252."""
    return data.decode(encoding, MIXED if encoding.startswith("utf-8") else "replace").removeprefix("\ufeff")


# What programs write that name one of them, and what else they may then have written.
_FAMILIES = (
    ("iso2022_jp", "euc_jp", "shift_jis", "cp932"),
    ("euc_kr", "cp949", "iso2022_kr"),
    ("gb2312", "gbk", "gb18030", "hz", "big5"),
    ("koi8-r", "cp1251", "iso8859-5"),
)


def decode_declared(data: bytes, declared: str) -> str:
    """Decode a text that says its encoding; where the bytes are not in it, they are in UTF-8 or in another one of its family.

    Of several of the family that fit, the first without controls of the upper half counts, which no text has.
    """
    try:
        return data.decode(declared).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        pass
    family = next((one for one in _FAMILIES if declared.startswith(one)), ())
    for name in ("utf-8", *family):
        with contextlib.suppress(UnicodeDecodeError):
            if not _CONTROLS.search(text := data.decode(name)):
                return text.removeprefix("\ufeff")
    return decode(data, declared)


_CONTROLS = re.compile(r"[\x80-\x9f\x1b]")


def reader(stream: BinaryIO, declared: str | None = None) -> io.TextIOWrapper:
    """Open a byte stream as text. Lines end at "\\n" only; nothing is translated."""
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), HEAD)
    encoding = detect(buffered.peek(HEAD)[:HEAD], declared)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = MIXED if encoding == "utf-8-sig" else "replace"
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="\n")


def strict_reader(stream: BinaryIO, declared: str | None = None) -> io.TextIOWrapper:
    """Open JSON as text: UTF-8 unless declared or evidently UTF-16/32; bytes that do not fit are errors."""
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), HEAD)
    head = buffered.peek(HEAD)[:HEAD]
    encoding = is_wide(head, declared) or (known(declared) if declared else None) or "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding=encoding, errors="strict", newline="\n")
