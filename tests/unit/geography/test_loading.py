"""Loading: twice is once, and whatever goes wrong leaves what was there."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from small_ground import Plan, quiet, small_plan, write_forms

from anlan.errors import AnlanError, Invalid, Unavailable
from anlan.geography import load
from anlan.geography.ground import Ground, open_ground
from anlan.geography.load import ground_hash, load_extract


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_forms(small_plan(), tmp_path)["osm.pbf"]


def test_the_same_file_twice_is_one_ground(extract: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    first = load_extract(extract, tmp_path / "data", lambda stage, _share: stages.append(stage))
    assert not first.already
    assert [s for s in ("reading", "streets", "water", "names", "map") if s in stages] == [
        "reading", "streets", "water", "names", "map",
    ]  # fmt: skip
    before = files(tmp_path / "data")
    again = load_extract(extract, tmp_path / "data", quiet)
    assert again.already and again.facts == first.facts
    assert files(tmp_path / "data") == before


def test_the_same_file_elsewhere_gives_the_same_bytes(extract: Path, tmp_path: Path) -> None:
    copy = tmp_path / "other name.pbf"
    copy.write_bytes(extract.read_bytes())
    one, two = load_extract(extract, tmp_path / "a", quiet), load_extract(copy, tmp_path / "b", quiet)
    assert one.hash == two.hash == ground_hash(copy)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_what_is_known_of_the_small_place(small: Ground) -> None:
    facts = small.facts
    assert (facts.name, facts.name_en, facts.fictional) == ("小镇", "Smalltown", True)
    assert set(facts.ways) == {"road", "walk", "water"}
    assert facts.counts["addresses"] == 2 and facts.counts["crossings"] == 11
    west, south, east, north = facts.bounds
    assert west <= facts.center[0] <= east and south <= facts.center[1] <= north
    assert facts.boundaries == [
        {"admin_level": "8", "anlan:agency": "town", "boundary": "administrative", "name": "小镇"}
    ]


def test_a_broken_file_leaves_what_was_there(extract: Path, tmp_path: Path) -> None:
    load_extract(extract, tmp_path / "data", quiet)
    before = files(tmp_path / "data")
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(extract.read_bytes()[:-40])
    with pytest.raises(Invalid) as refused:
        load_extract(broken, tmp_path / "data", quiet)
    assert refused.value.code == "geography.broken_file" and "byte" in refused.value.params["where"]
    assert files(tmp_path / "data") == before
    assert not list((tmp_path / "data" / "roads").glob(".loading-*"))


def test_a_crash_of_the_builder_is_a_sentence(extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killer = tmp_path / "dies"
    killer.write_text(f"#!{sys.executable}\nimport os, signal\nos.kill(os.getpid(), signal.{signal.SIGSEGV.name})\n")
    killer.chmod(0o700)
    monkeypatch.setattr(load.sys, "executable", str(killer))
    with pytest.raises(AnlanError) as failed:
        load_extract(extract, tmp_path / "data", quiet)
    assert failed.value.code == "geography.import_crashed" and "SIGSEGV" in failed.value.text("en")
    assert files(tmp_path / "data") == {}


def test_an_interrupted_load_leaves_nothing(extract: Path, tmp_path: Path) -> None:
    def interrupt(stage: str, _share: float | None) -> None:
        if stage == "water":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_extract(extract, tmp_path / "data", interrupt)
    assert files(tmp_path / "data") == {}
    assert not load_extract(extract, tmp_path / "data", quiet).already


def test_what_a_killed_load_left_is_cleared(extract: Path, tmp_path: Path) -> None:
    roads = tmp_path / "data" / "roads"
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    left, mine = roads / f".loading-{child}-abc", roads / f".loading-{os.getpid()}-abc"
    for folder in (left, mine):
        folder.mkdir(parents=True)
    load_extract(extract, tmp_path / "data", quiet)
    assert not left.exists() and mine.exists()


def test_two_loads_at_once_agree(extract: Path, tmp_path: Path) -> None:
    found: list[str] = []
    both = [
        threading.Thread(target=lambda: found.append(load_extract(extract, tmp_path / "data", quiet).hash))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(found) == 2 and len(set(found)) == 1
    assert [p.name for p in (tmp_path / "data" / "roads").iterdir()] == [found[0]]


def test_a_half_made_ground_is_made_again(extract: Path, tmp_path: Path) -> None:
    hash = load_extract(extract, tmp_path / "data", quiet).hash
    (tmp_path / "data" / "roads" / hash / "facts.json").unlink()
    with pytest.raises(Unavailable):
        open_ground(tmp_path / "data", hash)
    assert not load_extract(extract, tmp_path / "data", quiet).already
    assert open_ground(tmp_path / "data", hash).search.find("人民路")


def test_a_ground_that_is_not_here_says_what_to_do(tmp_path: Path) -> None:
    for hash in ("0" * 64, "../../etc", ""):
        with pytest.raises(Unavailable) as missing:
            open_ground(tmp_path, hash)
        assert "anlan load roads" in missing.value.text("en")


def test_a_damaged_part_says_which(extract: Path, tmp_path: Path) -> None:
    hash = load_extract(extract, tmp_path / "data", quiet).hash
    part = tmp_path / "data" / "roads" / hash / "road.tail.npy"
    part.write_bytes(part.read_bytes()[:20])
    with pytest.raises(Unavailable) as damaged:
        _ = open_ground(tmp_path / "data", hash).travel
    assert "road.tail" in damaged.value.text("en")


def test_a_disk_that_refuses_is_a_sentence(extract: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(AnlanError) as failed:
        load_extract(extract, tmp_path / "data", quiet)
    assert failed.value.code == "geography.disk"


def test_a_ground_without_water_names_or_places(tmp_path: Path) -> None:
    plan = Plan()
    plan.way([(0, 0), (9, 0)], highway="residential", foot="no")
    path = tmp_path / "bare.osm"
    path.write_text(plan.xml(), "utf-8")
    loaded = load_extract(path, tmp_path / "data", quiet)
    ground = open_ground(tmp_path / "data", loaded.hash)
    here = (120.001, 30.0)
    assert ground.travel.to_place(here, [here], "water").reason == "no_water"
    assert ground.travel.to_place(here, [here], "walk").reason == "no_walkways"
    assert ground.travel.to_place(here, [here], "road").seconds[0] < 1
    assert ground.route(here, here, "water").reason == "no_water"
    assert ground.search.find("anything") == []
    assert ground.place_at(here).public_place == ground.place_at(here).cell
    assert ground.tiles.tile(14, 13656, 6754) is not None
