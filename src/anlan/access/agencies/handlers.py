"""Keeping the tree of agencies, and answering what lies below one."""

import time
from datetime import datetime
from typing import Any

from anlan.access.agencies.rules import AgencyTold, checked, decide
from anlan.access.agencies.state import AgencyState, agency_stream
from anlan.access.visibility import AgencyTree
from anlan.errors import NotFound
from anlan.journal import Context, Decision, Done, Journal, Planned, Streams

__all__ = ["Agencies"]

_FRESH_SECONDS = 2.0


class Agencies:
    """Agencies by id. What this process changes it sees at once, what another changes within two seconds."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, AgencyState] = {}
        self._tree = AgencyTree({})
        self._asked_at: float | None = None

    async def all(self) -> dict[str, AgencyState]:
        """Every agency by id."""
        now = time.monotonic()
        if self._asked_at is None or now - self._asked_at > _FRESH_SECONDS:
            # Said before asking, so that many at once ask once and the others use what is known.
            self._asked_at = now if self._known else None
            states = await self._journal.states("agency", AgencyState)
            known = {state.id: state for state in states.values()}
            if known != self._known:
                self._known = known
                self._tree = AgencyTree({state.id: state.parent_id for state in known.values()})
            self._asked_at = now
        return self._known

    async def tree(self) -> AgencyTree:
        await self.all()
        return self._tree

    async def get(self, agency_id: str) -> AgencyState:
        """The agency. Raises `NotFound`."""
        state = await self._journal.state(agency_stream(agency_id), AgencyState)
        if state is None:
            raise NotFound("agency.not_found")
        return state

    async def tell(self, context: Context, told: AgencyTold, *, revision: int | None = None) -> Done:
        """Register or change an agency; the answer is `{"id", "revision", "what"}` with what was done:
        registered, changed or unchanged. `revision` is what the teller has seen (`If-Match`). Raises `Invalid`,
        `Conflict`."""
        stream = agency_stream(told.id)
        states = await self._journal.states("agency", AgencyState)
        told = checked(told, {state.id: state.parent_id for state in states.values()})

        def decided(streams: Streams, now: datetime) -> Decision:
            events = decide(streams.of(AgencyState, stream), told)
            version = streams.versions[stream]
            what = "unchanged" if not events else "registered" if version == 0 else "changed"
            answer: dict[str, Any] = {"id": told.id, "revision": version + len(events), "what": what}
            return Decision([Planned(stream, event) for event in events], answer)

        expect = None if revision is None else {stream: revision}
        done = await self._journal.run(context, [stream], decided, expect)
        self._asked_at = None
        return done
