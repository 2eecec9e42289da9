"""Laws of travel times on random networks, against a search forward from each unit and against brute force."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import PLANE, networks, spots
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.geography.graph import Network
from anlan.geography.plane import Floats
from anlan.geography.route import find_route
from anlan.geography.segments import SegmentIndex
from anlan.geography.snap import Attached, Snapped
from anlan.geography.travel import Searcher, TravelTimes

MILLIMETRES = st.integers(-500_000, 500_000).map(lambda millimetres: millimetres / 1000)


def forward_seconds(network: Network, units: Snapped, place: Attached) -> Floats:
    """Each unit's seconds by its own search along the streets, nothing shared with the code under test: arcs
    between junctions, from the unit to the ends of its edge, from the ends of the place's edges to the place."""
    n, k = network.node_count, len(units)
    arcs: dict[tuple[int, int], float] = {}

    def arc(a: int, b: int, seconds: float) -> None:
        if np.isfinite(seconds):
            arcs[a, b] = min(arcs.get((a, b), np.inf), max(float(seconds), 1e-9))

    for e in range(network.edge_count):
        arc(int(network.tail[e]), int(network.head[e]), network.forward[e])
        arc(int(network.head[e]), int(network.tail[e]), network.backward[e])
    goal = n + k
    for e, share, leg in zip(place.edge, place.along, place.leg, strict=True):
        if np.isfinite(network.forward[e]):
            arc(int(network.tail[e]), goal, share * network.forward[e] + leg)
        if np.isfinite(network.backward[e]):
            arc(int(network.head[e]), goal, (1 - share) * network.backward[e] + leg)
    for u in range(k):
        e, share = int(units.edge[u]), float(units.along[u])
        if e < 0:
            continue
        there, back = float(network.forward[e]), float(network.backward[e])
        if np.isfinite(there):
            arc(n + u, int(network.head[e]), (1 - share) * there)
        if np.isfinite(back):
            arc(n + u, int(network.tail[e]), share * back)
        for target, at, leg in zip(place.edge, place.along, place.leg, strict=True):
            if target == e and at >= share and np.isfinite(there):
                arc(n + u, goal, (at - share) * there + leg)
            if target == e and at <= share and np.isfinite(back):
                arc(n + u, goal, (share - at) * back + leg)
    rows, columns = zip(*arcs, strict=True)
    matrix = csr_array((list(arcs.values()), (rows, columns)), shape=(goal + 1, goal + 1))
    alone = [float(np.asarray(dijkstra(matrix, indices=np.array(n + u)))[goal]) for u in range(k)]
    return np.array(alone) + units.leg


@settings(max_examples=150, deadline=None)
@given(network=networks(), units=spots(8), place=spots(1))
def test_one_search_backwards_is_every_units_own_search(
    network: Network, units: list[tuple[float, float]], place: list[tuple[float, float]]
) -> None:
    searcher = Searcher(network, PLANE, "road")
    snapped, attached = searcher.snapper.units(units), searcher.snapper.place(place[0])
    times = TravelTimes({"road": network}, PLANE).to_place(place[0], units, "road")
    if attached.reason is not None:
        assert times.reason == attached.reason and np.isinf(times.seconds).all()
        return
    np.testing.assert_allclose(times.seconds, forward_seconds(network, snapped, attached), rtol=1e-9, atol=1e-4)


@settings(max_examples=100, deadline=None)
@given(network=networks(), units=spots(8), place=spots(1), faster=st.floats(0.3, 0.99))
def test_a_quicker_street_makes_nobody_later(
    network: Network, units: list[tuple[float, float]], place: list[tuple[float, float]], faster: float
) -> None:
    forward = np.where(np.arange(network.edge_count) % 3 == 0, network.forward * faster, network.forward)
    better = Network(**{**network.__dict__, "forward": forward})
    before = TravelTimes({"road": network}, PLANE).to_place(place[0], units, "road").seconds
    after = TravelTimes({"road": better}, PLANE).to_place(place[0], units, "road").seconds
    assert (after <= before + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(network=networks())
def test_no_way_round_is_quicker(network: Network) -> None:
    """From junction to junction: a to c takes no longer than a to b and on to c."""
    searcher = Searcher(network, PLANE, "road")
    table = []
    for node in range(network.node_count):
        edge = int(np.flatnonzero((network.tail == node) | (network.head == node))[0])
        along = 0.0 if network.tail[edge] == node else 1.0
        here = Attached(np.array([edge]), np.array([along]), np.zeros(1))
        if not searcher.starts(here):
            table.append(np.full(network.node_count, np.inf))
            continue
        seconds = searcher.node_seconds(here)
        # A place at a junction is reached along this edge only, so compare junctions that reach it.
        table.append(seconds)
    to = np.array(table)
    at_self = to[np.arange(len(to)), np.arange(len(to))]
    for b in np.flatnonzero(at_self < 0.01):
        for c in np.flatnonzero(at_self < 0.01):
            assert (to[c] <= to[b] + to[c][b] + 0.02).all()


@settings(max_examples=100, deadline=None)
@given(network=networks(), unit=spots(1), place=spots(1))
def test_a_route_takes_the_seconds_that_were_said_and_no_one_way_street_the_wrong_way(
    network: Network, unit: list[tuple[float, float]], place: list[tuple[float, float]]
) -> None:
    times = TravelTimes({"road": network}, PLANE)
    said = float(times.to_place(place[0], unit, "road").seconds[0])
    route = find_route(times, lambda _street: None, unit[0], place[0], "road")
    if not np.isfinite(said):
        assert route.reason is not None
        return
    assert abs(route.seconds - said) < 1e-6
    # Points closer than a few centimetres to the one before are not drawn.
    np.testing.assert_allclose([route.geometry[0], route.geometry[-1]], [unit[0], place[0]], atol=4e-7)
    snapped = times.snap(unit, "road")
    on_the_way = sum(step.seconds for step in route.steps) + float(snapped.leg[0])
    assert abs(on_the_way - said) < 0.1 * (len(route.steps) + 1)


@settings(max_examples=150, deadline=None)
@given(
    segments=st.lists(st.tuples(*[MILLIMETRES] * 4), min_size=1, max_size=30),
    points=st.lists(st.tuples(MILLIMETRES, MILLIMETRES), min_size=1, max_size=10),
)
def test_the_nearest_segment_is_the_nearest(
    segments: list[tuple[float, ...]], points: list[tuple[float, float]]
) -> None:
    ends = np.array(segments)
    index = SegmentIndex(ends[:, :2], ends[:, 2:])
    found = index.nearest(np.array(points), limit=2_000.0)
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    for i, point in enumerate(points):
        truth = float(shapely.distance(lines, shapely.Point(point)).min())
        assert abs(found.metres[i] - truth) < 1e-6
        segment, along = ends[found.segment[i]], found.along[i]
        foot = segment[:2] + (segment[2:] - segment[:2]) * along
        assert abs(np.hypot(*(foot - point)) - truth) < 1e-6


def test_nowhere_and_too_far_is_off_the_network() -> None:
    index = SegmentIndex(np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]]))
    found = index.nearest(np.array([[np.nan, 0.0], [0.0, 5_000.0], [50.0, 10.0]]), limit=1_000.0)
    assert found.segment.tolist() == [-1, -1, 0]
    assert found.metres.tolist() == [np.inf, np.inf, 10.0]
