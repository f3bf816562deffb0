"""What other places leave in a text: chat channels, mailboxes, web pages, tokenisers, feeds, swapped columns."""

from __future__ import annotations

import re

from ft_data.signals.flags.tongue import letters
from ft_data.signals.flags.view import View
from ft_data.text.furniture import edge
from ft_data.text.tokens import spacing

# Status lines of chat programs: `=== nick has joined #room`, `*** nick is now known as other`, `[12:03] <nick>`.
_CHANNEL = re.compile(
    r"^[ \t]*(?:(?:={2,3}|\*{1,3}|-->|<--|<-|->|-!-|--) ?\S{1,40} .*\b(?:joined|left|quit|parted|is now known as|sets? mode|changed (?:the )?topic|was kicked)\b"
    r"|(?:={2,3}|\*{2,3}|-->|<--|-!-) ?(?:joins|parts|quits)\b|\[?\d\d:\d\d(?::\d\d)?\]? ?<[^<>\s]{1,30}> )",
    re.MULTILINE | re.IGNORECASE,
)
_VALEDICTION = re.compile(
    r"^[ \t]*(?:(?:kind|best|warm|many|with (?:kind|best))?[ \t]*regards|(?:best|warm) wishes|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers|many thanks)[,.!]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:ticket|case|ref(?:erence)?|request) ?(?:#|no\.?|id|:)|\bteam\b|\b(?:support|care|service|desk|department|sales|billing|helpdesk)\b|^--$|\[(?:phone|email|e-mail|url)|@|\+?\d[\d -]{6,}|www\.",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"^\W*(?:hi|hello|dear|hey|good (?:morning|afternoon|evening)|greetings)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\s*([a-z_]\w*)\([a-z_][\w, =\"']{0,60}\)(?:\s*[:–-] ?\S[^\n]{0,200})?\s*")
_VERBS = (
    "explain write describe how what which who whom whose why when where give show list name create generate design develop "
    "implement construct build tell find compute calculate translate summarise summarize rewrite convert classify identify "
    "suggest compose compare provide can could is are does do"
)
REQUEST_OPENINGS = frozenset(f"{_VERBS} please now q question i in".split())
"""First words of every text that `_ORDER` matches."""
_ORDER = re.compile(
    rf"\W*(?:please |now |can you |could you |q: ?|question: ?)?(?:{_VERBS.replace(' ', '|')}|i got an?|in (?:python|java|javascript))\b(?=[ ,`\"]|\W*$)(?! =)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?\s*[\"')]*\s*$|\?\s*\n|\b(?:questions?|ask|asks|asking|quiz|jeopardy|trivia|riddle|prompts?|instructions?|rephrase|paraphrase|rewrite|translate|reword|correct|complete|continue|headline|title|interview|task|exercise|problem|clarify)\b",
    re.IGNORECASE,
)


def channel_lines(text: str) -> int:
    """Count status lines of a chat channel and lines of its log."""
    return len(_CHANNEL.findall(text))


def token_spacing(view: View) -> float:
    """Return the share of punctuation that stands apart, as a tokeniser leaves it; 0 with fewer than three such marks."""
    return spacing(view.prose)


def sign_off(view: View) -> bool:
    """Whether the answer to something that is no letter ends in the signature block of one."""
    tail = view.tail[-600:]
    closing, contact, opening = letters(view.language)
    closings = [*_VALEDICTION.finditer(tail), *(closing.finditer(tail) if closing else ())]
    if not closings or any(
        letter.match(text) for letter in (_LETTER, opening) if letter for text in (view.prompt, view.response)
    ):
        return False
    last = max(found.end() for found in closings)
    lines = [line.strip() for line in tail[last:].split("\n") if line.strip()]
    names = [one for one in (_CONTACT, contact) if one]
    return 2 <= len(lines) <= 8 and any(one.search(line) for one in names for line in lines[1:])


def page_lines(view: View) -> int:
    """Count labels of a web page in the blocks of short lines at both ends of the answer.

    A block is a run of lines of at most ten words without an end mark; labels are those a menu or footer is made of. A
    block counts with a label in it; other short capitalised lines of such a block count half.
    """
    lines = view.lines
    if len(lines) < 4:
        return 0
    total = 0
    for ordered in (lines, lines[::-1]):
        run, labels, weak, _ = edge(ordered)
        if labels and run >= 2:
            total += labels + weak // 2
        if run == len(lines):
            break
    return total


def swapped(view: View) -> bool:
    """Whether a prompt that asks nothing is answered by a request: the two fields changed places."""
    text = view.response.strip()
    if not 3 <= view.words <= 120 or len(view.prompt) < 80 or text[:1] in "{[<`#" or view.is_code:
        return False
    head = text.split("\n", 1)[0].rstrip()
    question = text.count("?") <= 2 and (
        text.endswith("?") or (head.endswith("?") and _ORDER.match(head) is not None)
    )
    if not (question or _ORDER.match(text) is not None) or len(view.prompt) < (
        0.3 if question else 1.2
    ) * len(text):
        return False
    first = view.prompt.strip().split("\n", 1)[0]
    return _ORDER.match(first) is None and _ASKS.search(f"{view.prompt[:100]}  {view.prompt[-100:]}") is None


