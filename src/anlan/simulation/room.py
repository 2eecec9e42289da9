"""The simulated control room: call-takers who take the day's reports, dispatchers who serve what waits.

They leave alone what a person is acting on: see `Pace`.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import msgspec

from anlan.errors import AnlanError
from anlan.flow.closure.commands import CloseIncident, FinishCallBack
from anlan.flow.dispatch.commands import SendUnit
from anlan.flow.incident.commands import AddRemark
from anlan.flow.incident.state import IncidentState
from anlan.flow.intake.types import default_tree
from anlan.flow.response.commands import RequestBackup
from anlan.simulation import staff
from anlan.simulation.call_takers import CALL_TAKER, CallTakers, Later, act_of
from anlan.simulation.demand import Telling
from anlan.simulation.demand.callers import SAID
from anlan.simulation.fleet import Fleet, Leaving
from anlan.simulation.paths import metres
from anlan.simulation.world import SIMULATED, World

log = logging.getLogger(__name__)

DISPATCHER = f"{SIMULATED}dispatcher"

_TRY_AGAIN_SECONDS = 40.0
_LONGEST_WAIT_SECONDS = 600.0
_SAY_SOMETHING = 0.55
_ASKS_FOR_MORE = 0.12
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
        self._world, self._fleet, self._seed, self._pace = world, fleet, seed, pace
        self.incidents: dict[str, IncidentState] = {}
        self.touched: dict[str, datetime] = {}
        self._since: dict[tuple[str, int], datetime] = {}
        self._not_before: dict[str, datetime] = {}
        self._tries: dict[str, int] = {}
        self._later = Later()
        self._call_takers = CallTakers(world, self._later, city=city, seed=seed, touched=self.touched)

    # What is so

    def expect(self, tellings: Sequence[Telling]) -> None:
        """Reports to come."""
        self._call_takers.expect(tellings)

    def notice(self, incidents: Mapping[str, IncidentState], touched: Mapping[str, datetime], now: datetime) -> None:
        """Take in what incidents have become, and which a person has touched."""
        self.touched.update(touched)
        for incident in incidents.values():
            if incident.over and incident.call_back_due is None:
                self.incidents.pop(incident.id, None)
                self.touched.pop(incident.id, None)
                self._tries.pop(incident.id, None)
                continue
            before = self.incidents.get(incident.id)
            self.incidents[incident.id] = incident
            self._since.setdefault((incident.id, incident.turn), min(now, incident.changed_at))
            if before is None or before.turn != incident.turn:
                self._not_before.pop(incident.id, None)
                self._tries.pop(incident.id, None)

    # When

    def next_due(self) -> datetime | None:
        """When somebody here acts next."""
        moments = [self._call_takers.next_due(), self._later.next_due(), *map(self._acts_at, self.incidents.values())]
        return min((at for at in moments if at is not None), default=None)

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
        await self._call_takers.act(now)
        await self._later.act(now)
        for incident in list(self.incidents.values()):
            moment = self._acts_at(incident)
            if moment is not None and moment <= now:
                tries = self._tries[incident.id] = self._tries.get(incident.id, 0) + 1
                wait = min(_TRY_AGAIN_SECONDS * 2 ** min(tries - 1, 8), _LONGEST_WAIT_SECONDS)
                self._not_before[incident.id] = now + timedelta(seconds=wait)
                try:
                    await self._serve(incident, now)
                except AnlanError as error:
                    log.info("%s waits on: %s", incident.number, error)

    # Dispatchers

    async def _serve(self, incident: IncidentState, now: datetime) -> None:
        if incident.over:
            ctx = act_of(CALL_TAKER, "call-back", incident.id, str(incident.reopened))
            await self._world.tell(ctx, FinishCallBack(incident_id=incident.id))
        elif (staff.is_done(incident) and not incident.backup_wanted) or staff.is_advised(incident, self._seed):
            await self._close(incident)
        else:
            await self._send(incident, now)

    async def _close(self, incident: IncidentState) -> None:
        how = CloseIncident(incident_id=incident.id, disposition=staff.disposition(incident, self._seed))
        await self._world.tell(act_of(DISPATCHER, "close", incident.id, str(incident.reopened)), how)

    async def _send(self, incident: IncidentState, now: datetime) -> None:
        turn = f"{incident.turn}.{incident.send_count}"
        # Another try is another recommendation: who was busy may be free by now.
        rank = act_of(DISPATCHER, "rank", incident.id, turn, now.isoformat())
        try:
            ranked = await self._world.recommend(rank, incident.id)
        except AnlanError:
            # Nobody knows where it is: whoever is able, those of its own station first.
            ranked = self._able(incident)
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

    def _able(self, incident: IncidentState) -> list[str]:
        kinds = default_tree().kinds(incident.type)
        able = [crew.unit for crew in self._fleet.crews.values() if not kinds or crew.unit.kind in kinds]
        return [unit.id for unit in sorted(able, key=lambda unit: (unit.agency_id != incident.agency_id, unit.id))]

    async def _send_one(self, incident: IncidentState, unit_id: str, turn: str) -> bool:
        ctx = act_of(DISPATCHER, "send", incident.id, turn, unit_id)
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
        """A crew that has arrived will say a word about the scene, and now and then ask for more."""
        rng = Random(f"anlan-radio:{self._seed}:{assignment_id}")
        crew, incident = self._fleet.crews.get(unit_id), self.incidents.get(incident_id)
        if crew is None or incident is None or rng.random() > _SAY_SOMETHING:
            return
        told = act_of(f"{SIMULATED}{crew.unit.call_sign}", "radio", assignment_id)
        words: msgspec.Struct = AddRemark(
            incident_id=incident_id, text=SAID + rng.choice(_SCENE_WORDS), unit_id=unit_id
        )
        grave = incident.priority in ("P1", "P2") and crew.unit.kind in ("car", "motorcycle", "foot")
        if grave and len(incident.assignments) == 1 and rng.random() < _ASKS_FOR_MORE:
            words = RequestBackup(incident_id=incident_id, unit_id=unit_id, kinds=["car"], note=f"{SAID}请求增援")

        async def say(_: datetime) -> None:
            await self._world.tell(told, words)

        self._later.put(now + timedelta(seconds=rng.uniform(40, 200)), say)
