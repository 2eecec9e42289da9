import json
from pathlib import Path
from typing import Any

import pytest

from anlan.access import Access
from anlan.access.agencies.load import agency_id_of, load_agencies
from anlan.errors import Invalid
from anlan.journal import Journal

SQUARE = [[[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.0]]]
POLYGON = {"type": "Polygon", "coordinates": SQUARE}


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path: Path, *features: Any) -> Path:
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features)
    path.write_text('{"type": "FeatureCollection",\n"features": [\n' + lines + "\n]}\n", "utf-8")
    return path


async def count(journal: Journal) -> int:
    found: int = await journal.pool.fetchval("select count(*) from journal.events where stream like 'agency:%'")
    return found


async def test_children_may_stand_before_their_parents(access: Access, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.geojson",
        feature({"type": "Point", "coordinates": [121.05, 31.05]}, id="s1", name="渡口派出所", parent="d1"),
        feature(POLYGON, id="d1", kind="district", name="东区分局", name_en="East", parent="c"),
        feature(None, id="c", kind="city", name="海城市公安局"),
    )
    loaded = await load_agencies(access.agencies, path)
    assert (loaded.registered, loaded.bad) == (3, [])
    station = await access.agencies.get(loaded.ids["s1"])
    assert (station.kind, station.parent_id, station.location) == ("station", loaded.ids["d1"], [121.05, 31.05])
    assert (await access.agencies.get(loaded.ids["d1"])).jurisdiction == POLYGON


async def test_twice_is_once_and_a_change_is_one_event_also_when_it_goes_back(
    access: Access, journal: Journal, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.geojson", feature(POLYGON, id="d1", kind="district", name="东区分局"))
    await load_agencies(access.agencies, path)
    before = await count(journal)
    again = await load_agencies(access.agencies, path)
    assert (again.registered, again.unchanged, await count(journal)) == (0, 1, before)
    write(path, feature(POLYGON, id="d1", kind="district", name="东城分局"))
    assert (await load_agencies(access.agencies, path)).changed == 1
    write(path, feature(POLYGON, id="d1", kind="district", name="东区分局"))
    assert (await load_agencies(access.agencies, path)).changed == 1
    assert (await access.agencies.get(agency_id_of("d1"))).name == "东区分局"


async def test_a_bad_row_is_told_by_its_line_and_the_rest_goes_in(access: Access, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.geojson",
        feature(None, id="c", kind="city", name="海城市公安局"),
        feature(None, id="x", kind="castle", name="城堡"),
        feature(None, id="y"),
        feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, id="z", name="蝴蝶"),
        feature({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, id="l", name="线"),
        "not a feature",
        feature(None, id="c", kind="city", name="又一个"),
        feature(None, id="o", name="孤儿", parent="nowhere"),
        feature(None, id="s", name="渡口派出所", parent="c"),
    )
    loaded = await load_agencies(access.agencies, path)
    assert loaded.registered == 2
    assert [(bad.line, bad.row) for bad in loaded.bad] == [(n + 2, n) for n in (2, 3, 4, 5, 6, 7, 8)]
    codes = [bad.why.code for bad in loaded.bad]
    assert codes[2] == codes[3] == "agency.jurisdiction_shape" and codes[5] == "agency.twice"


async def test_a_ring_of_parents_is_refused(access: Access, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.json",
        feature(None, id="a", name="甲", parent="b"),
        feature(None, id="b", name="乙", parent="a"),
    )
    loaded = await load_agencies(access.agencies, path)
    assert (loaded.registered, len(loaded.bad)) == (0, 2)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": 3}', "[" * 100_000, "\udcff"])
async def test_a_file_that_is_none_changes_nothing(
    access: Access, journal: Journal, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text, "utf-8", errors="surrogateescape")
    before = await count(journal)
    with pytest.raises(Invalid) as refused:
        await load_agencies(access.agencies, path)
    assert refused.value.code == "agency.file" and await count(journal) == before
    with pytest.raises(Invalid):
        await load_agencies(access.agencies, tmp_path / "gone.geojson")


async def test_csv_takes_points_and_wkt(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,kind,name,parent,wkt,lon,lat\n"
        'c,city,海城市公安局,,"POLYGON ((0 0, 1 0, 1 1, 0 0))",,\n'
        "s,station,渡口派出所,c,,0.5,0.5\n"
        "b,station,坏,c,POLYGON oops,,\n"
        "p,station,坏点,c,,here,there\n",
        "utf-8-sig",
    )
    loaded = await load_agencies(access.agencies, path)
    assert (loaded.registered, [bad.line for bad in loaded.bad]) == (2, [4, 5])
    assert (await access.agencies.get(loaded.ids["s"])).location == [0.5, 0.5]


async def test_the_stations_of_san_francisco_load(access: Access) -> None:
    path = Path("../shared/data/calls/sf-fire-stations.geojson")
    if not path.exists():
        pytest.skip("no shared data here")
    loaded = await load_agencies(access.agencies, path)
    assert loaded.registered + len(loaded.bad) == 42 and loaded.registered > 35
