"""The door, with an incident of the test's own kind: what is opened, for whom, and what stays behind."""

import asyncio
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from test_session_routes import sign_in

from access_world import CITY, DOCKS, NORTH, PASSWORD, SOUTH, context, make_account
from anlan.access import Access, Caller, Matter, Role, visibility_of
from anlan.errors import Forbidden, Invalid, NotFound
from anlan.journal import (
    Decision,
    Event,
    Journal,
    Operational,
    Personal,
    Planned,
    Public,
    Recorded,
    Stamp,
    evolves,
    register,
)
from anlan.journal.keys import person_key


class CaseState(msgspec.Struct):
    remarks: int = 0


class CaseTold(Event, kind="test.case_told"):
    type: Public[str]
    place: Operational[str | None] = None
    words: Personal[str | None] = None


register("doorcase", CaseState)


@evolves("doorcase", CaseTold)
def _told(state: CaseState | None, event: CaseTold, at: Stamp) -> CaseState:
    return CaseState((state.remarks if state else 0) + 1)


async def tell(journal: Journal, incident: str, words: str = "我叫陈静") -> list[Recorded]:
    event = CaseTold(type="fire", place="三楼 302", words=words)
    stream = f"doorcase:{incident}"
    done = await journal.run(
        context(), [stream], lambda streams, now: Decision([Planned(stream, event, matter=incident, person="caller")])
    )
    return done.events


async def person(
    access: Access, role: Role, agency: str = CITY, *, unit: str | None = None, ground: tuple[str, ...] = ()
) -> Caller:
    account_id = await make_account(access, f"{role}-{agency[:4]}-{unit}", role.value, agency_id=agency, unit_id=unit)
    tree = await access.agencies.tree()
    return Caller(
        account_id=account_id,
        name="",
        role=role,
        agency_id=agency,
        unit_id=unit,
        session_id="00000000-0000-7000-8000-000000000001",
        desk_id="desk" if ground else None,
        ground=frozenset(ground),
        live_report=None,
        visibility=visibility_of(tree, role.value, agency, unit, ground),
        language="zh-CN",
    )


def only(events: list[Event]) -> CaseTold:
    (event,) = events
    assert isinstance(event, CaseTold)
    return event


async def lines(access: Access) -> list[Any]:
    return await access.readings.page()


async def test_operational_fields_open_where_the_work_is_and_personal_ones_never_with_them(
    access: Access, journal: Journal
) -> None:
    records = await tell(journal, "i1")
    matter = Matter("i1", DOCKS)
    dispatcher = await person(access, Role.DISPATCHER, ground=(NORTH,))
    analyst = await person(access, Role.ANALYST)
    mine = only(access.door.open_operational(records, dispatcher.visibility, matter))
    theirs = only(access.door.open_operational(records, analyst.visibility, matter))
    assert (mine.place, mine.words) == ("三楼 302", None)
    assert (theirs.type, theirs.place, theirs.words) == ("fire", None, None)
    assert access.door.operational_fields(records[0]) == {"place": "三楼 302"}
    assert await lines(access) == []


async def test_what_is_not_even_visible_is_not_found(access: Access, journal: Journal) -> None:
    records = await tell(journal, "i1")
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    with pytest.raises(NotFound):
        access.door.open_operational(records, officer.visibility, Matter("i1", DOCKS, ["B12"]))
    with pytest.raises(NotFound):
        await access.door.open_personal(officer, Matter("i1", DOCKS, ["B12"]), "incident", records)


async def test_opening_personal_fields_writes_one_line_a_day_and_view(
    access: Access, journal: Journal, wall: Any
) -> None:
    records = await tell(journal, "i1")
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    matter = Matter("i1", DOCKS, ["A31"])
    for view in ("incident", "incident", "timeline"):
        assert only(await access.door.open_personal(officer, matter, view, records)).words == "我叫陈静"
    wall.advance(24 * 3600)
    await access.door.open_personal(officer, matter, "incident", records)
    found = await lines(access)
    assert [(line.position, line.view) for line in found] == [(1, "incident"), (2, "timeline"), (3, "incident")]
    assert {line.because.code for line in found} == {"unit"}


