"""The hand-over sheet that writes itself: what is open on a desk's ground, and what is owed on each. Pure.

It is made of the same cards that boards show, so it says nothing that the next shift may not see.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from anlan.clock import iso
from anlan.journal.records import canonical

__all__ = ["Card", "digest_of", "hand_over_sheet"]

Card = Mapping[str, Any]

STATUS_WORDS: Final[dict[str, tuple[str, str]]] = {
    "pending": ("待派", "pending"),
    "held": ("缓派", "held"),
    "stacked": ("排队", "stacked"),
    "offered": ("派单中", "offered"),
    "assigned": ("已派警", "assigned"),
    "enroute": ("途中", "on the way"),
    "onscene": ("到场", "on scene"),
    "closed": ("已结案", "closed"),
}
_ORDER: Final = {status: n for n, status in enumerate(STATUS_WORDS)}


def hand_over_sheet(
    desk: Card,
    incidents: Iterable[Card],
    units: Iterable[Card],
    alarms: Iterable[Card],
    *,
    now: datetime,
    zone: ZoneInfo,
    type_names: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    """The sheet as data and as text in both languages. `incidents`, `units` and `alarms` are those of the desk's
    ground; `type_names` type id -> (中文, English)."""
    signs = {unit["id"]: str(unit["call_sign"]) for unit in units}
    rows = [
        _row(card, signs, zone)
        for card in sorted(
            incidents, key=lambda card: (card["priority"], _ORDER[card["status"]], card["opened_at"], card["id"])
        )
    ]
    for row in rows:
        row["type_name"], row["type_name_en"] = type_names.get(row["type"], (row["type"], row["type"]))
    crews = [
        {
            "id": unit["id"],
            "call_sign": unit["call_sign"],
            "status": unit["status"],
            "incident_id": unit["incident_id"],
        }
        for unit in sorted(units, key=lambda unit: (str(unit["call_sign"]), unit["id"]))
        if unit["on_duty"]
    ]
    sounding = [
        {"id": alarm["id"], "kind": alarm["kind"], "level": alarm["level"], "incident_id": alarm["incident_id"]}
        for alarm in sorted(alarms, key=lambda alarm: (-alarm["level"], alarm["raised_at"], alarm["id"]))
        if alarm["acknowledged_at"] is None
    ]
    text, text_en = _text(desk, rows, crews, sounding, now.astimezone(zone))
    return {
        "desk": dict(desk),
        "made_at": iso(now),
        "open": rows,
        "units": crews,
        "alarms": sounding,
        "text": text,
        "text_en": text_en,
    }


def digest_of(sheet: Mapping[str, Any]) -> str:
    """SHA-256 of a sheet's data, for the journal to name what was handed over."""
    return hashlib.sha256(
        canonical({name: sheet[name] for name in ("made_at", "open", "units", "alarms")})
    ).hexdigest()


def _clock(moment: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%H:%M}"


def _row(card: Card, signs: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    units = [signs.get(each["unit_id"], "?") for each in card["assignments"]]
    code, owed, owed_en = _owed(card, signs, zone)
    return {
        "id": card["id"],
        "number": card["number"],
        "status": card["status"],
        "priority": card["priority"],
        "type": card["type"],
        "public_place": card["public_place"],
        "units": units,
        "what_is_owed": {"code": code, "text": owed, "text_en": owed_en},
    }


def _owed(card: Card, signs: Mapping[str, str], zone: ZoneInfo) -> tuple[str, str, str]:  # noqa: PLR0911 - a table
    """The next thing somebody must do, as a code and in words."""
    status = card["status"]
    if status == "closed":
        at = _clock(card["call_back_due"], zone)
        return "call_back", f"{at} 前回访报警人", f"call the reporter back by {at}"
    if status == "held":
        at = _clock(card["hold"]["until"], zone)
        return "hold", f"缓派至 {at}，届时派警", f"held until {at}, then send"
    if status == "stacked":
        sign = signs.get(card["stacked_on"], "?")
        return "stack", f"等待 {sign} 空闲", f"waits for {sign}"
    if status == "offered":
        asked = "、".join(signs.get(each["unit_id"], "?") for each in card["offers"])
        return "offer", f"等待 {asked} 应答派单", f"waits for the answer of {asked.replace('、', ', ')}"
    silent = [signs.get(each["unit_id"], "?") for each in card["assignments"] if each["status"] == "assigned"]
    if silent:
        return "acknowledge", f"等待 {'、'.join(silent)} 签收", f"{', '.join(silent)} to acknowledge"
    if card["backup_wanted"]:
        return "backup", "现场请求增援", "backup is asked for"
    if status == "pending" and card["sent_before"]:
        return "close", "警力已离开，待结案或再派", "units have left: close it, or send again"
    if status == "pending":
        return "send", "待派警", "send a unit"
    return "follow", "跟进处置", "follow until it is closed"


def _text(
    desk: Card, rows: list[dict[str, Any]], crews: list[dict[str, Any]], sounding: list[dict[str, Any]], now: datetime
) -> tuple[str, str]:
    free = sum(1 for unit in crews if unit["status"] in ("available", "returning"))
    lines = [
        f"{desk['name']} 交接单 {now:%Y-%m-%d %H:%M}",
        f"未结 {len(rows)} 起；在勤 {len(crews)}，空闲 {free}；未签收警报 {len(sounding)}",
    ]
    lines_en = [
        f"{desk['name']}: hand-over, {now:%Y-%m-%d %H:%M}",
        f"{len(rows)} open; {len(crews)} on duty, {free} free; {len(sounding)} alarms not acknowledged",
    ]
    for row in rows:
        words, words_en = STATUS_WORDS[row["status"]]
        units = f"（{'、'.join(row['units'])}）" if row["units"] else ""
        units_en = f" ({', '.join(row['units'])})" if row["units"] else ""
        owed = row["what_is_owed"]
        place = f" {row['public_place']}" if row["public_place"] else ""
        lines.append(f"{row['number']} {row['priority']} {row['type_name']}{place}：{words}{units}，{owed['text']}")
        lines_en.append(
            f"{row['number']} {row['priority']} {row['type_name_en']}{place}: {words_en}{units_en}; {owed['text_en']}"
        )
    return "\n".join(lines), "\n".join(lines_en)
