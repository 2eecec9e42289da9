"""The network of one way of travelling: junctions, the edges between them, and what it takes to pass each.

An edge joins two nodes along a line; `forward` is the time from tail to head, `backward` the other way, infinity
where that is not allowed. Streets are cut only where they meet, so a network is small; the line's own points stay
in one array that edges point into. Nodes belong to *parts* between whose members one can travel there and back;
crumbs cut off by the edge of the extract belong to none (part -1) and nobody is placed on them.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from anlan.geography.plane import Floats, metres_between
from anlan.geography.store import Folder

Ints = NDArray[np.int32]

LEAST_PART_METRES = 500.0
"""A part with less way than this is a crumb, unless it is the largest there is."""


@dataclass(frozen=True)
class Network:
    """Arrays of one way of travelling. n nodes, m edges, p line points."""

    node_lonlat: Floats
    """(n, 2) degrees."""
    node_part: Ints
    """(n,) the part a node belongs to, 0 the main one, -1 none."""
    tail: Ints
    """(m,) node where the edge begins."""
    head: Ints
    metres: Floats
    forward: Floats
    """(m,) seconds from tail to head, inf where not allowed."""
    backward: Floats
    street: Ints
    """(m,) index of the street's names, -1 without."""
    kind: NDArray[np.uint8]
    """(m,) index into `passage.CLASSES`."""
    roundabout: NDArray[np.bool_]
    line_start: NDArray[np.int64]
    """(m,) first line point of the edge."""
    line_end: NDArray[np.int64]
    """(m,) last line point of the edge, included."""
    line_lonlat: Floats
    """(p, 2) degrees."""

    @property
    def node_count(self) -> int:
        return len(self.node_lonlat)

    @property
    def edge_count(self) -> int:
        return len(self.tail)

    @cached_property
    def edge_part(self) -> Ints:
        """(m,) the part to which both ends belong, else -1."""
        at_tail, at_head = self.node_part[self.tail], self.node_part[self.head]
        return np.where(at_tail == at_head, at_tail, -1).astype(np.int32)

    def edge_line(self, edge: int) -> Floats:
        """The edge's points from tail to head, `(k, 2)` degrees."""
        return self.line_lonlat[int(self.line_start[edge]) : int(self.line_end[edge]) + 1]

    def save(self, folder: Folder, name: str) -> None:
        for one in fields(self):
            folder.write_array(f"{name}.{one.name}", getattr(self, one.name))

    @classmethod
    def load(cls, folder: Folder, name: str) -> "Network":
        return cls(**{one.name: folder.read_array(f"{name}.{one.name}") for one in fields(cls)})


@dataclass(frozen=True)
class Lines:
    """What a network is built from: w ways through points with ids; times are for the whole way."""

    refs: NDArray[np.int64]
    lonlat: Floats
    starts: NDArray[np.int64]
    """(w + 1,) where each way's points begin."""
    forward: Floats
    """(w,) seconds a metre from first to last point, inf where not allowed."""
    backward: Floats
    street: Ints
    kind: NDArray[np.uint8]
    roundabout: NDArray[np.bool_]


def build_network(lines: Lines, blocked: set[int] | frozenset[int] = frozenset()) -> Network:
    """Cuts the lines where they meet. At a `blocked` point a line ends on both sides and nothing joins it."""
    ways = len(lines.starts) - 1
    way_of = np.repeat(np.arange(ways, dtype=np.int64), np.diff(lines.starts))
    distinct, point, uses = np.unique(lines.refs, return_inverse=True, return_counts=True)
    stop = np.isin(lines.refs, np.fromiter(blocked, np.int64, len(blocked)))
    cut = (uses[point] > 1) | stop
    cut[lines.starts[:-1]] = True
    cut[lines.starts[1:] - 1] = True
    at = np.flatnonzero(cut)
    same = way_of[at[:-1]] == way_of[at[1:]]
    begins, ends = at[:-1][same], at[1:][same]
    way = way_of[begins]
    metres = _metres_along(lines.lonlat, way_of)
    length = metres[ends] - metres[begins]
    # A stop gets a node of its own on each side, so that no search passes through it.
    tail_key = np.where(stop[begins], len(distinct) + 2 * begins, point[begins])
    head_key = np.where(stop[ends], len(distinct) + 2 * ends + 1, point[ends])
    keys, where = np.unique(np.concatenate([tail_key, head_key]), return_inverse=True)
    node_lonlat = np.zeros((len(keys), 2))
    node_lonlat[where] = lines.lonlat[np.concatenate([begins, ends])]
    order = _near_each_other(node_lonlat)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    tail, head = rank[where[: len(begins)]], rank[where[len(begins) :]]
    # Two points on the same spot would make a free passage; a millisecond keeps every time above zero.
    forward = np.maximum(length * lines.forward[way], 0.001)
    backward = np.maximum(length * lines.backward[way], 0.001)
    return Network(
        node_lonlat=node_lonlat[order],
        node_part=find_parts(len(keys), tail, head, forward, backward, length),
        tail=tail,
        head=head,
        metres=length,
        forward=forward,
        backward=backward,
        street=lines.street[way],
        kind=lines.kind[way],
        roundabout=lines.roundabout[way],
        line_start=begins.astype(np.int64),
        line_end=ends.astype(np.int64),
        line_lonlat=lines.lonlat,
    )


def find_parts(nodes: int, tail: Ints, head: Ints, forward: Floats, backward: Floats, metres: Floats) -> Ints:
    """(nodes,) the part each node belongs to: 0 for the one with most way in it, then by size; -1 for crumbs."""
    there, back = np.isfinite(forward), np.isfinite(backward)
    rows, columns = np.concatenate([tail[there], head[back]]), np.concatenate([head[there], tail[back]])
    matrix = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(nodes, nodes))
    count, label = connected_components(matrix, directed=True, connection="strong")
    inner = label[tail] == label[head]
    size = np.bincount(label[tail][inner], weights=metres[inner], minlength=count)
    largest_first = np.argsort(-size, kind="stable")
    kept = largest_first[(size[largest_first] >= LEAST_PART_METRES) | (np.arange(count) == 0)]
    number = np.full(count, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return number[label]


def _metres_along(lonlat: Floats, way_of: NDArray[np.int64]) -> Floats:
    """(p,) metres from the first point, counted on through all ways; steps from one way to the next are 0."""
    steps = metres_between(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    steps[way_of[:-1] != way_of[1:]] = 0.0
    return np.concatenate([[0.0], np.cumsum(steps)])


def _near_each_other(lonlat: Floats) -> NDArray[np.int64]:
    """An order of nodes in which neighbours in the plane are mostly neighbours in memory (Morton's curve)."""
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    grid = ((lonlat - low) / np.maximum(high - low, 1e-9) * 65_535).astype(np.uint64)
    code = np.zeros(len(lonlat), dtype=np.uint64)
    for bit in range(16):
        b = np.uint64(bit)
        one = np.uint64(1)
        code |= ((grid[:, 0] >> b) & one) << np.uint64(2 * bit) | ((grid[:, 1] >> b) & one) << np.uint64(2 * bit + 1)
    return np.argsort(code, kind="stable")
