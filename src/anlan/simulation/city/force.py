"""The town's units: who can be sent, from where, able to do what.

Call signs are a letter for the kind, the digit of the station (partners: 1 to 9 of their own) and a running digit:
A31 is the first car of station 3. Letters: A car, M motorcycle, F foot, B boat, D drone, E engine, T truck,
H ambulance, C city management.
"""

import math
from collections.abc import Iterator

from shapely.geometry import LineString, Point
from shapely.strtree import STRtree

from anlan.simulation.city.agencies import STATIONS
from anlan.simulation.city.frame import XY, chance
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import CAR_CLASSES, AgencyPlan, Network, UnitPlan

_SKILLS: dict[str, tuple[str, ...]] = {
    "car": ("patrol", "traffic", "first_aid"),
    "motorcycle": ("patrol", "traffic"),
    "foot": ("patrol", "community"),
    "boat": ("patrol", "water_rescue", "first_aid"),
    "drone": ("drone",),
    "engine": ("fire", "rescue", "first_aid"),
    "truck": ("fire", "rescue"),
    "ambulance": ("medical", "first_aid"),
}
_EQUIPMENT: dict[str, tuple[str, ...]] = {
    "car": ("first_aid_kit", "extinguisher", "cones"),
    "motorcycle": ("first_aid_kit",),
    "foot": ("radio",),
    "boat": ("life_ring", "searchlight"),
    "drone": ("camera", "loudspeaker"),
    "engine": ("pump", "breathing_apparatus"),
    "truck": ("ladder", "cutter"),
    "ambulance": ("defibrillator", "stretcher"),
}
# Cars, motorcycles and foot crews of each station in the reference town, in the order of STATIONS.
_POLICE = ((2, 1, 3), (2, 1, 2), (3, 1, 1), (3, 1, 1), (3, 2, 2), (2, 1, 1), (3, 2, 1), (1, 1, 1))
_CREW = {"car": 2, "motorcycle": 1, "foot": 2, "boat": 3, "drone": 1, "engine": 5, "truck": 4, "ambulance": 3}
_EXTRA = {0: ("negotiation",), 1: ("criminal",)}
"""Every station's first car negotiates, its second can secure evidence."""


def plan_units(land: Land, net: Network, agencies: list[AgencyPlan]) -> list[UnitPlan]:
    """About 60 units for 50,000 people, a few less or more with the town."""
    seats = {agency.id: agency.seat for agency in agencies}
    street = _streets(net)
    out: list[UnitPlan] = []
    for i, (station, *_) in enumerate(STATIONS):
        for kind, letter, count in zip(("car", "motorcycle", "foot"), "AMF", _POLICE[i], strict=True):
            for n in range(1, _scaled(count, land.scale) + 1):
                extra = _EXTRA.get(n - 1, ()) if kind == "car" else ()
                # A ninth unit of one kind would need two digits: the letter comes after, as in A3A.
                sign = f"{letter}{i + 1}{n if n < 10 else 'ABCDEFGH'[n - 10]}"
                home = street.spread(seats[station], len(out))
                out.append(_unit(sign, kind, station, home, extra))
    out += _partners(land, seats, street)
    return out


def _partners(land: Land, seats: dict[str, XY], street: "_Streets") -> Iterator[UnitPlan]:
    s = land.scale
    yield _unit("B41", "boat", "gangqu", (1345 * s, 620 * s), ())
    yield _unit("B81", "boat", "ouyu", (land.island.bounds[0] - 25, land.island.centroid.y), ())
    yield _unit("D51", "drone", "jiangbin", seats["jiangbin"], ())
    yield _unit("D41", "drone", "gangqu", seats["gangqu"], ())
    south_post = street.near((300 * s, -820 * s))
    island_post = street.near((land.island.centroid.x - 90 * s, land.island.centroid.y))
    posts = {1: street.near(seats["fire"]), 2: south_post, 3: island_post}
    for post, count in ((1, 2), (2, 2), (3, 1)):
        for n in range(1, _scaled(count, s) + 1):
            yield _unit(f"E{post}{n}", "engine", "fire", posts[post], ())
    yield _unit("T11", "truck", "fire", posts[1], ("hazmat",))
    yield _unit("T21", "truck", "fire", posts[2], ())
    hospitals = {1: street.near(seats["ambulance"]), 2: street.near((-450 * s, 540 * s)), 3: island_post}
    for post, count in ((1, 3), (2, 2), (3, 1)):
        for n in range(1, _scaled(count, s) + 1):
            yield _unit(f"H{post}{n}", "ambulance", "ambulance", hospitals[post], ())
    for n in range(1, _scaled(3, s) + 1):
        home = street.spread(seats["management"], n)
        yield UnitPlan(f"unit-c1{n}", f"C1{n}", "car", "management", home, ("city_management",), ("radio",), 2)


def _scaled(count: int, scale: float) -> int:
    return max(1, min(17, math.floor(float(count * scale**0.8) + 0.5)))


def _unit(sign: str, kind: str, agency: str, home: XY, extra: tuple[str, ...]) -> UnitPlan:
    skills, equipment = (*_SKILLS[kind], *extra), _EQUIPMENT[kind]
    return UnitPlan(f"unit-{sign.lower()}", sign, kind, agency, home, skills, equipment, _CREW[kind])


class _Streets:
    """Finds spots on the carriageway."""

    def __init__(self, net: Network) -> None:
        self._lines = [LineString(e.points) for e in net.edges if e.kind in CAR_CLASSES and e.kind != "trunk"]
        self._tree = STRtree(self._lines)
        self._rng = chance(len(net.nodes), "posts")

    def near(self, at: XY) -> XY:
        line = self._lines[int(self._tree.nearest(Point(at)))]
        spot = line.interpolate(line.project(Point(at)))
        return (spot.x, spot.y)

    def spread(self, at: XY, number: int) -> XY:
        """A post for the `number`th unit of a station: beside its seat, a few streets on for most."""
        reach = 0.0 if number % 3 == 0 else self._rng.uniform(60, 330)
        angle = self._rng.uniform(0, 2 * math.pi)
        return self.near((at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)))


def _streets(net: Network) -> _Streets:
    return _Streets(net)
