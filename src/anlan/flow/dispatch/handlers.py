"""Sending and what comes of it: authorise, load, decide, append; and the clocks of dispatch."""

import contextlib
from collections.abc import Mapping
from typing import Any

from anlan.access import Act, Caller
from anlan.command.settings import SETTINGS_STREAM
from anlan.errors import NotFound, Refused, Unavailable
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch import rules_answer, rules_merge, rules_send, rules_wait
from anlan.flow.dispatch.events import RecommendationMade
from anlan.flow.dispatch.recommended import RecommendationState, recommendation_stream
from anlan.flow.dispatch.rules_send import incident_of
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.state import Assignment, IncidentState, OfferMade, incident_stream
from anlan.flow.intake.types import TYPES_STREAM, TypeTree, tree_of
from anlan.flow.ports import Deps, FireTimer, Needs, require_matter, require_unit, run
from anlan.force.state import unit_stream
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Done, Planned, Recorded

__all__ = ["Dispatch", "needs_of"]


def needs_of(tree: TypeTree, incident: IncidentState) -> Needs:
    """What the incident's type asks of a unit."""
    return Needs(kinds=tree.kinds(incident.type), skills=tree.skills(incident.type))


class Dispatch:
    """Every act of dispatch. `caller` None is the service itself."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def recommend(self, ctx: Context, incident_id: str, caller: Caller | None = None) -> Done:
        """Rank the force for an incident and keep the result as the event of `Done`."""
        deps = self._deps
        incident, stream = incident_stream(incident_id), recommendation_stream(incident_id)
        # All that is needed of the journal in one look: this is asked for while somebody waits.
        loaded, earlier = await deps.journal.load(ctx, [incident, stream, TYPES_STREAM, SETTINGS_STREAM])
        if earlier is not None:
            return earlier
        state = loaded.of(IncidentState, incident)
        if state is None:
            raise NotFound("incident.none")
        require_matter(caller, Act.DISPATCH, state)
        if state.over:
            raise Refused("incident.closed", number=state.number)
        location = await deps.open_incidents.location_of(incident_id, state.revision)
        if location is None:
            raise Refused("incident.no_place", number=state.number)
        needs = needs_of(tree_of(loaded.of(TypeTree, TYPES_STREAM)), state)
        draft = await deps.recommend(location, needs, state.agency_id)
        event = RecommendationMade(
            incident_id=incident_id,
            items=draft.items,
            excluded=draft.excluded,
            needs={"kinds": needs.kinds, "skills": needs.skills, "equipment": needs.equipment},
            considered=draft.considered,
            blocked=draft.blocked,
            digest=draft.digest,
            roads=draft.roads,
        )

        def decide(d: Deciding) -> Decision:
            d.find(RecommendationState, stream)
            d.plan(Planned(stream, event, matter=incident_id))
            return d.decision({"digest": draft.digest})

        return await run(deps, ctx, [stream], decide, loaded=loaded)

    async def made(self, done: Done) -> Recorded | None:
        """The recommendation that a command made, also when it was asked for again long after."""
        return done.events[0] if done.events else await self._deps.journal.event(done.seq)

    async def recommended(self, incident_id: str) -> RecommendationState | None:
        """The latest recommendation."""
        return await self._deps.journal.state(recommendation_stream(incident_id), RecommendationState)

    async def send(self, ctx: Context, command: c.SendUnit, caller: Caller | None = None) -> Done:
        """Assign or offer."""

        def decide(d: Deciding) -> Decision:
            d.need(incident_stream(command.incident_id), unit_stream(command.unit_id))
            require_matter(caller, Act.DISPATCH, d.incident(command.incident_id))
            if caller is not None and not caller.visibility.sees_agency(d.unit(command.unit_id).agency_id):
                raise NotFound("force.no_unit", unit=command.unit_id)
            return rules_send.send_unit(d, command)

        streams = [incident_stream(command.incident_id), unit_stream(command.unit_id)]
        return await run(self._deps, ctx, streams, decide)

    async def accept(self, ctx: Context, command: c.AcceptOffer, caller: Caller | None = None) -> Done:
        """The unit, or a desk for it, takes an offer."""

        def decide(d: Deciding) -> Decision:
            self._answering(d, command.offer_id, caller)
            return rules_answer.accept_offer(d, command)

        return await run(self._deps, ctx, [incident_stream(incident_of(command.offer_id))], decide)

    async def decline(self, ctx: Context, command: c.DeclineOffer, caller: Caller | None = None) -> Done:
        """The unit, or a desk for it, does not take an offer."""

        def decide(d: Deciding) -> Decision:
            self._answering(d, command.offer_id, caller)
            return rules_answer.decline_offer(d, command)

        return await run(self._deps, ctx, [incident_stream(incident_of(command.offer_id))], decide)

    def _answering(self, d: Deciding, offer_id: str, caller: Caller | None) -> None:
        if caller is None:
            return
        incident = d.find(IncidentState, incident_stream(incident_of(offer_id)))
        if incident is None:
            raise NotFound("dispatch.no_offer")
        sends: list[OfferMade | Assignment] = [*incident.offers, *incident.assignments]
        asked = next((each for each in sends if each.id == offer_id), None)
        if asked is None:
            # An offer that is over is nobody's to answer; what may be said of it is said by the rule.
            if caller.unit_id is None:
                require_matter(caller, Act.OFFER_ANSWER, incident)
            return
        require_unit(caller, Act.OFFER_ANSWER, d.unit(asked.unit_id), incident)

    async def withdraw(self, ctx: Context, command: c.Withdraw, caller: Caller | None = None) -> Done:
        """Take back an offer or an assignment."""
        return await self._on(ctx, incident_of(command.offer_id), caller, lambda d: rules_answer.withdraw(d, command))

    async def reassign(self, ctx: Context, command: c.Reassign, caller: Caller | None = None) -> Done:
        """One unit instead of another."""
        return await self._on(ctx, command.incident_id, caller, lambda d: rules_send.reassign(d, command))

    async def hold(self, ctx: Context, command: c.Hold, caller: Caller | None = None) -> Done:
        """Keep an incident back."""
        return await self._on(ctx, command.incident_id, caller, lambda d: rules_wait.hold(d, command))

    async def end_hold(self, ctx: Context, command: c.EndHold, caller: Caller | None = None) -> Done:
        """Keep it back, or let it wait for a unit, no more."""
        return await self._on(ctx, command.incident_id, caller, lambda d: rules_wait.end_hold(d, command))

    async def stack(self, ctx: Context, command: c.Stack, caller: Caller | None = None) -> Done:
        """Let it wait for a unit."""
        return await self._on(ctx, command.incident_id, caller, lambda d: rules_wait.stack(d, command))

    async def merge(self, ctx: Context, command: c.Merge, caller: Caller | None = None) -> Done:
        """Two incidents are one; both must be the caller's work."""

        def decide(d: Deciding) -> Decision:
            d.need(incident_stream(command.incident_id), incident_stream(command.into))
            require_matter(caller, Act.INCIDENT_MERGE, d.incident(command.into))
            require_matter(caller, Act.INCIDENT_MERGE, d.incident(command.incident_id))
            return rules_merge.merge(d, command)

        streams = [incident_stream(command.incident_id), incident_stream(command.into)]
        return await run(self._deps, ctx, streams, decide)

    async def _on(self, ctx: Context, incident_id: str, caller: Caller | None, rule: Any) -> Done:
        def decide(d: Deciding) -> Decision:
            require_matter(caller, Act.DISPATCH, d.incident(incident_id))
            decision: Decision = rule(d)
            return decision

        return await run(self._deps, ctx, [incident_stream(incident_id)], decide)

    # Clocks

    def timers(self) -> Mapping[str, FireTimer]:
        """Timer kind -> what it does when it fires."""
        return {
            "dispatch.pending_due": self._waiting_due("pending"),
            "dispatch.held_due": self._waiting_due("held"),
            "dispatch.stacked_due": self._waiting_due("stacked"),
            "dispatch.acknowledge_due": self._acknowledge_due,
            "dispatch.offer_due": self._offer_due,
            "dispatch.next_due": self._next_due,
            "dispatch.recommend_due": self._recommend_due,
            "dispatch.backup_due": self._backup_due,
            "dispatch.stack_served": self._stack_served,
        }

    def _waiting_due(self, status: str) -> FireTimer:
        async def fire(payload: dict[str, Any], ctx: Context, timer: str) -> None:
            incident_id, turn = payload["incident_id"], payload["turn"]
            await run(
                self._deps,
                ctx,
                [incident_stream(incident_id)],
                lambda d: rules_wait.waiting_due(d, incident_id, turn, status),
                timer=timer,
            )

        return fire

    async def _acknowledge_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        streams = [incident_stream(incident_of(payload["assignment_id"]))]
        await run(self._deps, ctx, streams, lambda d: rules_wait.acknowledge_due(d, payload), timer=timer)

    async def _offer_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        offer_id = payload["offer_id"]
        streams = [incident_stream(incident_of(offer_id))]
        await run(self._deps, ctx, streams, lambda d: rules_answer.expire_offer(d, offer_id), timer=timer)

    async def _next_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        """Rank the force anew, so that who is next is who is next now."""
        incident_id = incident_of(payload["offer_id"])
        state = await self._deps.journal.state(incident_stream(incident_id), IncidentState)
        candidates: list[str] = []
        if state is not None and state.status == "pending" and state.located:
            again = Context(command_id=derived_id("next", ctx.command_id), actor=ctx.actor, cause=ctx.cause)
            await self.recommend(again, incident_id)
            latest = await self.recommended(incident_id)
            candidates = [str(item["unit_id"]) for item in latest.items] if latest else []
        told = c.NextInLine(incident_id=incident_id, offer_id=payload["offer_id"], candidates=candidates)
        streams = [incident_stream(incident_id)]
        await run(self._deps, ctx, streams, lambda d: rules_answer.next_in_line(d, told), timer=timer)

    async def _backup_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        streams = [incident_stream(payload["incident_id"])]
        await run(self._deps, ctx, streams, lambda d: rules_wait.backup_due(d, payload), timer=timer)

    async def _recommend_due(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        """Have the ranking ready. Where it cannot be made (no roads, closed meanwhile) a person may still ask."""
        with contextlib.suppress(Refused, Unavailable):
            await self.recommend(ctx, payload["incident_id"])

    async def _stack_served(self, payload: dict[str, Any], ctx: Context, timer: str) -> None:
        told = c.Unstack(unit_id=payload["unit_id"])
        streams = [unit_stream(told.unit_id)]
        await run(self._deps, ctx, streams, lambda d: rules_wait.serve_stack(d, told), timer=timer)
