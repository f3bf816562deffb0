"""Directives and roles that docutils does not know (Sphinx and its extensions): their text is kept, what they compute is not."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles, states
from docutils.parsers.rst.languages import en as english

_TARGET = re.compile(r"(?s)(.+?)\s*<[^<>]*>\Z")
# What they hold is for programs (lists of pages, names of modules, pictures), or another each day.
_DROPPED = re.compile(r"(?:toctree|index|image|figure|graphviz|currentmodule|(?:py:)?module|highlight|include|literalinclude|only|auto\w+|raw|contents|sectnum|date)\Z")  # fmt: skip
_CODE = ("code-block", "sourcecode", "prompt", "parsed-literal", "productionlist")
_CHANGES = {"versionadded": "Added in", "versionchanged": "Changed in", "deprecated": "Deprecated since"}
_PROSE = ("doc", "ref", "term", "guilabel", "menuselection", "numref", "abbr", "dfn", "index", "any")


class _Options(dict):  # type: ignore[type-arg]
    """Options of any name."""

    def __missing__(self, key: str) -> Any:
        return directives.unchanged

    def __bool__(self) -> bool:
        return True


class _Kept(Directive):
    """A directive whose text is kept."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = _Options()

    def run(self) -> list[nodes.Node]:
        """Return the nodes of its text."""
        name, said = self.name.lower(), " ".join(self.arguments)
        if isinstance(self.state, states.SubstitutionDef):  # what stands for a name is part of a line
            return [nodes.inline(text="" if _DROPPED.match(name) else said)]
        if _DROPPED.match(name):
            return []
        if name in _CODE:
            return [nodes.literal_block(text="\n".join(self.content), classes=["code", *said.split()[:1]])]
        held = nodes.container()
        if name in _CHANGES:
            version, _, about = said.partition("\n")
            words = [*version.split(), *about.split()]
            lead = f"{_CHANGES[name]} version {words[0] if words else ''}: {' '.join(words[1:])}".rstrip(": ")
            held += nodes.paragraph(text=lead)
        elif said:
            held += nodes.paragraph("", "", nodes.strong(text=said))
        memo = self.state.memo
        around = memo.title_styles, memo.section_level
        memo.title_styles, memo.section_level = [], 0  # headings within are no headings of the document
        self.state.nested_parse(self.content, self.content_offset, held, match_titles=True)
        memo.title_styles, memo.section_level = around
        return [held]


def _role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    """Return the text of a role, without the address it leads to."""
    text = text.replace("\0", "\\")
    named = _TARGET.match(text)
    short = named[1] if named else text.lstrip("!")
    if short.startswith("~"):
        short = short[1:].rpartition(".")[2]
    elif name == "doc" and not named:
        short = short.strip("/")
    if named or name.rpartition(":")[2] in _PROSE:
        return [nodes.inline(text=short)], []
    return [nodes.literal(text=short)], []


class _Names(dict):  # type: ignore[type-arg]
    """Where docutils looks a name up before it looks among its own: ``ours`` are there too, whatever they are called."""

    def __init__(self, ours: Callable[[str], bool], meaning: Any):
        super().__init__()
        self._ours, self._meaning = ours, meaning

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (bool(name) and self._ours(str(name)))

    def __missing__(self, name: str) -> Any:
        return self._meaning


def _our_directive(name: str) -> bool:
    known = cast(Any, directives)
    canonical = english.directives.get(name, name)
    return bool(_DROPPED.match(name)) or name in _CODE or canonical not in known._directive_registry


def _our_role(name: str) -> bool:
    known = cast(Any, roles)
    found = known._role_registry.get(english.roles.get(name, name))
    return found is None or found is known.unimplemented_role


@contextlib.contextmanager
def understood() -> Iterator[None]:
    """Let docutils understand all that documents name, within; what one defines is not known to the next.

    Directives that would read files or build lists are ours too.
    """
    places = ((cast(Any, directives), "_directives"), (cast(Any, roles), "_roles"))
    before = [getattr(module, name) for module, name in places]
    try:
        for (module, name), ours in zip(places, ((_our_directive, _Kept), (_our_role, _role)), strict=True):
            setattr(module, name, _Names(*ours))
        yield
    finally:
        for (module, name), was in zip(places, before, strict=True):
            setattr(module, name, was)
