"""Units and desks: authorise, load, decide, append."""

from collections.abc import Callable
from datetime import datetime

from anlan.access import Act, Caller, require
from anlan.access.sessions.workplaces import Workplace
from anlan.errors import NotFound, Refused
from anlan.force import commands as c
from anlan.force import rules_desks, rules_units
from anlan.force.cards import desk_card
from anlan.force.ground import Children
from anlan.force.state import DeskState, UnitState, desk_stream, unit_stream
from anlan.journal import Context, Decision, Done, Streams
from anlan.journal.journal import Journal

__all__ = ["DeskWorkplaces", "Desks", "Units"]


class Units:
    """What units are, and duty. `caller` None is the service itself or a loader."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def register(self, ctx: Context, command: c.RegisterUnit, caller: Caller | None = None) -> Done:
        """Register a unit, or make it what is said."""
        if caller is not None:
            require(caller, Act.UNIT_MANAGE)
        stream = unit_stream(command.unit_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_units.register_unit(s.of(UnitState, stream), command)
        )

    async def retire(self, ctx: Context, command: c.RetireUnit, caller: Caller | None = None) -> Done:
        """The unit is no more."""
        if caller is not None:
            require(caller, Act.UNIT_MANAGE)
        stream = unit_stream(command.unit_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_units.retire_unit(s.of(UnitState, stream), command)
        )

    async def begin_duty(self, ctx: Context, command: c.BeginDuty, caller: Caller | None = None) -> Done:
        """On duty."""
        stream = unit_stream(command.unit_id)

        def decide(streams: Streams, now: datetime) -> Decision:
            state = streams.of(UnitState, stream)
            _may(caller, Act.UNIT_DUTY, rules_units.get_unit(state, command.unit_id))
            return rules_units.begin_duty(state, command)

        return await self._journal.run(ctx, [stream], decide)

    async def end_duty(self, ctx: Context, command: c.EndDuty, caller: Caller | None = None) -> Done:
        """Off duty."""
        stream = unit_stream(command.unit_id)

        def decide(streams: Streams, now: datetime) -> Decision:
            state = streams.of(UnitState, stream)
            _may(caller, Act.UNIT_DUTY, rules_units.get_unit(state, command.unit_id))
            return rules_units.end_duty(state, command)

        return await self._journal.run(ctx, [stream], decide)

    def now(self) -> datetime:
        """The domain's present moment."""
        return self._journal.clock.now()

    async def get(self, unit_id: str) -> UnitState:
        """The unit as it is now, or `NotFound`."""
        return rules_units.get_unit(await self._journal.state(unit_stream(unit_id), UnitState), unit_id)

    async def all(self) -> list[UnitState]:
        """Every unit that is not retired, by id."""
        states = await self._journal.states("unit", UnitState)
        return [state for state in states.values() if not state.retired]


def _may(caller: Caller | None, act: Act, unit: UnitState) -> None:
    if caller is None:
        return
    if caller.unit_id != unit.id and not caller.visibility.sees_agency(unit.agency_id):
        raise NotFound("force.no_unit", unit=unit.id)
    require(caller, act, agency_id=unit.agency_id, unit_id=unit.id)


