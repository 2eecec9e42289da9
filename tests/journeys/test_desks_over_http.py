"""Desks as people use them: a call while somebody else takes over, ground that is split and comes back, a sheet."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from access_world import CITY, DOCKS, NORTH, SOUTH
from anlan.clock import ManualClock
from anlan.database import Location
from anlan.flow.incident.state import IncidentState
from platform_world import Town, open_town
from small_town import corner, desk_id


@pytest.fixture
async def town(location: Location, data_dir: Path, clock: ManualClock) -> AsyncIterator[Town]:
    async with open_town(location, data_dir, clock) as found:
        yield found


async def _desk(town: Town, name: str) -> dict[str, Any]:
    items = (await town.as_("administrator").get("/desks"))["items"]
    return next(each for each in items if each["id"] == desk_id(name))


async def test_a_live_call_keeps_its_desk(town: Town) -> None:
    taker = town.as_("taker")
    told = {"channel": "voice", "live": True, "location": list(corner(1, 6)), "type": "police.fight"}
    report = await taker.post("/reports", told, 201)
    assert (await _desk(town, "taker"))["live_report"] == report["incident"]["id"]
    board = await town.as_("dispatcher").get("/board")
    assert next(each for each in board["incidents"] if each["id"] == report["incident"]["id"])["live"]
    await taker.post(f"/desks/{desk_id('taker')}/log-off", {}, 409)
    await taker.post(f"/reports/{report['id']}/end")
    await taker.post(f"/reports/{report['id']}/end")
    assert (await _desk(town, "taker"))["live_report"] is None
    await taker.post(f"/desks/{desk_id('taker')}/log-off")
    assert (await _desk(town, "taker"))["account_id"] is None


async def test_ground_that_is_split_is_the_others_until_it_comes_back(town: Town) -> None:
    one, two = town.as_("dispatcher"), town.as_("dispatcher-two")
    admin = town.as_("administrator")
    desk = await admin.post("/desks", {"name": "二号席", "agency_id": CITY, "ground": []}, 201)
    await two.post(f"/desks/{desk['id']}/log-on")
    told = {"channel": "voice", "location": list(corner(1, 6)), "place": "码头三号", "type": "police.fight"}
    incident_id = (await town.as_("taker").post("/reports", told, 201))["incident"]["id"]
    assert (await one.get(f"/incidents/{incident_id}"))["place"] == "码头三号"
    assert "place" not in await two.get(f"/incidents/{incident_id}")
    await one.post(f"/desks/{desk_id('dispatcher')}/split", {"ground": [DOCKS], "into": desk["id"]})
    assert "place" not in await one.get(f"/incidents/{incident_id}")
    assert (await two.get(f"/incidents/{incident_id}"))["place"] == "码头三号"
    await two.post(f"/incidents/{incident_id}/hold", {"reason": "no_unit"})
    await one.post(f"/incidents/{incident_id}/release", expect=403)
    await one.post(f"/desks/{desk_id('dispatcher')}/split", {"ground": [NORTH], "into": desk["id"]}, 409)
    await two.post(f"/desks/{desk['id']}/merge", {"into": desk_id("dispatcher")})
    assert (await _desk(town, "dispatcher"))["ground"] == [CITY]
    await one.post(f"/incidents/{incident_id}/release")


async def test_the_next_shift_gets_a_sheet(town: Town) -> None:
    one = town.as_("dispatcher")
    told = {"channel": "voice", "location": list(corner(1, 6)), "type": "police.noise"}
    incident_id = (await town.as_("taker").post("/reports", told, 201))["incident"]["id"]
    to = town.people["dispatcher-two"].id
    given = await one.post(f"/desks/{desk_id('dispatcher')}/hand-over", {"to": to, "note": "留意码头"})
    assert [row["id"] for row in given["sheet"]["open"]] == [incident_id]
    assert given["sheet"]["units"] and "待派警" in given["sheet"]["text"]
    assert (await _desk(town, "dispatcher"))["account_id"] == to
    await one.post(f"/desks/{desk_id('dispatcher')}/log-on", {}, 409)
    await one.post(f"/desks/{desk_id('dispatcher')}/log-on", {"take_over": True})
    assert (await one.get("/me"))["desk"]["id"] == desk_id("dispatcher")


async def test_others_desks_and_incidents_are_not_ones_own(town: Town) -> None:
    south = town.as_("taker-south")
    told = {"channel": "voice", "location": list(corner(1, 6)), "type": "police.noise"}
    incident_id = (await town.as_("taker").post("/reports", told, 201))["incident"]["id"]
    await south.get(f"/incidents/{incident_id}", 404)
    await south.post(f"/incidents/{incident_id}/remarks", {"text": "x"}, 404)
    await south.post(f"/desks/{desk_id('dispatcher')}/split", {"ground": [SOUTH], "into": desk_id("taker")}, 409)
    await town.as_("room-docks").post(f"/incidents/{incident_id}/remarks", {"text": "x"}, 201)
    await town.as_("analyst").post(f"/incidents/{incident_id}/remarks", {"text": "x"}, 403)
    listed = await south.get("/incidents")
    assert listed["items"] == []


async def test_the_list_is_what_the_states_are(town: Town) -> None:
    taker, desk = town.as_("taker"), town.as_("dispatcher")
    ids = []
    for n, type_id in enumerate(("police.fight", "police.noise", None, "medical.fall")):
        told = {"channel": "voice", "location": list(corner(n, n)), "type": type_id}
        ids.append((await taker.post("/reports", told, 201))["incident"]["id"])
    await desk.patch(
        f"/incidents/{ids[2]}", {"type": "fire.rubbish", "priority": "P1", "location": list(corner(6, 6))}
    )
    await desk.post(f"/incidents/{ids[0]}/merge", {"into": ids[1]})
    await desk.post(f"/incidents/{ids[3]}/close", {"disposition": "advised"})
    await desk.get("/incidents")
    states = await town.core.journal.states("incident", IncidentState)
    rows = await town.core.pool.fetch("select id, number, type, priority, agency_id, over from read.incidents")
    assert {tuple(row) for row in rows} == {
        (each.id, each.number, each.type, each.priority, each.agency_id, each.over) for each in states.values()
    }
    west, south = corner(5.5, 5.5)
    east, north = corner(6.5, 6.5)
    boxed = await desk.get(f"/incidents?bbox={west},{south},{east},{north}&status=open")
    assert [each["id"] for each in boxed["items"]] == [ids[2]]
    first = await desk.get("/incidents?limit=3")
    rest = await desk.get(f"/incidents?limit=3&cursor={first['next']}")
    listed = [each["id"] for each in (*first["items"], *rest["items"])]
    assert sorted(listed) == sorted(ids)
    assert rest["next"] is None
