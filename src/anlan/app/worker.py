"""The compute worker: order, read tables, timers, effects, checkpoints, and what would keep a screen waiting."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import uvloop

from anlan.app.clocks import clock_of
from anlan.app.core import forever, open_core, until_fault
from anlan.app.demo import is_seeded, open_desks
from anlan.app.ordering import ordering
from anlan.app.rpc import Server, socket_path
from anlan.app.services import Services, open_services
from anlan.database.reach import find_location
from anlan.errors import Unavailable
from anlan.flow.dispatch.refreshing import Refreshing
from anlan.flow.incident.state import IncidentState
from anlan.force.state import UnitState
from anlan.journal.lost import is_lost
from anlan.journal.timers import Outbox, Timers
from anlan.live.past import checkpoint
from anlan.run import Run
from anlan.settings import Settings

__all__ = ["main", "working"]

log = logging.getLogger(__name__)

_CHECKPOINT_SECONDS = 10.0
_BIND_SECONDS = 60.0


def main(settings: Settings, run: Run) -> None:
    """Work until the supervisor says stop."""
    uvloop.run(_work(settings, run))


async def _work(settings: Settings, run: Run) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it was never started")
    clock, _speed = clock_of(settings.data_dir)
    if run.demo and not is_seeded(settings.data_dir):
        # Loaded only here: a town that is there already starts without what invents one.
        from anlan.app.seed import seed

        await seed(settings, location, clock, run.seed, print)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock))
        # Order first: whatever else starts may wait for a position.
        ordered = await stack.enter_async_context(forever(*ordering(core)))
        services = await stack.enter_async_context(open_services(core, local=True))
        await stack.enter_async_context(_answering(services))
        if run.demo:
            await open_desks(services)
        running = await stack.enter_async_context(forever(*working(services)))
        ending = asyncio.create_task(_wait(stopped))
        await until_fault([*ordered, *running, ending])


async def _wait(stopped: asyncio.Event) -> None:
    await stopped.wait()


def working(services: Services) -> list[Coroutine[Any, Any, None]]:
    """Everything else that a worker does all the time."""
    journal = services.core.journal
    return [
        *services.tasks(),
        Timers(journal, services.timers()).run(),
        Outbox(journal, services.effects()).run(),
        _checkpoints(services),
        _positions(services),
        _refreshing(services).run(),
    ]


def _refreshing(services: Services) -> Refreshing:
    """Recommendations of what waits for a unit, made again when the force changes."""

    def pending() -> list[IncidentState]:
        states = (services.hub.fold.state(stream) for stream in list(services.hub.fold.things()))
        return [state for state in states if isinstance(state, IncidentState) and state.status == "pending"]

    def unit(unit_id: str) -> UnitState | None:
        state = services.hub.fold.state(f"unit:{unit_id}")
        return state if isinstance(state, UnitState) else None

    refreshing = Refreshing(services.dispatch, services.core.clock.now, pending, unit)
    services.hub.listen(refreshing.heed)
    return refreshing


@contextlib.asynccontextmanager
async def _answering(services: Services) -> Any:
    assert services.field is not None
    handlers = {
        "recommend": services.field.answer,
        "route": services.territory.answer_route,
        "ping": _ping,
    }
    server = Server(socket_path(services.core.settings.data_dir), handlers)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


async def _ping(_params: dict[str, Any]) -> dict[str, Any]:
    return {}


async def _positions(services: Services) -> None:
    while True:
        try:
            await services.tracks.bind()
            await services.tracks.forget_old()
        except Exception as error:
            if not is_lost(error):
                raise
            log.info("positions are bound later: %s", type(error).__name__)
        await asyncio.sleep(_BIND_SECONDS)


async def _checkpoints(services: Services) -> None:
    while True:
        try:
            await checkpoint(services.core.journal, services.past, services.shelves)
        except Exception as error:
            if not is_lost(error):
                raise
            log.info("no checkpoint this time: %s", type(error).__name__)
        await asyncio.sleep(_CHECKPOINT_SECONDS)
