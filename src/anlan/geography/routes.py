"""Places, what is at a place, and the map's tiles, over HTTP. All of it is public within the house: no incident, no
person and no unit is in it."""

import asyncio
import dataclasses
import gzip
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from anlan.access.http import Signed
from anlan.access.wire import json_answer, service
from anlan.errors import Invalid, NotFound
from anlan.geography.ground import Ground
from anlan.geography.plane import LonLat, is_position

__all__ = ["GroundNow", "router"]

router = APIRouter(tags=["geography"])

_WORTH_PACKING = 1_000
"""Bytes of a tile below which packing it is not worth the while."""
_YEAR = "private, max-age=31536000, immutable"


@dataclasses.dataclass(frozen=True)
class GroundNow:
    """The ground in force, and whose ground a place is; given by wiring. `ground` answers None before roads were
    loaded."""

    ground: Callable[[], Ground | None]
    agency_at: Callable[[LonLat], str | None]

    def get(self) -> Ground:
        """The ground in force. Raises `NotFound` before there is one."""
        found = self.ground()
        if found is None:
            raise NotFound("geography.no_ground")
        return found


Now = Annotated[GroundNow, service(GroundNow)]
Answer = dict[str, Any]
Point = Annotated[str, Query(max_length=60, description="`lon,lat` in degrees (WGS 84).", examples=["123.4,29.6"])]


def _point(text: str, name: str) -> LonLat:
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise Invalid("geography.not_a_location", fields=[(name, "geography.not_a_location")]) from None
    if not is_position(lon, lat):
        raise Invalid("geography.not_a_location", fields=[(name, "geography.not_a_location")])
    return lon, lat


@router.get("/places", response_model=Answer)
async def find_places(
    now: Now,
    signed: Signed,
    q: Annotated[
        str, Query(description="In whole or in part, in pinyin, misspelt; 200 characters are looked at.")
    ] = "",
    near: Annotated[str | None, Query(max_length=60, description="`lon,lat`: equally good ones by distance.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """Streets, crossings, addresses and places by Chinese, pinyin or English name; each says why it is there."""
    about = None if near is None else _point(near, "near")
    found = await asyncio.to_thread(now.get().search.find, q, about, limit)
    items = [
        {
            "name": each.name,
            "name_en": each.name_en,
            "kind": each.kind,
            "location": [round(each.location[0], 6), round(each.location[1], 6)],
            "agency_id": now.agency_at(each.location),
            "why": each.why_text(signed.language),
            "metres": None if each.metres is None else round(each.metres),
        }
        for each in found
    ]
    return json_answer({"items": items})


@router.get("/places/at", response_model=Answer)
async def place_at(now: Now, signed: Signed, location: Point) -> Response:
    """What is at a place in public words: street or crossing, whose ground, the coarse cell."""
    there = _point(location, "location")
    found = await asyncio.to_thread(now.get().place_at, there)
    return json_answer(
        {
            "public_place": found.public_place,
            "street": found.street,
            "street_en": found.street_en,
            "cell": found.cell,
            "agency_id": now.agency_at(there),
        }
    )


@router.get("/map/info", response_model=Answer)
async def map_info(now: Now, signed: Signed) -> Response:
    """What the map shows: bounds, name, whether it is an invented town, and whom its data is from."""
    facts = now.get().facts
    return json_answer(
        {
            "bounds": list(facts.bounds),
            "center": list(facts.center),
            "hash": facts.hash,
            "fictional": facts.fictional,
            "name": facts.name,
            "name_en": facts.name_en,
            "attribution": facts.attribution,
        }
    )


@router.get(
    "/map/tiles/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={
        200: {"content": {"application/vnd.mapbox-vector-tile": {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "Nothing is there."},
    },
)
async def map_tile(
    request: Request,
    now: Now,
    signed: Signed,
    z: Annotated[int, Path(ge=0, le=30)],
    x: Annotated[int, Path(ge=0, le=2**30)],
    y: Annotated[int, Path(ge=0, le=2**30)],
    v: Annotated[
        str | None, Query(max_length=80, description="The map's hash; with it, the tile may be kept.")
    ] = None,
) -> Response:
    """A vector tile of the loaded extract, zooms 8 to 16."""
    ground = now.get()
    data = await asyncio.to_thread(ground.tiles.tile, z, x, y)
    headers = {"Cache-Control": _YEAR if v == ground.hash else "no-cache", "Vary": "Accept-Encoding"}
    if not data:
        return Response(status_code=204, headers=headers)
    if len(data) >= _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        # An officer's phone has a bad network: half the bytes is half the wait.
        data = await asyncio.to_thread(gzip.compress, data, 4)
        headers["Content-Encoding"] = "gzip"
    return Response(data, media_type="application/vnd.mapbox-vector-tile", headers=headers)
