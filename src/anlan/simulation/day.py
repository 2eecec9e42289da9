"""An earlier day, run through the real handlers as fast as they answer, on a clock that jumps from act to act."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from anlan.clock import ManualClock
from anlan.simulation.play import Play

Progress = Callable[[datetime], None]

_STEP = timedelta(milliseconds=50)
_HOLD_FIXES_SECONDS = 60.0


class Clocks(Protocol):
    """The platform's own promises with a clock, so that a jumping clock passes none of them by."""

    async def next_due(self) -> datetime | None:
        """When the next timer is due."""

    async def fire_due(self) -> int:
        """Fire what is due now; answers how many fired."""


async def run_until(
    play: Play,
    clock: ManualClock,
    end: datetime,
    clocks: Clocks,
    *,
    at_most: float = 60.0,
    seen: Callable[[], Awaitable[None]] | None = None,
    progress: Progress | None = None,
) -> int:
    """Play until `end`, jumping at most `at_most` seconds at once, by which patrols move on; answers the number of
    steps. `seen` waits until what was done can be seen. What is under way at `end` stays so.

    Nobody but the simulated may act meanwhile: no officer's page is asked for, and timers are only looked for after
    an act.
    """
    steps = 0
    timer_due = await clocks.next_due()
    play.alone, play.hold_fixes = True, _HOLD_FIXES_SECONDS
    try:
        while True:
            now = clock.now()
            acts = play.acts
            await play.tick(now)
            if play.acts != acts or (timer_due is not None and timer_due <= now):
                while (timer_due := await clocks.next_due()) is not None and timer_due <= now:
                    if not await clocks.fire_due():
                        break
                if seen is not None:
                    await seen()
            steps += 1
            if progress is not None:
                progress(now)
            if now >= end:
                return steps
            moments = [end, now + timedelta(seconds=at_most)]
            moments += [at for at in (play.next_due(), timer_due) if at is not None]
            # What was refused or only just became due must not hold the clock still.
            clock.set(max(min(moments), now + _STEP))
    finally:
        play.alone, play.hold_fixes = False, 0.0
        await play.flush()
