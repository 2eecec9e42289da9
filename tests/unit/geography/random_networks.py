"""Random street networks for the laws: a few junctions, streets of every kind of direction, units and places."""

import numpy as np
from hypothesis import strategies as st

from anlan.geography.graph import Lines, Network, build_network
from anlan.geography.plane import Plane

PLANE = Plane(120.0, 30.0)
SIDE = 6


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to 20 streets over a 6 by 6 grid of points 300 m apart, each open one way, the other, or both."""
    points = st.integers(0, SIDE * SIDE - 1)
    streets = draw(st.lists(st.lists(points, min_size=2, max_size=5), min_size=3, max_size=20))
    refs: list[int] = []
    starts = [0]
    forward: list[float] = []
    backward: list[float] = []
    for street in streets:
        line = [point for i, point in enumerate(street) if i == 0 or street[i - 1] != point]
        if len(line) < 2:
            line = [street[0], (street[0] + 1) % (SIDE * SIDE)]
        refs += line
        starts.append(len(refs))
        pace = draw(st.floats(0.03, 1.0))
        open_ways = draw(st.sampled_from(["both", "both", "there", "back"]))
        forward.append(pace if open_ways != "back" else np.inf)
        backward.append(pace * draw(st.floats(1.0, 1.5)) if open_ways != "there" else np.inf)
    grid = np.array([(p % SIDE, p // SIDE) for p in refs], dtype=np.float64) * 300.0
    kinds = len(streets)
    return build_network(
        Lines(
            refs=np.array(refs, dtype=np.int64),
            lonlat=PLANE.to_lonlat(grid),
            starts=np.array(starts, dtype=np.int64),
            forward=np.array(forward),
            backward=np.array(backward),
            street=np.arange(kinds, dtype=np.int32),
            kind=np.full(kinds, 5, dtype=np.uint8),
            roundabout=np.zeros(kinds, dtype=np.bool_),
        )
    )


def spots(most: int) -> st.SearchStrategy[list[tuple[float, float]]]:
    """Positions in and around the grid, degrees."""
    metres = st.floats(-150.0, 300.0 * (SIDE - 1) + 150.0)
    pair = st.tuples(metres, metres)
    return st.lists(pair, min_size=1, max_size=most).map(
        lambda xy: [(float(lon), float(lat)) for lon, lat in PLANE.to_lonlat(xy)]
    )
