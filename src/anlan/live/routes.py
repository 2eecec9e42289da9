"""`/live` over WebSocket and server-sent events, and the board at any moment."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, WebSocket, WebSocketDisconnect
from starlette.responses import Response, StreamingResponse

from anlan.access.http import Caller, Signed, caller_of
from anlan.access.refusals import SessionLocked, SignInNeeded
from anlan.access.wire import json_answer, service
from anlan.clock import Clock, iso
from anlan.errors import AnlanError, Invalid
from anlan.live.hub import Hub, Position, Subscriber
from anlan.live.past import Past

__all__ = ["PING_SECONDS", "LiveServices", "router"]

PING_SECONDS = 15.0
"""A line that is silent for longer than two of these is lost."""

MAX_PLAYBACK_SECONDS = 6 * 3600

router = APIRouter(tags=["live"])

PositionsAt = Callable[[datetime, Collection[str]], Awaitable[list[Position]]]
"""The last known position at or before a moment of each of these units."""
PositionsBetween = Callable[[datetime, datetime, Collection[str]], Awaitable[list[Position]]]
"""Every kept position of these units in a span, by time."""


@dataclasses.dataclass(frozen=True)
class LiveServices:
    """What these routes need, made by the app."""

    hub: Hub
    past: Past
    clock: Clock
    positions_at: PositionsAt
    positions_between: PositionsBetween


Live = Annotated[LiveServices, service(LiveServices)]
After = Annotated[int | None, Query(ge=-1, le=2**53, description="The last position this client has applied.")]


@router.websocket("/live")
async def live_socket(socket: WebSocket, after: str | None = None) -> None:
    """A snapshot with its position, then every later change this viewer may see, once, in order."""
    services: LiveServices = socket.app.state.services[LiveServices]
    await socket.accept()
    try:
        signed = await caller_of(socket)
    except AnlanError as error:
        await socket.close(_close_code(error), error.code)
        return
    position = int(after) if after and after.lstrip("-").isdigit() and len(after) < 16 else None
    sending = asyncio.create_task(_send(socket, services, signed, position))
    try:
        while True:
            # Nothing is asked over the socket; reading notices that the other side has gone.
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        pass
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _send(socket: WebSocket, services: LiveServices, signed: Caller, after: int | None) -> None:
    try:
        async for message in _messages(socket, services, signed, after):
            await socket.send_text(message.decode())
    except AnlanError as error:
        await socket.close(_close_code(error), error.code)
    except (WebSocketDisconnect, RuntimeError):
        return


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The stream."}},
)
async def live_stream(request: Request, services: Live, signed: Signed, after: After = None) -> StreamingResponse:
    """The same as server-sent events. `Last-Event-ID` is not needed: ask again with `after`."""

    async def lines() -> AsyncIterator[bytes]:
        try:
            async for message in _messages(request, services, signed, after):
                yield b"data: " + message + b"\n\n"
        except AnlanError:
            return

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)


async def _messages(
    connection: WebSocket | Request, services: LiveServices, signed: Caller, after: int | None
) -> AsyncIterator[bytes]:
    """Messages for one screen until its session ends (an AnlanError says why). What the person may see is looked
    at again with every ping and whenever desks change."""
    hub = services.hub
    subscriber = hub.subscribe(signed.visibility, after)
    seen_desks = hub.desk_changes
    pinged = asyncio.get_running_loop().time()
    try:
        while True:
            message = await _next(subscriber, PING_SECONDS)
            now = asyncio.get_running_loop().time()
            if hub.desk_changes != seen_desks or now - pinged >= PING_SECONDS:
                seen_desks = hub.desk_changes
                again = await caller_of(connection)
                if again.visibility != signed.visibility:
                    hub.leave(subscriber)
                    signed, subscriber = again, hub.subscribe(again.visibility, None)
                    continue
            if message is not None:
                yield message
            if now - pinged >= PING_SECONDS:
                pinged = now
                ping = {"kind": "ping", "at": iso(services.clock.now()), "position": hub.position}
                yield msgspec.json.encode(ping)
    finally:
        hub.leave(subscriber)


async def _next(subscriber: Subscriber, seconds: float) -> bytes | None:
    try:
        return await asyncio.wait_for(subscriber.next(), seconds)
    except TimeoutError:
        return None


def _close_code(error: AnlanError) -> int:
    if isinstance(error, SignInNeeded):
        return 4401
    return 4423 if isinstance(error, SessionLocked) else 4403


@router.get("/board", response_model=dict[str, Any])
async def board(services: Live, signed: Signed, at: datetime | None = None) -> Response:
    """The board now, or as it was known at a past moment, as today's grants allow it to be read; unpaged."""
    if at is None:
        answer = services.hub.board(signed.visibility)
        shown = {card["id"] for card in answer["units"]} if signed.visibility.locates else set()
        positions = [row for unit, row in services.hub.positions.items() if unit in shown]
        return json_answer({**answer, "positions": positions})
    moment = _aware(at, "at", services.clock)
    answer = await services.past.board(moment, signed.visibility)
    on_duty = [card["id"] for card in answer["units"] if card.get("on_duty") and signed.visibility.locates]
    return json_answer({**answer, "positions": await services.positions_at(moment, on_duty)})


@router.get("/board/changes", response_model=dict[str, Any])
async def board_changes(
    services: Live,
    signed: Signed,
    start: Annotated[datetime, Query(alias="from")],
    end: Annotated[datetime, Query(alias="to")],
) -> Response:
    """What happened to the board between two moments, as the live messages it would have sent. `next` is the
    moment to continue from when the span held too much for one answer."""
    first, last = _aware(start, "from", services.clock), _aware(end, "to", services.clock)
    if last < first or (last - first).total_seconds() > MAX_PLAYBACK_SECONDS:
        raise Invalid("live.span", fields=[("to", "live.span")], hours=MAX_PLAYBACK_SECONDS // 3600)
    deltas, position, more = await services.past.changes(first, last, signed.visibility)
    now_seen = [card["id"] for card in services.hub.board(signed.visibility)["units"] if signed.visibility.locates]
    until = datetime.fromisoformat(deltas[-1]["at"]) if more and deltas else last
    positions = await services.positions_between(first, until, now_seen)
    return json_answer(
        {"position": position, "items": deltas, "positions": positions, "next": iso(until) if more else None}
    )


def _aware(moment: datetime, name: str, clock: Clock) -> datetime:
    if moment.tzinfo is None:
        raise Invalid("live.no_offset", fields=[(name, "live.no_offset")])
    return min(moment, clock.now())
