"""The invented town keeps its promises: drivable, dry, covered by stations, marked, the same twice."""

import csv
import io
import re
from collections import Counter
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box, shape

from anlan.simulation.city import City, CityFiles, generate_city, read_demand, write_city
from anlan.simulation.city.files import agencies_geojson, units_csv
from anlan.simulation.city.frame import lon_lat
from anlan.simulation.city.model import CAR_CLASSES
from anlan.simulation.city.network import car_arcs, parts


@lru_cache(maxsize=4)
def town(people: int, seed: int) -> City:
    return generate_city(people, seed)


def reachable_parts(city: City, *, ferry: bool) -> int:
    """How many strongly connected parts the junctions fall into that a car can stand on."""
    net = city.network
    arcs = car_arcs(net)
    if ferry:
        arcs += [(city.ferry.a, city.ferry.b), (city.ferry.b, city.ferry.a)]
    label = parts(len(net.nodes), arcs, strong=True)
    by_car = {node for edge in net.edges if edge.kind in CAR_CLASSES for node in (edge.a, edge.b)}
    return len({label[node] for node in by_car})


def assert_drivable(city: City) -> None:
    assert reachable_parts(city, ferry=False) == 2, "the mainland and the island, each in one piece"
    assert reachable_parts(city, ferry=True) == 1, "the ferry joins them"


def assert_dry(city: City) -> None:
    water = city.land.water
    for edge in city.network.edges:
        wet = LineString(edge.points).intersection(water).length
        assert edge.bridge or wet < 0.5, (city.network.streets[edge.street].name, wet)


@pytest.mark.parametrize(("people", "seed"), [(50_000, 1), (5_000, 1), (200_000, 2)])
def test_every_street_can_be_driven_and_none_lies_in_the_water(people: int, seed: int) -> None:
    city = town(people, seed)
    assert_drivable(city)
    assert_dry(city)
    assert sum(edge.bridge for edge in city.network.edges) >= 4
    assert any(edge.oneway for edge in city.network.edges)


@given(people=st.integers(5_000, 24_000), seed=st.integers(0, 2**31))
@settings(max_examples=10, deadline=None)
def test_any_seed_gives_a_drivable_dry_town_with_all_its_parts(people: int, seed: int) -> None:
    city = generate_city(people, seed)
    assert_drivable(city)
    assert_dry(city)
    uses = Counter(block.use for block in city.blocks)
    assert uses["residential"] > 10
    assert uses["school"] and uses["park"]
    assert len(city.units) >= 30
    assert abs(sum(place.weight for place in city.demand) - people) < 0.01 * people


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_town(tmp_path: Path) -> None:
    def written(seed: int, folder: str) -> list[bytes]:
        files = write_city(generate_city(6_000, seed), tmp_path / folder / "town.osm.pbf")
        return [path.read_bytes() for path in files.all()]

    first = written(5, "a")
    assert first == written(5, "b")
    assert first[0] != written(6, "c")[0]


def test_the_extract_is_marked_as_fictional_and_names_its_streets_in_both_languages(tmp_path: Path) -> None:
    files = write_city(town(5_000, 1), tmp_path / "town.osm.pbf")
    marked: list[str] = []
    kinds: Counter[str] = Counter()
    ferries: list[str] = []
    with osmium.io.Reader(str(files.extract)) as reader:
        assert "invented" in reader.header().get("generator")
    for element in osmium.FileProcessor(str(files.extract)):
        tags = dict(element.tags)
        if tags.get("anlan:fictional") == "yes":
            marked.append(tags["name"])
        if element.type_str() == "w" and "highway" in tags:
            kinds[tags["highway"]] += 1
            assert re.search("[\u4e00-\u9fff]", tags["name"]) and tags["name:en"].isprintable()
            assert tags["highway"] == "footway" or int(tags["maxspeed"]) > 0
        if tags.get("route") == "ferry":
            ferries.append(tags["duration"])
    assert marked == ["澜港"]
    assert {"trunk", "primary", "secondary", "tertiary", "residential", "service", "footway"} <= set(kinds)
    assert len(ferries) == 1 and re.fullmatch(r"\d\d:\d\d", ferries[0])


