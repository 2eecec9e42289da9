"""The map's tiles: what is written is what the specification says, and what the small place holds."""

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from small_ground import at
from tile_reader import read_tile, ring_area

from anlan.errors import NotFound
from anlan.geography.ground import Ground
from anlan.geography.mvt import encode_layer
from anlan.geography.store import Folder
from anlan.geography.tiles import Tiles

GRID = st.integers(-64, 4160)
POINTS = st.tuples(GRID, GRID)


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(y * 2**z)


def array(*shapes: shapely.Geometry) -> np.typing.NDArray[np.object_]:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


@given(lines=st.lists(st.lists(POINTS, min_size=2, max_size=12), min_size=1, max_size=8))
def test_lines_come_back_as_they_went(lines: list[list[tuple[int, int]]]) -> None:
    data = encode_layer("roads", array(*map(shapely.LineString, lines)), [{"n": i} for i in range(len(lines))])
    read = {f.properties["n"]: f for f in read_tile(data).get("roads", [])}
    for i, line in enumerate(lines):
        distinct = [p for j, p in enumerate(line) if j == 0 or line[j - 1] != p]
        if len(distinct) < 2:
            assert i not in read
        else:
            assert (read[i].kind, read[i].paths) == (2, [distinct])


@settings(max_examples=100, deadline=None)
@given(
    x=st.integers(0, 2000), y=st.integers(0, 2000), sizes=st.lists(st.integers(1, 900), min_size=1, max_size=5),
    hole=st.booleans(),
)  # fmt: skip
def test_polygons_come_back_with_their_rings_turned_right(x: int, y: int, sizes: list[int], hole: bool) -> None:
    shapes = []
    for i, size in enumerate(sizes):
        outer = shapely.box(x + i, y, x + i + size, y + size)
        inner = shapely.box(x + i + size // 4, y + size // 4, x + i + size // 2, y + size // 2)
        shapes.append(outer.difference(inner) if hole and size >= 8 else outer)
    turned = shapely.orient_polygons(array(*shapes), exterior_cw=False)
    read = read_tile(encode_layer("land", turned, [{"n": i} for i in range(len(shapes))]))["land"]
    assert len(read) == len(shapes)
    for feature, shape in zip(read, shapes, strict=True):
        areas = [ring_area(ring) for ring in feature.paths]
        assert areas[0] > 0 and all(area < 0 for area in areas[1:])
        assert sum(areas) == pytest.approx(shape.area)


def test_points_and_many_of_one_and_properties_of_each_kind() -> None:
    shapes = array(
        shapely.Point(5, 6),
        shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.MultiLineString([[(0, 0), (4, 4)], [(9, 9), (9, 1)]]),
    )
    told = {"name": "码头", "oneway": -3, "open": True, "shut": False, "zero": 0}
    read = read_tile(encode_layer("mixed", shapes, [told, {}, {}]))["mixed"]
    assert read[0].properties == told and [type(v) for v in read[0].properties.values()] == [
        str,
        int,
        bool,
        bool,
        int,
    ]
    assert [f.paths for f in read] == [[[(5, 6)]], [[(1, 2)], [(3, 4)]], [[(0, 0), (4, 4)], [(9, 9), (9, 1)]]]


def test_what_is_too_small_is_left_out_and_a_hole_is_never_filled() -> None:
    speck = shapely.Polygon([(0, 0), (0.2, 0), (0.2, 0.2)])
    assert encode_layer("land", array(speck), [{}]) == b""
    sliver = shapely.Polygon(shapely.box(0, 0, 0.4, 900).exterior, [shapely.box(0.1, 1, 0.3, 800).exterior])
    assert encode_layer("land", array(sliver), [{}]) == b""
    assert encode_layer("land", array(), []) == b""


def test_the_small_place_is_drawn(small: Ground) -> None:
    layers = read_tile(small.tiles.tile(*tile_of(*at(1, 1), 15)))
    streets = {(f.properties.get("name"), f.properties["class"], f.properties["oneway"]) for f in layers["roads"]}
    assert streets >= {("人民路", "primary", 0), ("单行街", "residential", 1), ("反行巷", "residential", 1)}
    assert {f.properties["class"] for f in layers["land"]} == {"park"}
    assert len(layers["buildings"]) == 1
    labels = {(f.properties["name"], f.properties["class"], f.properties.get("name_en")) for f in layers["labels"]}
    assert ("第一医院", "hospital", "First Hospital") in labels


def test_a_one_way_line_runs_the_way_one_drives(small: Ground) -> None:
    roads = read_tile(small.tiles.tile(*tile_of(*at(1.5, 1), 16)))["roads"]
    lane = next(f for f in roads if f.properties.get("name") == "反行巷")
    assert lane.paths[0][0][0] > lane.paths[0][-1][0]


def test_water_and_the_ferry_from_afar(small: Ground) -> None:
    layers = read_tile(small.tiles.tile(*tile_of(*at(8, 2), 12)))
    assert {f.properties["class"] for f in layers["water"]} == {"sea"}
    assert [f.properties["name"] for f in layers["ferries"]] == ["轮渡"]
    sea = layers["water"][0]
    assert sum(ring_area(ring) < 0 for ring in sea.paths) == 2


@pytest.mark.parametrize("z", range(8, 17))
def test_every_zoom_is_a_true_tile(small: Ground, z: int) -> None:
    for spot in ((1, 1), (8, 2), (12, 3), (-400, 300)):
        for features in read_tile(small.tiles.tile(*tile_of(*at(*spot), z))).values():
            for feature in features:
                assert feature.paths
                if feature.kind == 3:
                    assert ring_area(feature.paths[0]) > 0


@pytest.mark.parametrize("where", [(7, 1, 1), (17, 1, 1), (10, -1, 0), (10, 1024, 0), (10, 0, 10**30)])
def test_there_are_no_other_tiles(small: Ground, where: tuple[int, int, int]) -> None:
    with pytest.raises(NotFound):
        small.tiles.tile(*where)


def test_a_cut_tile_is_kept_and_an_empty_one_is_not(small: Ground, tmp_path: Path) -> None:
    where = tile_of(*at(1, 1), 14)
    kept = Tiles(Folder(small.path), tmp_path).tile(*where)
    [file] = tmp_path.rglob("*.mvt")
    assert file.read_bytes() == kept
    file.write_bytes(b"from the disk")
    assert Tiles(Folder(small.path), tmp_path).tile(*where) == b"from the disk"
    assert Tiles(Folder(small.path), tmp_path).tile(*tile_of(*at(-900, 0), 14)) == b""
    assert len(list(tmp_path.rglob("*.mvt"))) == 1


def test_a_cache_that_cannot_be_written_is_no_matter(small: Ground, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert Tiles(Folder(small.path), blocked).tile(*tile_of(*at(1, 1), 14))
