"""The outermost layer: what is answered when the server is told to stop, and when a read table is not there yet."""

import asyncio
from typing import Any

import asyncpg
import pytest

from anlan.api.envelope import Envelope
from anlan.api.metrics import Metrics


async def _asked(app: Any, *, cancel: bool = False) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "POST", "path": "/api/v1/x", "headers": [], "query_string": b""}
    scope["state"] = {"language": "en"}
    asking = asyncio.create_task(Envelope(app, Metrics({}))(scope, receive, send))
    for _ in range(3):
        await asyncio.sleep(0)
    if cancel:
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    await asyncio.gather(asking, return_exceptions=True)
    return sent[0]["status"], sent[1]["body"]


async def test_one_that_waits_while_we_stop_is_told_to_ask_again() -> None:
    async def waits(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    status, body = await _asked(waits, cancel=True)
    assert status == 503 and b"request.unavailable" in body


async def test_a_read_table_that_is_being_made_is_not_a_fault() -> None:
    async def early(scope: Any, receive: Any, send: Any) -> None:
        raise asyncpg.UndefinedTableError('relation "read.incidents" does not exist')

    status, body = await _asked(early)
    assert status == 503 and b"read.incidents" not in body
