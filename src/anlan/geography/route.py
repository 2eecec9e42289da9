"""One way from a unit to a place, as a line on the map and as steps in street names.

It is read off the same backwards search as the travel times, so the route takes exactly the seconds that the
recommendation said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.geography.extract import Names
from anlan.geography.graph import Network
from anlan.geography.passage import CLASSES, DRONE_KMH
from anlan.geography.plane import Floats, LonLat, metres_between
from anlan.geography.snap import Attached, Snapped
from anlan.geography.steps import Leg, Step, make_steps
from anlan.geography.travel import Searcher, TravelTimes
from anlan.geography.ways import Way


@dataclass(frozen=True)
class Route:
    """`geometry` runs from the unit to the place, degrees; `reason` says why there is no route, if so."""

    seconds: float = float("inf")
    metres: float = 0.0
    geometry: list[LonLat] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    reason: str | None = None


StreetNames = Callable[[int], Names | None]
"""The names of a street by its index."""


def find_route(times: TravelTimes, names: StreetNames, unit: LonLat, place: LonLat, way: Way) -> Route:
    """The quickest way from `unit` to `place`. Never raises for what cannot be reached: see `Route.reason`."""
    if way == "air":
        return _straight(unit, place)
    snapped = times.snap([unit], way)
    searcher = times.searcher(way)
    if searcher is None:
        return Route(reason=times.seconds_to(place, snapped).reason)
    attached = searcher.snapper.place(place)
    if attached.reason is not None:
        return Route(reason=attached.reason)
    if snapped.edge[0] < 0:
        return Route(reason="unit_off_network")
    node_seconds, following = searcher.node_seconds_and_next(attached)
    seconds = float(searcher.units_seconds(attached, snapped, node_seconds)[0])
    if not np.isfinite(seconds):
        return Route(reason="not_connected")
    legs, last = _legs(searcher, attached, snapped, node_seconds, following)
    walk = float(attached.leg[last])
    geometry = _join([np.array([unit]), *(leg.line for leg in legs), np.array([place])])
    metres = float(sum(leg.metres for leg in legs))
    end = (float(geometry[-2][0]), float(geometry[-2][1])) if len(geometry) > 1 else place
    steps = make_steps(legs, names, arrive=(float(metres_between(*end, *place)), walk, place))
    return Route(seconds, metres, [(float(x), float(y)) for x, y in geometry], steps)


def _straight(unit: LonLat, place: LonLat) -> Route:
    metres = float(metres_between(*unit, *place))
    seconds = metres * 3.6 / DRONE_KMH
    steps = [
        Step("depart", "", "", "air", metres, seconds, unit),
        Step("arrive", "", "", "air", 0.0, 0.0, place),
    ]
    return Route(seconds, metres, [unit, place], steps)


def _legs(
    searcher: Searcher, attached: Attached, unit: Snapped, node_seconds: Floats, following: NDArray[np.int32]
) -> tuple[list[Leg], int]:
    """The pieces of edges from the unit to the place, and which of the place's edges the way ends on."""
    net = searcher.network
    edge, along = int(unit.edge[0]), float(unit.along[0])
    tail, head = int(unit.tail[0]), int(unit.head[0])
    by_tail, by_head = node_seconds[tail] + unit.to_tail[0], node_seconds[head] + unit.to_head[0]
    for i in range(len(attached.edge)):
        if attached.edge[i] == edge:
            direct = float(searcher.direct(edge, unit.along[:1], float(attached.along[i]))[0] + attached.leg[i])
            if direct <= min(by_tail, by_head):
                return [_leg(net, edge, along, float(attached.along[i]))], i
    # A loop has one node at both its ends: which end is left by is not told by the node.
    node, left_by = (tail, 0.0) if by_tail <= by_head else (head, 1.0)
    legs = [_leg(net, edge, along, left_by)]
    end = searcher.arcs.nodes
    while int(following[node]) != end:
        ahead = int(following[node])
        step = _edge_between(searcher, node, ahead)
        forward = int(net.tail[step]) == node
        legs.append(_leg(net, step, 0.0 if forward else 1.0, 1.0 if forward else 0.0))
        node = ahead
    last = _last_edge(searcher, attached, node, float(node_seconds[node]))
    onto = int(attached.edge[last])
    from_tail = int(net.tail[onto]) == node and np.isfinite(net.forward[onto])
    from_head = int(net.head[onto]) == node and np.isfinite(net.backward[onto])
    if from_tail and from_head:
        from_tail = attached.along[last] * net.forward[onto] <= (1 - attached.along[last]) * net.backward[onto]
    legs.append(_leg(net, onto, 0.0 if from_tail else 1.0, float(attached.along[last])))
    return [leg for leg in legs if leg.metres > 0], last


def _edge_between(searcher: Searcher, node: int, ahead: int) -> int:
    arcs = searcher.arcs
    begin, end = int(arcs.indptr[ahead]), int(arcs.indptr[ahead + 1])
    at = begin + int(np.flatnonzero(arcs.indices[begin:end] == node)[0])
    return int(arcs.edge[at])


def _last_edge(searcher: Searcher, attached: Attached, node: int, seconds: float) -> int:
    best, least = 0, np.inf
    for i in range(len(attached.edge)):
        one = Attached(attached.edge[i : i + 1], attached.along[i : i + 1], attached.leg[i : i + 1])
        for start, cost in searcher.starts(one):
            if start == node and abs(cost - seconds) < least:
                best, least = i, abs(cost - seconds)
    return best


def _leg(net: Network, edge: int, begin: float, end: float) -> Leg:
    """The piece of an edge between two shares of its length, in the direction of travel."""
    line = cut_line(net.edge_line(edge), begin, end)
    seconds = net.forward[edge] if end >= begin else net.backward[edge]
    share = abs(end - begin)
    return Leg(
        line=line,
        metres=float(net.metres[edge]) * share,
        seconds=float(seconds) * share if share else 0.0,
        street=int(net.street[edge]),
        kind=CLASSES[int(net.kind[edge])],
        roundabout=bool(net.roundabout[edge]),
    )


def cut_line(line: Floats, begin: float, end: float) -> Floats:
    """The part of a line (degrees) between two shares of its length; backwards if `end` < `begin`."""
    steps = np.hypot(np.diff(line[:, 0]) * np.cos(np.radians(line[0, 1])), np.diff(line[:, 1]))
    at = np.concatenate([[0.0], np.cumsum(steps)])
    low, high = min(begin, end) * at[-1], max(begin, end) * at[-1]
    inner = line[(at > low) & (at < high)]
    ends = [[np.interp(x, at, line[:, 0]), np.interp(x, at, line[:, 1])] for x in (low, high)]
    part = np.vstack([ends[:1], inner, ends[1:]])
    return part if end >= begin else part[::-1]


def _join(lines: Sequence[Floats]) -> Floats:
    points = np.vstack(lines)
    distinct = np.ones(len(points), dtype=bool)
    distinct[1:] = (np.abs(np.diff(points, axis=0)) > 1e-7).any(axis=1)
    return np.round(points[distinct], 7)
