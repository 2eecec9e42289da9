"""Simulated call-takers: they take the day's reports, add what they learn while the caller talks, and join what is
told twice."""

import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable, Container, Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec

from anlan.errors import AnlanError
from anlan.flow.dispatch.commands import Merge
from anlan.flow.incident.commands import ChangeIncident
from anlan.flow.intake.commands import EndReport, TakeReport
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.simulation import staff
from anlan.simulation.demand import Telling
from anlan.simulation.world import SIMULATED, World

log = logging.getLogger(__name__)

CALL_TAKER = f"{SIMULATED}call-taker"
_RING_SECONDS = (2.0, 9.0)
_SEES_SAME_SECONDS = 12.0

Deed = Callable[[datetime], Awaitable[None]]


class Later:
    """What somebody will do at a moment, once, if it is still possible then."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Deed]] = []
        self._numbers = itertools.count()

    def put(self, moment: datetime, deed: Deed) -> None:
        """Have `deed` done at `moment`."""
        heapq.heappush(self._waiting, (moment, next(self._numbers), deed))

    def next_due(self) -> datetime | None:
        """When the next deed is due."""
        return self._waiting[0][0] if self._waiting else None

    async def act(self, now: datetime) -> None:
        """Do what is due; what is refused is let be."""
        while self._waiting and self._waiting[0][0] <= now:
            _, _, deed = heapq.heappop(self._waiting)
            try:
                await deed(now)
            except AnlanError as error:
                log.info("no longer possible: %s", error)


def act_of(actor: str, *about: str) -> Context:
    """The context of one simulated act: the same act has the same id, however often it is tried."""
    return Context(command_id=derived_id("simulated", *about), actor=actor)


class CallTakers:
    """`city` is the agency where they work; `touched` the incidents that a person has acted on."""

    def __init__(self, world: World, later: Later, *, city: str, seed: int, touched: Container[str]) -> None:
        self._world, self._later, self._city, self._seed, self._touched = world, later, city, seed, touched
        self._ringing: list[tuple[datetime, str, Telling]] = []

    def expect(self, tellings: Sequence[Telling]) -> None:
        """Reports to come; one that was told before is told once all the same, by its id."""
        for telling in tellings:
            ring = Random(f"anlan-ring:{telling.id}").uniform(*_RING_SECONDS)
            heapq.heappush(self._ringing, (telling.at + timedelta(seconds=ring), telling.id, telling))

    def next_due(self) -> datetime | None:
        """When the next call is answered."""
        return self._ringing[0][0] if self._ringing else None

    async def act(self, now: datetime) -> None:
        """Answer every call that rings."""
        while self._ringing and self._ringing[0][0] <= now:
            await self._answer(heapq.heappop(self._ringing)[2], now)

    async def _answer(self, telling: Telling, now: datetime) -> None:
        taken = TakeReport(
            new_incident_id="",
            channel=telling.channel,
            agency_id=self._city,
            text=telling.text,
            type=telling.type,
            location=telling.location if telling.located else None,
            place=telling.place,
            caller=telling.caller,
            answers=telling.answers,
            live=telling.channel == "voice",
        )
        try:
            answer = await self._world.tell(act_of(CALL_TAKER, "report", telling.id), taken)
        except AnlanError as error:
            log.warning("a simulated report was refused: %s", error)
            return
        report_id, incident_id = str(answer["id"]), str(answer["incident"]["id"])
        if taken.live:
            ended = now + timedelta(seconds=telling.talk_seconds)
            self._tell_at(ended, ("end", report_id), EndReport(report_id=report_id))
        if not telling.located:
            found = ChangeIncident(incident_id=incident_id, location=telling.location, place=telling.place)
            self._tell_at(now + timedelta(seconds=0.5 * telling.talk_seconds), ("found", report_id), found)
        same = [str(proposal["incident_id"]) for proposal in answer.get("proposals", [])]
        if telling.again and same and staff.joins(report_id, self._seed):
            into = same[0]

            async def join(_: datetime) -> None:
                if incident_id not in self._touched and into not in self._touched:
                    told = Merge(incident_id=incident_id, into=into)
                    await self._world.tell(act_of(CALL_TAKER, "join", incident_id), told)

            self._later.put(now + timedelta(seconds=_SEES_SAME_SECONDS), join)

    def _tell_at(self, moment: datetime, about: tuple[str, ...], command: msgspec.Struct) -> None:
        async def tell(_: datetime) -> None:
            await self._world.tell(act_of(CALL_TAKER, *about), command)

        self._later.put(moment, tell)
