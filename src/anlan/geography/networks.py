"""From what an extract holds to the network of each way of travelling on land."""

import numpy as np

from anlan.geography.extract import Extract
from anlan.geography.graph import Lines, Network, build_network
from anlan.geography.passage import FERRY_BOARDING_SECONDS, FERRY_KMH
from anlan.geography.plane import Floats, metres_between


def road_network(extract: Extract) -> Network | None:
    """The streets that a vehicle may drive, with car ferries; None if there are none."""
    return _network(extract, walking=False)


def walk_network(extract: Extract) -> Network | None:
    """The streets and paths that a crew may walk, with ferries, one-way streets in both directions."""
    return _network(extract, walking=True)


def _network(extract: Extract, *, walking: bool) -> Network | None:
    passages = extract.ways.passages
    starts = np.array(extract.ways.starts, dtype=np.int64)
    lonlat = extract.ways.lonlat
    length = _lengths(lonlat, starts)
    forward = np.array([p.walk if walking else p.forward for p in passages], dtype=np.float64)
    backward = np.array([p.walk if walking else p.backward for p in passages], dtype=np.float64)
    pace_there, pace_back = _pace(forward), _pace(backward)
    for i, passage in enumerate(passages):
        if passage.ferry:
            sailing = passage.seconds if passage.seconds is not None else length[i] * 3.6 / FERRY_KMH
            pace = (sailing + FERRY_BOARDING_SECONDS) / max(length[i], 1.0)
            pace_there[i] = pace if np.isfinite(pace_there[i]) else np.inf
            pace_back[i] = pace if np.isfinite(pace_back[i]) else np.inf
    used = np.isfinite(pace_there) | np.isfinite(pace_back)
    if not used.any():
        return None
    keep = np.repeat(used, np.diff(starts))
    kept_starts = np.concatenate([[0], np.cumsum(np.diff(starts)[used])]).astype(np.int64)
    lines = Lines(
        refs=extract.ways.point_refs[keep],
        lonlat=lonlat[keep],
        starts=kept_starts,
        forward=pace_there[used],
        backward=pace_back[used],
        street=np.array(extract.ways.streets, dtype=np.int32)[used],
        kind=np.array([p.kind for p in passages], dtype=np.uint8)[used],
        roundabout=np.array([p.roundabout for p in passages], dtype=np.bool_)[used],
    )
    return build_network(lines, frozenset() if walking else extract.blocked)


def _pace(kmh: Floats) -> Floats:
    """Seconds a metre; infinite where the speed is 0."""
    return np.where(kmh > 0, 3.6 / np.where(kmh > 0, kmh, 1.0), np.inf)


def _lengths(lonlat: Floats, starts: np.typing.NDArray[np.int64]) -> Floats:
    steps = metres_between(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    along = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(along[starts[1:] - 1] - along[starts[:-1]], dtype=np.float64)
