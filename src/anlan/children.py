"""One child process of the supervisor: bound to our life, started again when it crashes, stopped with all its own."""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anlan.database.account import launcher, present_account
from anlan.errors import Unavailable
from anlan.logs import LogFile

_STOP_SECONDS = 10.0
_BACKOFF_SECONDS = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
_STEADY_SECONDS = 60.0
"""A child that lived so long crashed for a new reason: its backoff begins anew."""
_TRIES = 3
"""How often a child may end before the platform was ever ready; then the start has failed."""

log = logging.getLogger("anlan.supervisor")


_MARK = "_ANLAN_PART_OF"
"""In the environment of every part and of whatever it starts: the data folder that it works for."""


@dataclass(frozen=True)
class ChildSpec:
    """`argv` is the program by its full path and its words; `handles` are file descriptors it inherits."""

    name: str
    argv: list[str]
    handles: tuple[int, ...] = field(default=())


class Child:
    """From `start` to `stop`. What the child prints on its standard output are its steps, told through `say`."""

    def __init__(
        self, spec: ChildSpec, logs: Path, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.spec = spec
        self._log = logs / f"{spec.name}.log"
        self._environment = {**environment, _MARK: str(logs.parent)}
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._steps: asyncio.Task[None] | None = None
        self._stopping = False
        self.settled = False
        """Set when the platform has once been ready: from then on a crash is mended, never the end."""

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start the process. The kernel kills it when the thread that called this dies."""
        words = [*launcher(present_account(), signal.SIGKILL), *self.spec.argv]
        # A pipe of our own: asyncio's calls the child alive for as long as anything it started holds the other end.
        reading, writing = os.pipe()
        try:
            with LogFile(self._log) as handle:
                self._process = await asyncio.create_subprocess_exec(
                    *words,
                    env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=writing,
                    stderr=handle,
                    pass_fds=self.spec.handles,
                    start_new_session=True,  # a Ctrl-C at the terminal is for us, who stop it in order
                )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._steps = asyncio.create_task(self._tell_steps(reading))
        log.info("%s started as process %d", self.spec.name, self._process.pid)

    async def keep_running(self) -> None:
        """Start it again whenever it ends. Raises `Unavailable` when it never comes up."""
        tries = ended = 0
        while True:
            process = self._process
            assert process is not None
            began = time.monotonic()
            code = await process.wait()
            if self._stopping:
                return
            await self._sweep(process.pid)
            # Killed from outside is not failing to start: it was stopped, and says nothing of the next time.
            ended += code != -signal.SIGKILL
            tries = 0 if time.monotonic() - began > _STEADY_SECONDS else tries
            if not self.settled and (code == 2 or ended >= _TRIES):
                reason = self._last_words(code)
                raise Unavailable("supervisor.child_failed", name=self.spec.name, reason=reason, log=self._log)
            log.warning("%s ended with %d and is started again", self.spec.name, code)
            self._say(f"the {self.spec.name} process ended unasked ({code}) and is started again")
            await asyncio.sleep(_BACKOFF_SECONDS[min(tries, len(_BACKOFF_SECONDS) - 1)])
            tries += 1
            await self.start()

    async def _tell_steps(self, handle: int) -> None:
        """Each line of the child's standard output is a step, until it and all it started have closed it."""
        reader = asyncio.StreamReader()
        with os.fdopen(handle, "rb", 0) as pipe:
            loop = asyncio.get_running_loop()
            transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
            try:
                while line := await reader.readline():
                    if text := line.decode("utf-8", "replace").strip():
                        log.info("%s: %s", self.spec.name, text)
                        self._say(text)
            except ValueError:  # longer than the buffer: not a step
                log.warning("%s printed a line that is too long to be a step", self.spec.name)
            finally:
                transport.close()

    async def stop(self) -> None:
        """Ask it to end, then end it and all it started."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        await self._sweep(process.pid)
        await process.wait()
        log.info("%s stopped", self.spec.name)

    async def _sweep(self, pid: int) -> None:
        """It leads a process group of its own: whatever it left there ends with it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        if self._steps is not None:
            with contextlib.suppress(TimeoutError):  # a process that left the group may hold the pipe: let it
                await asyncio.wait_for(self._steps, 1)
            self._steps = None

    def _last_words(self, code: int) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else []
        words = [line.strip() for line in lines[-50:] if line.strip()]
        return words[-1][:300] if words else f"it ended with {code}"


def end_leftover_parts(data_dir: Path) -> int:
    """End what the parts of a killed platform had started, and answer how many there were.

    The kernel ended the parts themselves. The caller holds the data folder's lock, so nobody else works for it.
    """
    mark = os.fsencode(f"{_MARK}={data_dir}")
    left: list[int] = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):  # it ended, or it is another user's
                if mark in Path(f"/proc/{entry.name}/environ").read_bytes().split(b"\0"):
                    left.append(int(entry.name))
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    return len(left)
