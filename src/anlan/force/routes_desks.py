"""Desks over HTTP: parse, command, answer. The sheet comes from whoever holds the board (`SheetWriter`)."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access.http import Act, Caller, Commanded, Signed, require
from anlan.access.wire import json_answer, service, tell_position
from anlan.errors import NotFound
from anlan.force import commands as c
from anlan.force.cards import desk_card
from anlan.force.handlers import Desks
from anlan.force.sheet import digest_of
from anlan.force.state import DeskState
from anlan.ids import derived_id

__all__ = ["SheetWriter", "router"]

router = APIRouter(tags=["desks"])


@dataclasses.dataclass(frozen=True)
class SheetWriter:
    """`write` answers the hand-over sheet of a desk as of now; `name_of` the name of the account at a desk."""

    write: Callable[[DeskState], Awaitable[dict[str, Any]]]
    name_of: Callable[[str], str | None]


Works = Annotated[Desks, service(Desks)]
Sheets = Annotated[SheetWriter, service(SheetWriter)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
IdTold = Annotated[str, Field(min_length=1, max_length=100)]
Ground = Annotated[list[IdTold], Field(max_length=200)]
Answer = dict[str, Any]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")


class DeskTold(_Told):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    agency_id: IdTold
    ground: Ground = []


class DeskPatch(_Told):
    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    agency_id: IdTold | None = None
    ground: Ground | None = None


class LogOnTold(_Told):
    take_over: bool = False


class SplitTold(_Told):
    """Give these agencies' ground to another desk."""

    ground: Annotated[list[IdTold], Field(min_length=1, max_length=200)]
    into: IdTold


class MergeTold(_Told):
    into: IdTold


class HandOverTold(_Told):
    """`to`: the account of the next shift, or nobody yet."""

    to: IdTold | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None


def _seen(signed: Caller, desk: DeskState) -> bool:
    return desk.id == signed.desk_id or signed.visibility.sees_agency(desk.agency_id)


@router.get("/desks", response_model=Answer)
async def list_desks(signed: Signed, desks: Works, sheets: Sheets) -> Response:
    """The desks that the caller may see, as cards."""
    items = [_named(desk, sheets) for desk in await desks.all() if _seen(signed, desk)]
    return json_answer({"items": items, "next": None})


def _named(desk: DeskState, sheets: SheetWriter) -> Answer:
    card = desk_card(desk) or {}
    card["account_name"] = sheets.name_of(desk.account_id) if desk.account_id else None
    return card


@router.post("/desks", response_model=Answer, status_code=201)
async def register_desk(
    told: DeskTold, request: Request, response: Response, signed: Signed, context: Commanded, desks: Works
) -> Any:
    """A new working place."""
    require(signed, Act.DESK_MANAGE)
    command = c.RegisterDesk(
        desk_id=derived_id("desk", context.command_id),
        name=told.name,
        agency_id=told.agency_id,
        ground=list(told.ground),
    )
    done = await desks.register(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.patch("/desks/{desk_id}", response_model=Answer)
async def change_desk(
    desk_id: Id,
    told: DeskPatch,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    desks: Works,
) -> Any:
    """Rename a desk, move it, or set its ground."""
    command = c.ChangeDesk(desk_id=desk_id, name=told.name, agency_id=told.agency_id, ground=told.ground)
    done = await desks.change(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/desks/{desk_id}/log-on", response_model=Answer)
async def log_on(
    desk_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    desks: Works,
    told: LogOnTold | None = None,
) -> Any:
    """Work at a desk; with `take_over` in place of who is there."""
    command = c.LogOn(
        desk_id=desk_id,
        account_id=signed.account_id,
        from_desk=signed.desk_id,
        take_over=told.take_over if told else False,
    )
    done = await desks.log_on(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/desks/{desk_id}/log-off", response_model=Answer)
async def log_off(
    desk_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, desks: Works
) -> Any:
    """Leave a desk."""
    done = await desks.log_off(context, c.LogOff(desk_id=desk_id, account_id=signed.account_id), signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/desks/{desk_id}/split", response_model=Answer)
async def split(
    desk_id: Id,
    told: SplitTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    desks: Works,
) -> Any:
    """Give some of its ground to another desk."""
    command = c.SplitDesk(desk_id=desk_id, into=told.into, ground=list(told.ground))
    done = await desks.split(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/desks/{desk_id}/merge", response_model=Answer)
async def merge(
    desk_id: Id,
    told: MergeTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    desks: Works,
) -> Any:
    """Give all of its ground to another desk."""
    done = await desks.merge(context, c.MergeDesk(desk_id=desk_id, into=told.into), signed)
    await tell_position(request, response, done)
    return done.answer


@router.get("/desks/{desk_id}/sheet", response_model=Answer)
async def get_sheet(desk_id: Id, signed: Signed, desks: Works, sheets: Sheets) -> Response:
    """The hand-over sheet as it would be now."""
    require(signed, Act.DESK_WORK)
    desk = await desks.get(desk_id)
    if not _seen(signed, desk):
        raise NotFound("force.no_desk", desk=desk_id)
    return json_answer(await sheets.write(desk))


@router.post("/desks/{desk_id}/hand-over", response_model=Answer)
async def hand_over(
    desk_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    desks: Works,
    sheets: Sheets,
    told: HandOverTold | None = None,
) -> Any:
    """Give the desk to the next shift. Answers the sheet, whose hash and what is owed are journaled."""
    told = told or HandOverTold()
    sheet = await sheets.write(await desks.get(desk_id))
    command = c.HandOverDesk(
        desk_id=desk_id,
        account_id=signed.account_id,
        to_account=told.to,
        digest=digest_of(sheet),
        owed=[
            {"incident_id": row["id"], "number": row["number"], "owed": row["what_is_owed"]["code"]}
            for row in sheet["open"]
        ],
        note=told.note or None,
        sheet=sheet,
    )
    done = await desks.hand_over(context, command, signed)
    await tell_position(request, response, done)
    return done.answer
