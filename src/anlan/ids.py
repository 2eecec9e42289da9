"""Identifiers: time-ordered for things that happen, derived for things that must be the same twice."""

import os
import time
import uuid

_NAMESPACE = uuid.UUID("6f2c1f0a-7d0e-5a52-9a43-616e6c616e00")


def new_id() -> str:
    """A fresh UUIDv7 (RFC 9562) as text: ordered by creation time to the millisecond, otherwise random."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def derived_id(*parts: str) -> str:
    """The same parts always give the same id (UUIDv5), so a retry or a second load names the same thing."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
