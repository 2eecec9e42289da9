"""Review over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from anlan.access import Access
from anlan.access.http import Signed
from anlan.access.wire import json_answer, service
from anlan.flow.ports import Deps
from anlan.flow.review.handlers import Review

__all__ = ["router"]

router = APIRouter(tags=["review"])

World = Annotated[Deps, service(Deps)]
Door = Annotated[Access, service(Access)]
Id = Annotated[str, Path(min_length=1, max_length=100)]


@router.get("/incidents/{incident_id}/timeline", response_model=dict[str, Any])
async def get_timeline(incident_id: Id, signed: Signed, world: World, access: Door) -> Response:
    """What happened in words, with when it was true and when it was known, and each stage's seconds."""
    return json_answer(await Review(world, access).timeline(signed, incident_id))
