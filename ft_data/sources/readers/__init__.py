"""One module a format or a few. A reader yields items (`ft_data.sources.model.Item`), no batches. Plug-ins stand beside them."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from ft_data import plugins
from ft_data.plugins import Registry
from ft_data.sources.readers.reader import Reader

_DECLARES = re.compile(r"^READERS = ", re.MULTILINE)


@functools.cache
def _declared() -> Mapping[str, Reader]:
    """Return what the modules here declare."""
    modules = [
        path.stem
        for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))
        if _DECLARES.search(path.read_text("utf-8"))
    ]
    found: dict[str, Reader] = {}
    for name in modules:
        found |= importlib.import_module(f"{__name__}.{name}").READERS
    return found


READERS = Registry("readers", Reader, _declared, lambda name: _declared()[name])


def missing(format_: str) -> str | None:
    """Say which extra a format needs that is not installed, or return None."""
    module, extra = READERS.get(format_).needs or ("", "")
    if not module or find_spec(module):
        return None
    return f"reading .{format_} needs the `{extra}` extra: pip install 'ft-data[{extra}]'"


def by_suffix(suffix: str) -> str | None:
    """Return the format of files whose names end like this (``.csv``); what is built in comes first."""
    return _suffixes(plugins.offered(READERS.seam)).get(suffix.removeprefix("."))


def zipped(format_: str | None) -> bool:
    """Tell whether files of a format are .zip archives of their own kind."""
    return format_ in READERS.names() and READERS.get(str(format_)).zipped


def plugged(format_: str | None) -> bool:
    """Tell whether a plug-in reads a format."""
    return format_ is not None and READERS.plugin(format_) is not None


@functools.lru_cache(4)
def _suffixes(plugged: tuple[plugins.Plugin, ...]) -> dict[str, str]:
    names = [*(one.name for one in reversed(plugged)), *_declared()]
    return {suffix: name for name in names for suffix in READERS.get(name).suffixes.split()}


def read_by(formats: Iterable[str]) -> list[str]:
    """Name the plug-ins that read some formats, for the name of what is made of their files."""
    return [f"{name} {whose}" for name, whose in sorted(plugins.describe(READERS.seam, formats).items())]


def recognised() -> dict[str, str]:
    """Name what plug-ins add to the recognition of files, for those who remember what was recognised."""
    return plugins.describe(READERS.seam, READERS.names())
