"""Identifiers: time-ordered for things that happen, derived for things that must be the same twice."""

import os
import time
import uuid

_NAMESPACE = uuid.UUID("6f2c1f0a-7d0e-5a52-9a43-616e6c616e00")


def new_id() -> str:
    """A fresh UUIDv7 (RFC 9562) as text: ordered by creation time to the millisecond, otherwise random."""
    text = f"{time.time_ns() // 1_000_000 & 0xFFFF_FFFF_FFFF:012x}{os.urandom(10).hex()}"
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def derived_id(*parts: str) -> str:
    """The same parts always give the same id (UUIDv5), so a retry or a second load names the same thing."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
