"""A town for tests of the whole platform: eight streets by eight, four stations, a unit on many corners.

Made by hand and loaded by the ordinary doors. Streets are 0.003 degrees apart (290 m east, 330 m north); corner
(0, 0) is at 120 E, 30 N. Stations own a quarter each: docks (north-west), hill (north-east), mill (south-west) and
park (south-east); docks and hill are the northern district, mill and park the southern.
"""

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from access_world import CITY, DOCKS, NORTH, SOUTH
from anlan.access import Access
from anlan.access.agencies.rules import AgencyTold
from anlan.app.services import Services
from anlan.force import commands as c
from anlan.force.positions import Fix
from anlan.geography.handlers import load_roads
from anlan.geography.load import load_extract
from anlan.ids import derived_id, new_id
from anlan.journal import Context

__all__ = ["HILL", "MILL", "PARK", "UNITS", "UnitPlan", "corner", "desk_id", "found_town", "unit_id"]

HILL, MILL, PARK = (derived_id("agency", name) for name in ("hill", "mill", "park"))
LON, LAT, STEP, STREETS = 120.0, 30.0, 0.003, 8
_ACTOR = "system:load"
_PLACES = ("东", "西", "南", "北", "山", "海", "桥", "塔")


def corner(x: float, y: float) -> tuple[float, float]:
    """Where street `x` from the west meets street `y` from the south: `(lon, lat)`."""
    return LON + x * STEP, LAT + y * STEP


@dataclass(frozen=True)
class UnitPlan:
    """A unit of the town and the corner it stands at."""

    call_sign: str
    kind: str
    agency_id: str
    x: float
    y: float


UNITS: tuple[UnitPlan, ...] = (
    UnitPlan("D1", "car", DOCKS, 1, 5),
    UnitPlan("D2", "car", DOCKS, 2, 6),
    UnitPlan("D3", "motorcycle", DOCKS, 3, 7),
    UnitPlan("D4", "foot", DOCKS, 1, 7),
    UnitPlan("H1", "car", HILL, 5, 5),
    UnitPlan("H2", "car", HILL, 6, 6),
    UnitPlan("M1", "car", MILL, 1, 1),
    UnitPlan("M2", "motorcycle", MILL, 2, 2),
    UnitPlan("P1", "car", PARK, 5, 1),
    UnitPlan("P2", "foot", PARK, 6, 2),
    UnitPlan("E1", "engine", CITY, 4, 4),
    UnitPlan("A1", "ambulance", CITY, 3, 3),
)


def unit_id(call_sign: str) -> str:
    """The id of a unit of the town."""
    return derived_id("unit", call_sign)


def desk_id(name: str) -> str:
    """The id of a desk of the town; it has the sign-in name of who works there first."""
    return derived_id("desk", name)


def extract() -> str:
    """The town's streets as an OSM document."""
    number = {(x, y): 1 + x * STREETS + y for x in range(STREETS) for y in range(STREETS)}
    nodes = ""
    for (x, y), n in number.items():
        lon, lat = corner(x, y)
        nodes += f"<node id='{n}' version='1' lon='{lon:.6f}' lat='{lat:.6f}'/>\n"
    lon, lat = corner(3.5, 3.5)
    nodes += (
        f"<node id='900' version='1' lon='{lon:.6f}' lat='{lat:.6f}'><tag k='place' v='town'/>"
        "<tag k='name' v='试城'/><tag k='name:en' v='Trial Town'/><tag k='anlan:fictional' v='yes'/></node>\n"
    )
    ways = ""
    for n in range(STREETS):
        for m, (line, name) in enumerate(
            (
                ([number[x, n] for x in range(STREETS)], f"{_PLACES[n]}大街"),
                ([number[n, y] for y in range(STREETS)], f"{_PLACES[n]}路"),
            )
        ):
            inside = "".join(f"<nd ref='{ref}'/>" for ref in line)
            tags = f"<tag k='highway' v='residential'/><tag k='name' v='{name}'/><tag k='maxspeed' v='40'/>"
            ways += f"<way id='{2 * n + m + 1}' version='1'>{inside}{tags}</way>\n"
    return f"<osm version='0.6'>\n{nodes}{ways}</osm>\n"


def _square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [corner(west, south), corner(east, south), corner(east, north), corner(west, north), corner(west, south)]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


@cache
def _made_once() -> Path:
    """The data folder, kept for the length of the test process, in which the town's ground lies ready."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-town-"))
    path = folder / "town.osm"
    path.write_text(extract(), "utf-8")
    load_extract(path, folder, lambda _stage, _share: None)
    return folder


async def found_town(services: Services) -> None:
    """Lay the streets, found the agencies, and bring every unit to its corner, on duty."""
    journal, access = services.core.journal, services.core.access
    data_dir = services.core.settings.data_dir
    made = _made_once()
    shutil.copytree(made / "roads", data_dir / "roads", dirs_exist_ok=True)
    await load_roads(journal, made / "town.osm", data_dir, lambda _stage, _share: None)
    await _found_agencies(access)
    now = services.core.clock.now()
    fixes: list[Fix] = []
    for plan in UNITS:
        home = corner(plan.x, plan.y)
        own = unit_id(plan.call_sign)
        told = c.RegisterUnit(
            unit_id=own, call_sign=plan.call_sign, kind=plan.kind, agency_id=plan.agency_id, home=list(home)
        )
        await services.units.register(_ctx(), told)
        await services.units.begin_duty(_ctx(), c.BeginDuty(unit_id=own))
        fixes.append(Fix(unit_id=own, at=now, received_at=now, lon=home[0], lat=home[1]))
    await services.tracks.record(fixes, {})


async def _found_agencies(access: Access) -> None:
    end, half = STREETS - 0.5, STREETS / 2 - 0.5
    for own, kind, name, parent, ground in (
        (CITY, "city", "安澜市公安局", None, (-0.5, -0.5, end, end)),
        (NORTH, "district", "北区分局", CITY, (-0.5, half, end, end)),
        (SOUTH, "district", "南区分局", CITY, (-0.5, -0.5, end, half)),
        (DOCKS, "station", "码头派出所", NORTH, (-0.5, half, half, end)),
        (HILL, "station", "东山派出所", NORTH, (half, half, end, end)),
        (MILL, "station", "磨坊派出所", SOUTH, (-0.5, -0.5, half, half)),
        (PARK, "station", "公园派出所", SOUTH, (half, -0.5, end, half)),
    ):
        told = AgencyTold(id=own, kind=kind, name=name, parent_id=parent, jurisdiction=_square(*ground))
        await access.agencies.tell(_ctx(), told)


def _ctx() -> Context:
    return Context(command_id=new_id(), actor=_ACTOR)