class Desks:
    """Who works at which desk, and the ground. `children` answers the agencies' tree at this moment."""

    def __init__(self, journal: Journal, children: Callable[[], Children]) -> None:
        self._journal = journal
        self._children = children
        self._known: dict[str, tuple[int, DeskState]] = {}

    async def register(self, ctx: Context, command: c.RegisterDesk, caller: Caller | None = None) -> Done:
        """Make a desk known."""
        if caller is not None:
            require(caller, Act.DESK_MANAGE)
        stream = desk_stream(command.desk_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_desks.register_desk(s.of(DeskState, stream), command)
        )

    async def change(self, ctx: Context, command: c.ChangeDesk, caller: Caller | None = None) -> Done:
        """Rename a desk, or set its ground."""
        if caller is not None:
            require(caller, Act.DESK_MANAGE)
        stream = desk_stream(command.desk_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_desks.change_desk(s.of(DeskState, stream), command)
        )

    async def log_on(self, ctx: Context, command: c.LogOn, caller: Caller | None = None) -> Done:
        """Work at a desk; the one the account was at is left in the same transaction."""
        if caller is not None:
            require(caller, Act.DESK_WORK)
        before = command.from_desk or await self._desk_of(command.account_id)
        command = c.LogOn(
            desk_id=command.desk_id,
            account_id=command.account_id,
            from_desk=before,
            take_over=command.take_over,
        )
        stream = desk_stream(command.desk_id)
        streams = [stream, *([desk_stream(before)] if before and before != command.desk_id else [])]

        def decide(loaded: Streams, now: datetime) -> Decision:
            state = loaded.of(DeskState, stream)
            left = loaded.of(DeskState, streams[1]) if len(streams) > 1 else None
            self._own_ground(caller, rules_desks.get_desk(state, command.desk_id))
            return rules_desks.log_on(state, left, command)

        return await self._journal.run(ctx, streams, decide)

    async def log_off(self, ctx: Context, command: c.LogOff, caller: Caller | None = None) -> Done:
        """Leave a desk."""
        if caller is not None:
            require(caller, Act.DESK_WORK)
        stream = desk_stream(command.desk_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_desks.log_off(s.of(DeskState, stream), command)
        )

    async def split(self, ctx: Context, command: c.SplitDesk, caller: Caller | None = None) -> Done:
        """Give some of a desk's ground to another."""
        streams = [desk_stream(command.desk_id), desk_stream(command.into)]

        def decide(loaded: Streams, now: datetime) -> Decision:
            state, into = loaded.of(DeskState, streams[0]), loaded.of(DeskState, streams[1])
            self._at_desk(caller, rules_desks.get_desk(state, command.desk_id))
            return rules_desks.split_desk(state, into, command, self._children())

        return await self._journal.run(ctx, streams, decide)

    async def merge(self, ctx: Context, command: c.MergeDesk, caller: Caller | None = None) -> Done:
        """Give all of a desk's ground to another."""
        streams = [desk_stream(command.desk_id), desk_stream(command.into)]

        def decide(loaded: Streams, now: datetime) -> Decision:
            state, into = loaded.of(DeskState, streams[0]), loaded.of(DeskState, streams[1])
            self._at_desk(caller, rules_desks.get_desk(state, command.desk_id))
            return rules_desks.merge_desk(state, into, command, self._children())

        return await self._journal.run(ctx, streams, decide)

    async def hand_over(self, ctx: Context, command: c.HandOverDesk, caller: Caller | None = None) -> Done:
        """Give the desk to the next shift."""
        if caller is not None:
            require(caller, Act.DESK_WORK)
        stream = desk_stream(command.desk_id)
        return await self._journal.run(
            ctx, [stream], lambda s, now: rules_desks.hand_over(s.of(DeskState, stream), command)
        )

    async def all(self) -> list[DeskState]:
        """Every desk as it is now. Only what has changed since the last question is read."""
        rows = await self._journal.pool.fetch(
            "select stream, version from work.streams where stream >= 'desk:' and stream < 'desk;' order by stream"
        )
        stale = [row["stream"] for row in rows if self._known.get(row["stream"], (0,))[0] != row["version"]]
        for stream in stale:
            state = await self._journal.state(stream, DeskState)
            if state is not None:
                self._known[stream] = (state.revision, state)
        return [self._known[row["stream"]][1] for row in rows if row["stream"] in self._known]

    async def get(self, desk_id: str) -> DeskState:
        """The desk as it is now, or `NotFound`."""
        return rules_desks.get_desk(await self._journal.state(desk_stream(desk_id), DeskState), desk_id)

    async def _desk_of(self, account_id: str) -> str | None:
        return next((desk.id for desk in await self.all() if desk.account_id == account_id), None)

    def _own_ground(self, caller: Caller | None, desk: DeskState) -> None:
        if caller is not None and not caller.visibility.sees_agency(desk.agency_id):
            raise NotFound("force.no_desk", desk=desk.id)

    def _at_desk(self, caller: Caller | None, desk: DeskState) -> None:
        if caller is None:
            return
        require(caller, Act.DESK_WORK)
        if desk.account_id is not None and desk.account_id != caller.account_id:
            raise Refused("force.not_at_desk", desk=desk.name)
        self._own_ground(caller, desk)


class DeskWorkplaces:
    """What `access` asks of desks (its port `Workplaces`)."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def of(self, account_id: str) -> Workplace | None:
        """The desk this account is logged on to."""
        for desk in await self._desks.all():
            if desk.account_id == account_id:
                return Workplace(desk.id, frozenset(desk.ground), desk.live_report, desk_card(desk) or {})
        return None

    async def change_hands(self, before: Caller, after_account_id: str, context: Context) -> None:
        """The next person works at the same desk, also while a caller is on the line."""
        if before.desk_id is not None:
            told = c.LogOn(desk_id=before.desk_id, account_id=after_account_id, take_over=True)
            await self._desks.log_on(context, told)

    async def leave(self, caller: Caller, context: Context) -> None:
        """Nobody is at the desk now; one with a caller on the line stays theirs until the call ends."""
        if caller.desk_id is not None:
            try:
                await self._desks.log_off(context, c.LogOff(desk_id=caller.desk_id, account_id=caller.account_id))
            except Refused:
                return
