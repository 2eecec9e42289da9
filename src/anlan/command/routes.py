"""Alarms and settings over HTTP: parse, command, answer."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access import Matter
from anlan.access.http import Act, Commanded, Signed, require
from anlan.access.wire import json_answer, service, tell_position
from anlan.command.alarms import AlarmState, over_budget
from anlan.command.cards import alarm_card
from anlan.command.handlers import Alarms, SettingsBook
from anlan.command.views import heard_by_hour
from anlan.journal import Journal

__all__ = ["MatterOf", "router"]

router = APIRouter(tags=["command"])


@dataclasses.dataclass(frozen=True)
class MatterOf:
    """`find` answers an incident as a matter; given by wiring, because incidents live in a module above."""

    find: Callable[[str], Awaitable[Matter | None]]


Raised = Annotated[Alarms, service(Alarms)]
Book = Annotated[SettingsBook, service(SettingsBook)]
Kept = Annotated[Journal, service(Journal)]
Matters = Annotated[MatterOf, service(MatterOf)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Answer = dict[str, Any]


class SettingsTold(BaseModel):
    """Only what is given changes; of a priority too."""

    model_config = ConfigDict(extra="forbid")
    priorities: Annotated[dict[str, dict[str, Any]], Field(max_length=4)] | None = None
    call_back_minutes: int | None = None
    hold_minutes: int | None = None
    stack_minutes: int | None = None
    same_metres: int | None = None
    same_minutes: int | None = None
    alarm_budget_per_hour: int | None = None
    dispositions: Annotated[list[dict[str, Any]], Field(max_length=100)] | None = None


@router.get("/alarms", response_model=Answer)
async def list_alarms(signed: Signed, journal: Kept) -> Response:
    """The open alarms of agencies that the caller sees, highest level first."""
    require(signed, Act.ALARM_READ)
    states = [
        state
        for state in (await journal.states("alarm", AlarmState)).values()
        if state.open and signed.visibility.sees_agency(state.agency_id)
    ]
    states.sort(key=lambda state: (-state.level, state.raised_at, state.id))
    return json_answer({"items": [alarm_card(state) for state in states], "next": None})


@router.get("/alarms/budget", response_model=Answer)
async def get_budget(
    signed: Signed,
    journal: Kept,
    book: Book,
    hours: Annotated[int, Query(ge=1, le=168)] = 24,
) -> Response:
    """How many alarms each desk heard an hour, beside the budget: a room that hears more hears none."""
    require(signed, Act.ALARM_BUDGET)
    budget = (await book.get()).alarm_budget_per_hour
    agencies = signed.visibility.public | signed.visibility.operational
    items = await heard_by_hour(journal.pool, agencies, journal.clock.now(), hours)
    for item in items:
        item["over"] = over_budget(item["per_desk"], budget)
    return json_answer({"per_hour_budget": budget, "items": items})


@router.post("/alarms/{alarm_id}/acknowledge", response_model=Answer)
async def acknowledge(
    alarm_id: Id,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    alarms: Raised,
    matters: Matters,
) -> Any:
    """A person takes notice."""
    state = await alarms.get(alarm_id)
    matter = await matters.find(state.incident_id) if state.incident_id else None
    done = await alarms.acknowledge(context, alarm_id, signed, matter)
    await tell_position(request, response, done)
    return done.answer


@router.get("/settings", response_model=Answer)
async def get_settings(signed: Signed, book: Book) -> Response:
    """The settings that the stages go by."""
    return json_answer(msgspec.to_builtins(await book.get()))


@router.patch("/settings", response_model=Answer)
async def change_settings(
    told: SettingsTold, request: Request, response: Response, signed: Signed, context: Commanded, book: Book
) -> Any:
    """Change some of them."""
    values = {name: value for name, value in told.model_dump(exclude_unset=True).items() if value is not None}
    done = await book.change(context, values, signed)
    await tell_position(request, response, done)
    return done.answer
