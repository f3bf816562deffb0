"""What stands in program text: samples that an author made up, not the data of anybody who writes or is written about.

A block of code counts, a string that is assigned or passed, the entry of a prompt. A comment does not (there people sign),
nor does a log, a mail or a configuration that somebody pastes into a ticket, unless a manual shows it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from operator import itemgetter
from typing import Final

import re2

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.wordlist import words
from ft_data.text.patterns import occurs

_KINDS: Final = frozenset({"email", "phone", "address", "birth_date", "ip", "mac", "handle", "location"})
_NUMBERS: Final = frozenset({"ssn", "phone", "card"})
_REACH: Final = 300

# What blocks are called that hold data as it came, whoever's it is.
_DATA: Final = words(
    "text txt plain plaintext none log logs output stdout mail email eml mbox vcf vcard csv tsv json jsonl json5 yaml yml xml ini conf cfg "
    "config toml properties env dotenv nginx apache http markdown md diff quote"
)
_FENCE = re.compile(r"(?m)^[ \t>]*(?:```+|~~~+)[ \t]*\{?\.?([\w+#-]*)")
_SHELLS: Final = words("sh bash zsh fish shell console terminal session shell-session powershell ps1 cmd bat")
_COMMENT = re.compile(
    r"(?:^|[^:'\"\w&])(?://|#(?!<|\{| ?=>)|--\s|/\*|<!--|;;)|^\s*(?:\*|%|rem\b)|(?<![a-z])(?:authors?|maintainers?|copyright|signed-off-by|authored-by)(?![a-z])|\(c\)",
    re.I,
)
# One of its signs, without what has to stand around them: RE2 reads a line in which there is none in no time.
_has_sign = occurs(
    re2.compile(
        r"(?i)//|#|--|/\*|<!--|;;|\A[\x00-\x20]*(?:\*|%|rem)|author|maintainer|copyright|signed-off-by|\(c\)"
    )
)
_DIRECTIVE = re.compile(r"\s*\.\. (?:code-block|code|sourcecode)::[ \t]*([\w+-]*)")
_FAR: Final = 6_000
_HEADING = re.compile(r"(?m)^#{1,6} +\S|^\S[^\n]*\n([=~^\"*-])\1{3,}$")
# A string that is assigned, passed or compared on a line of code; an attribute of a tag is none.
_NAME = r"[A-Za-z_$@][\w$.]*(?:(?:->|::)[\w$]+)*(?:\[[^\]\n]{0,40}\])?"
_STRING = re.compile(
    rf"(?:^|\n)(?:[\w ]{{1,30}}: )?[ \t]*(?:>>> |irb(?:\([^)\n]*\))?[:\d]*[>*] |In \[\d+\]: |(?:const|let|var|final|val|auto|my|return|assert|await|echo|print|export const|String|public|private|static|def)\s+)*"
    rf"(?:{_NAME}\s*(?::\s*\w+\s*)?(?:\+?:?=|=>|<-)\s+[^\n]*?|\$?{_NAME}\([^\n]*?)[rbfu]?[\"'`][^\"'`\n]{{0,80}}\Z"
)
_PROMPT = re.compile(r"(?:^|\n)[ \t]*(?:>>> |irb(?:\([^)\n]*\))?[:\d]*[>*] |In \[\d+\]: )[^\n]*\Z")
# A record that is assigned: its entries stand on lines of their own.
_RECORD = re.compile(
    rf"(?:^|\n)[ \t]*(?:(?:const|let|var|final|val)\s+)?{_NAME}\s*=\s*(?:\[|\{{|new \w+\(|\w+\()[^;]{{0,280}}?[\"'][^\"'\n]{{0,80}}\Z"
)
_MARKS, _OPENS = re.compile("[\"'`]"), 81
# A call whose last argument so far ends here; words stand in front of a bracket as well ("Tel(0171...)").
_CALL = re.compile(r"(?<!\w)([A-Za-z_][\w.]*)\((?:[^()\"'\n]{0,60}, ?)?\Z", re.ASCII)
_STATEMENT = re.compile(r"^[ \t]*(?:>>> |return |print\(|echo |puts )|\bassert\b|=[ \t]*[A-Za-z_][\w.]*\(")
_AFTER_ARGUMENT = re.compile(r"\s*[,)]")
_DIGITS = re.compile(r"\D+")
# Numbers that networks and processors print for tests of payments.
_TEST_CARDS: Final = words(
    "4242424242424242 4111111111111111 4012888888881881 4000056655665556 5555555555554444 5105105105105100 2223003122003222 "
    "378282246310005 371449635398431 6011111111111117 6011000990139424 30569309025904 38520000023237 3530111333300000 3566002020360505"
)
_CODED = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")


def in_program_text(text: str, item: Finding) -> bool:
    """Say whether a finding is a sample in program text; secrets and accounts never are, nor cards and identities but as plain digits passed to a function."""
    value = text[item.start : item.end]
    if item.kind in _NUMBERS and value.isdigit() and _is_argument(text, item):
        return True
    if item.kind == "card" and _DIGITS.sub("", value) in _TEST_CARDS:
        return _quoted(text[_line_start(text, item.start) : item.start])
    if item.kind not in _KINDS or _CODED.fullmatch(value):
        return False
    line = text[_line_start(text, item.start) : item.start]
    if _comment(text, item.start - len(line)) <= len(line) and not (
        item.kind in ("ip", "mac") and _is_manual(text)
    ):
        return False  # there people sign
    block = _block(text, item.start)
    if block is None:
        block = _directive(text, item.start)
    if block is not None:
        pasted = block in _DATA or block in _SHELLS
        quoted = _quoted(line) or (line.endswith(">") and text[item.end : item.end + 1] == "<")
        return not pasted or ((block in _SHELLS or quoted) and _is_manual(text))
    if (
        line.count("`") % 2 == 1
        and "`" in text[item.end : item.end + _REACH].partition("\n")[0]
        and _is_manual(text)
    ):
        return True  # a manual shows it
    if line.startswith(("    ", "\t")) and _quoted(line) and _is_manual(text):
        return True  # a block that Markdown knows by its indent
    span = max(0, item.start - _REACH), item.start
    before = text[slice(*span)]
    if before.rfind("<") > before.rfind(">") and '="' in before[before.rfind("<") :]:
        return False  # in a tag
    # All but a prompt end in a string that opens on this line, in its last characters.
    opens = _MARKS.search(line, max(0, len(line) - _OPENS)) is not None
    return any(
        pattern.search(text, *span) for pattern in ((_STRING, _PROMPT, _RECORD) if opens else (_PROMPT,))
    )


def _line_start(text: str, at: int) -> int:
    """Return where the line around ``at`` begins, or a place 6,000 to 12,000 characters before it, the same for all that are near."""
    least = max(0, at // _FAR - 1) * _FAR
    found = text.rfind("\n", least, at)
    return found + 1 if found >= 0 else least


def _is_argument(text: str, item: Finding) -> bool:
    line = text[max(_line_start(text, item.start), item.start - _REACH) : item.start]
    call = _CALL.search(line)
    if call is None or _AFTER_ARGUMENT.match(text, item.end) is None:
        return False
    block = _block(text, item.start)
    in_code = block is not None and block not in _DATA and block not in _SHELLS
    return in_code or "_" in call[1] or _STATEMENT.search(line) is not None


def _block(text: str, start: int) -> str | None:
    """Return what the fenced block around ``start`` is called, in small letters, "none" without a name; None outside."""
    fences = _fences(text)
    before = bisect_right(fences, start, key=itemgetter(0))
    return (fences[before - 1][1] or "none") if before % 2 else None


def _directive(text: str, start: int) -> str | None:
    """Return what the literal block of reStructuredText around ``start`` is called, as `_block` does."""
    first = _line_start(text, start)
    if text[first : first + 1] not in (" ", "\t") or "::" not in text:
        return None
    lines = text[max(0, start - _FAR) : start].split("\n")
    depth = _depth(lines.pop())
    while lines and depth:
        line = lines.pop()
        if not line.strip() or (own := _depth(line)) >= depth:
            continue
        if (directive := _DIRECTIVE.match(line)) is not None:
            return (directive.group(1) or "none").lower()
        if line.rstrip().endswith("::"):
            return "none"
        depth = own
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


@lru_cache(maxsize=8)
def _fences(text: str) -> tuple[tuple[int, str], ...]:
    if "```" not in text and "~~~" not in text:
        return ()
    return tuple((match.start(), match.group(1).lower()) for match in _FENCE.finditer(text))


@lru_cache(maxsize=8)
def _comment(text: str, first: int) -> int:
    """Return where in the line from ``first`` on the sign of its first comment ends; behind every line if it has none."""
    reach = first + 3 * _FAR
    end = text.find("\n", first, reach)
    line = text[first : end if end >= 0 else reach]
    found = _COMMENT.search(line) if not line.isascii() or _has_sign(line.encode()) else None
    return found.end() if found else len(text) + 1


@lru_cache(maxsize=8)
def _is_manual(text: str) -> bool:
    """Say whether a text is laid out as pages of a manual are: several headings, and code."""
    return len(_HEADING.findall(text)) >= 2 and ("`" in text or "::" in text)


def _quoted(line: str) -> bool:
    return line.count('"') % 2 == 1 or line.count("'") % 2 == 1
