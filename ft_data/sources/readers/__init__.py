"""One module a format. A reader yields items (`ft_data.sources.model.Item`), no batches."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ft_data.sources.model import Item
    from ft_data.sources.readers.streams import Content

_MODULES = {
    "jsonl": "jsonl",
    "json": "json_document",
    "csv": "delimited",
    "tsv": "delimited",
    "parquet": "columnar",
    "arrow": "columnar",
    "xlsx": "xlsx",
    "xml": "xml_records",
    "html": "pages",
    "md": "pages",
    "txt": "plain",
    "yaml": "yaml_document",
    "mbox": "mail",
    "eml": "mail",
    "irc": "irc",
    "pdf": "pdf",
    "docx": "docx",
}
FORMATS = tuple(_MODULES)
_NEEDS = {"pdf": ("pypdf", "documents"), "xlsx": ("openpyxl", "documents")}  # format -> module, extra


def missing(format_: str) -> str | None:
    """Say which extra a format needs that is not installed, or return None."""
    module, extra = _NEEDS.get(format_, ("", ""))
    if not module or find_spec(module):
        return None
    return f"reading .{format_} needs the `{extra}` extra: pip install 'ft-data[{extra}]'"


def reader(format_: str) -> Callable[[Content], Iterator[Item]]:
    """Return the reader of a format: its module's `read`, imported on first use."""
    module = importlib.import_module(f"ft_data.sources.readers.{_MODULES[format_]}")
    return cast("Callable[[Content], Iterator[Item]]", module.read)
