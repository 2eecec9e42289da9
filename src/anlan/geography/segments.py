"""Which line is nearest to a point: exact, and for many points at once.

Segments are sampled every few metres into a KD-tree. The nearest sample gives a first answer; how far another
segment's nearest sample could be while the segment itself is nearer is known (half the spacing), so the answer is
proved or, rarely, searched again among more samples.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from anlan.geography.plane import Floats

SPACING = (12.0, 60.0)
"""Metres between samples of a segment: the first on small grounds, up to the second on large ones."""
_MOST_SAMPLES = 1_000_000
_NEIGHBOURS = 6


@dataclass(frozen=True)
class Nearest:
    """For k points: the segment, how far along it (0..1), and how far from it (metres; inf if there is none)."""

    segment: NDArray[np.int64]
    along: Floats
    metres: Floats


class SegmentIndex:
    """An index of straight segments from `start` to `end`, both `(s, 2)` in metres."""

    def __init__(self, start: Floats, end: Floats) -> None:
        self.start, self.end = start, end
        self._delta = end - start
        self._square = np.maximum((self._delta**2).sum(axis=1), 1e-12)
        length = np.sqrt(self._square)
        spacing = min(max(float(length.sum()) / _MOST_SAMPLES, SPACING[0]), SPACING[1])
        pieces = np.maximum(1, np.ceil(length / spacing)).astype(np.int64)
        self._owner = np.repeat(np.arange(len(start)), pieces)
        step = np.arange(len(self._owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        share = (step + 0.5) / pieces[self._owner]
        samples = start[self._owner] + self._delta[self._owner] * share[:, None]
        self._reach = spacing / 2
        self._tree = cKDTree(samples) if len(samples) else None

    def nearest(self, points: Floats, limit: float) -> Nearest:
        """The nearest segment of each of `(k, 2)` points, no farther than `limit` metres; NaN has none."""
        count = len(points)
        segment = np.full(count, -1, dtype=np.int64)
        along, metres = np.zeros(count), np.full(count, np.inf)
        usable = np.isfinite(points).all(axis=1)
        if self._tree is None or not usable.any():
            return Nearest(segment, along, metres)
        some = points[usable]
        found, share, distance = self._search(some, limit, _NEIGHBOURS)
        beyond = distance > limit
        found[beyond], distance[beyond] = -1, np.inf
        segment[usable], along[usable], metres[usable] = found, share, distance
        return Nearest(segment, along, metres)

    def around(self, point: Floats, limit: float, most: int) -> Nearest:
        """Segments near one point, nearest first, each once, at most about `most`."""
        none = Nearest(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        if self._tree is None or not np.isfinite(point).all():
            return none
        far, sample = self._tree.query(point, k=min(most, len(self._owner)), distance_upper_bound=limit + self._reach)
        owners = np.unique(self._owner[np.atleast_1d(sample)[np.isfinite(np.atleast_1d(far))]])
        share, distance = self._project(np.broadcast_to(point, (len(owners), 2)), owners)
        order = np.argsort(distance, kind="stable")
        order = order[distance[order] <= limit]
        return Nearest(owners[order], share[order], distance[order])

    def _search(self, points: Floats, limit: float, neighbours: int) -> tuple[NDArray[np.int64], Floats, Floats]:
        assert self._tree is not None
        neighbours = min(neighbours, len(self._owner))
        far, sample = self._tree.query(points, k=neighbours, distance_upper_bound=limit + self._reach)
        far, sample = np.reshape(far, (-1, neighbours)), np.reshape(sample, (-1, neighbours))
        found, share, distance = self._best(points, sample)
        # Every sample of a segment that was not looked at lies beyond the farthest neighbour, and no point of a
        # segment is farther than `reach` from one of its samples: past that sum the answer is proved.
        unproved = np.flatnonzero(np.isfinite(far[:, -1]) & (far[:, -1] <= distance + self._reach))
        if len(unproved) and neighbours < len(self._owner):
            again = self._search(points[unproved], limit, neighbours * 4)
            found[unproved], share[unproved], distance[unproved] = again
        return found, share, distance

    def _best(self, points: Floats, sample: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats, Floats]:
        rows, columns = sample.shape
        there = sample < len(self._owner)
        owner = self._owner[np.where(there, sample, 0)]
        share, distance = self._project(np.repeat(points, columns, axis=0), owner.ravel())
        distance = np.where(there, distance.reshape(rows, columns), np.inf)
        # Equal distances: the lowest segment, so that the answer does not hang on the tree's order.
        ties = distance <= distance.min(axis=1, keepdims=True) + 1e-9
        pick = np.where(ties, owner, np.iinfo(np.int64).max).argmin(axis=1)
        row = np.arange(rows)
        return owner[row, pick].copy(), share.reshape(rows, columns)[row, pick].copy(), distance[row, pick].copy()

    def _project(self, points: Floats, owner: NDArray[np.int64]) -> tuple[Floats, Floats]:
        start, delta = self.start[owner], self._delta[owner]
        share = np.clip(((points - start) * delta).sum(axis=1) / self._square[owner], 0.0, 1.0)
        off = start + delta * share[:, None] - points
        return share, np.sqrt((off**2).sum(axis=1))
