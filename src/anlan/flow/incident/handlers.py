"""Reports and facts: authorise, load, decide, append."""

import contextlib
from datetime import datetime

from msgspec.structs import replace

from anlan.access import Act, Caller, require
from anlan.command.settings import SETTINGS_STREAM, PlatformSettings, settings_of
from anlan.errors import NotFound, Refused
from anlan.flow.incident import commands as c
from anlan.flow.incident import rules, rules_reports
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.intake.commands import AddToReport, EndReport, Spot, TakeReport
from anlan.flow.intake.numbers import number_stream
from anlan.flow.intake.same import Nearby
from anlan.flow.intake.types import TYPES_STREAM
from anlan.flow.ports import Deps, LonLat, require_matter, run
from anlan.force.state import desk_stream
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Done

__all__ = ["Incidents", "new_incident_id"]


def new_incident_id(ctx: Context) -> str:
    """The id of the incident that a command opens: the same at every try of it."""
    return derived_id("incident", ctx.command_id)


class Incidents:
    """Every act on reports and on an incident's facts. `caller` None is the service itself."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def take_report(self, ctx: Context, command: TakeReport, caller: Caller | None = None) -> Done:
        """Take a report; the place is described and near incidents are looked for here. Its `new_incident_id`
        is set from the context when empty."""
        if caller is not None:
            require(caller, Act.REPORT_TAKE)
        deps = self._deps
        command = await self._located(ctx, command)
        if command.incident_id is not None:
            joined = command.incident_id
            streams = [incident_stream(joined), TYPES_STREAM]
            if command.desk_id:
                streams.append(desk_stream(command.desk_id))

            def join(d: Deciding) -> Decision:
                require_matter(caller, Act.REPORT_TAKE, d.incident(joined))
                return rules_reports.take_report(d, command, "")

            return await run(deps, ctx, streams, join)
        numbers = number_stream(deps.journal.clock.now(), deps.zone)
        streams = [incident_stream(command.new_incident_id), numbers, TYPES_STREAM]
        if command.desk_id:
            streams.append(desk_stream(command.desk_id))
        # Openings of one process queue for the day's counter here, instead of meeting in the database.
        async with deps.numbering:
            return await run(deps, ctx, streams, lambda d: rules_reports.take_report(d, command, numbers))

    async def _located(self, ctx: Context, command: TakeReport) -> TakeReport:
        if not command.new_incident_id:
            command = replace(command, new_incident_id=new_incident_id(ctx))
        location = command.location
        if location is None:
            return command
        if command.spot is None:
            spot = await self._deps.describe(location) or Spot(agency_id=command.agency_id)
            command = replace(command, spot=spot)
        if command.incident_id is None and not command.nearby:
            command = replace(command, nearby=await self._near(location, ctx.occurred_at))
        return command

    async def _near(self, location: LonLat, occurred_at: datetime | None) -> list[Nearby]:
        deps = self._deps
        settings = settings_of(await deps.journal.state(SETTINGS_STREAM, PlatformSettings))
        return deps.open_incidents.near(
            location,
            occurred_at or deps.journal.clock.now(),
            metres=settings.same_metres,
            minutes=settings.same_minutes,
        )

    async def add_to_report(self, ctx: Context, command: AddToReport, caller: Caller | None = None) -> Done:
        """The caller says more."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.REPORT_TAKE, d.incident(rules_reports.report_of(command.report_id)))
            return rules_reports.add_to_report(d, command)

        return await run(self._deps, ctx, [incident_stream(rules_reports.report_of(command.report_id))], decide)

    async def end_report(self, ctx: Context, command: EndReport, caller: Caller | None = None) -> Done:
        """The caller hung up."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.REPORT_TAKE, d.incident(rules_reports.report_of(command.report_id)))
            return rules_reports.end_report(d, command)

        return await run(self._deps, ctx, [incident_stream(rules_reports.report_of(command.report_id))], decide)

    async def change(self, ctx: Context, command: c.ChangeIncident, caller: Caller | None = None) -> Done:
        """Change facts; a new place is described here, and what is near it proposed afterwards."""
        if command.location is not None and command.spot is None:
            spot = await self._deps.describe(command.location)
            if spot is None:
                state = await self.get(command.incident_id)
                spot = Spot(agency_id=state.agency_id)
            command = replace(command, spot=spot)

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_CHANGE, d.incident(command.incident_id))
            return rules.change_incident(d, command)

        done = await run(self._deps, ctx, [incident_stream(command.incident_id), TYPES_STREAM], decide)
        # Also when it is asked again: the first try may have been killed before it came to this.
        if command.location is not None or command.type is not None:
            await self._propose(ctx, command)
        return done

    async def _propose(self, ctx: Context, command: c.ChangeIncident) -> None:
        state = await self.get(command.incident_id)
        location = command.location or await self._deps.open_incidents.location_of(state.id, state.revision)
        if location is None:
            return
        nearby = [each for each in await self._near(location, state.occurred_at) if each.incident_id != state.id]
        if not nearby:
            return
        again = Context(command_id=derived_id("propose", ctx.command_id), actor="system:same", cause=ctx.command_id)
        told = c.ProposeSame(incident_id=state.id, nearby=nearby)
        # It may have been closed or merged in between; then there is nothing to propose.
        with contextlib.suppress(Refused):
            await run(
                self._deps,
                again,
                [incident_stream(state.id), TYPES_STREAM],
                lambda d: rules.propose_again(d, told),
            )

    async def add_remark(self, ctx: Context, command: c.AddRemark, caller: Caller | None = None) -> Done:
        """Append a remark; two at once both succeed."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.REMARK_ADD, d.incident(command.incident_id))
            return rules.add_remark(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def dismiss_proposal(self, ctx: Context, command: c.DismissProposal, caller: Caller | None = None) -> Done:
        """Two incidents are not the same."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_MERGE, d.incident(command.incident_id))
            return rules.dismiss_proposal(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def separate_report(self, ctx: Context, command: c.SeparateReport, caller: Caller | None = None) -> Done:
        """Give a report an incident of its own, with the place of the one it leaves."""
        location, place = await self._deps.open_incidents.place_of(command.incident_id)
        command = replace(
            command,
            new_incident_id=command.new_incident_id or new_incident_id(ctx),
            location=location,
            place=place,
        )
        numbers = number_stream(self._deps.journal.clock.now(), self._deps.zone)

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_MERGE, d.incident(command.incident_id))
            return rules_reports.separate_report(d, command, numbers)

        streams = [incident_stream(command.incident_id), incident_stream(command.new_incident_id), numbers]
        async with self._deps.numbering:
            return await run(self._deps, ctx, streams, decide)

    async def unmerge(self, ctx: Context, command: c.Unmerge, caller: Caller | None = None) -> Done:
        """They are two after all."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_MERGE, d.incident(command.incident_id))
            return rules.unmerge(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def find(self, incident_id: str) -> IncidentState | None:
        """The incident as it is now."""
        return await self._deps.journal.state(incident_stream(incident_id), IncidentState)

    async def get(self, incident_id: str) -> IncidentState:
        """The same, or `NotFound`."""
        state = await self.find(incident_id)
        if state is None:
            raise NotFound("incident.none")
        return state
