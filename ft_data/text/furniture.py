"""What pages say of themselves: labels of menus, footers and archives, and notices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from ft_data.text.says import Says

# Labels of menus, footers and archives, a line each.
PAGE_LABEL = (
    r"(?:home|about|contact|follow|join|meet|our)(?: (?:page|us|me|team|story))?|(?:site|store|sitemap|page)? ?(?:index|map|search)|search|log ?(?:in|out)|sign ?(?:in|up|out)|register|subscribe(?: now| today)?|menu|more|read more|learn more|see (?:all|more)|view (?:all|more)|show more|"
    r"share(?: this)?(?: on \w+)?|tweet|pin it|facebook|twitter|instagram|youtube|pinterest|linkedin|whatsapp|email|print|rss(?: feeds?)?|(?:email |free )?newsletters?(?: sign ?up)?|podcasts?|videos?|photos?|(?:photo )?galler(?:y|ies)|blogs?|"
    r"(?:privacy|cookie|terms|refund|editorial)(?: (?:policy|notice|statement|settings|center))?|terms (?:of (?:use|service)|& conditions|and conditions)|legal(?: notices?)?|disclaimer|accessibility|(?:your )?ad ?choices|advertis(?:e|ing|ement)s?(?: with us)?|sponsored(?: content)?|careers|jobs|press(?: room)?|media kit|investors?(?: relations)?|"
    r"faqs?|help(?: ?(?:center|centre|desk))?|support|feedback|customer (?:service|center|care|support)|work with us|our (?:team|partners|company|authors)|corporate(?: \w+)?|communications? preferences|"
    r"categor(?:y|ies)|select (?:category|month)|tags?|archives?|news archives?|filed under:?|posted (?:in|by)\b.{0,40}|comments?(?: \(\d+\))?|(?:leave|post|add) a (?:comment|reply)|loading(?: comments)?\W*|\d+ (?:comments?|shares?|likes?|views?)|no comments|"
    r"(?:most|recent|latest|related|popular|top|trending|featured|special|editor.s) (?:popular|read|viewed|shared|posts?|articles?|stor(?:y|ies)|news|comments?|issues?|reports?|videos?|topics?|sections?|picks?)(?: \w+)?|you (?:may|might) also like|recommended(?: for you)?|up next|"
    r"(?:previous|next|older|newer)(?: (?:post|page|article|story|entries|entry|posts))?|back to top|skip to .{3,30}|jump to .{3,30}|download(?: the)? app|app store|google play|get the app|google news|i accept|accept(?: all)?(?: cookies)?|got it|ok|close|cancel|submit|never miss a (?:post|story)|"
    r"browser update|all systems operational|your name|your email(?: address)?|(?:january|february|march|april|may|june|july|august|september|october|november|december) (?:\d{1,2}, )?(?:19|20)\d\d|why subscribe\??|place (?:a|an) (?:classified )?ad|buy now|add to (?:cart|basket)|shop(?: now)?|cart|checkout|my account|account|"
    r"sports?|business|politics|opinion|world|technology|tech|science|health|entertainment|lifestyle|travel|weather|markets?|finance|real estate|arts?(?: & culture)?|culture|style|food|money|us|uk|video center"
)
# Sentences of pages about themselves.
PAGE_NOTICE = r"\b(?:upgrade your browser|running internet explorer|compatibility mode|save my name, email|next time i comment|comment data is processed|affiliate (?:and|or|links?)|referral links|(?:we|site) uses? cookies|cookie (?:policy|settings|preferences)|accept (?:all )?cookies|continue reading|has also been updated|became effective|status page|sign up|newsletter|subscri(?:be|ption)|full experience|enable javascript)\b|\b(?:all )?rights reserved|©"
# What a slot in square brackets is named after: [your name], [insert date].
SLOT_WORDS = (
    r"insert|your|enter|add|name|company|date|customer|client|first|last|full|product|address|e-?mail|phone|"
    r"recipient|sender|link|number|amount|topic|city|state|country|order|ticket|placeholder|fill|specify|describe|"
    r"mention|title|position|job|street|price|item|location|time|day|month|year|event|school|university|agent|user|"
    r"organi[sz]ation|business|brand|service|department|manager|contact|website|url|code|value|variable|list|"
    r"specific|relevant|example|details?|reason|xx+|here|blank|subject|signature|candidate|employee|employer|team|"
    r"project|industry|role|skills?|hobby|friend|partner|spouse"
)

_LABEL = re.compile(rf"(?:{PAGE_LABEL})\W{{0,3}}", re.IGNORECASE)
_is_notice = Says(f"(?i){PAGE_NOTICE}")
_ENDED = frozenset(";,{}()[]=`>|\\")
_ITEM = re.compile(r"(?:[-*•–+>#|]|\d+[.)]|[a-z][.)])\s|\S+\(|\S*[=_{}<>\\`]")
_SUM = re.compile(r"[=+*/<>]\s?\d|\d\s?[=+*/]|\d+ ?%")
_BLOCK = 80  # lines at an end of a text that are looked at


class Edge(NamedTuple):
    """The block of short lines at an end of a text: its lines, the labels and notices among them, other capitalised ones.

    ``last``: lines up to the last label.
    """

    run: int
    labels: int
    weak: int
    last: int = 0


def edge(lines: Iterable[str]) -> Edge:
    """Measure the block that ``lines`` (stripped, none empty) begin with: at most twelve words a line and no end mark.

    No line behind the block is asked for.
    """
    labels = weak = run = last = 0
    for line in islice(lines, _BLOCK):
        words = line.count(" ") + 1
        if len(line) > 200 or (words > 12 and line[-1] not in ".:"):
            break
        label = words <= 8 and len(line) <= 60 and _LABEL.fullmatch(line) is not None
        notice = not label and _is_notice(line)
        if (
            not label
            and not notice
            and (
                words > 12
                or line[-1] in _ENDED
                or (line[-1] in ".:!?" and not line.endswith("..."))
                or _ITEM.match(line) is not None
                or _SUM.search(line) is not None
            )
        ):
            break
        run += 1
        labels += label or notice
        last = run if label or notice else last
        weak += not label and not notice and line[:1].isupper()
    return Edge(run, labels, weak, last)
