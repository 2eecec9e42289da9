"""The person behind a request, for routes: `caller: Signed`, and `context: Commanded` on unsafe methods.

A route that takes neither is open to everyone; tests list those. Example:

    @router.post("/incidents/{incident_id}/remarks", status_code=201)
    async def add(incident_id: str, told: RemarkTold, caller: Signed, context: Commanded, ...) -> ...:
        require(caller, Act.REMARK_ADD, matter=...)
"""

import hashlib
import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from anlan.access.assembled import Access
from anlan.access.caller import Caller, may, require
from anlan.access.policy import Act, Role
from anlan.access.refusals import SessionLocked, SignInNeeded
from anlan.access.sessions.store import Session
from anlan.errors import Forbidden, Invalid
from anlan.ids import derived_id, new_id
from anlan.journal import Context

__all__ = [
    "CSRF_COOKIE",
    "SESSION_COOKIE",
    "Act",
    "Caller",
    "Commanded",
    "Role",
    "Signed",
    "access_of",
    "address_of",
    "caller",
    "caller_of",
    "command",
    "command_id",
    "may",
    "require",
    "session_of",
]

SESSION_COOKIE = "anlan_session"
CSRF_COOKIE = "anlan_csrf"
_SAFE = ("GET", "HEAD", "OPTIONS")
_KEY = re.compile(r"^[\x21-\x7e]{1,200}$")


def access_of(connection: HTTPConnection) -> Access:
    found: Access = connection.app.state.services[Access]
    return found


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from, as the server saw it."""
    return connection.client.host if connection.client else "local"


async def session_of(connection: HTTPConnection) -> Session:
    """The session of the bearer token or cookie, locked or not. A cookie on an unsafe method, or on a WebSocket,
    must prove that our own page sent it. Raises `SignInNeeded` or `Forbidden`."""
    access = access_of(connection)
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    by_cookie = scheme.lower() != "bearer"
    token = connection.cookies.get(SESSION_COOKIE, "") if by_cookie else bearer.strip()
    if not token:
        raise SignInNeeded("session.none")
    session = await access.sessions.find(token)
    if session is None:
        raise SignInNeeded("session.ended")
    if by_cookie:
        if connection.scope["type"] == "websocket":
            _require_same_origin(connection)
        elif connection.scope["method"] not in _SAFE and not access.sessions.csrf_is_right(
            session.id, connection.headers.get("x-csrf-token")
        ):
            raise Forbidden("session.csrf")
    return session


async def caller_of(connection: HTTPConnection) -> Caller:
    """Who asks, with role and work as they are now. Raises `SignInNeeded`, `SessionLocked` or `Forbidden`."""
    access = access_of(connection)
    session = await session_of(connection)
    found = await access.caller(session)
    connection.state.language = found.language
    if await access.is_locked(session, found):
        raise SessionLocked("session.locked")
    # What a page asks by itself, without anybody touching it, must not keep an abandoned session open.
    if connection.headers.get("x-anlan-background") is None and connection.scope["type"] == "http":
        await access.sessions.seen(session)
    return found


async def caller(request: Request) -> Caller:
    """The dependency of every route that needs somebody."""
    return await caller_of(request)


Signed = Annotated[Caller, Depends(caller)]


def command_id(request: Request, who: str) -> str:
    """The command id of a request: the same for the same `Idempotency-Key`, person, method and path."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return new_id()
    if not _KEY.match(key):
        raise Invalid("request.idempotency_key", fields=[("Idempotency-Key", "request.idempotency_key")])
    return derived_id("http", who, f"{request.method} {request.url.path}", key)


async def command(request: Request, signed: Signed) -> Context:
    """What the journal is told of the command: its id, who, and a digest that shows a key used twice."""
    body = await request.body()
    digest = hashlib.sha256(request.url.query.encode() + b"\0" + body).digest()
    return Context(command_id=command_id(request, signed.account_id), actor=signed.actor, digest=digest)


Commanded = Annotated[Context, Depends(command)]


def _require_same_origin(connection: HTTPConnection) -> None:
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        raise Forbidden("session.origin")
