"""The edge where bytes come in: `plan` says what there is to read, `read` yields it record by record.

``plan`` hashes; ``read`` parses. Neither raises for a bad file: what cannot be read becomes a reject with its
place and reason, which never quotes the data.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import orjson

from ft_data.recipe.schema import Source
from ft_data.sources import digests, listing, readers, remote, sniff, talks
from ft_data.sources.canonical import text
from ft_data.sources.model import (
    UNREADABLE,
    Batch,
    Chunk,
    Item,
    Plan,
    ReadSettings,
    Refused,
    Rows,
    SourceChanged,
)
from ft_data.sources.readers import archives, encodings
from ft_data.sources.readers.streams import MEGA, Content, member_digest, plain_errors

__all__ = ["Batch", "Chunk", "Plan", "ReadSettings", "SourceChanged", "plan", "read", "settings_of"]

CHUNK_BYTES = 16 << 20
_ROW_BYTES = 128  # of a record beside its text: what identifies it and where it is
BATCH_ROWS, BATCH_BYTES = 2048, 8 << 20  # the JSON writer allocates several times what a row needs
_PLAN_VERSION = 2


class PlanCache(Protocol):
    """What `plan` asks of a cache; `ft_data.sources.digests.Cache` is one."""

    def get(self, key: str) -> Any:
        """Return a JSON-able value or None."""

    def put(self, key: str, value: Any, mtime_ns: int = 0) -> None:
        """Remember a value that holds while the file keeps its size and time."""

    def save(self) -> None:
        """Keep what was put."""


def plan(
    base: Path,
    pattern: str,
    fmt: str = "auto",
    *,
    chunk_bytes: int = CHUNK_BYTES,
    cache: PlanCache | None = None,
) -> Plan:
    """List, recognise and hash the files of a source.

    Uncompressed UTF-8 JSON lines are cut into chunks of about ``chunk_bytes``; a cut depends only on the
    bytes before it, so lines appended later leave the digests of earlier chunks as they are. Every other
    file is one chunk, every member of a .zip one of its own.
    """
    chunks: list[Chunk] = []
    rejects: list[tuple[str, str]] = []
    if remote.is_remote(pattern):
        try:
            entries = remote.listing(pattern)
        except FileNotFoundError:
            entries = []
        except (remote.RemoteUnavailable, OSError) as problem:
            return Plan((), ((pattern, f"{UNREADABLE}{problem or type(problem).__name__}"),))
    else:
        names, rejects = listing.files(base, pattern)
        entries = []
        for name in names:
            shown = text(name)
            if shown != name:
                rejects.append((shown, "the file's name is not UTF-8: rename it"))
                continue
            try:
                entries.append((name, *_status(base, name)))
            except (Refused, OSError) as problem:
                rejects.append((name, _says(problem)))
    plugged = f"\0{found}" if (found := readers.recognised()) else ""
    for uri, size, token in entries:
        key = f"{_PLAN_VERSION}\0{uri}\0{size}\0{token}\0{fmt}\0{chunk_bytes}{plugged}"
        known = cache.get(key) if cache else None
        if known is None:
            known = _examine(base, uri, size, fmt, chunk_bytes)
            # What kept a file from being opened may be gone while the file is as it was.
            if cache and not any(why.startswith(UNREADABLE) for _, why in known["rejects"]):
                cache.put(key, known, int(token.split("/")[0]) if "/" in token else 0)
        chunks.extend(Chunk(**one) for one in known["chunks"])
        rejects.extend((one[0], one[1]) for one in known["rejects"])
    if cache:
        cache.save()
    return Plan(tuple(chunks), tuple(rejects))


def _status(base: Path, name: str) -> tuple[int, str]:
    info = os.stat(base / name)
    if not stat.S_ISREG(info.st_mode):
        raise Refused("not a regular file")
    notes = remote.companion(base, name)
    extra = os.stat(base / notes) if notes else None
    times = f"{info.st_mtime_ns}/{info.st_ino}" + (f"/{extra.st_mtime_ns}/{extra.st_size}" if extra else "")
    return info.st_size, times


def _says(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return f"{UNREADABLE}{problem.strerror or type(problem).__name__}"
    return str(problem)


def _examine(base: Path, uri: str, size: int, fmt: str, chunk_bytes: int) -> dict[str, Any]:
    """Recognise and hash one file; return its chunks and rejects as plain data."""
    try:
        with plain_errors(), remote.open_binary(base, uri) as file:
            chunks, rejects = _pieces(base, file, uri, size, fmt, chunk_bytes)
    except (Refused, remote.RemoteUnavailable) as problem:
        return {"chunks": [], "rejects": [(uri, str(problem))]}
    except Exception as problem:  # a defect of ours costs one file here too
        return {"chunks": [], "rejects": [(uri, f"internal error: {_place(problem)}")]}
    return {"chunks": [asdict(chunk) for chunk in chunks], "rejects": rejects}


def _pieces(
    base: Path, file: BinaryIO, uri: str, size: int, fmt: str, chunk_bytes: int
) -> tuple[list[Chunk], list[tuple[str, str]]]:
    head = sniff.first_bytes(file)
    codec, bare = sniff.codec_of(uri, head)
    file.seek(0)
    if codec == "zip":
        kind = sniff.office(file) if fmt == "auto" or readers.zipped(fmt) else None
        if readers.plugged(fmt) and readers.zipped(fmt):
            kind = fmt
        if kind is None:
            file.seek(0)
            return _members(file, uri, fmt, digests.digest(file))
        format_, codec = kind, ""
    else:
        if codec:
            head = sniff.unpack_head(file, codec)
        whole = len(head) < sniff.HEAD
        office = head.startswith(b"PK\x03\x04") and not codec and fmt == "auto"
        format_ = (sniff.office(file) if office else None) or sniff.format_of(bare, head, fmt, whole)
    file.seek(0)
    if format_ == "jsonl" and not codec and not encodings.is_wide(head):
        cuts = digests.cuts(file, chunk_bytes)
        return [
            Chunk(uri, cut.digest, cut.offset, cut.length, cut.first_row, "jsonl", cut.length) for cut in cuts
        ], []
    notes = remote.companion(base, uri) if format_ == "irc" else None
    if notes:
        with remote.open_binary(base, notes) as annotations:
            digest = digests.digest(file, annotations)
    else:
        digest = digests.digest(file)
    return [Chunk(uri, digest, 0, None, 1, format_, size, codec)], []


def _members(file: BinaryIO, uri: str, fmt: str, digest: str) -> tuple[list[Chunk], list[tuple[str, str]]]:
    with plain_errors(), archives.opened(file) as archive:
        chunks, rejects = _examined(archive, uri, fmt, digest)
    if not chunks and not rejects:
        raise Refused("an empty archive")
    return chunks, rejects


def _examined(
    archive: zipfile.ZipFile, uri: str, fmt: str, digest: str
) -> tuple[list[Chunk], list[tuple[str, str]]]:
    chunks: list[Chunk] = []
    rejects: list[tuple[str, str]] = []
    for member in sniff.members(archive):
        address = f"{uri}!{member.filename}"
        try:
            head = sniff.member_head(archive, member)
            codec, bare = sniff.codec_of(member.filename, head)
            if codec:
                raise Refused("a packed file within an archive: unpack the archive")
            format_ = sniff.format_of(bare, head, fmt, len(head) < sniff.HEAD)
        except Refused as problem:
            rejects.append((address, str(problem)))
            continue
        own = member_digest(digest, member.filename)
        chunks.append(Chunk(address, own, 0, None, 1, format_, member.compress_size, "", member.filename))
    return chunks, rejects


def read(chunk: Chunk, base: Path, settings: ReadSettings | None = None) -> Iterator[Batch]:
    """Yield the records of a chunk in batches of at most 2,048 rows or about 8 MB.

    :raises SourceChanged: when the file is no longer what the plan saw.
    """
    settings = settings or ReadSettings()
    items = _guarded(chunk, base, settings)
    return _batched(
        _bounded(talks.joined(items, settings) if settings.talks else items, chunk, settings), settings
    )


def settings_of(source: Source, identify: Callable[[object], str | None] | None = None) -> ReadSettings:
    """Return how the recipe wants a source to be read."""
    joins = tuple(sorted(source.talks.items()))
    return ReadSettings(
        encoding=source.encoding, talks=joins, identify=identify, **source.limits.model_dump()
    )


def _guarded(chunk: Chunk, base: Path, settings: ReadSettings) -> Iterator[Item]:
    """Yield what the format's reader yields; what stops it becomes the last reject."""
    try:
        with plain_errors(), Content(chunk, base, settings) as content:
            content.verify()
            yield from readers.READERS.get(chunk.format).read(content)
    except Refused as problem:
        yield problem.position, str(problem)
    except MemoryError:
        yield None, too_much(settings)
    except (UnicodeError, KeyError, zipfile.LargeZipFile) as problem:
        yield None, f"cannot be read as {chunk.format} ({type(problem).__name__})"
    except (SourceChanged, GeneratorExit):
        raise
    except Exception as problem:  # a defect of ours costs one file, visibly, and not the run
        yield None, f"internal error: {_place(problem)}"


