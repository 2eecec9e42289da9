"""The parent of all: it holds the data folder, the port and the database, and keeps the platform's processes running.

What it promises: one platform a data folder; one line a step on a cold start; stopping it stops everything it
started; killed (-9), the kernel ends its children and the next start recovers.
"""

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

from anlan.children import Child, ChildSpec, end_leftover_parts
from anlan.database.connect import Location, wait_for_database
from anlan.database.embedded import EmbeddedPostgres
from anlan.database.lock import FolderLock, make_data_dir
from anlan.database.migrate import migrate
from anlan.errors import Refused, Unavailable
from anlan.logs import JsonLines, LogFile
from anlan.settings import Settings

__all__ = ["ChildSpec", "Supervisor", "open_port"]

_DATABASE_SECONDS = 60.0
"""How long a database of one's own may take to answer at the start."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

log = logging.getLogger("anlan.supervisor")


def open_port(settings: Settings) -> socket.socket:
    """The listening socket of `settings.host` and `settings.port` (0: a free one). Raises `Refused`.

    Held by the supervisor and inherited by web: while web is started again, callers wait instead of being refused.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        host, port = settings.host, settings.port
        if error.errno == errno.EADDRINUSE:
            raise Refused("supervisor.port_in_use", host=host, port=port) from None
        raise Refused("supervisor.no_address", host=host, port=port, reason=error.strerror or str(error)) from None
    return listening


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings in force written out, so that every child reads the same."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if value not in (None, ""):
            environment[f"ANLAN_{field.name.upper()}"] = str(value.absolute() if isinstance(value, Path) else value)
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


class Supervisor:
    """Runs the platform from `run` until a signal. `say` shows one step; `ready` is told once that all is up."""

    def __init__(
        self,
        settings: Settings,
        children: Callable[[Settings, socket.socket | None], Sequence[ChildSpec]],
        *,
        say: Callable[[str], None],
        ready: Callable[[Settings], Awaitable[None]],
        listens: bool = True,
    ) -> None:
        self._settings = settings
        self._specs = children
        self._say = say
        self._ready = ready
        self._listens = listens
        self._children: list[Child] = []
        self._server: EmbeddedPostgres | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Answers after a signal, with everything stopped. Raises `AnlanError` when it cannot start or go on."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop.set)
        data_dir = make_data_dir(self._settings.data_dir)
        self._settings = replace(self._settings, data_dir=data_dir)
        lock = FolderLock(data_dir)
        lock.take()
        listening: socket.socket | None = None
        try:
            self._log_to(data_dir / "logs" / "supervisor.log")
            if left := end_leftover_parts(data_dir):
                self._warn(f"ended {left} processes that a killed platform had left")
            if self._listens:
                listening = open_port(self._settings)
                self._settings = replace(self._settings, port=listening.getsockname()[1])
            await self._until(stop, asyncio.create_task(self._live(listening)))
        finally:
            await self._stop()
            if listening is not None:
                listening.close()
            lock.release()
            for number in _SIGNALS:  # only now: a second Ctrl-C while stopping must not leave anything behind
                loop.remove_signal_handler(number)

    async def _until(self, stop: asyncio.Event, life: asyncio.Task[None]) -> None:
        signalled = asyncio.create_task(stop.wait())
        await asyncio.wait({signalled, life}, return_when=asyncio.FIRST_COMPLETED)
        signalled.cancel()
        if stop.is_set():
            log.info("told to stop")
            self._say("stopping")
        life.cancel()
        results = await asyncio.gather(life, return_exceptions=True)
        if not stop.is_set() and isinstance(results[0], Exception):
            raise results[0]

    async def _live(self, listening: socket.socket | None) -> None:
        await self._open_database()
        environment = environment_of(self._settings)
        logs = self._settings.data_dir / "logs"
        for spec in self._specs(self._settings, listening):
            child = Child(spec, logs, environment, self._say)
            self._say(f"starting {spec.name}")
            await child.start()
            self._children.append(child)
        keeping = [asyncio.create_task(child.keep_running(), name=child.spec.name) for child in self._children]
        self._tasks = keeping
        getting_ready = asyncio.create_task(self._get_ready(listening))
        await asyncio.wait({getting_ready, *keeping}, return_when=asyncio.FIRST_EXCEPTION)
        for task in (*keeping, getting_ready):
            if task.done() and not task.cancelled() and (error := task.exception()):
                getting_ready.cancel()
                raise error

    async def _get_ready(self, listening: socket.socket | None) -> None:
        if listening is not None:
            host, port = listening.getsockname()[:2]
            await wait_until_ready(host, port)
        for child in self._children:
            child.settled = True
        await self._ready(self._settings)

    async def _open_database(self) -> None:
        if self._settings.database_url:
            self._say("reaching the database")
            location = Location(url=self._settings.database_url)
            await wait_for_database(location, _DATABASE_SECONDS)
        else:
            self._say("starting the database")
            self._server = EmbeddedPostgres(self._settings.data_dir, on_restart=self._warn)
            location = await self._server.start(self._say)
        await migrate(location, self._say)

    def _warn(self, sentence: str) -> None:
        log.warning(sentence)
        self._say(sentence)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for child in reversed(self._children):
            await child.stop()
        if self._server is not None:
            await self._server.stop()
        log.info("stopped")

    def _log_to(self, path: Path) -> None:
        handler = logging.StreamHandler(os.fdopen(LogFile(path).handle, "a", encoding="utf-8"))
        handler.setFormatter(JsonLines())
        log.handlers[:] = [handler]
        log.setLevel(logging.INFO)
        log.propagate = False
        log.info("starting as process %d", os.getpid())


async def wait_until_ready(host: str, port: int) -> None:
    """Answers when `/readyz` says 200. One request waits at a time; a web process that is not up yet holds it. The
    longer a start takes, the less often it is asked: each answer costs it some of its time."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    pause = 0.05
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError, Unavailable):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET /readyz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                line = await asyncio.wait_for(reader.readline(), 60)
                if line.split(b" ")[1:2] == [b"200"]:
                    return
            finally:
                writer.close()
        await asyncio.sleep(pause)
        pause = min(0.5, pause * 1.05)
