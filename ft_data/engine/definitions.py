"""What a module defines, and what each definition uses: read from its source, without importing it.

A definition is a top-level function, class or constant. Its text counts without comments, blank lines and docstrings,
so that explaining code better makes no data stale; nor do annotations of functions, which nobody evaluates.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BODY = ""  # the name of what a module does when it is imported: calls, loops, assignments to parts of things
RESOURCES = "__file__"  # who uses this reads files that lie beside the module

_MODULE = re.compile(r"ft_data(?:\.\w+)+(?::\w+)?\Z")  # "module" or "module:name" in a string: called by name
_PREFIX = re.compile(r"ft_data(?:\.\w+)*\.\Z")  # what an f-string completes: any module of that package


@dataclass(frozen=True)
class Definition:
    """``uses`` holds names of the same module, and dotted names of the package; ``bases`` those a class derives from."""

    digest: str
    uses: tuple[str, ...]
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """The definitions of a module by name, and what its imported names stand for."""

    definitions: dict[str, Definition]
    imports: dict[str, str]


def read(source: str, module: str, package: bool) -> Contents:
    """Index the source of a module; ``package`` says that it is an ``__init__``."""
    reader = _Reader(source.splitlines(), module, package)
    imports: dict[str, str] = {}
    found: dict[str, list[ast.stmt]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports |= dict(reader.imported(node))
        elif not _is_text(node) and not _for_types(node):
            for name in [*reader.bound(node)] or [BODY]:
                found.setdefault(name, []).append(node)
    return Contents({name: reader.definition(nodes, imports) for name, nodes in found.items()}, imports)


class _Reader:
    """Reads the statements of one module."""

    def __init__(self, lines: list[str], module: str, package: bool) -> None:
        self._lines, self.module, self._package = lines, module, package

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
        """Yield each name that an import binds, with the dotted name it stands for."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
            return
        base = node.module or ""
        if node.level:
            above = self.module.split(".")[
                : None if self._package and node.level == 1 else self._package - node.level
            ]
            base = ".".join([*above, *([base] if base else [])])
        for alias in node.names:
            yield alias.asname or alias.name, f"{base}.{alias.name}"

    def bound(self, node: ast.stmt) -> Iterator[str]:
        """Name what a statement defines; nothing where it does something to what is there."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from dict(self.imported(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            leaves = [leaf for target in targets for leaf in ast.walk(target)]
            if not any(isinstance(leaf, ast.Attribute | ast.Subscript) for leaf in leaves):
                yield from (leaf.id for leaf in leaves if isinstance(leaf, ast.Name))
        elif isinstance(node, ast.Try | ast.If):  # `try: import it`: what either branch defines
            handled = [step for one in getattr(node, "handlers", ()) for step in one.body]
            for step in (*node.body, *handled, *node.orelse, *getattr(node, "finalbody", ())):
                yield from self.bound(step)

    def definition(self, nodes: list[ast.stmt], imports: dict[str, str]) -> Definition:
        """Digest the statements that define one name, and collect what they use."""
        digest, uses, bases = hashlib.sha256(), set[str](), list[str]()
        for node in nodes:
            visitor = _Uses(self)
            visitor.visit(node)
            uses |= visitor.found(imports)
            digest.update("\n".join(self._text(node, visitor.told)).encode() + b"\0")
            if isinstance(node, ast.ClassDef):
                bases += [_resolved(ast.unparse(base), imports) for base in node.bases]
        return Definition(digest.hexdigest()[:16], tuple(sorted(uses)), tuple(bases))

    def _text(self, node: ast.stmt, told: set[int]) -> Iterator[str]:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        for number, line in enumerate(self._lines[first - 1 : node.end_lineno], first):
            if number not in told and line.strip() and not line.lstrip().startswith("#"):
                yield line.rstrip()


class _Uses(ast.NodeVisitor):
    """Collects what a statement uses, and which lines are docstrings."""

    def __init__(self, reader: _Reader) -> None:
        self.told: set[int] = set()
        self._reader = reader
        self._scopes: list[set[str]] = []
        self._dotted: set[str] = set()
        self._local: dict[str, str] = {}
        self._named: set[str] = set()

    def found(self, imports: dict[str, str]) -> set[str]:
        """Return what was used."""
        known, firsts = imports | self._local, {name.partition(".")[0] for name in self._dotted}
        used = {_resolved(name, known) for name in self._dotted}
        used |= {target for name, target in self._local.items() if name not in firsts}
        if any(name.startswith("importlib.resources") for name in used):
            used.add(RESOURCES)
        return {name for name in used if name.startswith("ft_data.") or "." not in name} | self._named

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._docstring(node)
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)
        self._inside(_parameters(node.args) | _stored(node.body), node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._inside(_parameters(node.args), [node.body, *node.args.defaults])

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        targets = {
            leaf.id for one in node.generators for leaf in ast.walk(one.target) if isinstance(leaf, ast.Name)
        }
        self._inside(targets, list(ast.iter_child_nodes(node)))

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._docstring(node)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self._local |= dict(self._reader.imported(node))

    visit_ImportFrom = visit_Import

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = _dotted(node)
        if name:
            self._use(name)
        else:
            self.visit(node.value)

    def visit_Name(self, node: ast.Name) -> None:
        self._use(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _MODULE.match(node.value):
            self._named.add(node.value.replace(":", "."))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        first = node.values[0] if node.values else None
        if isinstance(first, ast.Constant) and _PREFIX.match(prefix := str(first.value)):
            self._named.add(f"{prefix}*")
        elif isinstance(first, ast.FormattedValue) and ast.unparse(first.value) in (
            "__name__",
            "__package__",
        ):
            self._named.add(f"{self._reader.module}.*")
        self.generic_visit(node)

    def _use(self, name: str) -> None:
        first = name.partition(".")[0]
        if not any(first in scope for scope in self._scopes):
            self._dotted.add(name)

    def _inside(self, names: set[str], nodes: Sequence[ast.AST]) -> None:
        self._scopes.append(names)
        for node in nodes:
            self.visit(node)
        self._scopes.pop()

    def _docstring(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if _is_text(node.body[0]):
            self.told.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))


_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def _parameters(arguments: ast.arguments) -> set[str]:
    listed = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    return {one.arg for one in listed if one is not None}


def _stored(body: Sequence[ast.AST]) -> set[str]:
    """Name what a function assigns itself: inside it those names are not the module's."""
    names, shared, waiting = set[str](), set[str](), list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Global):
            shared.update(node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return names - shared


def _resolved(name: str, imports: dict[str, str]) -> str:
    """Replace the first part of a dotted name by what it was imported as; an attribute of a local name is that name."""
    first, dot, rest = name.partition(".")
    return imports[first] + dot + rest if first in imports else first


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


def _is_text(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
