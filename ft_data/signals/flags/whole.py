"""What an answer is as a whole: nothing, a stand-in for an answer, a bare link, or text with the tokens of a template left in."""

from __future__ import annotations

import re
import unicodedata

from ft_data.signals.flags.tongue import is_slot, stands_in
from ft_data.signals.flags.view import View

_VISIBLE = re.compile(
    r"[^\s\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def says_nothing(text: str) -> bool:
    """Whether a text has no character to be seen: white space, controls and invisible marks only."""
    found = _VISIBLE.search(text)
    if found is None:
        return True
    return all(unicodedata.category(c)[0] in "CZ" for c in text[found.start() : found.start() + 4096])


def asks_nothing(text: str, alone: bool) -> bool:
    """Whether a prompt has nothing to be answered. ``alone``: no turn comes before it, so that three marks at most ask nothing."""
    if says_nothing(text):
        return True
    marks = text.strip()
    return alone and len(marks) <= 3 and all(unicodedata.category(c)[0] in "CZP" for c in marks)


# Whatever was asked for, these are no answers; words that may be a label (missing, none, pending) are not among them.
_NO_TEXT = (
    r"no[ _-]?(?:input|output|response|answer|text|content|data)|(?:input|output|response|answer|text|content)[ _-]?here|"
    r"your[ _-](?:answer|response|text|output)(?:[ _-](?:goes[ _-])?here)?|(?:insert|enter|type|write|add|put)[ _-](?:your |the |an? )?(?:answer|response|text|content|output)(?: here)?|"
    r"placeholder(?: text)?"
)
_STANDS_IN = re.compile(
    rf"[<\[({{]+ ?(?:{_NO_TEXT}|answer|response|output|deleted|removed) ?[>\])}}]+[.!]?|(?:no_?input|no_?output)[.!]?|"
    r"\W*(?:todo|fixme|tb[da])\b[\W_]*|(?:insert|enter|type|write|add|put) (?:your |the |an? )?(?:answer|response|text|content|output) here[.!]?|"
    r"your (?:answer|response|text|output) (?:goes )?here[.!]?|(?:answer|response|output|text) goes here[.!]?|\(?placeholder(?: text)?\)?[.!]?|lorem ipsum\b.{0,400}|"
    r"version https://git-lfs\.github\.com/spec/.{0,300}",
    re.IGNORECASE | re.DOTALL,
)
_DOTS = re.compile(r"(?:\.[ \t]*){3,}|(?:[…⋯。・][ \t]*){1,}|_{3,}|-{3,}|[–—]{2,}")
# Signs may be the answer where signs are spoken of.
_ABOUT_SIGNS = re.compile(
    r"morse|punctuat|ellips|dash|hyphen|underscore|symbol|\bsigns?\b|\bmarks?\b|\blines?\b|draw|ascii|braille|divider|separat|rule|regex|markdown|blank|silen|"
    r"标点|符号|省略|线|画|沉默|记号|記号|線|тире|знак|многоточ|punkt|strich|point|puntos?\b|ligne|línea|[.…_-]{3}",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"\\[a-z]+(?:\{[^{}]*\})?|[$*_`\s\"'“”‘’()\[\]{}<>]+", re.IGNORECASE)
_NOT_GIVEN = re.compile(r"n ?[./]? ?a\.?|not (?:available|applicable)\.?|k\. ?a\.?", re.IGNORECASE)
_NULL = re.compile(r"(?:none|null|nil|nan|undefined|无|無)[.。!]?", re.IGNORECASE)
# These may be a label, so they only look like no answer.
_BARE = re.compile(
    r"no[ _-]?(?:input|output|response|answer|data|content)[.!]?|[-–—.?!*]{1,2}", re.IGNORECASE
)
_MENTIONS_NULL = re.compile(
    r"\bn/?a\b|\bnone\b|\bnull\b|\bnil\b|\bnan\b|undefined|\bunknown\b|\bmissing\b|\bempty\b|not (?:available|applicable|given|mentioned|stated|found)|无|無|なし",
    re.IGNORECASE,
)
# A form or a choice may have no value to give.
_VALUE_ASKED = re.compile(
    r"\bfields?\b|\bcolumns?\b|\bvalues?\b|\bfill\b|\bextract|\bchoose|\bselect|\boptions?\b|feld|wert|campo|valor|champ|valeur|字段|填|选|値|項目|поле|значен",
    re.IGNORECASE,
)
# What tables write for a number that is none; a call and a sum may come to it.
_TABLE_NULL = ("nan", "NaN")
_NUMBERS = re.compile(
    r"\w\(|\d ?[-+*/÷%^] ?\d|float|numb|divi|comput|javascript|python|pandas|ieee|isn?nan|zahl|nombre|n[uú]mero|числ|数",
    re.IGNORECASE,
)
# Letters that are an answer where letters are asked for: sodium, Namibia, not available.
_LETTERS = ("na", "nil")
_LETTERS_ASKED = re.compile(
    r"\bcodes?\b|abbrev|acronym|initials|\bletters?\b|symbol|\biso\b|formula|short for|stands? for|kürzel|abk[üu]rz|zeichen|símbolo|símbolo|symbole|код|обознач|代码|符号|缩写",
    re.IGNORECASE,
)
_ONE_LINE = 300  # characters of a request that holds no text to find the answer in


def stand_in(view: View) -> str | None:
    """Say what stands in the place of an answer: `placeholder`, which no request can mean, `null_answer`, which some can, or None.

    "N/A" is the right answer only where the prompt holds something to look the answer up in, or speaks of it.
    """
    text = view.response.strip()
    if not 0 < len(text) <= 450:
        return None
    if _STANDS_IN.fullmatch(text) is not None:
        return None if _named(text, view.prompt) else "placeholder"
    if _DOTS.fullmatch(text) is not None:
        return None if _ABOUT_SIGNS.search(view.prompt) else "placeholder"
    if len(text) > 60:
        return None
    if one_slot(text, view):
        return "placeholder"
    said = stands_in(text)
    if said is not None:
        return None if "asks_language" in view.asks or _named(text, view.prompt) else said
    bare = _WRAPPED.sub(" ", text).strip()
    if bare in _TABLE_NULL and not _NUMBERS.search(view.prompt) and "asks_code" not in view.asks:
        return None if _named(bare, view.prompt) else "placeholder"
    if bare.lower() in _LETTERS and _LETTERS_ASKED.search(view.prompt):
        return None
    if _NULL.fullmatch(bare) is not None:
        return None if _named(bare, view.prompt) or "asks_value" in view.asks else "null_answer"
    if _BARE.fullmatch(text) is not None:
        return None if _named(text, view.prompt) or _ABOUT_SIGNS.search(view.prompt) else "null_answer"
    if _NOT_GIVEN.fullmatch(bare) is None:
        return None
    # "N/A" on a line of its own in the prompt is an input that was not given.
    asked = [
        line
        for line in view.prompt.split("\n")
        if line.strip() and not _NOT_GIVEN.fullmatch(line.strip(" .\t<>[]"))
    ]
    request = "\n".join(asked)
    if _MENTIONS_NULL.search(request) or "asks_code" in view.asks:
        return None
    alone = len(asked) <= 1 and len(request) <= _ONE_LINE and _VALUE_ASKED.search(request) is None
    return "placeholder" if alone else "null_answer"


_ONE_SLOT = re.compile(
    r"(?:(?P<angle>[<＜])|\{\{?|\[\[?|［|【|〔)[ \t]*(?P<words>[^\d\[\]<>{}［］【】〔〕＜＞\n\"'=:：/\\|,;@#&%$*+]{2,50}?)[ \t]*(?:[>＞]|\}\}?|\]\]?|］|】|〕)[.!。]?"
)
_OPENS = "[<{［【〔＜"


def one_slot(text: str, view: View) -> bool:
    """Whether an answer is one slot and nothing else: words in brackets of a form that the prompt has none of.

    A single word may be a label or a token, in angle brackets a tag: it is a slot where the language's own slots or parts of tasks begin
    with it. So it is in English with any words, which labels of classes are often made of.
    """
    found = _ONE_SLOT.fullmatch(text)
    if found is None or any(sign in view.prompt for sign in _OPENS) or "asks_code" in view.asks:
        return False
    words = found["words"].split()
    several = len(words) > 1 and view.language not in ("", "en")
    tag = found["angle"] and words[0].isascii() and len(words) == 1
    return (several or is_slot(found["words"], view.language)) and not (tag and view.language == "en")


def _named(text: str, prompt: str) -> bool:
    """Whether a prompt holds the words of a text."""
    key, asked = (" ".join(_WORDS.findall(one.lower())) for one in (text, prompt))
    return bool(key) and f" {key} " in f" {asked} "


_WORDS = re.compile(r"\w+")
# A link ends where the white space begins. Links are taken out one by one: a pattern for many of them in a row would try
# every way to cut them, for as long as a page of addresses has signs.
_LINK = re.compile(r"!?\[[^\]\n]*\]\((?:https?://|www\.)[^\s)]*\)|<?(?:https?://|www\.)\S+", re.IGNORECASE)
_SAID = re.compile(r"[^\W_]")
# Words of a request that a link may answer, as they are in many languages; a question for a place may mean one on the web.
_LINK_ASKED = re.compile(
    r"https?:|www\.|\burls?\b|\buri\b|\blinks?\b|\bliens?\b|\benlaces?\b|\bweb ?(?:sit|pag|seit|sayf|str[aá]n|sid|oldal)|(?:on|in) the web\b|\bsite|\bsitio|\bseite|\bpages?\b|\bp[aá]gina|address|adress|where|\bwo\b|\boù\b|d[oó]nde|\bonde\b|"
    r"download|source|quelle|fuente|referen|repo|github|\bdocs?\b|documenta|manual|tutorial|(?<![.\w])(?:video|image|picture|photo)|logo|wallpaper|\bfont|article|\bcit(?:e|ation)|\bfind\b|\bshow\b|"
    r"链接|鏈接|网址|网站|网页|地址|哪里|哪裡|下载|图片|リンク|サイト|ページ|どこ|ссылк|сайт|страниц|где|адрес|رابط|موقع|أين|링크|사이트|어디|लिंक|कहाँ",
    re.IGNORECASE,
)


def bare_link(view: View) -> bool:
    """Whether the answer is links and nothing else, and the prompt neither holds one nor asks for what a link may answer."""
    text = view.response.strip()
    if len(text) > 2000 or _LINK.search(text) is None or _SAID.search(_LINK.sub(" ", text)):
        return False
    return "asks_url" not in view.asks and _LINK_ASKED.search(view.prompt) is None


_TOKEN = re.compile(
    r"<\|[a-z_]{2,30}(?:\|>|>)|\[/?INST\]|<</?SYS>>|</?s>|<(?:pad|eos|bos|unk|sep|cls)>|\[(?:PAD|EOS|BOS|SEP|CLS)\]|<(?:start|end)_of_(?:turn|text|message)>",
    re.IGNORECASE,
)
_INNER = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_QUOTES = "`\"'“‘«(:"


def leaked_tokens(view: View) -> bool:
    """Whether tokens of a chat template stand in the answer as they leak: at its start, after a finished sentence, on a line of
    their own, or glued to a word.

    Where the first one takes a word's place in a sentence, follows a colon, is quoted or named in the prompt, or is the
    whole answer, the row is about them; <s>...</s> in pairs is markup.
    """
    text = view.response
    if _TOKEN.sub("", text).strip() == "" or view.is_code:
        return False
    prompt = view.prompt.lower()
    struck = text.count("<s>") == text.count("</s>")
    for match in _TOKEN.finditer(text):
        token = match[0].lower()
        if not (struck and token in ("<s>", "</s>")):
            return not _spoken_of(token, prompt) and _leaks(_TOKEN.sub("", text[: match.start()]))
    return False


def _spoken_of(token: str, prompt: str) -> bool:
    name = _INNER.search(token)
    return token in prompt or (name is not None and name[0] in prompt and token[:2] not in ("<|", "[/"))


def _leaks(before: str) -> bool:
    """Whether a token after this text is no word of it."""
    shown = before.rstrip()
    if not shown:
        return True
    if before[-1] in _QUOTES or shown[-1] in ":：" or before.count("`", before.rfind("\n") + 1) % 2:
        return False
    glued = before == shown
    return glued or "\n" in before[len(shown) :] or shown[-1] in ".!?…。！？।\"”’')]}>;*"
