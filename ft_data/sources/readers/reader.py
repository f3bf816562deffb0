"""What a reader is: the one declaration of a file format, built in or of a plug-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ft_data.sources.model import Item
from ft_data.sources.readers.streams import Content


@dataclass(frozen=True)
class Reader:
    """A file format. Its name is its key in ``READERS`` of a module here, or its entry point in ``ft_data.readers``.

    ``read`` yields (position, canonical JSON) for each record of a file, (position, reason) for what is none; see
    `ft_data.sources.model.Item` and `ft_data.sources.readers.records.row`. ``suffixes``: the ends of names, without dots
    and separated by blanks, by which ``format: auto`` tells it. ``binary``: its bytes are recognised, a name is not enough.
    ``zipped``: its files are .zip archives of their own kind, and not archives of files. ``needs``: a module, and the extra
    that brings it. ``by_record``: it holds one record at a time, so that no file can exhaust it; all others read in a child
    that may not take more than ``slow`` seconds for each MB on disk (several times what honest files take), and some.
    """

    read: Callable[[Content], Iterator[Item]]
    suffixes: str = ""
    binary: bool = False
    zipped: bool = False
    needs: tuple[str, str] | None = None
    by_record: bool = False
    slow: float = 0.5