def too_much(settings: ReadSettings) -> str:
    """Say that memory ran out."""
    return f"takes more than {settings.memory // MEGA} MB of memory to read (memory)"


def _place(problem: Exception) -> str:
    """Say which exception and where, without its message: that may quote the data."""
    frame = problem.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else "?"
    return f"{type(problem).__name__} at {where}"


def _bounded(items: Iterator[Item], chunk: Chunk, settings: ReadSettings) -> Iterator[Item]:
    """Yield items until more came out of a chunk than its size allows; that becomes the last reject."""
    left = max(settings.growth_floor, settings.growth * chunk.size)
    rejects = settings.rejects
    for position, what in items:
        if type(what) is bytes:
            left -= len(what) + _ROW_BYTES
        elif type(what) is Rows:
            left -= sum(len(row[1]) for row in what.rows) + _ROW_BYTES * len(what.rows)
        elif type(what) is str:
            rejects -= 1
        if rejects < 0:
            yield position, f"more than {settings.rejects} rejects: the rest is not read (rejects)"
            return
        if left < 0:
            yield position, f"makes records of more than {settings.growth} times its size (growth)"
            return
        yield position, what


def _batched(items: Iterator[Item], settings: ReadSettings) -> Iterator[Batch]:
    identify = settings.identify
    rows: list[tuple[int, bytes]] = []
    ids: list[str | None] = []
    rejects: list[tuple[int | None, str]] = []
    size, left_out = 0, 0
    for position, what in items:
        if type(what) is bytes:
            rows.append((position, what))  # type: ignore[arg-type]
            if identify is not None:
                ids.append(identify(orjson.loads(what)))
            size += len(what)
        elif type(what) is Rows:
            rows += what.rows
            ids += what.ids
            size += sum(len(row[1]) for row in what.rows)
        elif type(what) is str:
            rejects.append((position, what))
            if len(rejects) >= BATCH_ROWS:
                yield Batch(rows, rejects, left_out, ids)
                rows, ids, rejects, size, left_out = [], [], [], 0, 0
        else:
            left_out += what  # type: ignore[operator]
        if size >= BATCH_BYTES or len(rows) >= BATCH_ROWS:
            for start in range(0, len(rows), BATCH_ROWS):
                end = start + BATCH_ROWS
                yield Batch(rows[start:end], rejects, left_out, ids[start:end])
                rejects, left_out = [], 0
            rows, ids, size = [], [], 0
    if rows or rejects or left_out:
        yield Batch(rows, rejects, left_out, ids)
