"""A section that is the frame of a page and nothing else: commands of a template, or a list that leads to other pages of the site."""

from __future__ import annotations

import re

# Jinja, Liquid, Handlebars, ERB.
_COMMAND = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<%.*?%>", re.DOTALL)
_HEADING = re.compile(r"#{1,6} .*")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(<?([^)>\s]*)>?\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LEAST, _MOST, _LABEL = 2, 6, 3  # lines that lead to other pages; words beside a link that are its label
LONGEST = 2_000  # characters of a text that may be one


def is_bare(text: str) -> bool:
    """Whether a text says nothing of its own below its headings.

    What is left without commands is nothing, or some lines of one link each to another page of the site. A list of links to
    other sites tells of them, and a longer one is a table of contents.
    """
    if len(text) > LONGEST or not ("](" in text or "{%" in text or "{{" in text or "<%" in text):
        return False
    left, commands = _COMMAND.subn("", text)
    led = 0
    for line in filter(_WORD.search, map(str.strip, left.split("\n"))):
        if _HEADING.fullmatch(line):
            continue
        links = _LINK.findall(line)
        if len(links) != 1 or line[0] == "!" or _ELSEWHERE.match(links[0]):
            return False
        if len(_WORD.findall(_LINK.sub("", line))) > _LABEL:
            return False
        led += 1
    return (commands > 0 and not led) or _LEAST <= led <= _MOST
