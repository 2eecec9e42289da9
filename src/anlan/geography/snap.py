"""Where on the network a position is: units on the edge they stand on, a place on the edges it is reached from.

A unit in the middle of an edge has part of the edge before it, in the direction that it may drive; a place likewise.
From the edge to the position itself is a *leg* outside the network (a yard, a car park, a footpath), counted at the
leg's speed. The nearest edge of the main part is preferred by `PART_MARGIN` metres over those of smaller parts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.geography.graph import Ints, Network
from anlan.geography.passage import CLASSES
from anlan.geography.plane import Floats, LonLat, Plane
from anlan.geography.segments import Nearest, SegmentIndex
from anlan.geography.ways import Way

PLACE_LEG_SPEED = 1.4
"""Metres a second over the last stretch to a place, on foot."""
UNIT_LEG_SPEED: dict[Way, float] = {"walk": 1.4, "road": 2.8, "water": 2.8, "air": 15.0}
"""Metres a second of a unit from where it stands to the network."""
PLACE_LIMIT: dict[Way, float] = {"walk": 2_000.0, "road": 1_000.0, "water": 250.0}
"""Metres from the network beyond which a place is not reached."""
UNIT_LIMIT: dict[Way, float] = {"walk": 2_000.0, "road": 2_000.0, "water": 300.0}
"""Metres from the network beyond which a unit is not on it."""
PART_MARGIN = 30.0
PARALLEL_MARGIN = 25.0
"""A place is reached from every edge that is at most this many metres farther than the nearest one."""
_MOST_EDGES = 4
_CANDIDATES = 48
_DRY_METRES = 30.0
_WET_METRES = 50.0

WaterBetween = Callable[[Floats, Floats], float]
"""Metres of water on the straight line between two points of the plane."""


@dataclass(frozen=True)
class Snapped:
    """k units on one network; kept by the caller between decisions. Off the network: edge -1, times inf."""

    way: Way
    lonlat: Floats
    edge: NDArray[np.int64]
    along: Floats
    """(k,) how far along the edge, 0 at its tail."""
    tail: Ints
    head: Ints
    to_tail: Floats
    """(k,) seconds to the edge's tail, inf where that is against a one-way street."""
    to_head: Floats
    leg: Floats
    """(k,) seconds from where the unit stands to the edge."""

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: ArrayLike) -> "Snapped":
        """The units of these rows (indices or a mask), in that order."""
        pick = np.asarray(rows)
        parts = (getattr(self, name) for name in _ROWS)
        return Snapped(self.way, *(part[pick] for part in parts))

    def put(self, rows: ArrayLike, moved: "Snapped") -> None:
        """Overwrites rows in place with units that moved."""
        for name in _ROWS:
            getattr(self, name)[np.asarray(rows)] = getattr(moved, name)


_ROWS = ("lonlat", "edge", "along", "tail", "head", "to_tail", "to_head", "leg")


@dataclass(frozen=True)
class Attached:
    """The edges from which a place is reached, at most a few; `reason` says why there are none."""

    edge: NDArray[np.int64]
    along: Floats
    leg: Floats
    """Seconds from the edge to the place."""
    reason: str | None = None


