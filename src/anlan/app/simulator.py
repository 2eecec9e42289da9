"""The demo's simulator process: crews, callers and dispatchers of the fictional town, live.

They act through the same handlers as people do, and leave alone what a person has in hand. They come last: until the
worker answers, this process neither loads nor asks anything, so that a console is there sooner.
"""

import asyncio
import signal

import uvloop

from anlan.app.demo import is_seeded
from anlan.app.rpc import Client, socket_path
from anlan.database.reach import find_location
from anlan.errors import Unavailable
from anlan.run import Run
from anlan.settings import Settings

__all__ = ["main"]

_LOOK_SECONDS = 0.5


def main(settings: Settings, run: Run) -> None:
    """Live in the town until the supervisor says stop."""
    uvloop.run(_simulate(settings, run))


async def _simulate(settings: Settings, run: Run) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)

    async def stopped_within(seconds: float) -> bool:
        try:
            await asyncio.wait_for(stopped.wait(), seconds)
        except TimeoutError:
            return False
        return True

    while not (is_seeded(settings.data_dir) and await _worker_answers(settings)):
        if await stopped_within(_LOOK_SECONDS):
            return
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it was never started")
    from anlan.app.townspeople import live

    await live(settings, location, run.seed, stopped_within)


async def _worker_answers(settings: Settings) -> bool:
    client = Client(socket_path(settings.data_dir))
    try:
        return await client.ask("ping", {}, 1.0) == {}
    except Unavailable:
        return False
    finally:
        await client.close()
