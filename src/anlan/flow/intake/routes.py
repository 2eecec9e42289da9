"""The tree of incident types over HTTP."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from anlan.access.http import Commanded, Signed
from anlan.access.wire import json_answer, service, tell_position
from anlan.flow.intake.handlers import Types

__all__ = ["router"]

router = APIRouter(tags=["incident types"])

Tree = Annotated[Types, service(Types)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Kind = Literal["foot", "car", "motorcycle", "boat", "drone", "engine", "truck", "ambulance"]
Answer = dict[str, Any]


class TypeTold(BaseModel):
    """Only what is given changes; a new id makes a new type."""

    model_config = ConfigDict(extra="ignore")
    parent_id: Annotated[str, Field(max_length=100)] | None = None
    name: Name | None = None
    name_en: Name | None = None
    priority: Literal["P1", "P2", "P3", "P4"] | None = None
    skills: Annotated[list[Word], Field(max_length=20)] | None = None
    kinds: Annotated[list[Kind], Field(max_length=8)] | None = None
    questions: Annotated[list[dict[str, Any]], Field(max_length=30)] | None = None


@router.get("/incident-types", response_model=Answer)
async def list_types(signed: Signed, types: Tree) -> Response:
    """The whole tree, each type with what it inherits filled in."""
    tree = await types.tree()
    items = [
        {
            "id": node.id,
            "parent_id": node.parent_id,
            "name": node.name,
            "name_en": node.name_en,
            "priority": node.priority,
            "skills": tree.skills(node.id),
            "kinds": tree.kinds(node.id),
            "questions": msgspec.to_builtins(tree.questions(node.id)),
        }
        for node in tree.types.values()
    ]
    return json_answer({"items": items, "next": None})


@router.put("/incident-types/{type_id}", response_model=Answer)
async def change_type(
    type_id: Annotated[str, Path(min_length=1, max_length=100, pattern=r"^[a-z][a-z0-9_.]*$")],
    told: TypeTold,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    types: Tree,
) -> Any:
    """Add a type or change one."""
    values = {name: value for name, value in told.model_dump(exclude_unset=True).items() if value is not None}
    done = await types.change(context, type_id, values, signed)
    await tell_position(request, response, done)
    return done.answer
