"""A day of reports: the same twice, of known types, from nobody, with doubles that belong together."""

import math
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.flow.intake.types import check_answers, default_tree
from anlan.simulation.city import generate_city
from anlan.simulation.city.model import DemandPlace
from anlan.simulation.demand import Demand, Telling
from anlan.simulation.demand.scenarios import HOURS, scenarios

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)


@lru_cache(maxsize=1)
def places() -> tuple[DemandPlace, ...]:
    return tuple(generate_city(50_000, 1).demand)


def days(count: int, seed: int = 1) -> list[Telling]:
    demand = Demand(places(), seed)
    return [told for n in range(count) for told in demand.of_day(DAY + timedelta(days=n), ZONE)]


def test_every_scenario_is_of_a_known_type_with_answers_that_its_questions_offer() -> None:
    tree = default_tree()
    for scenario in scenarios():
        assert scenario.type in tree.types
        for said in scenario.texts:
            assert "{place}" in said.text
            asked = {question.id for question in tree.questions(scenario.type)}
            assert set(said.answers) <= asked, scenario.type
            check_answers(tree, scenario.type, said.answers)


def test_the_generated_town_has_places_for_every_scenario() -> None:
    kinds = {place.kind for place in places()}
    for scenario in scenarios():
        assert kinds & set(scenario.places), scenario.type


def test_a_town_of_50_000_tells_about_150_reports_a_day() -> None:
    told = days(20)
    assert 130 < len(told) / 20 < 170


def test_nights_are_quieter_than_evenings_unless_spread_evenly() -> None:
    hours = Counter(told.at.hour for told in days(20))
    assert sum(hours[hour] for hour in (2, 3, 4, 5)) < 0.5 * sum(hours[hour] for hour in (17, 18, 19, 20))
    even = Counter(told.at.hour for told in Demand(places(), 1, per_day=6_000).of_day(DAY, ZONE, evenly=1.0))
    assert min(even.values()) > 0.7 * max(even.values())


def test_the_same_seed_and_day_tell_the_same_and_others_do_not() -> None:
    first = Demand(places(), 3).of_day(DAY, ZONE)
    assert first == Demand(places(), 3).of_day(DAY, ZONE)
    assert first != Demand(places(), 4).of_day(DAY, ZONE)
    assert first != Demand(places(), 3).of_day(DAY + timedelta(days=1), ZONE)


def test_callers_cannot_exist_and_every_text_and_name_is_marked() -> None:
    for told in days(5):
        assert told.text.startswith("〔模拟〕")
        assert told.caller["name"].endswith("（模拟）")
        # Behind the international 00 no country begins with another 0.
        assert re.fullmatch(r"000-\d{8}", told.caller["number"])


def test_doubled_reports_are_about_one_thing_near_in_time_and_place() -> None:
    by_matter: dict[tuple[str, int], list[Telling]] = defaultdict(list)
    for told in days(10):
        by_matter[told.id.rpartition(":")[0], told.matter].append(told)
    doubled = [group for group in by_matter.values() if len(group) > 1]
    assert len(doubled) > 40
    for group in doubled:
        assert len({told.type for told in group}) == 1
        assert len({told.caller["number"] for told in group}) == len(group)
        first = min(group, key=lambda told: told.at)
        for other in group:
            assert (other.at - first.at) <= timedelta(minutes=7)
            metres = 111_000 * math.hypot(
                other.location[1] - first.location[1],
                (other.location[0] - first.location[0]) * math.cos(math.radians(first.location[1])),
            )
            assert metres < 250


@given(seed=st.integers(0, 10**9), day=st.dates(date(2020, 1, 1), date(2035, 1, 1)), rate=st.floats(0, 400))
@settings(max_examples=25, deadline=None)
def test_any_day_is_in_order_and_within_itself(seed: int, day: date, rate: float) -> None:
    told = Demand(places(), seed, per_day=rate).of_day(day, ZONE)
    assert [each.at for each in told] == sorted(each.at for each in told)
    assert len({each.id for each in told}) == len(told)
    for each in told:
        late = timedelta(minutes=7) if each.again else timedelta(0)
        assert day <= (each.at - late).date() or each.at.date() == day
        assert 0 < each.scene_minutes <= 150


def test_demand_without_places_is_refused() -> None:
    with pytest.raises(ValueError, match="places"):
        Demand([], 1)


def test_hour_profiles_have_a_number_for_each_hour() -> None:
    assert all(len(hours) == 24 for hours in HOURS.values())
