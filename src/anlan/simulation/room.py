"""The simulated control room: call-takers who take the day's reports, dispatchers who serve what waits.

They leave alone what a person is acting on: see `Pace`.
"""

import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import msgspec

from anlan.errors import AnlanError
from anlan.flow.closure.commands import CloseIncident, FinishCallBack
from anlan.flow.dispatch.commands import Merge, SendUnit
from anlan.flow.incident.commands import AddRemark, ChangeIncident
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake.commands import EndReport, TakeReport
from anlan.ids import derived_id
from anlan.journal import Context
from anlan.simulation import staff
from anlan.simulation.demand import Telling
from anlan.simulation.demand.callers import SAID
from anlan.simulation.fleet import Fleet, Leaving
from anlan.simulation.paths import metres
from anlan.simulation.world import SIMULATED, World

log = logging.getLogger(__name__)

CALL_TAKER = f"{SIMULATED}call-taker"
DISPATCHER = f"{SIMULATED}dispatcher"

_RING_SECONDS = (2.0, 9.0)
_TRY_AGAIN_SECONDS = 40.0
_SCENE_WORDS = (
    "已到现场，正在了解情况",
    "双方已分开，正在做工作",
    "现场已控制",
    "需要继续处置，暂不需要增援",
    "已联系当事人，正在核实",
)


@dataclass(frozen=True)
class Pace:
    """How long simulated staff wait for a person to act first, in seconds.

    `untouched`: by priority, since an incident began to wait; `touched`: since a person last acted on it; `closing`:
    the same before a simulated dispatcher closes what a person had a hand in.
    """

    untouched: Mapping[str, float] = field(default_factory=dict)
    touched: float = 90.0
    closing: float = 900.0

    def free_at(self, incident: IncidentState, touched: datetime | None, since: datetime) -> datetime:
        """From when simulated dispatchers may send to an incident that waits since `since`."""
        moment = since + timedelta(seconds=self.untouched.get(incident.priority, 0.0))
        return moment if touched is None else max(moment, touched + timedelta(seconds=self.touched))


