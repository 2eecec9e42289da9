"""Rule 7, as far as accounts go: those who work here are named under a key of their own, are located only by those
who send them, are ranked by nobody, and see what is written of their own looking."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from access_world import CITY, PASSWORD, context, make_account, open_journal, small_city
from anlan.access import Access
from anlan.access.accounts.state import account_stream
from anlan.access.policy import POLICY, Act, Role
from anlan.api.routers import ROUTERS
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.journal import Journal, Mark, event_types

WHERE_PEOPLE_ARE_SENT_FROM = {Role.CALL_TAKER, Role.DISPATCHER, Role.STATION, Role.OFFICER, Role.COMMANDER}


@pytest.fixture
async def journal(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Journal]:
    async with open_journal(location, tmp_path, clock) as found:
        yield found


@pytest.fixture
async def access(journal: Journal, clock: ManualClock) -> Access:
    return await small_city(journal, clock)


def test_only_those_who_send_or_go_see_where_units_are() -> None:
    assert {role for role in Role if Act.UNIT_LOCATE in POLICY[role]} == WHERE_PEOPLE_ARE_SENT_FROM


def test_an_officer_tells_the_place_of_the_own_unit_and_nobody_elses() -> None:
    assert {role for role in Role if Act.UNIT_POSITION in POLICY[role]} == {Role.OFFICER}


def test_every_role_can_read_the_lines_about_itself() -> None:
    assert all(Act.READING_READ_OWN in POLICY[role] for role in Role)


def test_no_event_of_an_account_carries_a_name_or_address_in_the_open() -> None:
    for kind, known in event_types().items():
        if kind.startswith(("access.account", "access.sign")):
            for field in ("name", "address", "login"):
                assert known.marks.get(field, Mark.PERSONAL) is Mark.PERSONAL, f"{kind}.{field}"


def test_no_address_ranks_or_scores_people() -> None:
    words = ("rank", "score", "leaderboard", "top", "worst", "best", "performance")
    paths = [route.path for router in ROUTERS for route in router.routes if hasattr(route, "path")]
    assert paths
    assert [path for path in paths if any(word in path.lower().replace("-", "/").split("/") for word in words)] == []


async def test_who_leaves_is_forgotten_and_what_they_did_stays(access: Access, journal: Journal) -> None:
    account_id = await make_account(access, "chen-jing", "dispatcher", name="陈静静", agency_id=CITY)
    await access.sign_in.open(await access.sign_in.prove("chen-jing", PASSWORD, "10.9.8.7"), "10.9.8.7")
    stream = account_stream(account_id)
    before = await journal.pool.fetch("select id, public, sealed from journal.events where stream = $1", stream)
    await access.accounts.erase(context(), account_id)
    after = await journal.pool.fetch("select id, public, sealed from journal.events where stream = $1", stream)
    assert after[: len(before)] == before, "the journal stays as it was"
    assert await access.names.of_ids([account_id]) == {}
    credentials = await journal.pool.fetch("select * from access.credentials")
    assert not any(str(row["account_id"]) == account_id for row in credentials)
