"""What `access` must know of desks, which live in a module above it: told through this port, wired by the app."""

import dataclasses
from typing import Any, Protocol

from anlan.access.caller import Caller
from anlan.journal import Context

__all__ = ["NoDesks", "Workplace", "Workplaces"]


@dataclasses.dataclass(frozen=True, slots=True)
class Workplace:
    """The desk an account is logged on to. While it controls ground or has a caller on the line (`live_report`),
    its session is not locked by idleness. `card` is the desk card as boards show it."""

    desk_id: str
    ground: frozenset[str] = frozenset()
    live_report: str | None = None
    card: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def busy(self) -> bool:
        return bool(self.ground) or self.live_report is not None


class Workplaces(Protocol):
    """Answers from the present state, not from a reading that may lag."""

    async def of(self, account_id: str) -> Workplace | None:
        """The desk this account is logged on to."""

    async def change_hands(self, before: Caller, after_account_id: str, context: Context) -> None:
        """The desk of `before` becomes the desk of another account: a fast switch at the same screens."""

    async def leave(self, caller: Caller, context: Context) -> None:
        """The person signs out: their desk no longer has anyone at it. Ground is never dropped by this."""


class NoDesks:
    """A platform without desks: for commands that run before any exist, and for tests of access alone."""

    async def of(self, account_id: str) -> Workplace | None:
        return None

    async def change_hands(self, before: Caller, after_account_id: str, context: Context) -> None:
        return None

    async def leave(self, caller: Caller, context: Context) -> None:
        return None