class Room:
    """Call-takers and dispatchers. `city` is the agency where the call-takers work."""

    def __init__(self, world: World, fleet: Fleet, *, city: str, seed: int, pace: Pace) -> None:
        self._world, self._fleet, self._city, self._seed, self._pace = world, fleet, city, seed, pace
        self.incidents: dict[str, IncidentState] = {}
        self.touched: dict[str, datetime] = {}
        self._since: dict[tuple[str, int], datetime] = {}
        self._not_before: dict[str, datetime] = {}
        self._tellings: list[tuple[datetime, str, Telling]] = []
        self._later: list[tuple[datetime, int, Callable[[datetime], Awaitable[None]]]] = []
        self._numbers = itertools.count()

    # What is so

    def expect(self, tellings: Sequence[Telling]) -> None:
        """Reports to come; one that was told before is told once all the same, by its id."""
        for telling in tellings:
            ring = Random(f"anlan-ring:{telling.id}").uniform(*_RING_SECONDS)
            heapq.heappush(self._tellings, (telling.at + timedelta(seconds=ring), telling.id, telling))

    def notice(self, incidents: Mapping[str, IncidentState], touched: Mapping[str, datetime], now: datetime) -> None:
        """Take in what incidents have become, and which a person has touched."""
        self.touched.update(touched)
        for incident in incidents.values():
            if incident.over and incident.call_back_due is None:
                self.incidents.pop(incident.id, None)
                self.touched.pop(incident.id, None)
                continue
            before = self.incidents.get(incident.id)
            self.incidents[incident.id] = incident
            self._since.setdefault((incident.id, incident.turn), min(now, incident.changed_at))
            if before is None or before.turn != incident.turn:
                self._not_before.pop(incident.id, None)

    # When

    def next_due(self) -> datetime | None:
        """When somebody here acts next."""
        moments = [self._tellings[0][0]] if self._tellings else []
        moments += [self._later[0][0]] if self._later else []
        moments += [at for at in map(self._acts_at, self.incidents.values()) if at is not None]
        return min(moments, default=None)

    def _acts_at(self, incident: IncidentState) -> datetime | None:
        """When a dispatcher or call-taker acts on this incident; None while there is nothing for them to do."""
        touched = self.touched.get(incident.id)
        since = self._since[incident.id, incident.turn]
        if incident.over:
            if incident.merged_into is not None or touched is not None:
                return None
            moment = incident.changed_at + timedelta(seconds=staff.call_back_seconds(incident, self._seed))
        elif incident.status == "pending" and staff.is_done(incident):
            patience = self._pace.closing if touched is not None else 0.0
            moment = max(since, touched or since) + timedelta(seconds=max(15.0, patience))
        elif incident.status == "pending" or (incident.backup_wanted and not incident.offers):
            moment = max(
                self._pace.free_at(incident, touched, since),
                since + timedelta(seconds=staff.think_seconds(incident, self._seed)),
            )
        else:
            return None
        return max(moment, self._not_before.get(incident.id, moment))

    async def act(self, now: datetime) -> None:
        """Do everything that is due."""
        while self._tellings and self._tellings[0][0] <= now:
            await self._answer(heapq.heappop(self._tellings)[2], now)
        while self._later and self._later[0][0] <= now:
            _, _, deed = heapq.heappop(self._later)
            try:
                await deed(now)
            except AnlanError as error:
                log.info("no longer possible: %s", error)
        for incident in list(self.incidents.values()):
            moment = self._acts_at(incident)
            if moment is not None and moment <= now:
                self._not_before[incident.id] = now + timedelta(seconds=_TRY_AGAIN_SECONDS)
                try:
                    await self._serve(incident, now)
                except AnlanError as error:
                    log.info("%s waits on: %s", incident.number, error)

    # Call-takers

    async def _answer(self, telling: Telling, now: datetime) -> None:
        ctx = self._context(CALL_TAKER, "report", telling.id)
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
            answer = await self._world.tell(ctx, taken)
        except AnlanError as error:
            log.warning("a simulated report was refused: %s", error)
            return
        report_id, incident_id = str(answer["id"]), str(answer["incident"]["id"])
        if taken.live:
            ended = now + timedelta(seconds=telling.talk_seconds)
            self._at(ended, CALL_TAKER, ("end", report_id), EndReport(report_id=report_id))
        if not telling.located:
            found = ChangeIncident(incident_id=incident_id, location=telling.location, place=telling.place)
            self._at(now + timedelta(seconds=0.5 * telling.talk_seconds), CALL_TAKER, ("found", report_id), found)
        same = [proposal["incident_id"] for proposal in answer.get("proposals", [])]
        if telling.again and same and staff.joins(report_id, self._seed):
            self._later_do(now + timedelta(seconds=12), lambda _: self._join(incident_id, same[0]))

    async def _join(self, incident_id: str, into: str) -> None:
        if incident_id in self.touched or into in self.touched:
            return
        await self._world.tell(
            self._context(CALL_TAKER, "join", incident_id), Merge(incident_id=incident_id, into=into)
        )

    # Dispatchers

    async def _serve(self, incident: IncidentState, now: datetime) -> None:
        if incident.over:
            ctx = self._context(CALL_TAKER, "call-back", incident.id, str(incident.reopened))
            await self._world.tell(ctx, FinishCallBack(incident_id=incident.id))
        elif (staff.is_done(incident) and not incident.backup_wanted) or staff.is_advised(incident, self._seed):
            await self._close(incident)
        else:
            await self._send(incident, now)

    async def _close(self, incident: IncidentState) -> None:
        how = CloseIncident(incident_id=incident.id, disposition=staff.disposition(incident, self._seed))
        await self._world.tell(self._context(DISPATCHER, "close", incident.id, str(incident.reopened)), how)

    async def _send(self, incident: IncidentState, now: datetime) -> None:
        turn = f"{incident.turn}.{incident.send_count}"
        try:
            ranked = await self._world.recommend(self._context(DISPATCHER, "rank", incident.id, turn), incident.id)
        except AnlanError:
            # Nobody knows where it is: the nearest that the station has.
            ranked = [c.unit.id for c in self._fleet.crews.values() if c.unit.agency_id == incident.agency_id]
        wanted = 1 if incident.backup_wanted else staff.strength(incident)
        sent = 0
        for unit_id in ranked:
            if sent == wanted:
                break
            crew = self._fleet.crews.get(unit_id)
            if unit_id not in self._fleet.taken and (crew is None or crew.unit.free):
                sent += await self._send_one(incident, unit_id, turn)
        beside = staff.goes_along(incident)
        if sent and beside is not None and not incident.sent_before:
            await self._send_beside(incident, beside, turn, now)

    async def _send_one(self, incident: IncidentState, unit_id: str, turn: str) -> bool:
        ctx = self._context(DISPATCHER, "send", incident.id, turn, unit_id)
        try:
            await self._world.tell(ctx, SendUnit(incident_id=incident.id, unit_id=unit_id))
        except AnlanError as error:
            log.info("%s not sent to %s: %s", unit_id, incident.number, error)
            return False
        return True

    async def _send_beside(self, incident: IncidentState, kind: str, turn: str, now: datetime) -> None:
        """The nearest free unit of another kind, as the crow flies: it only lends a hand."""
        goal = await self._world.location_of(incident.id)
        free = [
            crew
            for crew in self._fleet.crews.values()
            if crew.unit.kind == kind and crew.unit.free and crew.unit.id not in self._fleet.taken
        ]
        if goal is not None and free:
            nearest = min(free, key=lambda crew: (metres(crew.where(now), goal), crew.unit.id))
            await self._send_one(incident, nearest.unit.id, turn)

    async def let_go(self, leaving: Leaving, now: datetime) -> None:
        """A crew says that it is done. The last one's word closes an incident that only simulated people had to do
        with; otherwise the crew leaves and the incident waits for a person to close it."""
        unit = leaving.crew.unit
        incident = self.incidents.get(unit.incident_id or "")
        alone = incident is not None and [each.unit_id for each in incident.assignments] == [unit.id]
        if incident is None or not alone or incident.offers or incident.id in self.touched:
            await self._fleet.carry_out(leaving.crew, leaving.deed, now)
            return
        leaving.crew.not_before = now + timedelta(seconds=_TRY_AGAIN_SECONDS)
        try:
            await self._close(incident)
        except AnlanError as error:
            log.info("%s not closed: %s", incident.number, error)
            await self._fleet.carry_out(leaving.crew, leaving.deed, now)

    def radio(self, unit_id: str, incident_id: str, assignment_id: str, now: datetime) -> None:
        """A crew that has arrived will say a word about the scene."""
        rng = Random(f"anlan-radio:{self._seed}:{assignment_id}")
        crew = self._fleet.crews.get(unit_id)
        if crew is None or rng.random() > 0.55:
            return
        words = AddRemark(incident_id=incident_id, text=SAID + rng.choice(_SCENE_WORDS), unit_id=unit_id)
        actor = f"{SIMULATED}{crew.unit.call_sign}"
        self._at(now + timedelta(seconds=rng.uniform(40, 200)), actor, ("radio", assignment_id), words)

    # Later

    def _at(self, moment: datetime, actor: str, about: tuple[str, ...], command: msgspec.Struct) -> None:
        async def tell(_: datetime) -> None:
            await self._world.tell(self._context(actor, *about), command)

        self._later_do(moment, tell)

    def _later_do(self, moment: datetime, deed: Callable[[datetime], Awaitable[None]]) -> None:
        heapq.heappush(self._later, (moment, next(self._numbers), deed))

    def _context(self, actor: str, *about: str) -> Context:
        return Context(command_id=derived_id("simulated", *about), actor=actor)
