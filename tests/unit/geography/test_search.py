"""Finding places: whole and in part, in Chinese, pinyin and English, crossings, house numbers, and nonsense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_ground import at

from anlan.geography.ground import Ground
from anlan.geography.search import MOST_RESULTS, WHY, Found
from anlan.geography.wording import pinyin_of, plain, split_crossing, split_number, without_direction


def first(ground: Ground, query: str) -> Found:
    return ground.search.find(query)[0]


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [
        ("人民路", "人民路", "exact"),
        ("人民", "人民路", "prefix"),
        ("renmin road", "人民路", "exact"),
        ("Renmin Rd.", "人民路", "exact"),
        ("RENMIN", "人民路", "prefix"),
        ("renminlu", "人民路", "exact"),
        ("renmin lu", "人民路", "exact"),
        ("rml", "人民路", "exact"),
        ("gudao", "孤岛路", "prefix"),
        ("孤岛", "孤岛路", "prefix"),
        ("中山路", "中山中路", "exact"),
        ("Zhongshn Middle Road", "中山中路", "similar"),
        ("第一医院", "第一医院", "exact"),
        ("first hospital", "第一医院", "exact"),
        ("医院", "第一医院", "contains"),
        ("在第一医院附近有人打架", "第一医院", "within"),
        ("人民公园门口", "人民公园", "exact"),
    ],
)
def test_by_name(small: Ground, query: str, name: str, why: str) -> None:
    found = first(small, query)
    assert (found.name, found.why) == (name, why)


@pytest.mark.parametrize(
    "query",
    ["人民路/中山中路", "人民路和中山路交叉口", "人民路中山中路", "renmin road & zhongshan middle road",
     "Zhongshan Middle Rd and Renmin Rd", "中山路 人民路路口", "人民路与中山中路路口附近"],
)  # fmt: skip
def test_crossings(small: Ground, query: str) -> None:
    found = first(small, query)
    assert (found.kind, found.why) == ("crossing", "crossing")
    assert set(found.name.split(" / ")) == {"人民路", "中山中路"}
    assert found.location == pytest.approx(at(1, 0))


def test_streets_that_do_not_meet_are_no_crossing(small: Ground) -> None:
    assert all(found.kind != "crossing" for found in small.search.find("人民路/孤岛路"))


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [
        ("人民路12号", "人民路12号", "number"),
        ("人民路 18", "人民路18号", "number"),
        ("18 Renmin Road", "人民路18号", "number"),
        ("人民路17号", "人民路18号", "nearest_number"),
        ("小镇人民路12号", "人民路12号", "number"),
    ],
)
def test_addresses(small: Ground, query: str, name: str, why: str) -> None:
    found = first(small, query)
    assert (found.name, found.why, found.kind) == (name, why, "address")


def test_the_number_of_a_street_without_known_numbers_gives_the_street(small: Ground) -> None:
    found = first(small, "孤岛路5号")
    assert (found.name, found.kind, found.why) == ("孤岛路", "street", "street_of_number")


def test_equal_matches_come_nearest_first(small: Ground) -> None:
    near = small.search.find("路", near=at(12, 3), limit=50)
    equal = [found for found in near if found.why == near[0].why and found.score == near[0].score]
    metres = [found.metres for found in equal if found.metres is not None]
    assert metres == sorted(metres) and len(metres) == len(equal)


def test_coordinates_in_either_order(small: Ground) -> None:
    for query in ("120.001,30.002", "30.002, 120.001", "(30.002，120.001)"):
        found = first(small, query)
        assert (found.why, found.location) == ("coordinates", (120.001, 30.002))


def test_nothing_answers_nothing(small: Ground) -> None:
    for query in ("", "   ", "%%%", "___", "\0", "qqqqzzzz"):
        assert small.search.find(query) == []


def test_each_answer_says_why_in_both_languages(small: Ground) -> None:
    for query in ("人民路17号", "renmin", "人民路/中山路", "医院"):
        for found in small.search.find(query):
            assert found.why in WHY
            assert found.why_text("zh-CN") and found.why_text("en") and "{" not in found.why_text("en")


@settings(max_examples=300, deadline=None)
@given(query=st.text(max_size=60), limit=st.integers(-1, 1000))
def test_any_text_is_a_query(small: Ground, query: str, limit: int) -> None:
    assert len(small.search.find(query, near=at(0, 0), limit=limit)) <= max(0, min(limit, MOST_RESULTS))


@pytest.mark.parametrize(
    "query", ["路" * 10_000, "人民路/" * 3_000, "1" * 10_000, "和" * 10_000, "\ud800路", "’" * 500]
)
def test_long_and_odd_text_does_not_break_it(small: Ground, query: str) -> None:
    small.search.find(query)
    small.search.find(query, near=(float("nan"), 500.0))


def test_forms() -> None:
    assert plain("Ｓａｎ José STREET, 01st") == "san jose st 1st"
    assert pinyin_of("重庆路") == ("chongqinglu", "cql")
    assert without_direction("西藏中路") == "西藏路" and without_direction("人民路") is None
    assert split_number("12B Main Street") == ("Main Street", "12b")
    assert split_number("人民路") is None
    assert split_crossing("交通路") == []


def test_public_places(small: Ground) -> None:
    assert small.place_at(at(1, 0.1)).public_place in ("人民路 / 中山中路", "中山中路 / 人民路")
    assert small.place_at(at(12, 3)).public_place == "孤岛路"
    house = small.place_at(at(1.3, 0.2))
    assert "12" not in house.public_place and house.public_place.startswith("人民路")
    assert small.place_at(at(1, -6)).public_place == "小镇"
    far = small.place_at((10.0, 10.0))
    assert far.public_place == far.cell and far.street is None
