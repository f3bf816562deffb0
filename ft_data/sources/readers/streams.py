"""The bytes of a chunk: opened, unpacked, and held to the limits of the settings."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import xxhash

from ft_data.sources import digests, remote
from ft_data.sources.model import UNREADABLE, Chunk, ReadSettings, Refused, SourceChanged
from ft_data.sources.readers import archives, encodings

_BLOCK = 1 << 18
_WINDOW = 1 << 27  # more history than this is a memory bomb, not a file
_PIECE = 2048  # packed bytes at a time: in a bomb each of them becomes up to 32 KB
MEGA = 1 << 20


class Limited(io.RawIOBase):
    """A forward-only stream that refuses to grow past what its settings allow."""

    def __init__(self, inner: BinaryIO, packed: int, settings: ReadSettings):
        self._inner = inner
        self._left = settings.expanded_bytes
        self._most = max(settings.ratio_floor, packed * settings.ratio)
        self._settings = settings
        self._seen = 0
        self._broken: Exception | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into a buffer; raise `Refused` beyond the limits."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._read(len(view))
        self._seen += len(data)
        if self._seen > self._left:
            raise Refused(f"unpacks to more than {self._left // MEGA} MB (expanded_bytes)")
        if self._seen > self._most:
            raise Refused(f"unpacks to more than {self._settings.ratio} times its size (ratio)")
        view[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        """Read as much as there is before the data breaks off; what breaks it is raised by the next call."""
        if self._broken is not None:
            raise self._broken
        data = bytearray()
        try:
            while len(data) < size and (piece := self._inner.read1(size - len(data))):  # type: ignore[attr-defined]
                data += piece
        except (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as problem:
            self._broken = problem
            if not data:
                raise
        return bytes(data)


def member_digest(archive_digest: str, name: str) -> str:
    """Return the digest of a member: that of its archive and its name."""
    return xxhash.xxh3_128_hexdigest(f"{archive_digest}\0{name}".encode("utf-8", "surrogatepass"))


def _archive(base: Path, address: str) -> zipfile.ZipFile | None:
    """Return a local archive, opened once for all of its members: its directory takes time to read."""
    if remote.is_remote(address):
        return None
    info = os.stat(base / address)
    return _opened(str(base / address), info.st_size, info.st_mtime_ns)[0]


@lru_cache(2)
def _opened(path: str, size: int, mtime_ns: int) -> tuple[zipfile.ZipFile, str]:
    with open(path, "rb", buffering=0) as file:
        found = digests.digest(file)
    return zipfile.ZipFile(path), found


def closed() -> None:
    """Let go of archives that are open: a process that is forked from here does not have them."""
    _opened.cache_clear()


class Content:
    """What a reader reads: as a stream, whole, or as a file that can be searched."""

    def __init__(self, chunk: Chunk, base: Path, settings: ReadSettings):
        self.chunk = chunk
        self.base = base
        self.settings = settings
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Content:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def address(self) -> str:
        """Where the file is: the uri without the member of an archive."""
        chunk = self.chunk
        return chunk.uri.removesuffix(f"!{chunk.member}") if chunk.member else chunk.uri

    def disk(self) -> BinaryIO:
        """Open the file itself, packed as it is."""
        return self._stack.enter_context(remote.open_binary(self.base, self.address))

    def stream(self) -> BinaryIO:
        """Open the unpacked bytes, forward only."""
        if self.chunk.member:
            archive = _archive(self.base, self.address) or self._stack.enter_context(
                zipfile.ZipFile(self.disk())
            )
            member = archive.getinfo(self.chunk.member)
            opened = self._stack.enter_context(archives.member(archive, member))
            return cast(BinaryIO, Limited(cast(BinaryIO, opened), member.compress_size, self.settings))
        file = self.disk()
        if not self.chunk.codec:
            return file
        return cast(BinaryIO, Limited(unpacked(file, self.chunk.codec), self.chunk.size, self.settings))

    def text(self, encoding: str | None = None, strict: bool = False) -> io.TextIOWrapper:
        """Open the unpacked bytes as text, by the recipe's encoding if none is named; what does not fit it is an error
        where that is ``strict``. Closed before what it reads from."""
        opened = encodings.strict_reader if strict else encodings.reader
        return self._stack.enter_context(opened(self.stream(), encoding or self.settings.encoding))

    def whole(self, most: int | None = None) -> bytes:
        """Return all bytes, of which there may be at most ``document_bytes``, or fewer."""
        limit = min(self.settings.document_bytes, most or self.settings.document_bytes)
        data = io.BytesIO()
        stream = self.stream()
        while block := stream.read(_BLOCK):
            data.write(block)
            if data.tell() > limit:
                name = "document_bytes" if limit == self.settings.document_bytes else "row_bytes"
                raise Refused(f"more than {limit} bytes, and this format is read whole ({name})")
        return data.getvalue()

    def file(self) -> BinaryIO:
        """Open the unpacked bytes as a file that can be searched; packed ones go through a temporary file."""
        if not self.chunk.codec and not self.chunk.member:
            return self.disk()
        spool = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        stream = self.stream()
        while block := stream.read(_BLOCK):
            spool.write(block)
        spool.seek(0)
        return cast(BinaryIO, spool)

    def verify(self) -> None:
        """Check that the bytes are those of the plan.

        :raises SourceChanged: when they are not.
        """
        chunk = self.chunk
        if chunk.length is not None:
            return  # lines are checked while they are read
        if chunk.member:
            if not remote.is_remote(self.address):
                info = os.stat(self.base / self.address)
                _, found = _opened(str(self.base / self.address), info.st_size, info.st_mtime_ns)
                if member_digest(found, chunk.member) != chunk.digest:
                    raise SourceChanged(chunk.uri)
            return
        files = [remote.open_binary(self.base, self.address)]
        companion = remote.companion(self.base, self.address) if chunk.format == "irc" else None
        if companion:
            files.append(remote.open_binary(self.base, companion))
        with contextlib.ExitStack() as stack:
            for file in files:
                stack.enter_context(file)
            if digests.digest(*files) != chunk.digest:
                raise SourceChanged(chunk.uri)


def unpacked(file: BinaryIO, codec: str) -> BinaryIO:
    """Open a packed stream."""
    if codec == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if codec == "bz2":
        return cast(BinaryIO, bz2.BZ2File(file))
    opened = _xz if codec == "xz" else _zst()
    return cast(BinaryIO, io.BufferedReader(_Frames(file, opened), _BLOCK))


def _zst() -> Callable[[], Any]:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj


def _xz() -> Any:
    return lzma.LZMADecompressor(memlimit=_WINDOW)


class _Frames(io.RawIOBase):
    """Unpacks frames one after the other, and notices one that does not end (the libraries do not)."""

    def __init__(self, file: BinaryIO, opened: Callable[[], Any]):
        self._open = opened
        self._file = file
        self._block = b""
        self._next = 0
        self._frame: Any = None
        self._packed = b""
        self._out = b""
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into a buffer.

        :raises EOFError: when the last frame does not end.
        """
        while self._at >= len(self._out):
            if not self._packed:
                self._packed = self._piece()
                if not self._packed:
                    if self._frame is not None:
                        raise EOFError("a frame does not end")
                    return 0
            if self._frame is None:
                self._packed = self._packed.lstrip(
                    b"\0"
                )  # what may stand between frames of xz, and begins none
                if not self._packed:
                    continue
                self._frame = self._open()
            self._out, self._at = self._frame.decompress(self._packed), 0
            self._packed = b""
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
        view = memoryview(buffer)  # type: ignore[arg-type]
        count = min(len(view), len(self._out) - self._at)
        view[:count] = self._out[self._at : self._at + count]
        self._at += count
        return count

    def _piece(self) -> bytes:
        if self._next >= len(self._block):
            self._block, self._next = self._file.read(_BLOCK), 0
        self._next += _PIECE
        return self._block[self._next - _PIECE : self._next]


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what goes wrong inside packed or unreadable files into `Refused`."""
    import zstandard

    try:
        yield
    except (
        EOFError,
        zlib.error,
        lzma.LZMAError,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        zstandard.ZstdError,
    ) as problem:
        raise Refused(f"packed data is damaged or ends early ({type(problem).__name__})") from problem
    except RuntimeError as problem:
        if isinstance(problem, RecursionError):
            raise Refused("nested too deeply") from problem
        raise Refused("packed in a way that cannot be read: encrypted, or an unknown method") from problem
    except OSError as problem:
        raise Refused(f"{UNREADABLE}{problem.strerror or type(problem).__name__}") from problem
