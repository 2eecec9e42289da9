"""Closing and after: authorise, load, decide, append; and the clock of the call that is owed."""

from collections.abc import Mapping
from typing import Any

from anlan.access import Act, Caller
from anlan.flow.closure import commands as c
from anlan.flow.closure import rules
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import incident_stream
from anlan.flow.ports import Deps, FireTimer, require_matter, run
from anlan.journal import Context, Decision, Done

__all__ = ["Closure"]


class Closure:
    """Acts at an incident's end. `caller` None is a replayed past, where a person decided; never a timer."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def close(self, ctx: Context, command: c.CloseIncident, caller: Caller | None = None) -> Done:
        """Close an incident with a disposition."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_CLOSE, d.incident(command.incident_id))
            return rules.close_incident(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def reopen(self, ctx: Context, command: c.ReopenIncident, caller: Caller | None = None) -> Done:
        """Take it up again."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_CLOSE, d.incident(command.incident_id))
            return rules.reopen_incident(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    async def finish_call_back(self, ctx: Context, command: c.FinishCallBack, caller: Caller | None = None) -> Done:
        """The caller was called back."""

        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.INCIDENT_CALL_BACK, d.incident(command.incident_id))
            return rules.finish_call_back(d, command)

        return await run(self._deps, ctx, [incident_stream(command.incident_id)], decide)

    def timers(self) -> Mapping[str, FireTimer]:
        """Timer kind -> what it does when it fires."""
        return {"closure.call_back_due": self._call_back_due}

    async def _call_back_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        streams = [incident_stream(payload["incident_id"])]
        await run(self._deps, ctx, streams, lambda d: rules.call_back_due(d, payload), timer=timer)
