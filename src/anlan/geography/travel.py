"""Travel times: every unit's time to one place, in one search from the place over reversed arcs.

The search starts at the place, on the edges from which it is reached, and runs backwards along every street; when
it ends, each junction knows its time *to* the place, and each unit reads its own from the two ends of the edge that
it stands on. So the cost does not grow with the number of units. Times are free of traffic and of turn bans.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.errors import Invalid
from anlan.geography.graph import Network
from anlan.geography.passage import DRONE_KMH
from anlan.geography.plane import Floats, LonLat, Plane, is_position, metres_between
from anlan.geography.snap import Attached, Snapped, Snapper, WaterBetween
from anlan.geography.ways import Way

_SLOTS = 16


@dataclass(frozen=True)
class Times:
    """(k,) seconds of k units to a place, inf where there is no way; `reason`: why nobody can, if so."""

    seconds: Floats
    reason: str | None = None


@dataclass(frozen=True)
class Reversed:
    """The arcs against the direction of travel as CSR, with one more row for where a search starts."""

    data: Floats
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    edge: NDArray[np.int32]
    """The edge that each arc stands for."""

    @property
    def nodes(self) -> int:
        return len(self.indptr) - 2


def reverse_arcs(network: Network) -> Reversed:
    """Each permitted direction of each edge as an arc from its end to its beginning; of several the quickest."""
    there, back = np.isfinite(network.forward), np.isfinite(network.backward)
    edges = np.arange(network.edge_count, dtype=np.int32)
    row = np.concatenate([network.head[there], network.tail[back]])
    column = np.concatenate([network.tail[there], network.head[back]])
    cost = np.concatenate([network.forward[there], network.backward[back]])
    edge = np.concatenate([edges[there], edges[back]])
    order = np.lexsort((edge, cost, column, row))
    row, column, cost, edge = row[order], column[order], cost[order], edge[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first &= row != column
    row, column, cost, edge = row[first], column[first], cost[first], edge[first]
    indptr = np.zeros(network.node_count + 2, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=network.node_count), out=indptr[1:-1])
    indptr[-1] = indptr[-2] + _SLOTS
    room = np.zeros(_SLOTS)
    return Reversed(
        data=np.concatenate([cost, room]),
        indices=np.concatenate([column, room]).astype(np.int32),
        indptr=indptr,
        edge=np.concatenate([edge, room]).astype(np.int32),
    )


class Searcher:
    """Searches on one network. Safe to share between threads."""

    def __init__(self, network: Network, plane: Plane, way: Way, water_between: WaterBetween | None = None) -> None:
        self.network = network
        self.snapper = Snapper(network, plane, way, water_between)
        self.arcs = reverse_arcs(network)
        self._source = np.array(self.arcs.nodes)
        self._forward = np.asarray(network.forward, dtype=np.float64)
        self._backward = np.asarray(network.backward, dtype=np.float64)

    def node_seconds(self, attached: Attached) -> Floats:
        """(n,) seconds from each node to the place."""
        return np.asarray(dijkstra(self._matrix(attached), directed=True, indices=self._source))[:-1]

    def node_seconds_and_next(self, attached: Attached) -> tuple[Floats, NDArray[np.int32]]:
        """As `node_seconds`, and (n,) the node that comes next on the way, or the node count itself at the end."""
        matrix = self._matrix(attached)
        seconds, following = dijkstra(matrix, directed=True, indices=self._source, return_predecessors=True)
        return np.asarray(seconds)[:-1], np.asarray(following, dtype=np.int32)[:-1]

    def units_seconds(self, attached: Attached, units: Snapped, node_seconds: Floats) -> Floats:
        """(k,) seconds of each unit, given those of the nodes."""
        best = np.minimum(node_seconds[units.tail] + units.to_tail, node_seconds[units.head] + units.to_head)
        for edge, along, leg in zip(attached.edge, attached.along, attached.leg, strict=True):
            # On the place's own edge there may be no junction between.
            same = np.flatnonzero(units.edge == edge)
            if len(same):
                best[same] = np.minimum(best[same], self.direct(int(edge), units.along[same], along) + leg)
        return np.asarray(best + units.leg, dtype=np.float64)

    def direct(self, edge: int, begin: Floats, end: float) -> Floats:
        """Seconds along one edge from shares `begin` to share `end`, inf against a one-way street."""
        ahead = end >= begin
        forward, backward = self._forward[edge], self._backward[edge]
        out = np.full(len(begin), np.inf)
        if np.isfinite(forward):
            out = np.where(ahead, (end - begin) * forward, out)
        if np.isfinite(backward):
            out = np.where(end <= begin, (begin - end) * backward, out)
        return out

    def starts(self, attached: Attached) -> list[tuple[int, float]]:
        """Nodes from which the place is reached along its own edge, and the seconds from there."""
        out: list[tuple[int, float]] = []
        for edge, along, leg in zip(attached.edge, attached.along, attached.leg, strict=True):
            if np.isfinite(self._forward[edge]):
                out.append((int(self.network.tail[edge]), float(along * self._forward[edge] + leg)))
            if np.isfinite(self._backward[edge]):
                out.append((int(self.network.head[edge]), float((1 - along) * self._backward[edge] + leg)))
        return out[:_SLOTS]

    def _matrix(self, attached: Attached) -> csr_array:
        # A copy for each search: the last row is this place's, and another thread may be searching too.
        data, indices = self.arcs.data.copy(), self.arcs.indices.copy()
        starts = self.starts(attached)
        for slot in range(_SLOTS):
            node, seconds = starts[min(slot, len(starts) - 1)]
            data[slot - _SLOTS], indices[slot - _SLOTS] = max(seconds, 1e-6), node
        size = self.arcs.nodes + 1
        return csr_array((data, indices, self.arcs.indptr), shape=(size, size), copy=False)


class TravelTimes:
    """Travel times over one ground by each way of travelling; searchers are made when first needed."""

    def __init__(self, networks: dict[Way, Network], plane: Plane, water_between: WaterBetween | None = None) -> None:
        self._networks, self._plane, self._water_between = networks, plane, water_between
        self._searchers: dict[Way, Searcher] = {}
        self._lock = threading.Lock()

    def searcher(self, way: Way) -> Searcher | None:
        """The searcher of a way that has a network here; None for one that has none, and for the air."""
        with self._lock:
            if way not in self._searchers and way in self._networks:
                self._searchers[way] = Searcher(self._networks[way], self._plane, way, self._water_between)
            return self._searchers.get(way)

    def snap(self, positions: ArrayLike, way: Way) -> Snapped:
        """Puts units at `(k, 2)` degrees on the network; keep the answer until they move."""
        lonlat = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
        searcher = self.searcher(way)
        if searcher is not None:
            return searcher.snapper.units(lonlat)
        nowhere = np.full(len(lonlat), -1, dtype=np.int64)
        never = np.full(len(lonlat), np.inf)
        ends = np.zeros(len(lonlat), dtype=np.int32)
        leg = never if way != "air" else np.zeros(len(lonlat))
        zeros = np.zeros(len(lonlat))
        return Snapped(way, lonlat.copy(), nowhere, zeros, ends, ends.copy(), never, never.copy(), leg.copy())

    def seconds_to(self, place: LonLat, units: Snapped, speed_kmh: ArrayLike = DRONE_KMH) -> Times:
        """Every unit's seconds to `place` (degrees). `speed_kmh`, one or (k,), is of those in the air.

        Raises `Invalid` if the place is none on earth.
        """
        if not is_position(*place):
            raise Invalid("geography.not_a_location", fields=[("location", "geography.not_a_location")])
        if units.way == "air":
            metres = metres_between(units.lonlat[:, 0], units.lonlat[:, 1], place[0], place[1])
            seconds = metres * 3.6 / np.asarray(speed_kmh, dtype=np.float64)
            return Times(np.where(np.isfinite(seconds), seconds, np.inf))
        never = np.full(len(units), np.inf)
        searcher = self.searcher(units.way)
        if searcher is None:
            return Times(never, _MISSING[units.way])
        attached = searcher.snapper.place(place)
        if attached.reason is not None:
            return Times(never, attached.reason)
        return Times(searcher.units_seconds(attached, units, searcher.node_seconds(attached)))

    def to_place(self, place: LonLat, positions: ArrayLike, way: Way, speed_kmh: ArrayLike = DRONE_KMH) -> Times:
        """As `seconds_to`, for units at `(k, 2)` degrees that are not snapped yet."""
        return self.seconds_to(place, self.snap(positions, way), speed_kmh)


_MISSING: dict[Way, str] = {"road": "no_streets", "walk": "no_walkways", "water": "no_water"}
