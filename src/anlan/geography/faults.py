"""What a file really is, and where a broken one breaks.

An extract may carry any name; its first bytes say what it is. When the reader fails, the file is walked again by
simpler means to say *where*: the byte, the line, the block.
"""

import bz2
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from anlan.errors import Invalid

Where = tuple[str, str]
"""A place in a file in English and Chinese."""

_CHUNK = 1 << 20
_MAX_BLOB_HEADER = 64 * 1024
_MAX_BLOB = 32 * 1024 * 1024
_XML_LINE = re.compile(r"line (\d+), column (\d+)")


def detect_format(path: Path) -> str:
    """The reader's name for what the file holds: `pbf`, `osm`, `osm.gz` or `osm.bz2`. Raises `Invalid`."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except IsADirectoryError:
        raise Invalid("geography.not_a_file", path=path.name) from None
    except OSError as error:
        raise Invalid("geography.unreadable", path=path.name, reason=error.strerror or str(error)) from None
    if not head:
        raise Invalid("geography.empty_file", path=path.name)
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    if b"OSMHeader" in head[:32]:
        return "pbf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<osm", b"<!--")):
        return "osm"
    raise Invalid("geography.not_osm", path=path.name)


def locate_fault(path: Path, form: str, message: str) -> Where:
    """Where the file of format `form` breaks, in a few words (`byte 200000`), given the reader's `message`."""
    try:
        if form == "pbf":
            return _pbf_fault(path)
        if form == "osm.gz":
            return _stream_fault(path, lambda: zlib.decompressobj(wbits=31), zlib.error)
        if form == "osm.bz2":
            return _stream_fault(path, bz2.BZ2Decompressor, (OSError, ValueError))
        return _xml_fault(path, message)
    except OSError:
        return _line_in(message)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _pbf_fault(path: Path) -> Where:
    """Walks the blocks of a .pbf: each is a length, a header that names the block's size, and the block."""
    size = path.stat().st_size
    with path.open("rb") as file:
        block = 0
        while (at := file.tell()) < size:
            block += 1
            head = file.read(4)
            length = struct.unpack(">I", head)[0] if len(head) == 4 else 0
            if not 0 < length <= _MAX_BLOB_HEADER:
                return _in_block(at, block)
            data_size = _field(file.read(length), 3)
            if data_size is None or data_size > _MAX_BLOB:
                return _in_block(at, block)
            if file.tell() + data_size > size:
                return (
                    f"byte {size}, the end of the file, inside block {block} that begins at byte {at}",
                    f"第 {size} 字节（文件末尾，第 {block} 块自第 {at} 字节起不完整）",
                )
            blob = file.read(data_size)
            if (packed := _bytes_field(blob, 3)) is not None:
                try:
                    zlib.decompress(packed)
                except zlib.error:
                    return _in_block(at, block)
    return f"block {block}", f"第 {block} 块"


def _in_block(at: int, block: int) -> Where:
    return f"byte {at} (block {block})", f"第 {at} 字节（第 {block} 块）"


def _stream_fault(
    path: Path, fresh: Callable[[], _Decompressor], broken: type[Exception] | tuple[type[Exception], ...]
) -> Where:
    parser, decompressor, read = expat.ParserCreate(), fresh(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            while chunk:
                if decompressor.eof:
                    decompressor = fresh()
                # Small steps, so that the byte named is near the fault and not a megabyte away.
                piece, chunk = chunk[:4096], chunk[4096:]
                try:
                    parser.Parse(decompressor.decompress(piece), False)
                except broken:
                    line = parser.CurrentLineNumber
                    return (
                        f"byte {read} of the compressed file (about line {line})",
                        f"压缩文件第 {read} 字节（约第 {line} 行）",
                    )
                except expat.ExpatError as error:
                    return (
                        f"line {error.lineno}, column {error.offset} of the unpacked file",
                        f"解压后第 {error.lineno} 行第 {error.offset} 列",
                    )
                read += len(piece) - len(decompressor.unused_data)
                chunk = decompressor.unused_data + chunk if decompressor.eof else chunk
    if not decompressor.eof:
        return (
            f"byte {read}, the end of the compressed file, near line {parser.CurrentLineNumber}",
            f"压缩文件第 {read} 字节（文件末尾，约第 {parser.CurrentLineNumber} 行）",
        )
    return f"line {parser.CurrentLineNumber} of the unpacked file", f"解压后第 {parser.CurrentLineNumber} 行"


def _xml_fault(path: Path, message: str) -> Where:
    parser = expat.ParserCreate()
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        return (
            f"line {error.lineno}, column {error.offset} (byte {parser.ErrorByteIndex})",
            f"第 {error.lineno} 行第 {error.offset} 列（第 {parser.ErrorByteIndex} 字节）",
        )
    # Well-formed, but not what the reader can take: find the value that it quotes.
    quoted = re.search(r"'([^']+)'", message)
    at = path.read_bytes().find(quoted[1].encode()) if quoted else -1
    with path.open("rb") as file:
        line = 1 + file.read(max(at, 0)).count(b"\n")
    return f"line {line}", f"第 {line} 行"


def _line_in(message: str) -> Where:
    match = _XML_LINE.search(message)
    if match is None:
        return "an unknown byte", "未知位置"
    return f"line {match[1]}, column {match[2]}", f"第 {match[1]} 行第 {match[2]} 列"


def _field(message: bytes, wanted: int) -> int | None:
    """The varint field `wanted` of a protobuf message, or None."""
    return next((value for number, value in _fields(message) if number == wanted and isinstance(value, int)), None)


def _bytes_field(message: bytes, wanted: int) -> bytes | None:
    found = (value for number, value in _fields(message) if number == wanted and isinstance(value, bytes))
    return next(found, None)


def _fields(message: bytes) -> list[tuple[int, int | bytes]]:
    found: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 == 0:
            value, at = _varint(message, at)
            found.append((key >> 3, value))
        elif key & 7 == 2:
            length, at = _varint(message, at)
            found.append((key >> 3, message[at : at + length]))
            at += length
        else:
            break
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at