@pytest.mark.parametrize(("people", "seed"), [(50_000, 1), (5_000, 1)])
def test_stations_cover_the_whole_map_without_overlapping(people: int, seed: int) -> None:
    city = town(people, seed)
    stations = [agency for agency in city.agencies if agency.kind == "station"]
    assert len(stations) == 8
    grounds = [agency.ground for agency in stations if agency.ground is not None]
    for one, other in combinations(grounds, 2):
        assert one.intersection(other).area < 1
    assert abs(sum(ground.area for ground in grounds) - box(*city.land.extent).area) < 50
    by_id = {agency.id: agency.ground for agency in stations}
    assert by_id["ouyu"] is not None and by_id["ouyu"].contains(city.land.island)
    assert by_id["gangqu"] is not None and by_id["gangqu"].buffer(1).contains(city.land.basin)


def test_bureaus_hold_their_stations_ground_as_written() -> None:
    features = agencies_geojson(town(50_000, 1))["features"]
    known: set[str] = set()
    grounds = {}
    for feature in features:
        told = feature["properties"]
        assert told["parent_id"] is None or told["parent_id"] in known, "parents come first"
        known.add(told["id"])
        if feature["geometry"] is not None:
            grounds[told["id"]] = shape(feature["geometry"])
            assert grounds[told["id"]].is_valid
    for feature in features:
        told = feature["properties"]
        if told["kind"] == "station":
            outside = grounds[told["id"]].difference(grounds[told["parent_id"]].buffer(1e-6))
            assert outside.area < 1e-9
    kinds = Counter(feature["properties"]["kind"] for feature in features)
    assert kinds == {"city": 1, "district": 3, "station": 8, "partner": 3}


def test_units_have_call_signs_short_enough_to_type_and_posts_that_fit_their_kind() -> None:
    city = town(50_000, 1)
    rows = list(csv.DictReader(io.StringIO(units_csv(city))))
    signs = [row["call_sign"] for row in rows]
    assert 50 <= len(rows) <= 70
    assert len(set(signs)) == len(signs)
    assert all(re.fullmatch(r"[A-Z]\d[0-9A-H]", sign) for sign in signs)
    kinds = Counter(row["kind"] for row in rows)
    assert set(kinds) == {"foot", "car", "motorcycle", "boat", "drone", "engine", "truck", "ambulance"}
    agencies = {agency.id for agency in city.agencies}
    assert {row["agency_id"] for row in rows} <= agencies
    for unit in city.units:
        afloat = city.land.water.contains(Point(unit.home))
        assert afloat == (unit.kind == "boat"), unit.call_sign
        assert unit.skills


def test_a_house_number_is_given_once_in_a_street() -> None:
    city = town(50_000, 1)
    numbers = Counter((house.street, house.number) for house in city.buildings)
    assert 2_000 <= len(city.buildings) <= 6_000
    assert max(numbers.values()) == 1
    for house in city.buildings:
        assert not house.shape.intersects(city.land.water)


def test_street_names_are_not_given_twice_to_different_streets() -> None:
    city = town(200_000, 2)
    ends: dict[str, set[str]] = {}
    for street in city.network.streets:
        ends.setdefault(street.name, set()).add(street.name_en)
    assert all(len(english) == 1 for english in ends.values())


def test_demand_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    city = town(5_000, 1)
    write_city(city, tmp_path / "town.osm.pbf")
    assert read_demand(CityFiles(tmp_path / "town.osm.pbf").demand) == city.demand
    kinds = {place.kind for place in city.demand}
    assert {"address", "crossing", "water", "school", "shop", "dock"} <= kinds


def test_the_town_lies_far_out_at_sea_so_no_address_can_be_a_real_one() -> None:
    west, south, east, north = town(200_000, 2).land.extent
    low, high = lon_lat((west, south)), lon_lat((east, north))
    # The nearest land of the East China Sea lies west of 123.2 and north of 30.
    assert low[0] > 123.2 and high[1] < 30 and low[1] > 29 and high[0] < 124


def test_a_number_of_people_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="5,000 to 200,000"):
        generate_city(4_999, 1)
