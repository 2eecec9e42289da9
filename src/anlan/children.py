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
        self._environment = dict(environment)
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
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
        with LogFile(self._log) as handle:
            self._process = await asyncio.create_subprocess_exec(
                *words,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=handle,
                pass_fds=self.spec.handles,
                start_new_session=True,  # a Ctrl-C at the terminal is for us, who stop it in order
            )
        log.info("%s started as process %d", self.spec.name, self._process.pid)

    async def keep_running(self) -> None:
        """Start it again whenever it ends. Raises `Unavailable` when it never comes up."""
        tries = ended = 0
        while True:
            process = self._process
            assert process is not None
            began = time.monotonic()
            code = await self._listen(process)
            if self._stopping:
                return
            self._sweep(process.pid)
            ended += 1
            tries = 0 if time.monotonic() - began > _STEADY_SECONDS else tries
            if not self.settled and (code == 2 or ended >= _TRIES):
                reason = self._last_words(code)
                raise Unavailable("supervisor.child_failed", name=self.spec.name, reason=reason, log=self._log)
            log.warning("%s ended with %d and is started again", self.spec.name, code)
            self._say(f"the {self.spec.name} process ended unasked ({code}) and is started again")
            await asyncio.sleep(_BACKOFF_SECONDS[min(tries, len(_BACKOFF_SECONDS) - 1)])
            tries += 1
            await self.start()

    async def _listen(self, process: asyncio.subprocess.Process) -> int:
        assert process.stdout is not None
        with contextlib.suppress(ValueError):  # a line longer than the buffer is not a step
            while line := await process.stdout.readline():
                if text := line.decode("utf-8", "replace").strip():
                    log.info("%s: %s", self.spec.name, text)
                    self._say(text)
        return await process.wait()

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
        self._sweep(process.pid)
        await process.wait()
        log.info("%s stopped", self.spec.name)

    def _sweep(self, pid: int) -> None:
        """It leads a process group of its own: whatever it left there ends with it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)

    def _last_words(self, code: int) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines() if self._log.exists() else []
        words = [line.strip() for line in lines[-50:] if line.strip()]
        return words[-1][:300] if words else f"it ended with {code}"
