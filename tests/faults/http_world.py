"""A platform that really listens, in a thread with a loop of its own, for tests that talk to it from outside."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from anlan.api import Platform, create_app
from anlan.clock import WallClock
from anlan.database import Location, connect
from anlan.settings import Settings
from platform_world import open_town

__all__ = ["Build", "Served", "document", "own_database", "serve", "whole_platform"]

Build = Callable[[Location, Path], AbstractAsyncContextManager[tuple[FastAPI, dict[str, str]]]]
"""Opens an application and answers it with a bearer token for each role it is to be tried as."""


@dataclass(frozen=True)
class Served:
    """Where it listens, and the tokens by role."""

    url: str
    tokens: dict[str, str]


def document() -> dict[str, Any]:
    """The OpenAPI document of the platform, without opening it: the routes alone make it."""

    async def settle(seq: int) -> int:
        return seq

    return create_app(Platform(settings=Settings(), clock=WallClock(), services={}, settle=settle)).openapi()


@asynccontextmanager
async def whole_platform(location: Location, folder: Path) -> AsyncIterator[tuple[FastAPI, dict[str, str]]]:
    """Everything that serves and works, on the wall's clock, in the small town."""
    async with open_town(location, folder, WallClock(), timers=True) as town:
        tokens: dict[str, str] = {}
        for person in town.people.values():
            tokens.setdefault(person.role, person.token)
        yield town.app, tokens


@contextmanager
def own_database(template: Location, name: str) -> Iterator[Location]:
    """A database made from the migrated template, for a module's tests together."""
    maintenance = Location(socket=template.socket, port=template.port, database="postgres")

    async def run(statement: str) -> None:
        admin = await connect(maintenance)
        try:
            await admin.execute(statement)
        finally:
            await admin.close()

    asyncio.run(run(f'create database "{name}" template "{template.database}"'))
    # Rights on the database itself are not copied with it.
    asyncio.run(run(f'grant create, temporary on database "{name}" to anlan_owner, anlan_rebuild'))
    try:
        yield Location(socket=template.socket, port=template.port, database=name)
    finally:
        asyncio.run(run(f'drop database "{name}" with (force)'))


@contextmanager
def serve(build: Build, location: Location, folder: Path) -> Iterator[Served]:
    """Serve what `build` opens on a free loopback port until the block ends."""
    started = threading.Event()
    found: list[Served] = []
    faults: list[BaseException] = []
    server: list[uvicorn.Server] = []

    async def run() -> None:
        async with build(location, folder) as (app, tokens):
            # Said to be TCP, or asyncio leaves small answers waiting 40 ms for an acknowledgement.
            listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listening.bind(("127.0.0.1", 0))
            listening.listen(100)
            config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
            server.append(uvicorn.Server(config))
            found.append(Served(f"http://127.0.0.1:{listening.getsockname()[1]}", tokens))
            started.set()
            await server[0].serve(sockets=[listening])

    def work() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            faults.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    started.wait()
    if faults:
        raise faults[0]
    try:
        yield found[0]
    finally:
        server[0].should_exit = True
        thread.join(30)
    if faults:
        raise faults[0]
