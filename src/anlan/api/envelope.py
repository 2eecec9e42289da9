"""The outermost layer: times every answer, adds the security headers, and turns a fault of ours into a problem
that tells nobody's data, neither to the caller nor to the log."""

import asyncio
import logging
import time
import traceback
from typing import Any

import asyncpg
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from anlan.api.language import language_of
from anlan.api.metrics import Metrics
from anlan.api.problems import problem
from anlan.api.routes_table import templates
from anlan.database.connect import is_down
from anlan.ids import new_id

__all__ = ["POLICY", "Envelope"]

log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Ant Design writes its styles into the page; it runs no style from data.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        # The map draws in a worker that it starts from its own bundle.
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
}


class Envelope:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._templates: dict[Any, str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            if status:
                log.error("an answer broke off: %s", _without_data(error))
                raise
            await _answer_fault(scope, receive, sent, error)
        except asyncio.CancelledError:
            # We are told to stop and cannot wait for this one: its caller asks again, with the same key.
            if not status:
                await _unavailable(scope)(scope, receive, sent)
            raise
        finally:
            self._metrics.answered(scope["method"], self._route(scope), status, time.perf_counter() - begun)

    def _route(self, scope: Scope) -> str:
        endpoint = scope.get("endpoint")
        if endpoint is None:
            return "none"
        if self._templates is None:
            self._templates = templates(scope["app"])
        return self._templates.get(endpoint, "console")


async def _answer_fault(scope: Scope, receive: Receive, send: Send, error: Exception) -> None:
    if is_down(error) or isinstance(error, asyncpg.UndefinedTableError):
        # A read table that is not there is being made for the first time.
        log.warning("the database is away: %s", _without_data(error))
        response = _unavailable(scope)
    else:
        instance = f"urn:uuid:{new_id()}"
        log.error("fault %s: %s", instance, _without_data(error))
        params = {"instance": instance}
        response = problem(500, "request.fault", language_of(Request(scope)), params=params, instance=instance)
    await response(scope, receive, send)


def _unavailable(scope: Scope) -> Response:
    return problem(503, "request.unavailable", language_of(Request(scope)), headers={"Retry-After": "1"})


def _without_data(error: BaseException) -> str:
    """What kind of error and where: messages may quote what people said, so they are left out."""
    kinds: list[str] = []
    inner: BaseException | None = error
    while inner is not None and len(kinds) < 5:
        places = [
            f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(inner.__traceback__)[-8:]
        ]
        kinds.append(f"{type(inner).__name__} at {' < '.join(reversed(places))}")
        inner = inner.__cause__
    return "; because of ".join(kinds)
