"""Houses with numbers: rows of flats in the communities, small houses along the lanes, halls by the harbour."""

import math
from collections import defaultdict
from random import Random

from shapely import STRtree
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, Point, Polygon, box
from shapely.prepared import prep

from anlan.simulation.city.frame import XY, along, chance, heading
from anlan.simulation.city.land import Land
from anlan.simulation.city.model import Block, Building, Network
from anlan.simulation.city.shapes import box_corners

MOST_A_TOWN = {"old": 0.026, "south": 0.03, "north": 0.03, "harbour": 0.006, "island": 0.005, "village": 0.006}
"""Houses per inhabitant and zone at most: enough to find an address, few enough to load in a moment."""


def build_houses(land: Land, net: Network, blocks: list[Block]) -> list[Building]:
    """The buildings of every block, numbered along their streets."""
    book = _Numbers(net)
    left = {zone: round(share * land.people) for zone, share in MOST_A_TOWN.items()}
    shapes: list[tuple[Block, Polygon, str, int]] = []
    order = list(range(len(blocks)))
    chance(land.seed, "house order").shuffle(order)
    for i in order:
        block = blocks[i]
        rng = chance(land.seed, f"houses {i}")
        for shape, kind, levels in _shapes_in(block, rng):
            if left[block.zone] <= 0:
                break
            left[block.zone] -= 1
            shapes.append((block, shape, kind, levels))
    out: list[Building] = []
    in_block: dict[int, int] = defaultdict(int)
    for block, shape, kind, levels in sorted(shapes, key=lambda item: item[1].centroid.coords[0]):
        street, street_en, number = book.address(shape)
        in_block[id(block)] += 1
        name = ""
        if block.use == "residential" and block.name:
            name = f"{block.name}{in_block[id(block)]}幢"
        elif in_block[id(block)] == 1:
            name = block.name
        out.append(Building(shape, kind, street, street_en, number, name, levels, block.name))
    return out


def _shapes_in(block: Block, rng: Random) -> list[tuple[Polygon, str, int]]:
    if block.use in ("park", "square", "stadium"):
        return []
    if block.use == "residential":
        if block.zone in ("old", "island", "village"):
            return [(shape, "house", rng.choice((1, 2, 2, 3))) for shape in _along_the_edge(block.shape, rng)]
        tall = rng.choice((6, 6, 7, 11, 18)) if block.zone == "south" else rng.choice((4, 5, 6, 6))
        return [(shape, "apartments", tall) for shape in _rows(block.shape, 46, 12, 30 + tall, rng)]
    if block.use in ("industrial", "port"):
        return [
            (shape, "warehouse" if block.use == "port" else "industrial", 1)
            for shape in _rows(block.shape, 62, 30, 58, rng)
        ]
    kind = {
        "school": "school",
        "hospital": "hospital",
        "market": "retail",
        "commercial": "commercial",
        "civic": "government",
        "bus_station": "public",
    }.get(block.use, "yes")
    return [(shape, kind, 5) for shape in _rows(block.shape, 52, 18, 48, rng)]


def _along_the_edge(block: Polygon, rng: Random) -> list[Polygon]:
    """Small houses with their fronts to the street."""
    rim = block.buffer(-9)
    if rim.is_empty or rim.geom_type != "Polygon" or rim.exterior.length < 60:
        return []
    line = LineString(rim.exterior.coords)
    inside = prep(block.buffer(-4))
    out: list[Polygon] = []
    at = rng.uniform(2, 10)
    while at < line.length - 8:
        width, depth = rng.uniform(8, 12.5), rng.uniform(7.5, 10)
        a, b = along(line, at), along(line, min(at + 2, line.length))
        house = box(-width / 2, -depth / 2, width / 2, depth / 2)
        house = translate(rotate(house, math.degrees(heading(a, b)), origin=(0, 0)), *a)
        if inside.contains(house) and all(not house.intersects(other) for other in out[-3:] + out[:2]):
            out.append(house)
        at += width + rng.choice((1.5, 2.5, 6.0))
    return out


def _rows(block: Polygon, width: float, depth: float, spacing: float, rng: Random) -> list[Polygon]:
    """Slabs in rows, their long side about east-west for the sun, turned with the block."""
    inner = block.buffer(-11)
    if inner.is_empty:
        return []
    corners = box_corners(block)
    turn = math.degrees(heading(corners[0], corners[1])) % 90
    turn = turn - 90 if turn > 45 else turn
    centre = (block.centroid.x, block.centroid.y)
    level = rotate(inner, -turn, origin=centre)
    low_x, low_y, high_x, high_y = level.bounds
    fits = prep(level)
    out: list[Polygon] = []
    y = low_y + rng.uniform(0, 4)
    while y + depth <= high_y + 0.1:
        x = low_x
        while x + width * 0.55 <= high_x:
            wide = width if x + width <= high_x else width * 0.55
            slab = box(x, y, x + wide, y + depth)
            if fits.contains(slab):
                out.append(rotate(slab, turn, origin=centre))
                x += wide + 11
            else:
                x += 7
        y += spacing
    return out


class _Numbers:
    """Gives numbers along each street: odd on its left, even on its right, rising from its start."""

    def __init__(self, net: Network) -> None:
        named = [e for e in net.edges if e.kind not in ("trunk", "footway") and not e.bridge]
        self._net = net
        self._edges = named
        self._lines = [LineString(e.points) for e in named]
        self._tree = STRtree(self._lines)
        self._whole = [LineString(street.line) for street in net.streets]
        self._starts = self._street_starts()
        self._used: dict[str, set[int]] = defaultdict(set)

    def _street_starts(self) -> dict[int, float]:
        """Streets broken into several lines of one name count on: where each line's numbers begin, metres."""
        out: dict[int, float] = {}
        so_far: dict[str, float] = defaultdict(float)
        for i, street in enumerate(self._net.streets):
            out[i] = so_far[street.name]
            so_far[street.name] += self._whole[i].length
        return out

    def address(self, shape: Polygon) -> tuple[str, str, str]:
        """The street that a building stands on, Chinese and English, and its number there."""
        centre = shape.centroid
        edge = self._edges[int(self._tree.nearest(centre))]
        street, line = self._net.streets[edge.street], self._whole[edge.street]
        metres = line.project(centre)
        left = _is_left(along(line, max(0, metres - 1)), along(line, min(line.length, metres + 1)), centre)
        number = 2 * int((self._starts[edge.street] + metres) / 9) + (1 if left else 2)
        while number in self._used[street.name]:
            number += 2
        self._used[street.name].add(number)
        return street.name, street.name_en, str(number)


def _is_left(a: XY, b: XY, point: Point) -> bool:
    return bool((b[0] - a[0]) * (point.y - a[1]) - (b[1] - a[1]) * (point.x - a[0]) > 0)
