import pytest

from anlan.access.caller import Caller, may, require
from anlan.access.policy import POLICY, Act, Reach, Role, acts_of
from anlan.access.visibility import AgencyTree, Matter, visibility_of
from anlan.errors import Forbidden

TREE = AgencyTree({"city": None, "north": "city", "south": "city"})


def person(
    role: Role,
    agency: str = "city",
    *,
    unit: str | None = None,
    ground: tuple[str, ...] = (),
    desk: str | None = None,
) -> Caller:
    return Caller(
        account_id="1",
        name="",
        role=role,
        agency_id=agency,
        unit_id=unit,
        session_id="s",
        desk_id=desk,
        ground=frozenset(ground),
        live_report=None,
        visibility=visibility_of(TREE, role.value, agency, unit, ground),
        language="zh-CN",
    )


def test_the_table_has_every_role_and_everyone_may_look_at_the_board() -> None:
    assert set(POLICY) == set(Role)
    assert all(POLICY[role][Act.BOARD_READ] is Reach.ANY for role in Role)


def test_sending_is_for_dispatchers_alone() -> None:
    assert [role for role in Role if Act.DISPATCH in POLICY[role]] == [Role.DISPATCHER]


def test_taking_reports_is_for_desks() -> None:
    assert {role for role in Role if Act.REPORT_TAKE in POLICY[role]} == {Role.CALL_TAKER, Role.DISPATCHER}


def test_administrators_and_analysts_open_nobody() -> None:
    closed = {role for role in Role if Act.INCIDENT_OPEN not in POLICY[role]}
    assert closed == {Role.ANALYST, Role.AUDITOR, Role.SECURITY, Role.ADMINISTRATOR}


def test_accounts_are_managed_by_the_administrator_alone_and_readings_read_by_the_auditor() -> None:
    assert [role for role in Role if Act.ACCOUNT_MANAGE in POLICY[role]] == [Role.ADMINISTRATOR]
    assert [role for role in Role if Act.READING_READ in POLICY[role]] == [Role.AUDITOR]


def test_a_dispatcher_acts_on_the_ground_of_the_desk_and_not_beside_it() -> None:
    one = person(Role.DISPATCHER, ground=("north",), desk="d1")
    assert may(one, Act.DISPATCH, matter=Matter("1", "north"))
    assert not may(one, Act.DISPATCH, matter=Matter("1", "south"))
    assert may(one, Act.REMARK_ADD, matter=Matter("1", "south"))
    assert may(one, Act.UNIT_STATUS, agency_id="north", unit_id="A31")
    assert not may(one, Act.UNIT_STATUS, agency_id="south", unit_id="B12")


def test_an_officer_acts_for_the_own_unit_only() -> None:
    one = person(Role.OFFICER, "north", unit="A31")
    assert may(one, Act.UNIT_STATUS, agency_id="north", unit_id="A31")
    assert not may(one, Act.UNIT_STATUS, agency_id="north", unit_id="A32")
    assert may(one, Act.OFFER_ANSWER, unit_id="A31")
    assert may(one, Act.INCIDENT_OPEN, matter=Matter("1", "south", ["A31"]))
    assert not may(one, Act.INCIDENT_OPEN, matter=Matter("1", "north", ["A32"]))


def test_a_station_room_acts_on_its_own_incidents_and_units() -> None:
    one = person(Role.STATION, "north")
    assert may(one, Act.REMARK_ADD, matter=Matter("1", "north"))
    assert not may(one, Act.REMARK_ADD, matter=Matter("1", "south"))
    assert may(one, Act.ALARM_ACKNOWLEDGE, agency_id="north")
    assert not may(one, Act.DISPATCH)


def test_a_refusal_says_what_is_missing() -> None:
    with pytest.raises(Forbidden) as by_role:
        require(person(Role.ANALYST), Act.DISPATCH)
    with pytest.raises(Forbidden) as by_desk:
        require(person(Role.DISPATCHER), Act.DISPATCH, matter=Matter("1", "north"))
    with pytest.raises(Forbidden) as by_ground:
        require(person(Role.DISPATCHER, ground=("south",), desk="d"), Act.DISPATCH, matter=Matter("1", "north"))
    assert [by_role.value.code, by_desk.value.code, by_ground.value.code] == [
        "access.role",
        "access.no_desk",
        "access.not_your_work",
    ]


def test_me_tells_the_acts_by_their_names() -> None:
    assert acts_of(Role.ANALYST) == ["board.read", "reading.read_own"]
    assert "dispatch" in acts_of(Role.DISPATCHER)
