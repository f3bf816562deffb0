"""Names of files as they may be shown: files can be called after people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from ft_data.cleaning import Cleaner

_PARTS = re.compile(r"[^/!]+")
_STEMS = re.compile(r"[^/!]+(?=\.\w{1,8}(?:[/!]|$))")


class Places:
    """Masks the names of one source's files, each name once."""

    def __init__(self, cleaner: Cleaner, source: str):
        self._cleaner, self._source = cleaner, source
        self._shown: dict[str, str] = {}

    def __call__(self, uri: str) -> str:
        """Return the name of a file (``folder/archive!member``) without personal data."""
        shown = self._shown.get(uri)
        if shown is None:
            # Part by part: what stands in a name begins and ends with it, or before its ending.
            names = _STEMS.sub(self._part, _PARTS.sub(self._part, uri))
            shown = self._shown[uri] = self._masked(names)
        return shown

    def _part(self, part: re.Match[str]) -> str:
        shown = self._masked(part[0])
        if shown != part[0] or "_" not in shown:
            return shown
        apart = shown.replace("_", " ")  # names of files have underscores where texts have blanks
        masked = self._masked(apart)
        return shown if masked == apart else masked.replace(" ", "_")

    def _masked(self, text: str) -> str:
        return self._cleaner.mask_value(text, scope=self._source)[0]

    def shown(self, places: pa.Table) -> pa.Table:
        """Return the places of records as they may be shown."""
        uris = places.column("source_uri").combine_chunks().dictionary_encode()
        shown = pa.array([self(uri) for uri in uris.dictionary.to_pylist()], pa.string())
        column = pa.DictionaryArray.from_arrays(uris.indices, shown).cast(pa.string())
        return places.set_column(places.schema.get_field_index("source_uri"), "source_uri", column)
