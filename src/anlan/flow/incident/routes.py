"""Reports and incidents over HTTP: parse, command, answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access import Access
from anlan.access.http import Commanded, Signed
from anlan.access.wire import (
    Cursor,
    Limit,
    if_match,
    json_answer,
    next_cursor,
    read_cursor,
    service,
    tell_position,
    tell_revision,
)
from anlan.errors import Invalid
from anlan.flow.incident import commands as c
from anlan.flow.incident.cards import card_of
from anlan.flow.incident.handlers import Incidents
from anlan.flow.incident.reading import IncidentReading
from anlan.flow.incident.rules_reports import report_of
from anlan.flow.incident.views import find_incidents, read_up, states_of
from anlan.flow.intake.commands import AddToReport, EndReport, TakeReport
from anlan.flow.intake.types import TYPES_STREAM, TypeTree, tree_of
from anlan.flow.ports import Deps, at_time, matter_of
from anlan.force.state import UnitState, unit_stream

__all__ = ["router"]

router = APIRouter(tags=["incidents"])

Handlers = Annotated[Incidents, service(Incidents)]
World = Annotated[Deps, service(Deps)]
Door = Annotated[Access, service(Access)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=10_000)]
Priority = Literal["P1", "P2", "P3", "P4"]
Answers = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=60)]], Field(max_length=60)
]
Moment = Annotated[datetime, Field(description="ISO 8601 with offset.")]
OPEN = ("pending", "held", "stacked", "offered", "assigned", "enroute", "onscene")


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ReportTold(_Told):
    """One telling. Without `incident_id` it opens an incident; without `type` that is `unknown`, P2."""

    channel: Literal["voice", "sms", "web", "video", "device", "partner", "officer"]
    text: Text | None = None
    type: Annotated[str, Field(max_length=100)] | None = None
    location: tuple[Longitude, Latitude] | None = None
    place: Annotated[str, Field(max_length=1000)] | None = None
    caller: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)] | None] | None = None
    occurred_at: Moment | None = None
    incident_id: Annotated[str, Field(max_length=100)] | None = None
    answers: Answers = {}
    live: bool = False


class ReportPatch(_Told):
    """What the caller said later. `caller`: what is new or was wrong; `text` is added."""

    text: Text | None = None
    caller: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)] | None] | None = None


class ReportTaken(BaseModel):
    id: str
    incident: dict[str, Any]
    proposals: list[dict[str, Any]]


class IncidentPatch(_Told):
    """Only what is given changes."""

    type: Annotated[str, Field(max_length=100)] | None = None
    priority: Priority | None = None
    priority_reason: Text | None = None
    location: tuple[Longitude, Latitude] | None = None
    place: Annotated[str, Field(max_length=1000)] | None = None
    answers: Answers | None = None
    occurred_at: Moment | None = None


class RemarkTold(_Told):
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    occurred_at: Moment | None = None


class UnmergeTold(_Told):
    """One of the two: an incident that was merged, or a report to give an incident of its own."""

    incident_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    report_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None


@router.post("/reports", response_model=ReportTaken, status_code=201)
async def take_report(
    told: ReportTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
    world: World,
) -> Any:
    """Take a report."""
    caller = {name: text for name, text in (told.caller or {}).items() if text}
    command = TakeReport(
        new_incident_id="",
        channel=told.channel,
        agency_id=_agency_of(signed, world),
        text=told.text or None,
        type=told.type,
        location=told.location,
        place=told.place or None,
        caller=caller or None,
        answers=told.answers,
        live=told.live,
        desk_id=signed.desk_id,
        incident_id=told.incident_id,
    )
    done = await incidents.take_report(at_time(context, told.occurred_at), command, signed)
    await tell_position(request, response, done)
    return done.answer


def _agency_of(signed: Signed, world: Deps) -> str:
    """Where an incident without a place belongs: the agency of whoever took it."""
    return signed.agency_id or ""


@router.patch("/reports/{report_id}", response_model=dict[str, Any])
async def add_to_report(
    report_id: Id,
    told: ReportPatch,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
) -> Any:
    """The caller says more: name, number, address, words."""
    caller = {name: text for name, text in (told.caller or {}).items() if text}
    command = AddToReport(report_id=report_id, text=told.text or None, caller=caller or None)
    done = await incidents.add_to_report(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/reports/{report_id}/end", response_model=dict[str, Any])
async def end_report(
    report_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, incidents: Handlers
) -> Any:
    """The caller hung up."""
    done = await incidents.end_report(context, EndReport(report_id=report_id), signed)
    await tell_position(request, response, done)
    return done.answer


@router.get("/reports/{report_id}", response_model=dict[str, Any])
async def get_report(report_id: Id, signed: Signed, world: World, access: Door, open: bool = False) -> Response:
    """One report; what was said and by whom only with `open=true`, which is written in the readings log."""
    reading = IncidentReading(world.journal, access)
    return json_answer(await reading.report(signed, report_of(report_id), report_id, opened=open))


@router.get("/incidents", response_model=dict[str, Any])
async def list_incidents(
    signed: Signed,
    world: World,
    status: Annotated[
        str | None, Query(max_length=100, description="One or several, by commas; `open` for all open.")
    ] = None,
    agency: Annotated[str | None, Query(max_length=100)] = None,
    bbox: Annotated[str | None, Query(max_length=200, description="west,south,east,north")] = None,
    q: Annotated[
        str | None, Query(max_length=100, description="Number, type or public place; never a person.")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Incidents that the caller may see, newest first, as cards of public fields."""
    wanted = _statuses(status)
    after = read_cursor(cursor, str, str)
    position = _position(after)
    seen = signed.visibility.public | signed.visibility.operational
    agencies = {agency} & seen if agency else seen
    tree = tree_of(await world.journal.state(TYPES_STREAM, TypeTree))
    types = [
        node.id
        for node in tree.types.values()
        if q and (q.lower() in node.name.lower() or q.lower() in node.name_en.lower() or q == node.id)
    ]
    over: bool | None = None
    if wanted is not None:
        over = True if wanted == {"closed"} else (None if "closed" in wanted else False)
    own = [] if agency else await _own(signed, world)
    await read_up(world.journal)
    items: list[dict[str, Any]] = []
    more: str | None = None
    while len(items) < limit:
        found = await find_incidents(
            world.journal.pool,
            agencies=agencies,
            own=own,
            over=over,
            q=q,
            types=types,
            bbox=_box(bbox),
            after=position,
            limit=limit,
        )
        states = await states_of(world.journal, [incident_id for incident_id, _ in found])
        for incident_id, opened_at in found:
            position = opened_at, incident_id
            state = states.get(incident_id)
            if state is None or (wanted is not None and state.status not in wanted):
                continue
            if not signed.visibility.sees(matter_of(state)):
                continue
            items.append(card_of(state))
            if len(items) == limit:
                break
        if len(found) < limit:
            break
    if position is not None and len(items) == limit:
        more = next_cursor(position[0].isoformat(), position[1])
    return json_answer({"items": items, "next": more})


