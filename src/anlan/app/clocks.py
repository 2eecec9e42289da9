"""Which clock a data folder's platform runs on: the wall's, or one of its own that the demo runs faster."""

import json
from datetime import datetime
from pathlib import Path

from anlan.clock import Clock, ScaledClock, WallClock
from anlan.database.lock import make_data_dir

__all__ = ["CLOCK_FILE", "clock_of", "set_clock", "write_clock"]

CLOCK_FILE = "clock.json"
"""Where a demo that runs fast keeps what its processes' clocks share."""


def set_clock(data_dir: Path, speed: float | None) -> None:
    """Choose the clock before the platform starts. With `speed` it goes on from where it stands; without, it is the
    wall's, unless a fast demo has run ahead of that: then its time goes on from there at the wall's pace, because the
    journal's never goes back."""
    wall = WallClock().now()
    ahead = (data_dir / CLOCK_FILE).exists()
    if speed is None and not ahead:
        return
    shown = clock_of(data_dir)[0].now() if ahead else wall
    data_dir = make_data_dir(data_dir)
    write_clock(data_dir, max(shown, wall), speed or 1.0, wall)


def write_clock(data_dir: Path, start: datetime, speed: float, since: datetime) -> None:
    """Let every process of this data folder show `start` at the real moment `since`, and run at `speed`."""
    told = {"start": start.isoformat(), "speed": speed, "since": since.isoformat()}
    (data_dir / CLOCK_FILE).write_text(json.dumps(told), "utf-8")


def clock_of(data_dir: Path) -> tuple[Clock, float]:
    """The clock of this data folder and its speed: the wall's, unless a fast demo has written its own."""
    path = data_dir / CLOCK_FILE
    if not path.exists():
        return WallClock(), 1.0
    told = json.loads(path.read_text("utf-8"))
    start, since = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["since"])
    return ScaledClock(start, told["speed"], since), float(told["speed"])
