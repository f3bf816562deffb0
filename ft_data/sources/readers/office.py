"""What the documents of office programs have in common: archives of XML parts that refer to each other."""

from __future__ import annotations

import posixpath
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ft_data.sources.model import ReadSettings, Refused
from ft_data.sources.readers import archives
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import check_archive

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Related(NamedTuple):
    """A part that another refers to: the last word of its kind (``slide``) and its name in the archive."""

    kind: str
    name: str


@contextmanager
def unpacked(content: Content, kind: str, lacks: str) -> Iterator[zipfile.ZipFile]:
    """Open a document that keeps within the bounds of archives.

    :raises Refused: for one that is damaged, nests without end or lacks a part (``lacks``), named by its kind (``a presentation``).
    """
    file = content.file()
    check_archive(file, content.settings)
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except KeyError:
        raise Refused(f"not {kind}: {lacks}") from None
    except ET.ParseError as problem:
        raise Refused(f"damaged {kind.partition(' ')[2]}: {problem}") from None
    except RecursionError:
        raise Refused(f"{kind} whose parts nest without end") from None


def title(archive: zipfile.ZipFile, settings: ReadSettings) -> str:
    """Return the title among the properties of a document, or nothing."""
    try:
        found = archives.xml(archive, "docProps/core.xml", settings).find(_TITLE)
    except (KeyError, ET.ParseError):
        return ""
    return (found.text or "").strip() if found is not None else ""


def related(archive: zipfile.ZipFile, part: str, settings: ReadSettings) -> dict[str, Related]:
    """Return the parts of the archive that a part refers to, by the id that it uses for them."""
    folder, name = posixpath.split(part)
    try:
        root = archives.xml(archive, f"{folder}/_rels/{name}.rels", settings)
    except KeyError:
        return {}
    found: dict[str, Related] = {}
    for one in root.iter(_RELATION):
        if one.get("TargetMode") == "External":
            continue
        target = urllib.parse.unquote(one.get("Target", ""))
        whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[one.get("Id", "")] = Related(one.get("Type", "").rpartition("/")[2], whole)
    return found