class Snapper:
    """Puts positions on one network."""

    def __init__(self, network: Network, plane: Plane, way: Way, water_between: WaterBetween | None = None) -> None:
        self.network, self.way = network, way
        self._plane = plane
        self._water_between = water_between
        xy = plane.to_xy(network.line_lonlat)
        metres = np.zeros(len(xy))
        if len(xy):
            metres[1:] = np.cumsum(np.hypot(*np.diff(xy, axis=0).T))
        part = network.edge_part
        self._indexes = [_EdgeIndex(network, xy, metres, np.flatnonzero(chosen)) for chosen in (part == 0, part > 0)]

    def units(self, positions: ArrayLike) -> Snapped:
        """Units at `(k, 2)` degrees. NaN, or too far from everything: off the network."""
        lonlat = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
        xy = self._plane.to_xy(lonlat)
        edge, along, metres = self._indexes[0].nearest(xy, UNIT_LIMIT[self.way])
        other_edge, other_along, other_metres = self._indexes[1].nearest(xy, UNIT_LIMIT[self.way])
        with np.errstate(invalid="ignore"):
            nearer = other_metres + PART_MARGIN < metres
        edge, along = np.where(nearer, other_edge, edge), np.where(nearer, other_along, along)
        metres = np.where(nearer, other_metres, metres)
        there = edge >= 0
        safe = np.where(there, edge, 0)
        if not self.network.edge_count:
            return Snapped(self.way, lonlat, edge, along, *_nowhere(len(edge)))
        net = self.network
        return Snapped(
            way=self.way,
            lonlat=lonlat,
            edge=edge,
            along=along,
            tail=np.where(there, net.tail[safe], 0).astype(np.int32),
            head=np.where(there, net.head[safe], 0).astype(np.int32),
            to_tail=np.where(there, _share(along, net.backward[safe]), np.inf),
            to_head=np.where(there, _share(1 - along, net.forward[safe]), np.inf),
            leg=np.where(there, metres / UNIT_LEG_SPEED[self.way], np.inf),
        )

    def place(self, place: LonLat) -> Attached:
        """The edges a place is reached from: the nearest and those beside it, and one in each smaller part."""
        xy = self._plane.to_xy([place])[0]
        chosen: list[tuple[int, float, float]] = []
        wet = False
        for index in self._indexes:
            here, wet_here = self._attach(index, xy)
            chosen += here[:_MOST_EDGES]
            wet |= wet_here
        reason = None if chosen else ("place_across_water" if wet else _OFF[self.way])
        edge, along, metres = (np.array(column) for column in zip(*chosen, strict=True)) if chosen else _NONE
        return Attached(edge.astype(np.int64), along, metres / PLACE_LEG_SPEED, reason)

    def _attach(self, index: "_EdgeIndex", xy: Floats) -> tuple[list[tuple[int, float, float]], bool]:
        """`(edge, along, metres)` of the edges to use, and whether any was given up for water in between."""
        found = index.around(xy, PLACE_LIMIT[self.way], _CANDIDATES)
        reach: dict[int, float] = {}
        chosen: list[tuple[int, float, float]] = []
        wet = False
        for edge, along, metres in zip(found.segment, found.along, found.metres, strict=True):
            part = int(self.network.edge_part[edge])
            if metres > reach.get(part, np.inf):
                continue
            if metres > _DRY_METRES and self._is_wet(xy, int(edge), float(along)):
                wet = True
                continue
            # From a motorway nobody walks across to the other carriageway.
            alone = CLASSES[self.network.kind[edge]] == "motorway"
            reach.setdefault(part, -1.0 if alone else float(metres) + PARALLEL_MARGIN)
            chosen.append((int(edge), float(along), float(metres)))
        return chosen, wet

    def _is_wet(self, place: Floats, edge: int, along: float) -> bool:
        if self._water_between is None or self.way == "water":
            return False
        foot = self._plane.to_xy([point_along(self.network, edge, along)])[0]
        return self._water_between(foot, place) > _WET_METRES


_NONE = (np.zeros(0), np.zeros(0), np.zeros(0))
_OFF: dict[Way, str] = {"walk": "place_off_roads", "road": "place_off_roads", "water": "place_off_water"}


def point_along(network: Network, edge: int, along: float) -> LonLat:
    """The position at share `along` of an edge's length, degrees."""
    line = network.edge_line(edge)
    steps = np.hypot(np.diff(line[:, 0]) * np.cos(np.radians(line[0, 1])), np.diff(line[:, 1]))
    at = np.concatenate([[0.0], np.cumsum(steps)])
    want = along * at[-1]
    return float(np.interp(want, at, line[:, 0])), float(np.interp(want, at, line[:, 1]))


class _EdgeIndex:
    """Nearest edges among some of a network's, measured along whole edges instead of their segments."""

    def __init__(self, network: Network, xy: Floats, metres: Floats, edges: NDArray[np.int64]) -> None:
        start, end = network.line_start[edges], network.line_end[edges]
        count = end - start
        self._edge = np.repeat(edges, count)
        step = np.arange(len(self._edge)) - np.repeat(np.cumsum(count) - count, count)
        first = np.repeat(start, count) + step
        self._segments = SegmentIndex(xy[first], xy[first + 1])
        length = np.repeat(np.maximum(metres[end] - metres[start], 1e-9), count)
        self._offset = (metres[first] - np.repeat(metres[start], count)) / length
        self._share = (metres[first + 1] - metres[first]) / length

    def nearest(self, xy: Floats, limit: float) -> tuple[NDArray[np.int64], Floats, Floats]:
        found = self._segments.nearest(xy, limit)
        there = found.segment >= 0
        if not len(self._edge):
            return found.segment, found.along, found.metres
        at = np.where(there, found.segment, 0)
        edge = np.where(there, self._edge[at], -1)
        return edge, np.clip(self._offset[at] + found.along * self._share[at], 0.0, 1.0), found.metres

    def around(self, xy: Floats, limit: float, most: int) -> Nearest:
        """Edges near a point, nearest first, each once."""
        found = self._segments.around(xy, limit, most)
        edge = self._edge[found.segment]
        along = np.clip(self._offset[found.segment] + found.along * self._share[found.segment], 0.0, 1.0)
        _, first = np.unique(edge, return_index=True)
        first.sort()
        return Nearest(edge[first], along[first], found.metres[first])


def _share(part: Floats, seconds: Floats) -> Floats:
    """`part * seconds`, infinity kept infinite even of no part at all."""
    return np.where(np.isfinite(seconds), part * np.where(np.isfinite(seconds), seconds, 0.0), np.inf)


def _nowhere(count: int) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    zeros, never = np.zeros(count, dtype=np.int32), np.full(count, np.inf)
    return zeros, zeros.copy(), never, never.copy(), never.copy()
