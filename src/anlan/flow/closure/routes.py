"""The end of an incident over HTTP: parse, command, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access.http import Commanded, Signed
from anlan.access.wire import service, tell_position
from anlan.flow.closure import commands as c
from anlan.flow.closure.handlers import Closure

__all__ = ["router"]

router = APIRouter(tags=["closure"])

Acts = Annotated[Closure, service(Closure)]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Answer = dict[str, Any]


class CloseTold(BaseModel):
    """`call_back`: whether the caller is owed a call; by default as the disposition says."""

    model_config = ConfigDict(extra="ignore")
    disposition: Annotated[str, Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(max_length=10_000)] | None = None
    call_back: bool | None = None


class ReopenTold(BaseModel):
    model_config = ConfigDict(extra="ignore")
    reason: Annotated[str, Field(min_length=1, max_length=10_000)]


@router.post("/incidents/{incident_id}/close", response_model=Answer)
async def close(
    incident_id: Id,
    told: CloseTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """A person closes it with a disposition; its units are free."""
    command = c.CloseIncident(
        incident_id=incident_id, disposition=told.disposition, note=told.note, call_back=told.call_back
    )
    done = await acts.close(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/reopen", response_model=Answer)
async def reopen(
    incident_id: Id,
    told: ReopenTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    acts: Acts,
) -> Any:
    """A person takes it up again, for a reason."""
    command = c.ReopenIncident(incident_id=incident_id, reason=told.reason)
    done = await acts.reopen(context, command, signed)
    await tell_position(request, response, done)
    return done.answer


@router.post("/incidents/{incident_id}/call-back", response_model=Answer)
async def finish_call_back(
    incident_id: Id, request: Request, response: Response, signed: Signed, context: Commanded, acts: Acts
) -> Any:
    """The caller was called back."""
    done = await acts.finish_call_back(context, c.FinishCallBack(incident_id=incident_id), signed)
    await tell_position(request, response, done)
    return done.answer
