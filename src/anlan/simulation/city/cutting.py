"""From whole named lines to junctions and stretches: cut at crossings, melt what is too short, drop loose ends."""

import math
from collections import defaultdict
from collections.abc import Iterable

from shapely import STRtree, union_all
from shapely.geometry import LineString, Point

from anlan.simulation.city.frame import XY, coordinates
from anlan.simulation.city.model import CLASSES, Edge, Network, Street
from anlan.simulation.city.shapes import lines_of, longest

MELT_METRES = 15.0
"""Junctions nearer than this become one."""
LOOSE_METRES = {"south": 220.0, "north": 220.0, "": 70.0}
"""Dead ends shorter than this are not worth a street, by zone."""


def cut_streets(streets: list[Street], keep: Iterable[XY]) -> Network:
    """The streets cut at every crossing. Loose ends near a point of `keep` stay, however short."""
    lines = [LineString(street.line) for street in streets]
    tree = STRtree(lines)
    numbers: dict[XY, int] = {}
    edges: list[Edge] = []
    pieces = sorted(
        (coordinates(part) for part in lines_of(union_all(lines, grid_size=0.1))),
        key=lambda points: (points[0], points[-1]),
    )
    for points in pieces:
        owner = _owner(LineString(points), lines, tree, streets)
        if not _same_way(LineString(points), lines[owner]):
            points.reverse()
        a, b = (numbers.setdefault((round(x, 1), round(y, 1)), len(numbers)) for x, y in (points[0], points[-1]))
        edges.append(Edge(a, b, points, owner, streets[owner].kind))
    net = Network(streets, list(numbers), edges)
    kept = {nearest(net, point) for point in keep}
    _melt(net, kept)
    _drop_loose(net, kept)
    _join_through(net, kept)
    for edge in net.edges:
        edge.points = coordinates(longest(LineString(edge.points).simplify(0.7)))
        edge.length = LineString(edge.points).length
    return net


def nearest(net: Network, point: XY) -> int:
    """The junction nearest to `point`."""
    return min(range(len(net.nodes)), key=lambda n: math.dist(net.nodes[n], point))


def rank(kind: str) -> int:
    """0 for the widest class of road."""
    return CLASSES.index(kind)


def touching(net: Network) -> dict[int, list[int]]:
    """Junction -> numbers of the stretches that end there."""
    out: dict[int, list[int]] = defaultdict(list)
    for i, edge in enumerate(net.edges):
        out[edge.a].append(i)
        out[edge.b].append(i)
    return out


def _owner(piece: LineString, lines: list[LineString], tree: STRtree, streets: list[Street]) -> int:
    middle = piece.interpolate(0.5, normalized=True)
    near = [int(i) for i in tree.query(middle.buffer(0.6)) if lines[int(i)].distance(middle) < 0.5]
    return min(near, key=lambda i: (rank(streets[i].kind), i))


def _same_way(piece: LineString, line: LineString) -> bool:
    half = piece.length / 2
    before, after = piece.interpolate(half * 0.9), piece.interpolate(half * 1.1)
    return bool(line.project(before) <= line.project(after))


def _melt(net: Network, kept: set[int]) -> None:
    """Junctions joined by a very short stretch become the more important one of them."""
    degree: dict[int, int] = defaultdict(int)
    weight: dict[int, int] = defaultdict(int)
    for edge in net.edges:
        for node in (edge.a, edge.b):
            degree[node] += 1
            weight[node] = max(weight[node], len(CLASSES) - rank(edge.kind))
    into = list(range(len(net.nodes)))

    def root(node: int) -> int:
        while into[node] != node:
            node = into[node]
        return node

    short = [e for e in net.edges if LineString(e.points).length < MELT_METRES]
    for edge in sorted(short, key=lambda e: LineString(e.points).length):
        a, b = root(edge.a), root(edge.b)
        if a == b or math.dist(net.nodes[a], net.nodes[b]) > 1.5 * MELT_METRES:
            continue
        better, worse = sorted((a, b), key=lambda n: (n not in kept, degree[n] < 2, -weight[n], -degree[n], n))
        into[worse] = better
    seen: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for edge in net.edges:
        a, b = root(edge.a), root(edge.b)
        length = LineString(edge.points).length
        if a == b and length < 60:
            continue
        edge.a, edge.b = a, b
        edge.points = [net.nodes[a], *edge.points[1:-1], net.nodes[b]]
        twins = seen[(min(a, b), max(a, b))]
        twin = next((t for t in twins if LineString(t.points).hausdorff_distance(LineString(edge.points)) < 22), None)
        if twin is None:
            twins.append(edge)
        elif rank(edge.kind) < rank(twin.kind):
            twins[twins.index(twin)] = edge
    alive = {id(edge) for twins in seen.values() for edge in twins}
    net.edges = [edge for edge in net.edges if id(edge) in alive]


def _drop_loose(net: Network, kept: set[int]) -> None:
    while True:
        ends = touching(net)
        loose = {
            i
            for node, at in ends.items()
            for i in at
            if len(at) == 1 and node not in kept and _is_stub(net, net.edges[i])
        }
        if not loose:
            return
        net.edges = [edge for i, edge in enumerate(net.edges) if i not in loose]


def _is_stub(net: Network, edge: Edge) -> bool:
    least = LOOSE_METRES.get(net.streets[edge.street].zone, LOOSE_METRES[""])
    return bool(LineString(edge.points).length < least)


def _join_through(net: Network, kept: set[int]) -> None:
    """A junction where only two stretches of one street meet is none: they become one stretch."""
    changed = True
    while changed:
        changed = False
        gone: set[int] = set()
        for node, at in sorted(touching(net).items()):
            if len(at) != 2 or node in kept or at[0] == at[1] or gone & set(at):
                continue
            first, second = net.edges[at[0]], net.edges[at[1]]
            if (
                first.street != second.street
                or first.kind != second.kind
                or {first.a, first.b} == {second.a, second.b}
            ):
                continue
            if first.b != node:
                first, second = second, first
            if first.b != node or second.a != node:
                continue
            first.points = [*first.points, *second.points[1:]]
            first.b = second.b
            gone.add(at[0] if net.edges[at[0]] is second else at[1])
            changed = True
        net.edges = [edge for i, edge in enumerate(net.edges) if i not in gone]


def renumber(net: Network) -> None:
    """Forget junctions that nothing touches; number the rest by position, west to east."""
    used = sorted({n for e in net.edges for n in (e.a, e.b)}, key=lambda n: net.nodes[n])
    new = {old: i for i, old in enumerate(used)}
    net.nodes = [net.nodes[n] for n in used]
    for edge in net.edges:
        edge.a, edge.b = new[edge.a], new[edge.b]
    net.island_nodes = {new[n] for n in net.island_nodes if n in new}
    net.edges.sort(key=lambda e: (e.street, e.a, e.b, e.points))


def middle_of(edge: Edge) -> Point:
    """The point half way along a stretch."""
    return LineString(edge.points).interpolate(0.5, normalized=True)
