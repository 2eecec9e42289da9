"""Dispatch over HTTP: parse, command, answer."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access.http import Act, Commanded, Signed
from anlan.access.wire import json_answer, service, tell_position
from anlan.clock import iso
from anlan.errors import Invalid, NotFound
from anlan.flow.dispatch import commands as c
from anlan.flow.dispatch.events import RecommendationMade
from anlan.flow.dispatch.handlers import Dispatch
from anlan.flow.dispatch.recommended import RecommendationState
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.ports import Deps, require_matter
from anlan.journal import Done

__all__ = ["router"]

router = APIRouter(tags=["dispatch"])

Acts = Annotated[Dispatch, service(Dispatch)]
World = Annotated[Deps, service(Deps)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
IdTold = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[str, Field(max_length=10_000)]
Answer = dict[str, Any]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")


class SendTold(_Told):
    """`direct` by default as the priority's setting says; `preempt` takes the unit from what is less urgent."""

    unit_id: IdTold
    direct: bool | None = None
    preempt: bool = False


class Sent(BaseModel):
    id: str
    status: str
    expires_at: str | None = None


class ReassignTold(_Told):
    from_unit: IdTold
    to_unit: IdTold
    preempt: bool = False


class HoldTold(_Told):
    """`reason`: a code, or words, which are kept sealed. Without `until` for the setting's length."""

    reason: Annotated[str, Field(min_length=1, max_length=10_000)]
    until: datetime | None = None


class StackTold(_Told):
    unit_id: IdTold


class MergeTold(_Told):
    into: IdTold


class WordsTold(_Told):
    reason: Words | None = None


async def _answered(request: Request, response: Response, done: Done) -> Answer:
    await tell_position(request, response, done)
    return done.answer


def _told(state: RecommendationState) -> Answer:
    return {
        "made_at": iso(state.made_at),
        "event_id": state.event_id,
        "digest": state.digest,
        "items": state.items,
        "excluded": state.excluded,
    }


@router.get("/incidents/{incident_id}/recommendation", response_model=Answer)
async def get_recommendation(incident_id: Id, signed: Signed, acts: Acts, world: World) -> Response:
    """The latest recommendation made for it."""
    state = await world.journal.state(incident_stream(incident_id), IncidentState)
    if state is None:
        raise NotFound("incident.none")
    require_matter(signed, Act.BOARD_READ, state)
    latest = await acts.recommended(incident_id)
    if latest is None:
        raise NotFound("dispatch.no_recommendation")
    return json_answer(_told(latest))


@router.post("/incidents/{incident_id}/recommendation", response_model=Answer, openapi_extra={"x-problems": [503]})
async def recommend(incident_id: Id, signed: Signed, context: Commanded, acts: Acts) -> Response:
    """Rank the force now, and keep the result with what it was made of."""
    done = await acts.recommend(context, incident_id, signed)
    record = await acts.made(done)
    if record is None or not isinstance(record.event, RecommendationMade):
        raise NotFound("dispatch.no_recommendation")
    return json_answer(
        {
            "made_at": iso(record.recorded_at),
            "event_id": record.id,
            "digest": record.event.digest,
            "items": record.event.items,
            "excluded": record.event.excluded,
        }
    )


@router.post("/incidents/{incident_id}/offers", response_model=Sent, status_code=201)
async def send(
    incident_id: Id,
    told: SendTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """Send a unit: assigned, or asked."""
    command = c.SendUnit(incident_id=incident_id, unit_id=told.unit_id, direct=told.direct, preempt=told.preempt)
    return await _answered(request, response, await acts.send(context, command, signed))


@router.post("/offers/{offer_id}/accept", response_model=Answer)
async def accept(
    offer_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, acts: Acts
) -> Any:
    """The unit takes it."""
    return await _answered(request, response, await acts.accept(context, c.AcceptOffer(offer_id=offer_id), signed))


@router.post("/offers/{offer_id}/decline", response_model=Answer)
async def decline(
    offer_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
    told: WordsTold | None = None,
) -> Any:
    """The unit does not take it."""
    command = c.DeclineOffer(offer_id=offer_id, reason=(told.reason or None) if told else None)
    return await _answered(request, response, await acts.decline(context, command, signed))


@router.post("/offers/{offer_id}/withdraw", response_model=Answer)
async def withdraw(
    offer_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
    told: WordsTold | None = None,
) -> Any:
    """Take back an offer or an assignment."""
    command = c.Withdraw(offer_id=offer_id, reason=(told.reason or None) if told else None)
    return await _answered(request, response, await acts.withdraw(context, command, signed))


@router.post("/incidents/{incident_id}/reassign", response_model=Sent)
async def reassign(
    incident_id: Id,
    told: ReassignTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """One unit instead of another."""
    command = c.Reassign(
        incident_id=incident_id, from_unit=told.from_unit, to_unit=told.to_unit, preempt=told.preempt
    )
    return await _answered(request, response, await acts.reassign(context, command, signed))


@router.post("/incidents/{incident_id}/hold", response_model=Answer)
async def hold(
    incident_id: Id,
    told: HoldTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """Keep it back for a reason."""
    if told.until is not None and (told.until.tzinfo is None or not 1970 <= told.until.year <= 2999):
        raise Invalid("request.invalid", fields=[("until", "field.time")])
    command = c.Hold(incident_id=incident_id, reason=told.reason, until=told.until)
    return await _answered(request, response, await acts.hold(context, command, signed))


@router.post("/incidents/{incident_id}/release", response_model=Answer)
async def release(
    incident_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, acts: Acts
) -> Any:
    """Back to the queue: held or stacked no more."""
    done = await acts.end_hold(context, c.EndHold(incident_id=incident_id), signed)
    return await _answered(request, response, done)


@router.post("/incidents/{incident_id}/stack", response_model=Answer)
async def stack(
    incident_id: Id,
    told: StackTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """Let it wait for a unit that has something else to do."""
    done = await acts.stack(context, c.Stack(incident_id=incident_id, unit_id=told.unit_id), signed)
    return await _answered(request, response, done)


@router.post("/incidents/{incident_id}/merge", response_model=Answer)
async def merge(
    incident_id: Id,
    told: MergeTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """It is the same as another: reports and units go there."""
    done = await acts.merge(context, c.Merge(incident_id=incident_id, into=told.into), signed)
    return await _answered(request, response, done)
