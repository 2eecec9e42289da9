"""The street network that people can trust: out of the water, bridged, in one piece, one-ways that strand nobody."""

from collections import defaultdict

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, Point
from shapely.ops import substring
from shapely.prepared import prep

from anlan.simulation.city.cutting import cut_streets, nearest, rank, renumber, touching
from anlan.simulation.city.frame import chance, coordinates, smooth
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import CAR_CLASSES, Edge, Ferry, Network
from anlan.simulation.city.plan import Plan, island_landing
from anlan.simulation.city.shapes import lines_of, longest

_BRIDGES = (
    ("西江大桥", "Xijiang Bridge"),
    ("柳浦桥", "Liupu Bridge"),
    ("永安桥", "Yong'an Bridge"),
    ("望海大桥", "Wanghai Bridge"),
    ("新江桥", "Xinjiang River Bridge"),
    ("南浦桥", "Nanpu Bridge"),
)


def build_network(plan: Plan) -> tuple[Network, Ferry]:
    """Junctions and stretches of the whole town, and the ferry between its two parts."""
    land = plan.land
    landings = (land.ferry_landing, island_landing(land))
    net = cut_streets(plan.streets, keep=landings)
    _out_of_the_water(net, land)
    ends = (nearest(net, landings[0]), nearest(net, landings[1]))
    _keep_two_parts(net, *ends)
    _merge_blocks(net, land)
    _let_cars_through(net, land)
    _one_ways(net, land)
    _build_bridges(net, land)
    renumber(net)
    a, b = nearest(net, landings[0]), nearest(net, landings[1])
    ax, ay = net.nodes[a]
    bx, by = net.nodes[b]
    path = smooth(
        [
            (ax, ay),
            (ax + 0.3 * (bx - ax), ay + 0.12 * (by - ay)),
            (ax + 0.75 * (bx - ax), ay + 0.85 * (by - ay)),
            (bx, by),
        ],
        150,
    )
    minutes = max(4, round(LineString(path).length / 130))
    return net, Ferry(a, b, tuple(path), "澜港—鸥屿车渡", "Langang-Ouyu car ferry", minutes)


def car_arcs(net: Network) -> list[tuple[int, int]]:
    """Every way a car may go from junction to junction, without the ferry."""
    out: list[tuple[int, int]] = []
    for edge in net.edges:
        if edge.kind in CAR_CLASSES:
            out.append((edge.a, edge.b))
            if not edge.oneway:
                out.append((edge.b, edge.a))
    return out


def parts(count: int, arcs: list[tuple[int, int]], strong: bool) -> list[int]:
    """The number of the (strongly) connected part that each of `count` junctions lies in."""
    rows = [a for a, _ in arcs]
    columns = [b for _, b in arcs]
    graph = coo_array((np.ones(len(arcs), dtype=np.int8), (rows, columns)), shape=(count, count))
    _, labels = connected_components(graph, directed=True, connection="strong" if strong else "weak")
    return [int(label) for label in labels]


def _out_of_the_water(net: Network, land: Land) -> None:
    """A stretch over the river with both ends on land is a bridge; any other that gets wet is dropped."""
    sea = prep(land.sea.buffer(-4))
    basin = prep(land.basin.buffer(-4))
    river = prep(land.river)
    kept: list[Edge] = []
    for edge in net.edges:
        line = LineString(edge.points)
        if sea.intersects(line) or basin.intersects(line):
            continue
        if river.intersects(line):
            if any(river.contains(Point(net.nodes[n])) for n in (edge.a, edge.b)):
                continue
            edge.bridge = True
        kept.append(edge)
    net.edges = kept


def _keep_two_parts(net: Network, mainland_end: int, island_end: int) -> None:
    label = parts(len(net.nodes), [(e.a, e.b) for e in net.edges], strong=False)
    wanted = {label[mainland_end], label[island_end]}
    if len(wanted) != 2:
        raise RuntimeError("the island must not hang on to the mainland")
    net.edges = [edge for edge in net.edges if label[edge.a] in wanted]
    net.island_nodes = {n for n, part in enumerate(label) if part == label[island_end]}