def _position(after: tuple[Any, ...] | None) -> tuple[datetime, str] | None:
    if after is None:
        return None
    try:
        moment = datetime.fromisoformat(after[0])
    except ValueError:
        raise Invalid("request.cursor", fields=[("cursor", "request.cursor")]) from None
    if moment.tzinfo is None:
        raise Invalid("request.cursor", fields=[("cursor", "request.cursor")])
    return moment, after[1]


async def _own(signed: Signed, world: Deps) -> list[str]:
    if signed.visibility.unit_id is None:
        return []
    unit = await world.journal.state(unit_stream(signed.visibility.unit_id), UnitState)
    if unit is None:
        return []
    return [each for each in (unit.incident_id, unit.offer.incident_id if unit.offer else None) if each]


def _statuses(status: str | None) -> set[str] | None:
    if status is None:
        return None
    wanted = {each.strip() for each in status.split(",") if each.strip()}
    if "open" in wanted:
        wanted = (wanted - {"open"}) | set(OPEN)
    if not wanted or not wanted <= {*OPEN, "closed"}:
        raise Invalid("request.invalid", fields=[("status", "field.choice")])
    return wanted


def _box(bbox: str | None) -> tuple[float, float, float, float] | None:
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        raise Invalid("request.invalid", fields=[("bbox", "field.shape")]) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid("request.invalid", fields=[("bbox", "field.range")])
    return west, south, east, north


@router.get("/incidents/{incident_id}", response_model=dict[str, Any])
async def get_incident(incident_id: Id, signed: Signed, world: World, access: Door, open: bool = False) -> Response:
    """One incident in full. Names, numbers and what was said only with `open=true`, which is written in the
    readings log."""
    found = await IncidentReading(world.journal, access).get(signed, incident_id, opened=open)
    return json_answer(found, headers={"ETag": f'"{found["revision"]}"'})


@router.patch("/incidents/{incident_id}", response_model=dict[str, Any])
async def change_incident(
    incident_id: Id,
    told: IncidentPatch,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
) -> Any:
    """Change facts. With `If-Match` only when nobody changed them since."""
    command = c.ChangeIncident(
        incident_id=incident_id,
        revision=if_match(request),
        type=told.type,
        priority=told.priority,
        priority_reason=told.priority_reason or None,
        location=told.location,
        place=told.place,
        answers=told.answers,
        occurred_at=at_time(context, told.occurred_at).occurred_at,
    )
    done = await incidents.change(context, command, signed)
    await tell_position(request, response, done)
    tell_revision(response, done.answer["revision"])
    return done.answer


@router.post("/incidents/{incident_id}/remarks", response_model=dict[str, Any], status_code=201)
async def add_remark(
    incident_id: Id,
    told: RemarkTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
) -> Any:
    """Append a remark; nobody's is ever overwritten."""
    command = c.AddRemark(incident_id=incident_id, text=told.text, unit_id=signed.unit_id)
    done = await incidents.add_remark(at_time(context, told.occurred_at), command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/proposals/{other_id}/dismiss", response_model=dict[str, Any])
async def dismiss_proposal(
    incident_id: Id,
    other_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
) -> Any:
    """These two are not the same."""
    command = c.DismissProposal(incident_id=incident_id, other_id=other_id)
    done = await incidents.dismiss_proposal(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/unmerge", response_model=dict[str, Any])
async def unmerge(
    incident_id: Id,
    told: UnmergeTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    incidents: Handlers,
) -> Any:
    """Not the same after all: a merged incident goes on by itself, or a report gets an incident of its own."""
    if told.report_id is not None:
        command = c.SeparateReport(incident_id=incident_id, report_id=told.report_id, new_incident_id="")
        done = await incidents.separate_report(context, command, signed)
    else:
        apart = c.Unmerge(incident_id=told.incident_id or incident_id)
        done = await incidents.unmerge(context, apart, signed)
    await tell_position(request, response, done)
    return done.answer
