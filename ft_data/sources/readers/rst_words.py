"""Directives and roles that docutils does not know (Sphinx and its extensions): their text is kept, what they compute is not."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles

_DIRECTIVE = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([A-Za-z][\w:.+-]*?)::(?:[ \t]|$)", re.MULTILINE
)
_ROLE = re.compile(r":([A-Za-z][\w:.+-]*):`")
_TARGET = re.compile(r"(?s)(.+?)\s*<[^<>]*>\Z")
# What they hold is for programs: lists of pages, names of modules, pictures.
_DROPPED = re.compile(r"(?:toctree|index|image|figure|graphviz|currentmodule|(?:py:)?module|highlight|include|literalinclude|only|auto\w+|raw|contents|sectnum)\Z")  # fmt: skip
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
        self.state.nested_parse(self.content, self.content_offset, held)
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


def learn(text: str) -> None:
    """Make known what a text uses and docutils does not know, and put what would read files or build lists in its place."""
    for name in set(map(str.lower, _DIRECTIVE.findall(text))):
        if _DROPPED.match(name) or name in _CODE or name not in vars(directives)["_directive_registry"]:
            directives.register_directive(name, _Kept)
    for name in set(_ROLE.findall(text)):
        if name.lower() not in vars(roles)["_role_registry"]:
            roles.register_local_role(name.lower(), _role)
