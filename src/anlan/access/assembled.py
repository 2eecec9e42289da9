"""`access` as one thing: made once by the app, handed to routes as a service."""

import asyncio
import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo

from anlan.access.accounts.credentials import Credentials
from anlan.access.accounts.handlers import Accounts
from anlan.access.accounts.names import StaffNames
from anlan.access.accounts.passwords import Passwords
from anlan.access.agencies.handlers import Agencies
from anlan.access.caller import Caller
from anlan.access.door import Door
from anlan.access.policy import POLICY, Act, Role
from anlan.access.readings.log import ReadingLog
from anlan.access.refusals import SignInNeeded
from anlan.access.sessions.sign_in import SignIn
from anlan.access.sessions.store import Session, Sessions
from anlan.access.sessions.tries import Tries
from anlan.access.sessions.workplaces import NoDesks, Workplace, Workplaces
from anlan.access.visibility import visibility_of
from anlan.clock import Clock, WallClock
from anlan.journal import Journal

__all__ = ["Access"]


@dataclasses.dataclass
class Access:
    """The parts of `access` that share one journal. `workplaces` is replaced by the app with the desks' own."""

    journal: Journal
    accounts: Accounts
    agencies: Agencies
    names: StaffNames
    sessions: Sessions
    sign_in: SignIn
    readings: ReadingLog
    door: Door
    workplaces: Workplaces
    _desk_people: set[str] = dataclasses.field(default_factory=set)

    @classmethod
    def over(
        cls,
        journal: Journal,
        *,
        wall: Clock | None = None,
        passwords: Passwords | None = None,
        idle: timedelta = timedelta(minutes=15),
        zone: ZoneInfo | None = None,
        workplaces: Workplaces | None = None,
    ) -> "Access":
        """Access over a journal. `wall` times sessions and tries, whatever clock the domain runs on; `idle` is
        the rest after which a session locks; `zone` says when a day of the readings log begins."""
        pool, keys = journal.pool, journal.keys
        wall = wall or WallClock()
        passwords = passwords or Passwords()
        credentials = Credentials(pool, keys, wall)
        sessions = Sessions(pool, keys, wall, idle=idle)
        agencies = Agencies(journal)
        readings = ReadingLog(pool, wall, zone or ZoneInfo("Asia/Shanghai"))
        return cls(
            journal=journal,
            accounts=Accounts(journal, credentials, passwords, sessions, agencies),
            agencies=agencies,
            names=StaffNames(journal),
            sessions=sessions,
            sign_in=SignIn(journal, credentials, passwords, sessions, Tries(pool, keys, wall)),
            readings=readings,
            door=Door(journal, readings),
            workplaces=workplaces or NoDesks(),
        )

    async def caller(self, session: Session) -> Caller:
        """Who a session speaks for, as things are now. Raises `SignInNeeded` when the account is gone."""
        account_id = session.account_id
        # Only those who work at desks are looked for there: officers' phones ask often. For who did so before, the
        # account and the desk are looked up together, because every answer waits for this.
        known = account_id in self._desk_people
        state, place = await asyncio.gather(self.accounts.find(account_id), self._place(account_id, known))
        if state is None or state.disabled:
            raise SignInNeeded("session.ended")
        at_desks = Act.DESK_WORK in POLICY[Role(state.role)]
        if at_desks != known:
            place = await self._place(account_id, at_desks)
            (self._desk_people.add if at_desks else self._desk_people.discard)(account_id)
        ground = place.ground if place else frozenset()
        tree = await self.agencies.tree()
        names = await self.names.of([state])
        return Caller(
            account_id=state.id,
            name=names.get(state.id, ""),
            role=Role(state.role),
            agency_id=state.agency_id,
            unit_id=state.unit_id,
            session_id=session.id,
            desk_id=place.desk_id if place else None,
            ground=ground,
            live_report=place.live_report if place else None,
            visibility=visibility_of(tree, state.role, state.agency_id, state.unit_id, ground),
            language=state.language,
        )

    async def _place(self, account_id: str, at_desks: bool) -> Workplace | None:
        return await self.workplaces.of(account_id) if at_desks else None

    async def is_locked(self, session: Session, caller: Caller) -> bool:
        """Whether the session is locked, or locks now because it has rested too long. A desk that controls ground
        or has a caller on the line is never locked by idleness; a hand may lock it all the same."""
        if session.locked_at is not None:
            return True
        if caller.ground or caller.live_report or not self.sessions.is_idle(session):
            return False
        await self.sessions.lock(session.id)
        return True
