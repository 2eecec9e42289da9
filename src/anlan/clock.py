"""Time as the domain sees it. Nothing below asks the system or the database what time it is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Answers the present moment, aware and in UTC."""

    def now(self) -> datetime: ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Stands still until it is told to move: for tests and for past days run again."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, forward or back."""
        self._now = moment.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Move by `seconds`."""
        self._now += timedelta(seconds=seconds)


class ScaledClock:
    """Runs `speed` simulated seconds for each real one. It showed `start` at the real moment `since` (now when not
    told), so that several processes share one clock by sharing the two."""

    def __init__(self, start: datetime, speed: float, since: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("speed must be above zero")
        self._speed = speed
        self._zero = time.monotonic()
        gone = (datetime.now(UTC) - since).total_seconds() if since else 0.0
        self._start = start.astimezone(UTC) + timedelta(seconds=gone * speed)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._zero) * self._speed)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`, as every API answer writes times."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
