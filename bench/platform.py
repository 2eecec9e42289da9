"""A platform as it really runs, for as long as a bench lasts: its data made here first, then `anlan serve`.

Nothing is left behind: it lives in a temporary folder, and the kernel stops it should the bench be killed.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

from anlan.app.core import forever, open_core
from anlan.app.ordering import ordering
from anlan.app.services import Services, open_services
from anlan.clock import Clock, WallClock
from anlan.database import reach_database
from anlan.database.account import launcher, present_account
from anlan.settings import Settings

__all__ = ["Desk", "anlan", "kept", "platform", "shared_data", "temporary_folder"]

T = TypeVar("T")
Prepare = Callable[[Services], Awaitable[T]]


def shared_data() -> Path | None:
    """The shared data, where this machine has it."""
    path = Path(os.environ.get("ANLAN_SHARED_DATA") or "../shared/data")
    return path if path.is_dir() else None


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that lets others pass: from a closed one root's cluster would go elsewhere, and stay there."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@contextmanager
def platform(prepare: Prepare[T], clock: Clock | None = None) -> Iterator[tuple[int, T, Path]]:
    """The port of a running platform, what `prepare` answered, and the data folder. `prepare` is given the services
    of the same platform before it runs, on `clock` (the wall's)."""
    with temporary_folder() as folder:
        told = asyncio.run(kept(folder, prepare, clock or WallClock()))
        with anlan("serve", "--port", "0", folder=folder) as port:
            yield port, told, folder


async def kept(folder: Path, prepare: Prepare[T], clock: Clock) -> T:
    """What `prepare` answers, given the services of a platform on `folder` that is not running."""
    settings = replace(Settings(), data_dir=folder)
    async with AsyncExitStack() as stack:
        location = await stack.enter_async_context(reach_database(settings))
        core = await stack.enter_async_context(open_core(settings, location, clock))
        await stack.enter_async_context(forever(*ordering(core)))
        services = await stack.enter_async_context(open_services(core, local=True))
        await stack.enter_async_context(forever(*services.tasks()))
        told = await prepare(services)
        last = await core.pool.fetchval("select coalesce(max(seq), 0) from journal.events")
        await services.settle(last)
        return told


@contextmanager
def anlan(*words: str, folder: Path) -> Iterator[int]:
    """The port of `anlan WORDS` on a data folder, from the moment it says that it is ready until the block ends."""
    environment = {**os.environ, "ANLAN_DATA_DIR": str(folder)}
    program = [*launcher(present_account(), signal.SIGTERM), sys.executable, "-m", "anlan", *words]
    process = subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield _port_told(process)
    finally:
        process.terminate()
        process.wait()


def _port_told(process: "subprocess.Popen[str]") -> int:
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "is ready: http://" in line:
            # What it says later must not fill the pipe.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return int(line.rstrip().rstrip("/").rpartition(":")[2])
    raise RuntimeError(f"the platform did not start: {''.join(said[-5:])}")


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    position: int


class Desk:
    """Somebody signed in over HTTP as a browser is: a cookie, a CSRF token and one connection that stays open."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Content-Type": "application/json"}
        self._http.request("POST", "/api/v1/session", json.dumps({"name": name, "password": password}), self._headers)
        answer = self._http.getresponse()
        answer.read()
        cookies = dict(
            value.partition(";")[0].split("=", 1) for key, value in answer.getheaders() if key.lower() == "set-cookie"
        )
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._headers |= {"Cookie": self.cookie, "X-CSRF-Token": cookies["anlan_csrf"]}

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """The answer to one request. RuntimeError for a refusal."""
        told = None if body is None else json.dumps(body)
        self._http.request(method, f"/api/v1{path}", told, self._headers)
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        position = int(answer.getheader("X-Anlan-Position") or 0)
        return Answer(answer.status, json.loads(content) if content else None, position)


def wait_until_quiet(desk: Desk, seconds: float = 3.0, most: float = 90.0) -> None:
    """Until nothing has been added to the journal for so long: what a start sets going is over then."""
    quiet_since, seen, end = time.monotonic(), -1, time.monotonic() + most
    while time.monotonic() < min(end, quiet_since + seconds):
        position = desk.ask("GET", "/board").body["position"]
        if position != seen:
            quiet_since, seen = time.monotonic(), position
        time.sleep(0.2)


def each_in_turn(acts: Sequence[Callable[[int], object]], rounds: int, warm: int) -> list[list[float]]:
    """Milliseconds of each act in `rounds` rounds, taken in turn, so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in acts]
    for n in range(warm + rounds):
        for act, times in zip(acts, taken, strict=True):
            began = time.perf_counter()
            act(n)
            if n >= warm:
                times.append((time.perf_counter() - began) * 1000)
    return taken
