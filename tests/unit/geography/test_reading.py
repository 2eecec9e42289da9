"""Reading extracts: every form, any order, and files that are broken."""

import gzip
from pathlib import Path

import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_ground import Plan, quiet, small_plan, write_forms

from anlan.errors import AnlanError, Invalid
from anlan.geography.extract import Extract
from anlan.geography.osm import read_extract


def read(path: Path) -> Extract:
    return read_extract(path, quiet)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_forms(small_plan(), tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize("form", ["osm", "osm.gz", "osm.bz2", "osm.pbf"])
def test_every_form_gives_the_same(forms: dict[str, Path], form: str) -> None:
    plain, other = read(forms["osm"]), read(forms[form])
    assert list(plain.ways.refs) == list(other.ways.refs)
    assert plain.ways.lonlat.tolist() == other.ways.lonlat.tolist()
    assert (plain.streets, plain.places, plain.addresses) == (other.streets, other.places, other.addresses)
    assert plain.areas == other.areas


@pytest.mark.parametrize("form", ["osm.gz", "osm.pbf"])
def test_the_name_of_the_file_does_not_matter(forms: dict[str, Path], form: str, tmp_path: Path) -> None:
    odd = tmp_path / "export.dat"
    odd.write_bytes(forms[form].read_bytes())
    assert len(read(odd).ways.passages) == len(read(forms["osm"]).ways.passages)


def test_what_the_small_place_holds(forms: dict[str, Path]) -> None:
    found = read(forms["osm.pbf"])
    assert (found.title, found.title_en, found.fictional, found.attribution) == ("小镇", "Smalltown", True, "")
    assert {s.name for s in found.streets} >= {"人民路", "中山中路", "轮渡", "孤岛路"}
    assert {(a.street, a.number) for a in found.addresses} == {("人民路", "12号"), ("人民路", "18号")}
    assert {(p.names.name, p.kind) for p in found.places} >= {("第一医院", "hospital"), ("小镇", "town")}
    assert [b.tags["anlan:agency"] for b in found.boundaries] == ["town"]
    assert {(a.layer, a.kind) for a in found.areas} >= {("water", "sea"), ("land", "park"), ("buildings", "building")}
    assert len(found.blocked) == 1


def test_ways_before_their_nodes_are_put_in_order(tmp_path: Path) -> None:
    path = tmp_path / "query.osm"
    path.write_text(small_plan().xml("rwn"), "utf-8")
    ordered = tmp_path / "ordered.osm"
    ordered.write_text(small_plan().xml(), "utf-8")
    assert list(read(path).ways.refs) == list(read(ordered).ways.refs)


def test_a_street_does_not_jump_over_what_the_extract_left_out(tmp_path: Path) -> None:
    plan = Plan()
    plan.way([(0, 0), (1, 0), (2, 0), (5, 0), (6, 0)], highway="residential", name="断路")
    path = tmp_path / "cut.osm"
    text = plan.xml()
    path.write_text(text.replace(text[text.index("<node id='3'") : text.index("<node id='4'")], ""), "utf-8")
    found = read(path)
    assert [found.ways.starts[i + 1] - found.ways.starts[i] for i in range(2)] == [2, 2]
    assert found.counts["missing_points"] == 1


def test_attribution_of_real_ground(tmp_path: Path) -> None:
    plan = Plan()
    plan.way([(0, 0), (1, 0)], highway="residential")
    path = tmp_path / "real.osm"
    path.write_text(plan.xml(), "utf-8")
    found = read(path)
    assert (found.fictional, found.title) == (False, "real")
    assert "OpenStreetMap" in found.attribution


BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "geography.empty_file"),
    "words": (b"hello, this is a letter\n", "geography.not_osm"),
    "json": (b'{"type": "FeatureCollection"}', "geography.not_osm"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "geography.not_osm"),
    "web page": (b"<?xml version='1.0'?><html><body/></html>", "geography.broken_file"),
    "no version": (b"<osm></osm>", "geography.broken_file"),
    "bad number": (b"<osm version='0.6'>\n<node id='1' lat='north' lon='2'/></osm>", "geography.broken_file"),
    "no streets": (b"<osm version='0.6'></osm>", "geography.no_roads"),
    "off the earth": (b"<osm version='0.6'><node id='1' lat='95' lon='2'/></osm>", "geography.no_roads"),
    "empty gzip": (gzip.compress(b""), "geography.broken_file"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_extract_is_refused_by_name(what: str, tmp_path: Path) -> None:
    content, code = BROKEN[what]
    path = tmp_path / "file.osm"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.code == code
    assert "file.osm" in refused.value.text("en") and "file.osm" in refused.value.text("zh-CN")


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "geography.not_a_file"), (tmp_path / "none.osm", "geography.unreadable")):
        with pytest.raises(Invalid) as refused:
            read(path)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("form", "where"),
    [("osm", "line"), ("osm.gz", "end of the compressed file"), ("osm.bz2", "end of the compressed file"),
     ("osm.pbf", "inside block")],
)  # fmt: skip
def test_a_file_cut_short_says_where(forms: dict[str, Path], form: str, where: str, tmp_path: Path) -> None:
    whole = forms[form].read_bytes()
    path = tmp_path / f"cut.{form}"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.code == "geography.broken_file"
    assert where in refused.value.text("en")
    assert "第 " in refused.value.text("zh-CN") and "byte" not in refused.value.text("zh-CN").split("：")[0]


def test_a_bad_number_says_its_line(tmp_path: Path) -> None:
    path = tmp_path / "file.osm"
    path.write_bytes(BROKEN["bad number"][0])
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.params["where"] == "line 2"


@pytest.mark.parametrize("form", ["osm", "osm.gz", "osm.bz2", "osm.pbf"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_anywhere_is_refused_or_read_but_never_a_crash(
    forms: dict[str, Path], form: str, tmp_path: Path, data: st.DataObject
) -> None:
    whole = bytearray(forms[form].read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place : place + 8] = data.draw(st.binary(min_size=1, max_size=8))
    path = tmp_path / f"damaged.{form}"
    path.write_bytes(whole)
    try:
        read(path)
    except AnlanError as error:
        assert error.code.startswith("geography.")


def test_negative_ids_are_taken(tmp_path: Path) -> None:
    """An editor gives what it has not uploaded yet ids below zero."""
    text = small_plan().xml()
    for kind in ("node id='", "way id='", "nd ref='", "type='way' ref='"):
        text = text.replace(kind, kind + "-")
    path = tmp_path / "drawn.osm"
    path.write_text(text, "utf-8")
    found = read(path)
    assert found.counts["missing_points"] == 0
    assert len(found.ways.passages) == 10


def test_the_writer_of_this_test_agrees_with_the_reader(forms: dict[str, Path]) -> None:
    kinds = [element.type_str() for element in osmium.FileProcessor(str(forms["osm.pbf"]))]
    assert kinds == sorted(kinds, key="nwr".index)