_QUOTE = re.compile("[`\"“']")
_TERM = re.compile(r"`([^`\n]{2,80})`|[\"“]([^\"”\n]{2,60})[\"”]|(?<!\w)'([^'\n]{3,60})'(?!\w)")
_NAME = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}|[^\W\d_a-zA-Z]{2,}")


def subject_missing(prompt: str, response: str) -> bool:
    """Whether a short prompt names its subject in quotes or code marks and no word of that is in the answer."""
    if len(prompt) > 300 or not _QUOTE.search(prompt) or "```" in prompt:
        return False
    count, named = 0, False
    said = ""
    for match in _TERM.finditer(prompt):
        count += 1
        said = said or response.lower()
        for name in _NAME.findall(match[match.lastindex or 0]):
            named = True
            if name[:5].lower() in said:
                return False
    return named and count <= 3


def tool_preamble(view: View) -> bool:
    """Whether the prompt opens with call signatures of tools that neither its question nor the answer uses."""
    names: list[str] = []
    rest = view.prompt
    while names or rest:
        line, _, after = rest.partition("\n")
        found = _SIGNATURE.fullmatch(line)
        if found is None or not after:
            break
        names.append(found[1].lower())
        rest = after
    if not names or not rest.strip():
        return False
    said = f"{rest}\n{view.response}".lower()
    return not any(f"{name}(" in said or f'"{name}"' in said or f"`{name}`" in said for name in names)


_STRING = re.compile(r"(?<=[(=,\[:{])\s?(?:'[^'\n]*'|\"[^\"\n]*\")")
_NEXT_LINE = re.compile(r"[a-z0-9,)]\\n(?:[A-Z][a-z]+ |- |\d\. )")
# Commands of formulas that begin as an escape does.
_NOT_BREAKS = re.compile(
    r"\\(?:ne|neq|neg|nu|nabla|not|notin|ni|nmid|nleq|ngeq|newline|newcommand|nolimits|nonumber|nearrow|nwarrow|nexists|nparallel|text\w*|times|theta|therefore|tan|tau|top|to|tfrac|triangle\w*)(?![a-z])"
)
_LITERAL = re.compile(r"\\r?\\n|\\n|\\t|\\\"|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}")


def serialised(view: View) -> int:
    """Count escapes of a text that was serialised twice: it has literal line breaks or quotes instead of real ones."""
    text = _STRING.sub("", view.response) if "(" in view.response or "=" in view.response else view.response
    text = _NOT_BREAKS.sub("", text)
    breaks = text.count("\\n") + text.count('\\"')
    if breaks < 1:
        return 0
    plain = text.count("\n") + text.count('"') - text.count('\\"')
    if breaks <= plain:
        return 0
    found = len(_LITERAL.findall(text))
    # One line break spelt out between sentences or before a blank is enough; inside code quotes it is an escape meant.
    doubled = (
        text.count("\\n\\n")
        + text.count(".\\n")
        + text.count(":\\n")
        + text.count(";\\n")
        + text.count("{\\n")
        + len(_NEXT_LINE.findall(text))
    )
    return found if doubled or found >= 3 else 0


_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`")
_BLOCK_TAG = re.compile(
    r"<(?:div|td|span|section|article|p|li|ul|table|a|font|aside|figure)\s[^<>]*\b(?:class|id|style|href|align|data-[\w-]+|section|src)\s*=|<br ?/?>|</(?:div|p|td|li|span|a|section)>",
    re.IGNORECASE,
)
_MARKUP_ASKED = re.compile(
    r"\b(?:html\w*|css|xml|web ?(?:pages?|sites?|apps?)|tags?|div|markup|react|jsx|svg|vue|angular|dom|template|jinja|php|asp|jquery|bootstrap|rss|xslt|front-?end|django|flask|javascript|js|node|scrap\w*|beautiful ?soup|selenium|servlet|wordpress|markdown)\b|</[a-z]|<[a-z]+ [a-z-]+=|<(?:div|p|br|a|li|ul|img|table|html|body|span|h[1-6])\b",
    re.IGNORECASE,
)


def wrapped_in_page(view: View) -> int:
    """Count block tags with attributes around program text or prose that is not about markup."""
    if _MARKUP_ASKED.search(f"{view.prompt[:300]}  {view.prompt[-300:]}") is not None:
        return 0
    return len(_BLOCK_TAG.findall(view.response))


_CODE_ENTITY = re.compile(r"&(?:amp;)?(?:lt|gt|quot|amp|#39|#0?3[49]|#x27|apos|nbsp|#8\d{3});")

_REFERENCES_ASKED = re.compile(
    r"\b(?:html\w*|xml|entit(?:y|ies)|escap\w+|unescap\w+|sanitiz\w+|markup|tags?|php|jsx|react|templates?|xslt|rss|web ?pages?|web ?sites?|browser|dom|svg|urls?|query string|encod\w+|decod\w+|character references?|special characters?|ampersands?)\b|</[a-z]|<[a-z]+ [a-z-]+=|<(?:div|p|br|a|li|ul|img|table|html|body|span|h[1-6])\b|&\w+;",
    re.IGNORECASE,
)


def escaped_code(view: View) -> int:
    """Count character references in code that has none of the characters they stand for."""
    if _REFERENCES_ASKED.search(f"{view.prompt[:300]}  {view.prompt[-300:]}") is not None:
        return 0
    found = len(_CODE_ENTITY.findall(view.response))
    return found if found >= 2 or (found and not view.is_code) else 0
