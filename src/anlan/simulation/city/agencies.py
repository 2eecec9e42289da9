"""Who is responsible for which ground: a city bureau, three district bureaus, eight stations, three partners.

The stations' grounds fill the whole map without overlapping: land, harbour, river, sea and island.
"""

from shapely import union_all
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.ops import polygonize

from anlan.simulation.city.land import Land
from anlan.simulation.city.model import AgencyPlan, DeskPlan
from anlan.simulation.city.names import TOWN
from anlan.simulation.city.plan import Warp, coast_road, river_y
from anlan.simulation.city.shapes import ground_of

_DISTRICTS = (
    ("laocheng", "老城分局", "Laocheng District Bureau", (620, 600)),
    ("xincheng", "新城分局", "Xincheng District Bureau", (-330, -600)),
    ("haigang", "海港分局", "Haigang District Bureau", (1120, 800)),
)
# id, Chinese, English, bureau, seat in the reference town; the order gives the digit of their call signs.
STATIONS = (
    ("gulou", "鼓楼派出所", "Gulou Station", "laocheng", (560, 300)),
    ("beicheng", "北城派出所", "Beicheng Station", "laocheng", (-380, 940)),
    ("xiyuan", "西苑派出所", "Xiyuan Station", "laocheng", (-1080, 520)),
    ("gangqu", "港区派出所", "Gangqu Station", "haigang", (1150, 920)),
    ("jiangbin", "江滨派出所", "Jiangbin Station", "xincheng", (-420, -300)),
    ("xincheng-west", "城西派出所", "Chengxi Station", "xincheng", (-1120, -660)),
    ("binhai", "滨海派出所", "Binhai Station", "xincheng", (820, -620)),
    ("ouyu", "鸥屿派出所", "Ouyu Station", "haigang", None),
)
PARTNERS = (
    ("fire", "澜港市消防救援大队", "Langang Fire and Rescue", (-150, 880)),
    ("ambulance", "澜港市急救中心", "Langang Emergency Medical Centre", (-400, -330)),
    ("management", "澜港市城市管理局", "Langang City Management", (80, -600)),
)


def plan_agencies(land: Land) -> list[AgencyPlan]:
    """All agencies, parents before children."""
    s = land.scale
    grounds = station_grounds(land)
    seats = {sid: (seat[0] * s, seat[1] * s) for sid, _, _, _, seat in STATIONS if seat is not None}
    seats["ouyu"] = (land.island.bounds[0] + 130 * max(s, 0.5), land.island.centroid.y)
    whole = box(*land.extent)
    out = [
        AgencyPlan("city", f"{TOWN[0]}市公安局", f"{TOWN[1]} City Bureau", "city", None, whole, (60 * s, -560 * s))
    ]
    for did, name, english, seat in _DISTRICTS:
        ground = ground_of(union_all([grounds[sid] for sid, _, _, bureau, _ in STATIONS if bureau == did]))
        out.append(AgencyPlan(did, name, english, "district", "city", ground, (seat[0] * s, seat[1] * s)))
    for sid, name, english, bureau, _ in STATIONS:
        out.append(AgencyPlan(sid, name, english, "station", bureau, grounds[sid], seats[sid]))
    for pid, name, english, seat in PARTNERS:
        out.append(AgencyPlan(pid, name, english, "partner", "city", None, (seat[0] * s, seat[1] * s)))
    return out


def plan_desks() -> list[DeskPlan]:
    """The rooms' desks; the first two control the whole town."""
    out = [
        DeskPlan("desk-intake-1", "接警一席", "Intake 1", "city", ("city",)),
        DeskPlan("desk-intake-2", "接警二席", "Intake 2", "city", ()),
        DeskPlan("desk-dispatch-1", "调度一席", "Dispatch 1", "city", ("city",)),
        DeskPlan("desk-dispatch-2", "调度二席", "Dispatch 2", "city", ()),
    ]
    out += [
        DeskPlan(f"desk-{sid}", name.replace("派出所", "所") + "指挥室", f"{english} Room", sid, (sid,))
        for sid, name, english, _, _ in STATIONS
    ]
    return out


def station_grounds(land: Land) -> dict[str, Polygon | MultiPolygon]:
    """Station id -> its ground; together they are exactly the map's extent."""
    s, warp = land.scale, Warp(land)
    west, south, east, north = land.extent
    reach = (east - west) + (north - south)
    strait = (land.island.bounds[0] + 1450 * s) / 2
    cuts = [
        LineString(box(*land.extent).exterior.coords),
        land.river_line,
        land.shore,
        coast_road(land),
        warp.meridian(-60 * s, -reach, reach),
        warp.meridian(-850 * s, -reach, reach),
        warp.parallel(820 * s, -850 * s - 60, 1500 * s),
        LineString(land.old_town.exterior.coords),
        LineString([(strait, south - 10), (strait, north + 10)]),
    ]
    cells = sorted(polygonize(union_all(cuts, grid_size=0.1)), key=lambda c: c.representative_point().coords[0])
    grounds: dict[str, list[Polygon]] = {sid: [] for sid, *_ in STATIONS}
    frame = box(*land.extent)
    for cell in cells:
        if frame.buffer(1).contains(cell):
            grounds[_responsible(land, cell.representative_point(), strait)].append(cell)
    return {sid: ground_of(union_all(parts)) for sid, parts in grounds.items()}


def _responsible(land: Land, at: Point, strait: float) -> str:
    """The station whose ground a cell of the map is."""
    if _east_of(land.shore, at):
        return "ouyu" if at.x > strait else "gangqu"
    s, frame, reach = land.scale, Warp(land), 6000 * land.scale
    east_of_avenue = _east_of(frame.meridian(-60 * s, -reach, reach), at)
    east_of_west = _east_of(frame.meridian(-850 * s, -reach, reach), at)
    if at.y <= river_y(land, at.x):
        return "binhai" if east_of_avenue else "jiangbin" if east_of_west else "xincheng-west"
    if not east_of_avenue:
        return "beicheng" if east_of_west else "xiyuan"
    far_north = at.y > _height(frame.parallel(820 * s, -reach, reach), at) and not land.old_town.contains(at)
    return "gangqu" if far_north or _east_of(coast_road(land), at) else "gulou"


def _east_of(meridian: LineString, at: Point) -> bool:
    return bool(at.x > meridian.intersection(LineString([(-1e5, at.y), (1e5, at.y)])).centroid.x)


def _height(parallel: LineString, at: Point) -> float:
    return float(parallel.intersection(LineString([(at.x, -1e5), (at.x, 1e5)])).centroid.y)