def _merge_blocks(net: Network, land: Land) -> None:
    """Take out some small streets, as where a school or a works needed more ground."""
    rng = chance(land.seed, "merge blocks")
    quota = {"south": 0.13, "north": 0.05, "harbour": 0.06, "old": 0.03}
    for edge in list(net.edges):
        share = quota.get(net.streets[edge.street].zone, 0.0)
        if edge.kind not in ("residential", "living_street") or rng.random() >= share:
            continue
        ends = touching(net)
        if min(len(ends[edge.a]), len(ends[edge.b])) < 4:
            continue
        rest = [e for e in net.edges if e is not edge]
        label = parts(len(net.nodes), [(e.a, e.b) for e in rest], strong=False)
        if label[edge.a] == label[edge.b]:
            net.edges = rest


def _let_cars_through(net: Network, land: Land) -> None:
    """Widen foot paths of the old town until every street for cars can be reached by car."""
    for _ in range(len(net.edges)):
        label = parts(len(net.nodes), car_arcs(net), strong=False)
        by_car = {n for e in net.edges if e.kind in CAR_CLASSES for n in (e.a, e.b)}
        sizes: dict[int, int] = defaultdict(int)
        for n in by_car:
            sizes[label[n]] += 1
        main = {
            max((p for p in sizes if _on_island(net, label, p) is side), key=lambda p: sizes[p])
            for side in (True, False)
        }
        cut_off = {p for p in sizes if p not in main}
        if not cut_off:
            return
        fix = next(
            (e for e in net.edges if e.kind == "footway" and ({label[e.a], label[e.b]} & cut_off) and not e.bridge),
            None,
        )
        if fix is None:
            net.edges = [e for e in net.edges if e.kind not in CAR_CLASSES or label[e.a] not in cut_off]
            return
        fix.kind = "living_street"


def _on_island(net: Network, label: list[int], part: int) -> bool:
    return any(label[n] == part for n in net.island_nodes)


def _one_ways(net: Network, land: Land) -> None:
    """Pairs of grid streets that run against each other, and a few lanes, as long as all stays reachable."""
    rng = chance(land.seed, "one-ways")
    by_name: dict[str, list[Edge]] = defaultdict(list)
    for edge in net.edges:
        street = net.streets[edge.street]
        if edge.kind in ("residential", "living_street") and street.zone in ("south", "old"):
            by_name[street.name].append(edge)
    long = sorted((name for name, edges in by_name.items() if len(edges) >= 4))
    rng.shuffle(long)
    lanes = sorted(name for name, edges in by_name.items() if 1 <= len(edges) <= 3)
    rng.shuffle(lanes)
    for name in [*long[: max(2, len(long) // 5)], *lanes[: max(2, len(lanes) // 12)]]:
        backwards = rng.random() < 0.5
        before = parts(len(net.nodes), car_arcs(net), strong=True)
        for edge in by_name[name]:
            edge.oneway = True
            if backwards:
                edge.a, edge.b, edge.points = edge.b, edge.a, edge.points[::-1]
        if len(set(parts(len(net.nodes), car_arcs(net), strong=True))) != len(set(before)):
            for edge in by_name[name]:
                edge.oneway = False


def _build_bridges(net: Network, land: Land) -> None:
    """Cut stretches at the river's banks so that only the span is a bridge."""
    wet = land.river.buffer(7)
    out: list[Edge] = []
    for edge in net.edges:
        line = LineString(edge.points)
        if not edge.bridge:
            out.append(edge)
            continue
        over = line.intersection(wet)
        distances = [line.project(Point(p)) for part in lines_of(over) for p in coordinates(part)]
        start, end = max(min(distances), 3.0), min(max(distances), line.length - 3.0)
        stops = [0.0, start, end, line.length]
        ids = [edge.a, len(net.nodes), len(net.nodes) + 1, edge.b]
        for i in range(3):
            piece = coordinates(longest(substring(line, stops[i], stops[i + 1])))
            if i < 2:
                net.nodes.append(piece[-1])
            points = [net.nodes[ids[i]], *piece[1:-1], net.nodes[ids[i + 1]]]
            out.append(
                Edge(
                    ids[i], ids[i + 1], points, edge.street, edge.kind, edge.oneway, i == 1, LineString(points).length
                )
            )
    net.edges = out


def bridge_names(net: Network) -> dict[int, tuple[str, str]]:
    """A name for every bridge for cars, by its stretch's number, upstream first."""
    spans = sorted((net.nodes[e.a][0], i) for i, e in enumerate(net.edges) if e.bridge and rank(e.kind) < 7)
    return {i: _BRIDGES[n] for n, (_, i) in enumerate(spans[: len(_BRIDGES)])}
