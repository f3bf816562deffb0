"""What a prompt speaks of and does not hold: a page behind a link, a picture, a recording."""

from __future__ import annotations

import re

from ft_data.signals.flags.view import View

_URL = r"<?(?:https?://|www\.)\S+"
# The input is a link and nothing else: a line of its own, perhaps after a label or a number.
_LINK_LINE = re.compile(
    rf"[ \t]*(?:[-*•]|\d+[.)])?[ \t]*(?:[^\s:：][^\n:：]{{0,24}}[:：][ \t]*)?[\"'“(\[]?{_URL}[ \t]*",
    re.IGNORECASE,
)
_LINK = re.compile(_URL, re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+)", re.IGNORECASE)
_VERB = re.compile(
    r"\W*(?:please |can you |could you |kindly )?(?:summari[sz]e|translate|read|open|visit|browse|review|analy[sz]e|paraphrase|rewrite|critique|transcribe|watch|"
    r"outline|proofread|tl;?dr|(?:give|write|provide) (?:me )?an? (?:\w+ )?(?:summary|overview|review)|what (?:is|are|does|do) the (?:main|key|author|article|page))\b",
    re.IGNORECASE,
)
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_REQUEST = 300  # characters of a request beside a link; more may be the page itself
_AFTER = 5  # words after a link in a sentence about what is behind it
_WORDS = 15  # words of an answer that says something about the page rather than about the link


def needs_page(view: View) -> bool:
    """Whether the only input of a short request is a link, and the answer is a text about what is behind it.

    An answer of few words, one that is code, or one that speaks of the link's host may be about the link itself.
    """
    prompt = view.prompt
    # A character of a script without spaces is about half a word.
    words = max(view.words, len(_WIDE.findall(view.response)) // 2)
    if ("http" not in prompt and "www." not in prompt) or words < _WORDS or view.is_code:
        return False
    lines = [line for line in prompt.split("\n") if line.strip()]
    links = [line for line in lines if _LINK_LINE.fullmatch(line)]
    request = "\n".join(line for line in lines if line not in links)
    if links:
        if len(request) > _REQUEST or _LINK.search(request) is not None or not request.strip():
            return False
    else:
        found = _LINK.search(prompt)
        # In a sentence the link is the object of a verb of reading, and little comes after it.
        if found is None or len(prompt) > _REQUEST or len(prompt[found.end() :].split()) > _AFTER:
            return False
        if _VERB.match(prompt) is None:
            return False
    answer = view.response.lower()
    if "curl " in answer or "wget " in answer or "://" in answer:
        return False
    hosts = [_HOST.match(link.lstrip("<")) for link in _LINK.findall(prompt)]
    return not any(host is not None and len(host[1]) >= 4 and host[1].lower() in answer for host in hosts)


_BRACKETED = re.compile(r"\[[^\[\]\n]*\]|!?\[[^\]\n]*\]\([^)\n]*\)|<[^<>\n]*>|https?://\S+")
_WORD = re.compile(r"[^\W_]+")
_QUOTES = "\"“”'‘«「『《"
_GIVEN = 4  # words after a request that speaks of a picture which may stand for it


def given_in_words(prompt: str, end: int) -> bool:
    """Whether what a prompt speaks of stands in it: words, a table or a title after the place (byte ``end``) that speaks of it."""
    rest = prompt.encode()[end:].decode("utf-8", "ignore")
    if rest.lstrip(" :,")[:1] in _QUOTES and rest.strip(" :,."):
        return True
    _, broken, below = rest.partition("\n")
    if not broken:
        return False
    return len(_WORD.findall(_BRACKETED.sub(" ", below))) >= _GIVEN
