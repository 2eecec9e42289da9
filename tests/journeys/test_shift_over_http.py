"""A shift as the screens see it: everything of the loop asked over HTTP, by the people whose work it is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from anlan.clock import ManualClock, iso
from anlan.database import Location
from platform_world import Town, open_town
from small_town import corner, unit_id


@pytest.fixture
async def town(location: Location, data_dir: Path, clock: ManualClock) -> AsyncIterator[Town]:
    async with open_town(location, data_dir, clock) as found:
        yield found


def _middle(town: Town) -> list[float]:
    ground = town.services.territory.ground
    assert ground is not None
    west, south, east, north = ground.facts.bounds
    return [(west + east) / 2, (south + north) / 2]


async def _report(town: Town, **told: Any) -> dict[str, Any]:
    body = {"channel": "voice", "location": _middle(town), **told}
    answer: dict[str, Any] = await town.as_("taker").post("/reports", body, 201)
    return answer


async def test_a_call_from_report_to_timeline(town: Town) -> None:
    desk = town.as_("dispatcher")
    told = await _report(
        town, type="police.fight", text="两人打架", place="河边", caller={"name": "王芳", "number": "13800001111"}
    )
    incident_id = told["incident"]["id"]
    listed = await desk.get("/incidents?status=pending")
    assert [each["id"] for each in listed["items"]] == [incident_id]
    ranked = await desk.post(f"/incidents/{incident_id}/recommendation")
    assert ranked["items"] and ranked["items"][0]["reasons"][0]["code"] == "eta"
    best = ranked["items"][0]
    sent = await desk.post(f"/incidents/{incident_id}/offers", {"unit_id": best["unit_id"]}, 201)
    assert sent["status"] == "assigned"
    officer = next(name for name, person in town.people.items() if person.unit_id == best["unit_id"])
    phone = town.as_(officer)
    page = await phone.get(f"/units/{best['unit_id']}")
    assert page["assignment"]["id"] == incident_id and page["assignment"]["place"] == "河边"
    route = await phone.get(f"/units/{best['unit_id']}/route")
    assert route["seconds"] >= 0 and route["geometry"]
    for status in ("acknowledged", "enroute", "onscene"):
        await town.advance(30)
        answer = await phone.put(f"/units/{best['unit_id']}/status", {"status": status, "incident_id": incident_id})
        assert answer["applied"]
    await phone.post(f"/incidents/{incident_id}/remarks", {"text": "已控制"}, 201)
    picture = await phone.ask(
        "POST",
        f"/incidents/{incident_id}/pictures",
        content=b"\x89PNG\r\n\x1a\n" + bytes(64),
        headers={"Content-Type": "image/png"},
    )
    assert picture.status_code == 201, picture.text
    shown = await desk.ask("GET", f"/pictures/{picture.json()['id']}")
    assert shown.status_code == 200 and shown.content.startswith(b"\x89PNG")
    await phone.post(f"/incidents/{incident_id}/backup", {"note": "再来一组"})
    assert [each["kind"] for each in (await desk.get("/alarms"))["items"]] == ["backup"]
    await desk.post(f"/alarms/{incident_id}/acknowledge")
    closed = await desk.get(f"/incidents/{incident_id}")
    assert closed["remarks"][0]["text"] == "已控制" and closed["reports"][0]["caller"] is None
    opened = await desk.get(f"/incidents/{incident_id}?open=true")
    assert opened["reports"][0]["caller"]["name"] == "王芳"
    await desk.post(f"/incidents/{incident_id}/close", {"disposition": "handled", "note": "双方和解"})
    assert (await desk.get("/incidents?status=closed"))["items"][0]["call_back_due"] is not None
    await town.as_("taker").post(f"/incidents/{incident_id}/call-back", {})
    timeline = await desk.get(f"/incidents/{incident_id}/timeline")
    assert {stage["name"]: stage["seconds"] for stage in timeline["stages"]}["onscene"] == 90.0
    await desk.post(f"/incidents/{incident_id}/reopen", {"reason": "又打起来了"})
    assert (await desk.get(f"/incidents/{incident_id}"))["status"] == "pending"


async def test_facts_change_under_the_hands_of_two(town: Town) -> None:
    desk = town.as_("dispatcher")
    incident_id = (await _report(town))["incident"]["id"]
    before = await desk.get(f"/incidents/{incident_id}")
    assert (before["type"], before["priority"]) == ("unknown", "P2")
    seen = {"If-Match": f'"{before["revision"]}"'}
    changed = await desk.patch(f"/incidents/{incident_id}", {"type": "medical.cardiac"}, headers=seen)
    assert changed["priority"] == "P1"
    late = await town.as_("taker").ask("PATCH", f"/incidents/{incident_id}", {"priority": "P3"}, headers=seen)
    assert late.status_code == 412
    found = await desk.get("/incidents?q=心脏")
    assert [each["id"] for each in found["items"]] == [incident_id]
    assert (await desk.get(f"/incidents?q={int(before['number'][-3:])}"))["items"]
    assert (await desk.get("/incidents?q=王芳"))["items"] == []


async def test_two_reports_of_one_thing(town: Town) -> None:
    desk = town.as_("dispatcher")
    first = await _report(town, type="traffic.crash")
    second = await _report(town, type="traffic.crash")
    assert [each["incident_id"] for each in second["proposals"]] == [first["incident"]["id"]]
    one, other = first["incident"]["id"], second["incident"]["id"]
    await desk.post(f"/incidents/{other}/merge", {"into": one})
    whole = await desk.get(f"/incidents/{one}")
    assert len(whole["reports"]) == 2 and whole["merged"] == [other]
    await desk.post(f"/incidents/{other}/unmerge", {"incident_id": other})
    assert (await desk.get(f"/incidents/{other}"))["status"] == "pending"
    third = await _report(town, incident_id=one, location=None, text="还有一辆车")
    apart = await desk.post(f"/incidents/{one}/unmerge", {"report_id": third["id"]})
    new = await desk.get(f"/incidents/{apart['incident']['id']}")
    assert [each["id"] for each in new["reports"]] == [third["id"]]
    assert len((await desk.get(f"/incidents/{one}"))["reports"]) == 1
    await desk.post(f"/incidents/{one}/proposals/{other}/dismiss")
    told = await desk.get(f"/reports/{third['id']}?open=true")
    assert told["text"] == "还有一辆车"


async def test_hold_stack_and_offers(town: Town) -> None:
    desk = town.as_("dispatcher")
    held = (await _report(town, type="police.noise"))["incident"]["id"]
    until = iso(town.core.clock.now().replace(year=2027))
    await desk.post(f"/incidents/{held}/hold", {"reason": "weather", "until": until})
    assert (await desk.get(f"/incidents/{held}"))["hold"] == {"reason": "weather", "until": until}
    await desk.post(f"/incidents/{held}/release")
    offered = await desk.post(f"/incidents/{held}/offers", {"unit_id": unit_id("D1")}, 201)
    assert offered["status"] == "offered"
    await desk.post(f"/offers/{offered['id']}/accept")
    waiting = (await _report(town, type="police.noise"))["incident"]["id"]
    await desk.post(f"/incidents/{waiting}/stack", {"unit_id": unit_id("D1")})
    sheet = await desk.get(f"/desks/{(await desk.get('/me'))['desk']['id']}/sheet")
    owed = {row["id"]: row["what_is_owed"]["code"] for row in sheet["open"]}
    assert owed[waiting] == "stack" and sheet["text"] and sheet["text_en"]


async def test_settings_types_units_and_duty(town: Town) -> None:
    admin, desk = town.as_("administrator"), town.as_("dispatcher")
    assert (await admin.patch("/settings", {"same_metres": 200}))["same_metres"] == 200
    await desk.patch("/settings", {"same_metres": 100}, 403)
    await admin.patch("/settings", {"priorities": {"P1": {"offer_seconds": 0}}}, 422)
    types = (await desk.get("/incident-types"))["items"]
    assert len(types) > 50
    await admin.put("/incident-types/police.fight", {"priority": "P1"})
    assert (await _report(town, type="police.fight"))["incident"]["opened"]
    told = {"call_sign": "Z9", "kind": "boat", "agency_id": town.people["taker"].id}
    assert (await admin.post("/units", told, 201))["changed"]
    await admin.post("/units", {**told, "id": "other"}, 409)
    name = next(name for name, person in town.people.items() if person.unit_id)
    unit, phone = town.people[name].unit_id, town.as_(name)
    await phone.post(f"/units/{unit}/duty", {"on": False})
    await town.advance(5)
    at = iso(town.core.clock.now())
    fix = {"items": [{"at": at, "location": _middle(town)}]}
    await phone.post(f"/units/{unit}/positions", fix, 409)
    await phone.post(f"/units/{unit}/duty", {"on": True})
    assert (await phone.post(f"/units/{unit}/positions", fix))["kept"] == 1
    assert (await phone.get(f"/units/{unit}"))["position"] is not None
    budget = await admin.get("/alarms/budget")
    assert budget["per_hour_budget"] == 12


async def test_what_the_caller_says_later_is_kept_beside_what_was_said(town: Town) -> None:
    taker, desk = town.as_("taker"), town.as_("dispatcher")
    told = {
        "channel": "voice",
        "live": True,
        "location": list(corner(1, 6)),
        "type": "police.fight",
        "text": "打起来了",
    }
    report = await taker.post("/reports", {**told, "text": "打起来了"}, 201)
    incident = f"/incidents/{report['incident']['id']}"
    assert (await desk.get(f"{incident}?open=true"))["reports"][0]["caller"] is None
    address = f"/reports/{report['id']}"
    await taker.patch(address, {"caller": {"name": "张三"}})
    await taker.patch(address, {"caller": {"number": "000-1234"}, "text": "有人受伤"})
    closed = (await desk.get(incident))["reports"][0]
    assert closed["has_caller"] and closed["caller"] is None and closed["text"] is None
    opened = (await desk.get(f"{incident}?open=true"))["reports"][0]
    assert opened["caller"] == {"name": "张三", "number": "000-1234"}
    assert opened["text"] == "打起来了\n有人受伤"
    await town.as_("analyst").patch(address, {"caller": {"name": "李四"}}, 403)