async def test_the_line_is_there_before_anything_is_opened(
    access: Access, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = await tell(journal, "i1")
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    opened: list[Any] = []
    monkeypatch.setattr(journal, "open", lambda *asked: opened.append(asked))

    async def fails(*_asked: Any, **_more: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(access.readings, "write", fails)
    with pytest.raises(OSError, match="full"):
        await access.door.open_personal(officer, Matter("i1", DOCKS, ["A31"]), "incident", records)
    assert opened == []


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.SECURITY, Role.ADMINISTRATOR])
async def test_roles_without_operational_work_open_nobody(access: Access, journal: Journal, role: Role) -> None:
    records = await tell(journal, "i1")
    caller = await person(access, role)
    with pytest.raises(Forbidden):
        await access.door.open_personal(caller, Matter("i1", DOCKS), "incident", records)
    assert await lines(access) == []


async def test_records_of_another_matter_do_not_slip_through(access: Access, journal: Journal) -> None:
    own, other = await tell(journal, "i1"), await tell(journal, "i2")
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    with pytest.raises(Forbidden) as refused:
        await access.door.open_personal(officer, Matter("i1", DOCKS, ["A31"]), "incident", own + other)
    assert refused.value.code == "access.other_matter"


async def test_the_view_must_be_named(access: Access, journal: Journal) -> None:
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    for view in ("", "x" * 61):
        with pytest.raises(Invalid):
            await access.door.note_opening(officer, Matter("i1", DOCKS, ["A31"]), view)


async def test_what_was_erased_stays_closed_for_everybody(access: Access, journal: Journal) -> None:
    records = await tell(journal, "i1")
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    await journal.keys.destroy(person_key("i1", "caller"))
    event = only(await access.door.open_personal(officer, Matter("i1", DOCKS, ["A31"]), "incident", records))
    assert (event.place, event.words) == ("三楼 302", None)


async def test_a_picture_opens_with_its_line(access: Access, journal: Journal) -> None:
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    sealed = await journal.seal_bytes("i1", "caller", "picture:1", b"\x89PNG")
    matter = Matter("i1", DOCKS, ["A31"])
    assert await access.door.open_picture(officer, matter, "caller", "picture:1", sealed) == b"\x89PNG"
    assert [line.view for line in await lines(access)] == ["picture"]
    await journal.keys.destroy(person_key("i1", "caller"))
    with pytest.raises(NotFound):
        await access.door.open_picture(officer, matter, "caller", "picture:1", sealed)


async def test_positions_have_no_holes_when_many_open_at_once(access: Access, journal: Journal) -> None:
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    await asyncio.gather(
        *(access.door.note_opening(officer, Matter(f"i{n % 20}", DOCKS, ["A31"]), "incident") for n in range(60))
    )
    assert [line.position for line in await lines(access)] == list(range(1, 21))


@pytest.mark.parametrize(
    "statement",
    [
        "update access.readings set view = 'nothing'",
        "delete from access.readings",
        "truncate access.readings",
        "drop table access.readings",
    ],
)
async def test_nobody_at_work_can_take_a_line_away(access: Access, journal: Journal, statement: str) -> None:
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    await access.door.note_opening(officer, Matter("i1", DOCKS, ["A31"]), "incident")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await journal.pool.execute(statement)
    assert len(await lines(access)) == 1


async def test_auditors_read_all_lines_and_others_their_own(
    access: Access, journal: Journal, browser: httpx.AsyncClient
) -> None:
    officer = await person(access, Role.OFFICER, SOUTH, unit="A31")
    station = await person(access, Role.STATION, DOCKS)
    for n in range(3):
        await access.door.note_opening(officer, Matter(f"i{n}", DOCKS, ["A31"]), "incident")
    await access.door.note_opening(station, Matter("i1", DOCKS), "incident")
    await make_account(access, "du-cha", "auditor")
    await sign_in(browser, "du-cha")
    items = (await browser.get("/readings")).json()["items"]
    assert [each["because_en"] for each in items][-1] == "The incident is in the station's own jurisdiction."
    assert len(items) == 4 and all(each["account_name"] for each in items)
    assert len((await browser.get("/readings", params={"incident_id": "i1"})).json()["items"]) == 2
    one = (await browser.get("/readings", params={"account_id": officer.account_id, "limit": 2})).json()
    assert len(one["items"]) == 2
    rest = await browser.get("/readings", params={"account_id": officer.account_id, "cursor": one["next"]})
    assert len(rest.json()["items"]) == 1 and rest.json()["next"] is None
    assert (await browser.get("/readings", params={"account_id": "nobody"})).json()["items"] == []

    await sign_in(browser, f"{Role.STATION}-{DOCKS[:4]}-None")
    assert [each["incident_id"] for each in (await browser.get("/readings")).json()["items"]] == ["i1"]
    other = await browser.get("/readings", params={"account_id": officer.account_id})
    assert other.status_code == 403
    assert PASSWORD not in other.text
