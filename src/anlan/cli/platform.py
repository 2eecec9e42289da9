"""What `demo` and `serve` share: the supervisor with its parts, and what a person sees while it starts."""

import asyncio
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from anlan.run import Run
from anlan.settings import Settings
from anlan.supervisor import ChildSpec, Supervisor


class Steps:
    """Prints one line a step with the seconds since the start; repeats are shown once."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = ""

    def __call__(self, text: str) -> None:
        if text != self._last:
            self._last = text
            print(f"{time.monotonic() - self._began:7.1f} s  {text}", flush=True)


def address_of(settings: Settings) -> str:
    """What to type into a browser."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}/"


def run_platform(
    settings: Settings,
    parts: Sequence[str],
    told: Run,
    greet: Callable[[Settings], None],
    before: Callable[[Settings], None] = lambda _settings: None,
) -> int:
    """Run the named parts until a signal; `before` is called once the data folder is ours and before any part
    starts, `greet` once when all is ready. Raises `AnlanError`."""

    def children(settings: Settings, listening: socket.socket | None) -> list[ChildSpec]:
        before(settings)
        specs = []
        for part in parts:
            handle = listening.fileno() if listening is not None and part == "web" else None
            words = [sys.executable, "-m", "anlan", f"_{part}", *replace(told, listen_fd=handle).words()]
            specs.append(ChildSpec(part, words, (handle,) if handle is not None else ()))
        return specs

    async def ready(settings: Settings) -> None:
        greet(settings)
        sys.stdout.flush()

    supervisor = Supervisor(settings, children, say=Steps(), ready=ready, listens="web" in parts)
    asyncio.run(supervisor.run())
    return 0
