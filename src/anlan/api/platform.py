"""What the app hands to the assembly: settings, clock, the services of all modules, and how to tell it is ready."""

import dataclasses
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from anlan.access.wire import Settle
from anlan.clock import Clock
from anlan.settings import Settings

__all__ = ["CONSOLE", "Platform"]

CONSOLE = Path(__file__).parent.parent / "console_dist"
"""Where `make setup` builds the console."""

Check = Callable[[], Awaitable[bool]]


@dataclasses.dataclass(kw_only=True)
class Platform:
    """One running platform as HTTP sees it.

    `services` holds one object per type, which routes ask for with `service(Type)`. `settle` turns a command's
    token into its position once the board shows it. `ready` names what must be true before `/readyz` says so.
    `gauges`, by their whole names, are asked at each `/metrics`. `demo_accounts` is the file of the demo, if this
    is one.
    """

    settings: Settings
    clock: Clock
    services: dict[type, Any]
    settle: Settle
    ready: dict[str, Check] = dataclasses.field(default_factory=dict)
    gauges: dict[str, Callable[[], float]] = dataclasses.field(default_factory=dict)
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None
    speed: float = 1.0
    demo_accounts: Path | None = None
    fictional: bool = False
    console: Path = CONSOLE
