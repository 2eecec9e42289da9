"""Finding and ending the PostgreSQL processes of one cluster, also those whose supervisor was killed."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

_FAST_SECONDS = 30.0
"""How long a fast shutdown may take before the server is told to stop at once (the next start then recovers)."""
_IMMEDIATE_SECONDS = 5.0


def postgres_processes(data: Path) -> list[int]:
    """The ids of every PostgreSQL process of the cluster in `data`: each keeps it as its working folder.

    This sees backends that outlived a killed postmaster, which `postmaster.pid` does not.
    """
    try:
        wanted = data.stat()
    except OSError:
        return []
    found: list[int] = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            folder = Path(f"/proc/{entry.name}/cwd").stat()
            name = Path(f"/proc/{entry.name}/comm").read_text("utf-8", "replace").strip()
        except OSError:  # it ended, or it is another user's
            continue
        if (folder.st_dev, folder.st_ino) == (wanted.st_dev, wanted.st_ino) and name.startswith("postgres"):
            found.append(int(entry.name))
    return found


def postmaster_pid(data: Path) -> int | None:
    """The process id that `postmaster.pid` names, which may be stale; None without a readable one."""
    try:
        first = (data / "postmaster.pid").read_text("utf-8", "replace").split("\n", 1)[0]
        return int(first)
    except (OSError, ValueError):
        return None


def is_ready(data: Path, pid: int) -> bool:
    """Whether the postmaster `pid` has written that it takes connections."""
    try:
        lines = (data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


async def stop_leftovers(data: Path, progress: Callable[[str], None]) -> None:
    """End every PostgreSQL process of this cluster, gently first. The caller holds the data folder's lock.

    Afterwards `postmaster.pid` is gone where it would only mislead: its number may by now be another program's.
    """
    left = postgres_processes(data)
    if left:
        progress("stopping the database that an earlier start left running")
        postmaster = postmaster_pid(data)
        if postmaster in left:
            _send(postmaster, signal.SIGINT)
            await _gone(data, _FAST_SECONDS)
            if postmaster in postgres_processes(data):
                _send(postmaster, signal.SIGQUIT)
        await _gone(data, _IMMEDIATE_SECONDS)  # backends of a dead postmaster notice by themselves
        while left := postgres_processes(data):
            for pid in left:
                _send(pid, signal.SIGKILL)
            await _gone(data, 1.0)
    (data / "postmaster.pid").unlink(missing_ok=True)


async def stop_postmaster(process: asyncio.subprocess.Process) -> None:
    """Fast shutdown; at once when that takes too long; killed in the end. Answers when it is gone."""
    for name, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
        if process.returncode is None:
            _send(process.pid, name)
        try:
            await asyncio.wait_for(process.wait(), seconds)
            return
        except TimeoutError:
            continue
    _send(process.pid, signal.SIGKILL)
    await process.wait()


async def _gone(data: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while postgres_processes(data) and time.monotonic() < deadline:  # noqa: ASYNC110 -- the kernel has no event for it
        await asyncio.sleep(0.02)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
