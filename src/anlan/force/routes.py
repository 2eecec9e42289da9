"""Units over HTTP: parse, command, answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access.http import Act, Commanded, Signed, may, require
from anlan.access.wire import Cursor, Limit, json_answer, next_cursor, read_cursor, service, tell_position
from anlan.errors import Invalid, Refused
from anlan.force import commands as c
from anlan.force.cards import unit_card
from anlan.force.handlers import Units
from anlan.force.positions import check_positions
from anlan.force.state import UnitState
from anlan.force.tracks import Tracks
from anlan.ids import derived_id
from anlan.journal import Context

__all__ = ["router"]

router = APIRouter(tags=["units"])

Force = Annotated[Units, service(Units)]
Where = Annotated[Tracks, service(Tracks)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Measure = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Kind = Literal["foot", "car", "motorcycle", "boat", "drone", "engine", "truck", "ambulance"]
Answer = dict[str, Any]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")


class UnitTold(_Told):
    """A new unit, or what a known one (`id`) is from now on."""

    id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    call_sign: Annotated[str, Field(min_length=1, max_length=20)]
    kind: Kind
    agency_id: Annotated[str, Field(min_length=1, max_length=100)]
    skills: Annotated[list[Word], Field(max_length=40)] = []
    equipment: Annotated[list[Word], Field(max_length=40)] = []
    home: tuple[Longitude, Latitude] | None = None


class DutyTold(_Told):
    on: bool
    occurred_at: datetime | None = None


class PositionTold(_Told):
    at: datetime
    location: tuple[Longitude, Latitude]
    speed: Measure | None = None
    heading: Measure | None = None
    accuracy: Measure | None = None


class PositionsTold(_Told):
    items: Annotated[list[PositionTold], Field(max_length=1000)]


@router.get("/units", response_model=Answer)
async def list_units(
    signed: Signed, units: Force, tracks: Where, limit: Limit = 500, cursor: Cursor = None
) -> Response:
    """Every unit the caller may see, with where it is while it is on duty."""
    after = read_cursor(cursor, str)
    seen = [
        unit
        for unit in await units.all()
        if (signed.unit_id == unit.id or signed.visibility.sees_agency(unit.agency_id))
        and (after is None or unit.id > after[0])
    ]
    seen.sort(key=lambda unit: unit.id)
    page = seen[:limit]
    # Where a unit is serves dispatch: roles without that work see the unit, not its place.
    located = [unit.id for unit in page if unit.on_duty] if may(signed, Act.UNIT_LOCATE) else []
    rows = await tracks.latest(located)
    where = {unit_id: ([lon, lat], at) for unit_id, lon, lat, at in rows}
    more = next_cursor(page[-1].id) if len(seen) > limit else None
    return json_answer({"items": [_shown(unit, where) for unit in page], "next": more})


def _shown(unit: UnitState, where: dict[str, tuple[list[float], str]]) -> Answer:
    location, at = where.get(unit.id, (None, None)) if unit.on_duty else (None, None)
    return {**(unit_card(unit) or {}), "position": location, "position_at": at}


@router.post("/units", response_model=Answer, status_code=201)
async def register_unit(
    told: UnitTold, request: Request, response: Response, signed: Signed, context: Commanded, units: Force
) -> Any:
    """Register a unit, or make a known one what is said."""
    require(signed, Act.UNIT_MANAGE)
    unit_id = told.id or derived_id("unit", context.command_id)
    taken = [unit for unit in await units.all() if unit.call_sign == told.call_sign.strip() and unit.id != unit_id]
    if taken:
        raise Refused("force.call_sign_taken", call_sign=told.call_sign)
    command = c.RegisterUnit(
        unit_id=unit_id,
        call_sign=told.call_sign,
        kind=told.kind,
        agency_id=told.agency_id,
        skills=list(told.skills),
        equipment=list(told.equipment),
        home=list(told.home) if told.home else None,
    )
    done = await units.register(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.delete("/units/{unit_id}", response_model=Answer)
async def retire_unit(
    unit_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, units: Force
) -> Any:
    """The unit is no more."""
    done = await units.retire(context, c.RetireUnit(unit_id=unit_id), signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/units/{unit_id}/duty", response_model=Answer)
async def set_duty(
    unit_id: Id,
    told: DutyTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    units: Force,
) -> Any:
    """On or off duty. Off duty the unit is neither located nor asked."""
    context = _at(context, told.occurred_at)
    if told.on:
        done = await units.begin_duty(context, c.BeginDuty(unit_id=unit_id), signed)
    else:
        done = await units.end_duty(context, c.EndDuty(unit_id=unit_id), signed)
    await tell_position(request, response, done)
    return done.answer


def _at(context: Context, moment: datetime | None) -> Context:
    if moment is None:
        return context
    if moment.tzinfo is None or not 1970 <= moment.year <= 2999:
        raise Invalid("request.invalid", fields=[("occurred_at", "field.time")])
    return Context(command_id=context.command_id, actor=context.actor, digest=context.digest, occurred_at=moment)


@router.post("/units/{unit_id}/positions", response_model=Answer)
async def add_positions(
    unit_id: Id, told: PositionsTold, signed: Signed, context: Commanded, units: Force, tracks: Where
) -> Response:
    """Where the unit was. Refused off duty; a fix told before counts once."""
    unit = await units.get(unit_id)
    require(signed, Act.UNIT_POSITION, agency_id=unit.agency_id, unit_id=unit.id)
    wrong = [
        (f"items.{n}.at", "field.time")
        for n, item in enumerate(told.items)
        if item.at.tzinfo is None or not 1970 <= item.at.year <= 2999
    ]
    if wrong:
        raise Invalid("positions.wrong", fields=wrong)
    items = [
        c.Position(
            at=item.at,
            location=item.location,
            speed=item.speed,
            heading=item.heading,
            accuracy=item.accuracy,
        )
        for item in told.items
    ]
    fixes = check_positions(unit, items, await tracks.last_fix(unit.id), units.now())
    kept = await tracks.record(fixes, {unit.id: unit.incident_id})
    return json_answer({"kept": kept, "jumps": sum(fix.jump for fix in fixes)})
