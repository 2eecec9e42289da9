"""Which of the two languages an answer is in: the person's own, else the one the request prefers."""

import re

from starlette.requests import HTTPConnection

__all__ = ["language_of", "preferred"]

_PART = re.compile(r"^\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*$")


def preferred(accept_language: str | None, default: str) -> str:
    """`zh-CN` or `en` after an `Accept-Language` header; what cannot be read counts as not said."""
    best, found = 0.0, default
    for part in (accept_language or "")[:500].split(","):
        match = _PART.match(part)
        if match is None:
            continue
        language = {"zh": "zh-CN", "en": "en"}.get(match[1].lower())
        quality = float(match[2]) if match[2] else 1.0
        if language is not None and quality > best:
            best, found = quality, language
    return found


def language_of(connection: HTTPConnection) -> str:
    """The language of the answer to this request."""
    known: str | None = getattr(connection.state, "language", None)
    if known is not None:
        return known
    return preferred(connection.headers.get("accept-language"), connection.app.state.platform.settings.language)
