"""What may come in: bodies of bounded size, of the right kind, and JSON without traps.

Runs before routing, so that a route never sees a NUL that PostgreSQL cannot store, a number that no column holds,
half a surrogate pair, or nesting without end.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from anlan.api.language import language_of
from anlan.api.problems import problem

__all__ = ["JSON_LIMIT", "Gate", "RawBody"]

JSON_LIMIT = 1 << 20
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Only these bytes can stand for something that must be looked at closely; most bodies have none of them.
_SUSPECT = re.compile(rb"\\[bfu]|\x7f|[0-9]{16}")
_INT64 = 1 << 63


class RawBody(NamedTuple):
    """A path that takes bytes instead of JSON: its pattern, media types and most bytes."""

    path: re.Pattern[str]
    types: tuple[str, ...]
    limit: int


class _Refused(Exception):
    def __init__(self, status: int, code: str, **more: Any) -> None:
        self.status = status
        self.code = code
        self.more = more


class Gate:
    """ASGI middleware. `raw` lists the paths that take bytes."""

    def __init__(self, app: ASGIApp, raw: Iterable[RawBody] = ()) -> None:
        self._app = app
        self._raw = tuple(raw)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive) if scope["type"] == "http" else None
        try:
            _check_address(scope)
            if request is not None and scope["method"] in _UNSAFE:
                receive = await self._body(scope, request, receive)
        except _Refused as refused:
            if request is None:
                await send({"type": "websocket.close", "code": 1008})
                return
            response = problem(refused.status, refused.code, language_of(request), **refused.more)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _body(self, scope: Scope, request: Request, receive: Receive) -> Receive:
        raw = next((each for each in self._raw if each.path.match(scope["path"])), None)
        body = await _read(request, receive, raw.limit if raw else JSON_LIMIT)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if raw is not None:
            if kind not in raw.types:
                raise _Refused(415, "request.content_type", params={"expected": ", ".join(raw.types)})
        elif body:
            if kind != "application/json":
                raise _Refused(415, "request.content_type", params={"expected": "application/json"})
            _check_json(body)
        return _again(body, receive)


def _check_address(scope: Scope) -> None:
    query: bytes = scope.get("query_string", b"")
    if _CONTROL.search(scope["path"]):
        raise _Refused(422, "request.characters", fields=[("path", "request.characters")])
    if b"%" in query or not query.isascii():
        try:
            text = unquote_to_bytes(query).decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if _CONTROL.search(text):
            raise _Refused(422, "request.characters", fields=[("query", "request.characters")])


async def _read(request: Request, receive: Receive, limit: int) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length[:20]) > limit:
        raise _Refused(413, "request.too_large", headers={"Connection": "close"})
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _Refused(413, "request.too_large", headers={"Connection": "close"})
        chunks.append(chunk)
        if not message.get("more_body", False):
            break
    return b"".join(chunks)


def _check_json(body: bytes) -> None:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        raise _Refused(400, "request.malformed") from None
    if _SUSPECT.search(body) is None:
        return
    for place, each in _leaves(value):
        if isinstance(each, str) and _CONTROL.search(each):
            raise _Refused(422, "request.invalid", fields=[(place, "request.characters")])
        if isinstance(each, int) and not -_INT64 <= each < _INT64:
            raise _Refused(422, "request.invalid", fields=[(place, "request.characters")])


def _leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Every scalar and key of a decoded body with its dotted place; iterative, so that depth costs nothing."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        place, each = waiting.pop()
        if isinstance(each, dict):
            for key, inner in each.items():
                yield place or "body", key
                waiting.append((f"{place}.{key}".lstrip(".")[:200], inner))
        elif isinstance(each, list):
            waiting.extend((f"{place}.{n}".lstrip("."), inner) for n, inner in enumerate(each))
        else:
            yield place or "body", each


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more, then whatever comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
