"""The compute worker: order, read tables, timers, effects, checkpoints, and what would keep a screen waiting."""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack

import uvloop

from anlan.app import wiring
from anlan.app.core import Core, clock_of, forever, open_core, until_fault
from anlan.database import Role
from anlan.database.reach import find_location
from anlan.errors import Unavailable
from anlan.journal.readings import Projector
from anlan.journal.sequencer import Sequencer
from anlan.run import Run
from anlan.settings import Settings

__all__ = ["main"]

log = logging.getLogger(__name__)

_CHECKPOINT_SECONDS = 20.0


def main(settings: Settings, run: Run) -> None:
    """Work until the supervisor says stop."""
    uvloop.run(_work(settings, run))


async def _work(settings: Settings, run: Run) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it was never started")
    clock, _speed = clock_of(settings.data_dir)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock))
        running = await stack.enter_async_context(forever(*background(core), stop.wait()))  # type: ignore[arg-type]
        await until_fault(running)


def background(core: Core) -> list:
    sequencer = Sequencer(lambda: core.connect(Role.sequencer), core.clock)
    projector = Projector(lambda: core.connect(Role.rebuild), core.follower, wiring.READINGS)
    return [sequencer.run(), projector.run()]
