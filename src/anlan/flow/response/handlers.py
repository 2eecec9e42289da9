"""What units tell, and desks for them: authorise, load, decide, append."""

from anlan.access import Act, Caller
from anlan.errors import NotFound
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.ports import Deps, require_matter, require_unit, run
from anlan.flow.response import commands as c
from anlan.flow.response import rules
from anlan.force.state import unit_stream
from anlan.journal import Context, Decision, Done

__all__ = ["Response"]


class Response:
    """Statuses, backup, pictures. `caller` None is the service itself."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def set_status(self, ctx: Context, command: c.SetStatus, caller: Caller | None = None) -> Done:
        """A unit's status at the context's time, by the unit or by a desk on its behalf."""

        def decide(d: Deciding) -> Decision:
            unit = d.unit(command.unit_id)
            incident = d.incident(unit.incident_id) if unit.incident_id and caller is not None else None
            require_unit(caller, Act.UNIT_STATUS, unit, incident)
            return rules.set_status(d, command)

        streams = [unit_stream(command.unit_id)]
        if command.incident_id:
            streams.append(incident_stream(command.incident_id))
        return await run(self._deps, ctx, streams, decide)

    async def request_backup(self, ctx: Context, command: c.RequestBackup, caller: Caller | None = None) -> Done:
        """Those who are there need more."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_BACKUP, d.incident(command.incident_id))
            return rules.request_backup(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def may_add_picture(self, ctx: Context, incident_id: str, caller: Caller | None) -> Done | None:
        """Ask before the bytes are stored. Answers what this very command was answered before, if it was; raises as
        `add_picture` would."""
        stream = incident_stream(incident_id)
        loaded, earlier = await self._deps.journal.load(ctx, [stream])
        if earlier is not None:
            return earlier
        state = loaded.of(IncidentState, stream)
        if state is None:
            raise NotFound("incident.none")
        require_matter(caller, Act.PICTURE_ADD, state)
        return None

    async def add_picture(self, ctx: Context, command: c.AddPicture, caller: Caller | None = None) -> Done:
        """A picture that lies in the store already."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.PICTURE_ADD, d.incident(command.incident_id))
            return rules.add_picture(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)
