"""The hand-over sheet says what is open, and what somebody must do next about each."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from anlan.command.cards import alarm_card
from anlan.flow.closure.commands import CloseIncident
from anlan.flow.closure.rules import close_incident
from anlan.flow.dispatch import commands as dc
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.dispatch.rules_wait import hold, stack
from anlan.flow.incident.cards import incident_card
from anlan.flow.intake.types import default_tree
from anlan.flow.response.commands import RequestBackup, SetStatus
from anlan.flow.response.rules import request_backup, set_status
from anlan.force.cards import unit_card
from anlan.force.sheet import digest_of, hand_over_sheet
from loop import Loop

ZONE = ZoneInfo("Asia/Shanghai")


def _sheet(loop: Loop) -> dict[str, object]:
    names = {node.id: (node.name, node.name_en) for node in default_tree().types.values()}
    return hand_over_sheet(
        {"id": "d1", "name": "一号席"},
        [card for each in loop.ledger.all("incident") if (card := incident_card(each))],
        [card for each in loop.ledger.all("unit") if (card := unit_card(each))],
        [card for each in loop.ledger.all("alarm") if (card := alarm_card(each))],
        now=loop.ledger.clock.now(),
        zone=ZONE,
        type_names=names,
    )


def _busy_evening() -> Loop:
    loop = Loop()
    for name in ("a1", "a2", "a3", "a4"):
        loop.unit(name)
    ids = {
        name: loop.report(name, type=type_id, caller={"name": "x"})["incident"]["id"]
        for name, type_id in (
            ("send", "police.fight"),
            ("hold", "police.noise"),
            ("stack", "police.theft"),
            ("offer", "police.theft"),
            ("acknowledge", "police.weapon"),
            ("backup", "traffic.crash"),
            ("follow", "police.weapon"),
            ("close", "police.fight"),
            ("call_back", "police.fight"),
        )
    }
    for name, unit in (("acknowledge", "a1"), ("backup", "a2"), ("follow", "a3"), ("close", "a4")):
        loop.act(send_unit, dc.SendUnit(incident_id=ids[name], unit_id=unit, direct=True))
    for unit in ("a2", "a3", "a4"):
        loop.act(set_status, SetStatus(unit_id=unit, status="onscene"))
    loop.act(request_backup, RequestBackup(incident_id=ids["backup"], unit_id="a2"))
    loop.act(set_status, SetStatus(unit_id="a4", status="available"))
    until = loop.ledger.clock.now() + timedelta(minutes=30)
    loop.act(hold, dc.Hold(incident_id=ids["hold"], reason="weather", until=until))
    loop.act(stack, dc.Stack(incident_id=ids["stack"], unit_id="a3"))
    loop.act(send_unit, dc.SendUnit(incident_id=ids["offer"], unit_id="a4", direct=False))
    loop.act(close_incident, CloseIncident(incident_id=ids["call_back"], disposition="handled"))
    loop.ids = ids  # type: ignore[attr-defined]
    return loop


def test_each_open_incident_says_what_is_owed() -> None:
    loop = _busy_evening()
    sheet = _sheet(loop)
    owed = {row["id"]: row["what_is_owed"]["code"] for row in sheet["open"]}  # type: ignore[attr-defined]
    ids: dict[str, str] = loop.ids  # type: ignore[attr-defined]
    assert {name: owed[incident_id] for name, incident_id in ids.items()} == {name: name for name in ids}


def test_the_text_has_a_line_for_each_in_both_languages() -> None:
    sheet = _sheet(_busy_evening())
    for language in ("text", "text_en"):
        lines = str(sheet[language]).splitlines()
        assert len(lines) == 2 + len(sheet["open"])  # type: ignore[arg-type]
    assert "缓派至 16:30，届时派警" in str(sheet["text"])
    assert "A1 to acknowledge" in str(sheet["text_en"])
    assert "1 alarms not acknowledged" in str(sheet["text_en"])


def test_the_digest_follows_the_content() -> None:
    loop = _busy_evening()
    one = digest_of(_sheet(loop))
    assert one == digest_of(_sheet(loop))
    loop.act(set_status, SetStatus(unit_id="a1", status="acknowledged"))
    assert one != digest_of(_sheet(loop))
