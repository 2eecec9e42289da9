"""The agencies, for everyone's maps and lists; changed by the administrator."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from anlan.access.agencies.rules import AgencyTold
from anlan.access.agencies.state import AgencyState
from anlan.access.assembled import Access
from anlan.access.http import Act, Commanded, Signed, require
from anlan.access.wire import Cursor, Limit, if_match, next_cursor, read_cursor, service, tell_position, tell_revision
from anlan.errors import Invalid
from anlan.ids import derived_id

router = APIRouter(tags=["agencies"])

Door = Annotated[Access, service(Access)]
Kind = Literal["city", "district", "station", "partner"]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Geometry(BaseModel):
    """GeoJSON, WGS 84, `[lon, lat]`."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Agency(BaseModel):
    id: str
    name: str
    name_en: str
    kind: Kind
    parent_id: str | None
    jurisdiction: Geometry | None
    location: list[float] | None
    revision: int


class Agencies(BaseModel):
    items: list[Agency]
    next: str | None


class NewAgency(BaseModel):
    name: Name
    name_en: Annotated[str, Field(max_length=100)] = ""
    kind: Kind
    parent_id: str | None = None
    jurisdiction: Geometry | None = None
    location: tuple[Longitude, Latitude] | None = None


class AgencyPatch(BaseModel):
    """Only what is given changes; null clears what may be empty."""

    name: Name | None = None
    name_en: Annotated[str, Field(max_length=100)] | None = None
    kind: Kind | None = None
    parent_id: str | None = None
    jurisdiction: Geometry | None = None
    location: tuple[Longitude, Latitude] | None = None


@router.get("/agencies", response_model=Agencies)
async def list_agencies(signed: Signed, access: Door, limit: Limit = 200, cursor: Cursor = None) -> Agencies:
    """Every agency, in the order of their ids. Names and jurisdictions are known to all who work here."""
    after = read_cursor(cursor, str)
    known = await access.agencies.all()
    ids = [each for each in sorted(known) if after is None or each > after[0]]
    page = ids[:limit]
    more = next_cursor(page[-1]) if len(ids) > limit else None
    return Agencies(items=[_agency(known[each]) for each in page], next=more)


@router.get("/agencies/{agency_id}", response_model=Agency)
async def get_agency(agency_id: str, response: Response, signed: Signed, access: Door) -> Agency:
    """One agency, with the `ETag` to change it by."""
    state = await access.agencies.get(agency_id)
    tell_revision(response, state.revision)
    return _agency(state)


@router.post("/agencies", response_model=Agency, status_code=201)
async def register_agency(
    told: NewAgency, request: Request, response: Response, signed: Signed, context: Commanded, access: Door
) -> Agency:
    """A new agency joins the tree."""
    require(signed, Act.AGENCY_MANAGE)
    agency_id = derived_id("agency", context.command_id)
    facts = told.model_dump(exclude_none=True)
    done = await access.agencies.tell(context, AgencyTold(id=agency_id, **_facts(facts)))
    await tell_position(request, response, done)
    state = await access.agencies.get(agency_id)
    tell_revision(response, state.revision)
    return _agency(state)


@router.patch("/agencies/{agency_id}", response_model=Agency)
async def change_agency(
    agency_id: str,
    told: AgencyPatch,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    access: Door,
) -> Agency:
    """Change what is given. With `If-Match` only when nobody changed it since."""
    require(signed, Act.AGENCY_MANAGE)
    state = await access.agencies.get(agency_id)
    revision = if_match(request)
    given = told.model_dump(exclude_unset=True)
    for needed in ("name", "kind"):
        if needed in given and given[needed] is None:
            raise Invalid("agency.invalid", fields=[(needed, "agency.name_needed")])
    facts = {
        "name": state.name,
        "name_en": state.name_en,
        "kind": state.kind,
        "parent_id": state.parent_id,
        "jurisdiction": state.jurisdiction,
        "location": state.location,
        **given,
    }
    # Merged with what was read here, so it may only be laid on that.
    expected = state.revision if revision is None else revision
    done = await access.agencies.tell(context, AgencyTold(id=agency_id, **_facts(facts)), revision=expected)
    await tell_position(request, response, done)
    state = await access.agencies.get(agency_id)
    tell_revision(response, state.revision)
    return _agency(state)


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    location = facts.get("location")
    return {**facts, "name_en": facts.get("name_en") or "", "location": list(location) if location else None}


def _agency(state: AgencyState) -> Agency:
    return Agency(
        id=state.id,
        name=state.name,
        name_en=state.name_en,
        kind=state.kind,  # type: ignore[arg-type]
        parent_id=state.parent_id,
        jurisdiction=Geometry(**state.jurisdiction) if state.jurisdiction else None,
        location=state.location,
        revision=state.revision,
    )
