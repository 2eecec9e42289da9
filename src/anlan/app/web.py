"""The web process: HTTP, the board of every screen, and the console's files. It computes nothing that takes long."""

import asyncio
import logging
import socket
from contextlib import AsyncExitStack

import uvicorn
import uvloop

from anlan.api.assembly import create_app
from anlan.api.platform import Platform
from anlan.app.clocks import clock_of
from anlan.app.core import Core, forever, open_core, until_fault
from anlan.app.services import Services, open_services
from anlan.database.reach import find_location
from anlan.errors import Unavailable
from anlan.run import Run
from anlan.settings import Settings

__all__ = ["main", "platform_of"]

log = logging.getLogger(__name__)

DEMO_ACCOUNTS = "demo-accounts.json"


def main(settings: Settings, run: Run) -> None:
    """Serve until the supervisor says stop."""
    uvloop.run(_serve(settings, run))


async def _serve(settings: Settings, run: Run) -> None:
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it was never started")
    clock, speed = clock_of(settings.data_dir)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings, location, clock))
        services = await stack.enter_async_context(open_services(core))
        running = await stack.enter_async_context(forever(*services.tasks()))
        await stack.enter_async_context(forever(services.warm()))  # it ends when all is warm
        app = create_app(platform_of(core, services, run, speed))
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=65536,
            timeout_graceful_shutdown=2,
            timeout_keep_alive=30,
            server_header=False,
        )
        listening = [socket.socket(fileno=run.listen_fd)] if run.listen_fd is not None else None
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=listening))
        try:
            # A board that stands still must not be served: whoever starts us starts us again.
            await until_fault([*running, serving])
        finally:
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)


def platform_of(core: Core, services: Services, run: Run, speed: float = 1.0) -> Platform:
    """What the HTTP assembly is given."""
    return Platform(
        settings=core.settings,
        clock=core.clock,
        services=services.table(),
        settle=services.settle,
        ready=services.ready(),
        gauges=services.gauges(),
        speed=speed,
        demo_accounts=core.settings.data_dir / DEMO_ACCOUNTS if run.demo else None,
        fictional=run.demo,
    )
