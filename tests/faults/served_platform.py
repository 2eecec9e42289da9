"""`anlan serve` in processes of its own on a durable database, seeded with the small town, to be killed at will."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from access_world import context
from anlan.access import Access
from anlan.app.core import Core, forever, open_core
from anlan.app.ordering import ordering
from anlan.app.services import open_services
from anlan.clock import WallClock
from anlan.command.settings import SETTINGS_STREAM, PlatformSettings, change_settings
from anlan.database import EmbeddedPostgres, Location, find_location, migrate
from anlan.database.processes import postgres_processes, postmaster_pid
from anlan.settings import Settings
from platform_world import CHEAP, Person, settle_people
from small_town import found_town

__all__ = ["PARTS", "Serving", "seeded", "serving"]

PARTS = ("web", "worker", "postmaster", "backend", "supervisor")
_READY_SECONDS = 120.0
QUICK = {"offer_seconds": 2, "acknowledge_seconds": 2, "escalate_seconds": 3, "remind_seconds": 5}
"""Clocks that ring many times in a short test."""


@dataclass
class Serving:
    """A platform of processes. `start` and `kill` may be called again and again; `stop` ends it in order."""

    data_dir: Path
    cluster: Path
    port: int
    people: dict[str, Person]
    process: "subprocess.Popen[bytes] | None" = None
    killed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data_dir)

    def start(self) -> None:
        """Start the supervisor; it is not waited for."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        environment |= {"ANLAN_DATA_DIR": str(self.data_dir), "ANLAN_PORT": str(self.port)}
        with (self.data_dir / "said.txt").open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "anlan", "serve"], env=environment, stdout=said, stderr=said, cwd=self.data_dir
            )

    async def ready(self) -> None:
        """Wait until `/readyz` says 200. Fails when the platform has ended, or after a generous time."""
        deadline = time.monotonic() + _READY_SECONDS
        async with httpx.AsyncClient(timeout=5) as client:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                assert self.process is not None and self.process.poll() is None, self.said()
                assert time.monotonic() < deadline, f"not ready: {self.said()}"
                await asyncio.sleep(0.05)

    def said(self) -> str:
        """The last it printed."""
        return (self.data_dir / "said.txt").read_text("utf-8", "replace")[-3000:]

    def faults_logged(self) -> str:
        """The parts' last own words of faults: what was raised, and where in our code."""
        told: list[str] = []
        for path in sorted((self.data_dir / "logs").glob("w*.log")):
            for line in path.read_text("utf-8", "replace").splitlines():
                said = json.loads(line) if line.startswith("{") else {"text": line, "time": ""}
                if said.get("level") == "error":
                    frames = re.findall(r"src/anlan/(\S+)\", line (\d+), in (\w+)", said.get("error", ""))
                    own = " < ".join(":".join(frame) for frame in reversed(frames))
                    told.append(f"{path.name} {said['time'][11:19]}: {said['text'][:300]} {own}")
        return "\n".join(told[-12:])

    @contextmanager
    def telling(self) -> Iterator[None]:
        """A failure within is told with what the platform printed and logged."""
        try:
            yield
        except BaseException as error:
            error.add_note(f"It said:\n{self.said()}\nIts logs:\n{self.faults_logged()}")
            raise

    def pid_of(self, part: str) -> int | None:
        """The process of a part now; None while it is away. `backend` is any one that serves the database."""
        if part == "supervisor":
            return self.process.pid if self.process and self.process.poll() is None else None
        data = self.cluster / "data"
        master = postmaster_pid(data)
        if part == "postmaster":
            return master if master in postgres_processes(data) else None
        if part == "backend":
            return next((pid for pid in postgres_processes(data) if pid != master and _is_client(pid)), None)
        return next((pid for pid in _children(self.pid_of("supervisor")) if f"_{part}" in _words(pid)), None)

    async def kill(self, part: str) -> None:
        """Kill -9 a part as soon as it is there; the supervisor is started again, as a service manager would."""
        deadline = time.monotonic() + _READY_SECONDS
        while (pid := self.pid_of(part)) is None:
            assert time.monotonic() < deadline, f"there is no {part}: {self.said()}"
            await asyncio.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.killed.append(part)
        if part == "supervisor":
            assert self.process is not None
            self.process.wait()
            self.start()

    def stop(self) -> int:
        """Stop it in order; answers its exit code. None of its processes is left."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(60)
        assert postgres_processes(self.cluster / "data") == [], "a database process is left"
        return code

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Core]:
        """The database of the running platform, with its keys, for looking at what it kept."""
        location = find_location(self.settings)
        assert location is not None
        async with open_core(self.settings, location, WallClock(), connections=4) as core:
            yield core


def _children(parent: int | None) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{entry.name}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if int(stat[1]) == parent and stat[0] not in "ZX":
                    yield int(entry.name)


def _words(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").split("\0")
    return []


def _is_client(pid: int) -> bool:
    """Whether a server process works for a client: its title names one of our roles."""
    return any("anlan_" in word for word in _words(pid))


@asynccontextmanager
async def _with_cheap_passwords(core: Core) -> AsyncIterator[None]:
    core.access = Access.over(core.journal, passwords=CHEAP)
    yield


async def _seed(data_dir: Path) -> tuple[Path, dict[str, Person]]:
    server = EmbeddedPostgres(data_dir)
    location: Location = await server.start()
    try:
        await migrate(location)
        async with (
            open_core(Settings(data_dir=data_dir), location, WallClock()) as core,
            forever(*ordering(core)),
            _with_cheap_passwords(core),
            open_services(core, local=True) as services,
            forever(*services.tasks()),
        ):
            await found_town(services)
            values = {"priorities": dict.fromkeys(("P1", "P2", "P3", "P4"), QUICK)}
            await core.journal.run(
                context(),
                [SETTINGS_STREAM],
                lambda streams, _now: change_settings(streams.of(PlatformSettings, SETTINGS_STREAM), values),
            )
            people = await settle_people(services)
            last = await core.pool.fetchval("select max(seq) from journal.events")
            await services.settle(int(last))
        cluster = server.cluster
        assert cluster is not None
        return cluster, people
    finally:
        await server.stop()


def seeded(data_dir: Path) -> Serving:
    """A data folder with the town and its people, and a port to serve it on; nothing runs yet."""
    cluster, people = asyncio.run(_seed(data_dir))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Serving(data_dir, cluster, port, people)


@contextmanager
def serving(data_dir: Path) -> Iterator[Serving]:
    """A platform that was started, and is ended with everything of it, however the block ends."""
    platform = seeded(data_dir)
    platform.start()
    try:
        yield platform
    finally:
        process = platform.process
        assert process is not None
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
