"""What units do, over HTTP: parse, command, answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access import Access
from anlan.access.http import Act, Commanded, Signed, may, require
from anlan.access.wire import json_answer, service, tell_position
from anlan.errors import Invalid, NotFound, Refused, Unavailable
from anlan.flow.dispatch.rules_send import incident_of
from anlan.flow.incident.reading import IncidentReading
from anlan.flow.incident.state import IncidentState, incident_stream
from anlan.flow.ports import Deps, LonLat, at_time, matter_of
from anlan.flow.response import commands as c
from anlan.flow.response.attachments import MAX_BYTES, Attachments, looks_like
from anlan.flow.response.events import PictureAdded
from anlan.flow.response.handlers import Response as Reporting
from anlan.flow.response.rules import MEDIA_TYPES
from anlan.force.cards import unit_card
from anlan.force.kinds import WAY_OF
from anlan.force.rules_units import get_unit
from anlan.force.state import UnitState, unit_stream
from anlan.force.tracks import Tracks

__all__ = ["MAX_BYTES", "MEDIA_TYPES", "router"]

router = APIRouter(tags=["response"])

Acts = Annotated[Reporting, service(Reporting)]
World = Annotated[Deps, service(Deps)]
Door = Annotated[Access, service(Access)]
Files = Annotated[Attachments, service(Attachments)]
Where = Annotated[Tracks, service(Tracks)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Answer = dict[str, Any]
_BYTES = {"schema": {"type": "string", "format": "binary"}}


class StatusTold(BaseModel):
    """As it was at `occurred_at`, by default now. `incident_id`: of which incident, for a phone that was away."""

    model_config = ConfigDict(extra="ignore")
    status: Literal["available", "acknowledged", "enroute", "onscene", "transporting", "returning", "busy", "out"]
    incident_id: Annotated[str, Field(max_length=100)] | None = None
    occurred_at: datetime | None = None


class BackupTold(BaseModel):
    model_config = ConfigDict(extra="ignore")
    kinds: Annotated[
        list[Literal["foot", "car", "motorcycle", "boat", "drone", "engine", "truck", "ambulance"]],
        Field(max_length=8),
    ] = []
    note: Annotated[str, Field(max_length=10_000)] | None = None


@router.put("/units/{unit_id}/status", response_model=Answer)
async def set_status(
    unit_id: Id,
    told: StatusTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """By the unit, or by a desk on its behalf, with the true time. Told twice it counts once; late, it finds its
    place in the record (`applied` false)."""
    command = c.SetStatus(
        unit_id=unit_id,
        status=told.status,
        incident_id=told.incident_id,
        desk_id=signed.desk_id if signed.unit_id != unit_id else None,
    )
    done = await acts.set_status(at_time(context, told.occurred_at), command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/backup", response_model=Answer)
async def request_backup(
    incident_id: Id,
    told: BackupTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """Those who are there need more: the room hears it at once."""
    command = c.RequestBackup(incident_id=incident_id, unit_id=signed.unit_id, kinds=list(told.kinds), note=told.note)
    done = await acts.request_backup(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/pictures", response_model=Answer, status_code=201)
async def add_picture(
    incident_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
    files: Files,
    occurred_at: datetime | None = None,
) -> Any:
    """A picture of this incident: the bytes as they are, at most 8 MB."""
    data = await request.body()
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if len(data) > MAX_BYTES or not looks_like(media_type, data):
        raise Invalid("response.picture_wrong", fields=[("body", "field.shape")])
    context = at_time(context, occurred_at)
    done = await acts.may_add_picture(context, incident_id, signed)
    if done is None:
        digest = await files.put(incident_id, data)
        command = c.AddPicture(
            incident_id=incident_id, media_type=media_type, size=len(data), digest=digest, unit_id=signed.unit_id
        )
        done = await acts.add_picture(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.get(
    "/pictures/{picture_id}",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(MEDIA_TYPES, _BYTES), "description": "The picture."}},
)
async def get_picture(picture_id: Id, signed: Signed, world: World, access: Door, files: Files) -> Response:
    """A picture, after a line in the readings log."""
    incident_id = incident_of(picture_id)
    state = await world.journal.state(incident_stream(incident_id), IncidentState)
    if state is None or picture_id not in state.pictures or not signed.visibility.sees(matter_of(state)):
        raise NotFound("incident.no_picture")
    for record in await world.journal.stream_events(incident_stream(incident_id), {"response.picture_added"}):
        event = record.event
        if isinstance(event, PictureAdded) and event.picture_id == picture_id:
            sealed = await files.get(event.digest)
            if sealed is None:
                raise NotFound("incident.no_picture")
            plain = await access.door.open_picture(signed, matter_of(state), None, "picture", sealed)
            return Response(plain, media_type=event.media_type)
    raise NotFound("incident.no_picture")


@router.get("/units/{unit_id}", response_model=Answer)
async def get_unit_in_full(unit_id: Id, signed: Signed, world: World, access: Door, tracks: Where) -> Response:
    """A unit with its position, and to those whose work it is its assignment and offer in full."""
    unit = await _seen(unit_id, signed, world)
    position = await _position(unit, tracks) if may(signed, Act.UNIT_LOCATE) else (None, None)
    assignment = offer = None
    reading = IncidentReading(world.journal, access)
    if unit.incident_id is not None:
        assignment = await _shown(reading, signed, unit.incident_id)
    if unit.offer is not None:
        offer = await _shown(reading, signed, unit.offer.incident_id)
    return json_answer(
        {
            **(unit_card(unit) or {}),
            "position": position[0],
            "position_at": position[1],
            "assignment": assignment,
            "offer": offer,
        },
        headers={"ETag": f'"{unit.revision}"'},
    )


async def _shown(reading: IncidentReading, signed: Signed, incident_id: str) -> Answer | None:
    try:
        return await reading.get(signed, incident_id)
    except NotFound:
        return None


async def _seen(unit_id: str, signed: Signed, world: Deps) -> UnitState:
    unit = get_unit(await world.journal.state(unit_stream(unit_id), UnitState), unit_id)
    if signed.unit_id != unit.id and not signed.visibility.sees_agency(unit.agency_id):
        raise NotFound("force.no_unit", unit=unit_id)
    return unit


async def _position(unit: UnitState, tracks: Tracks) -> tuple[LonLat | None, str | None]:
    """Where it is, while it is on duty."""
    if not unit.on_duty:
        return None, None
    for _, lon, lat, at in await tracks.latest([unit.id]):
        return (lon, lat), at
    return None, None


@router.get("/units/{unit_id}/route", response_model=Answer, openapi_extra={"x-problems": [409]})
async def get_route(
    unit_id: Id,
    signed: Signed,
    world: World,
    tracks: Where,
    incident_id: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """The way from where the unit is to its incident, or to another that the asker names."""
    unit = await _seen(unit_id, signed, world)
    target = incident_id or unit.incident_id or (unit.offer.incident_id if unit.offer else None)
    if target is None:
        raise Refused("response.no_incident", unit=unit.call_sign)
    state = await world.journal.state(incident_stream(target), IncidentState)
    if state is None or not signed.visibility.works_on(matter_of(state)):
        raise NotFound("incident.none")
    if signed.unit_id != unit.id:
        require(signed, Act.UNIT_LOCATE)
    place = await world.open_incidents.location_of(target, state.revision)
    if place is None:
        raise Refused("incident.no_place", number=state.number)
    at, _ = await _position(unit, tracks)
    begin = at or ((unit.home[0], unit.home[1]) if unit.home else None)
    if begin is None:
        raise Refused("response.no_position", unit=unit.call_sign)
    if world.route is None:
        raise Unavailable("response.no_roads")
    found = await world.route(begin, place, WAY_OF[unit.kind])
    if found is None:
        raise Refused("response.no_way", unit=unit.call_sign, number=state.number)
    return json_answer(found)
