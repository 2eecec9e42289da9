"""Ranking the force for an incident: who of those on duty, free and able is there first. Pure.

Its inputs are what units are and do, and their travel seconds. It knows no person: neither who reported nor
who crews a unit, so exchanging all of them changes nothing. The same inputs give the same answer and digest.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from anlan.flow.dispatch.columns import KIND_CODE, Columns
from anlan.flow.ports import Draft, Needs
from anlan.force.kinds import WAY_OF
from anlan.force.state import UnitState
from anlan.geography.eta import eta_band

__all__ = ["STATUS_WORDS", "TOP", "rank"]

TOP: Final = 20
NOTABLE: Final = 5

STATUS_WORDS: Final[dict[str, tuple[str, str]]] = {
    "available": ("空闲", "available"),
    "offered": ("应答派单中", "being asked"),
    "assigned": ("已派警", "assigned"),
    "acknowledged": ("已签收", "acknowledged"),
    "enroute": ("赶往现场", "on the way"),
    "onscene": ("在现场", "on scene"),
    "transporting": ("转送中", "transporting"),
    "returning": ("返回途中", "returning"),
    "busy": ("忙碌", "busy"),
    "out": ("停用", "out of service"),
}
_WAY_WORDS: Final[dict[str, tuple[str, str]]] = {
    "walk": ("步行", "on foot"),
    "road": ("道路", "by road"),
    "water": ("水路", "by water"),
    "air": ("空中", "by air"),
}


def rank(
    units: Sequence[UnitState],
    seconds: NDArray[np.float64],
    needs: Needs,
    agency_id: str,
    reasons: Mapping[str, str],
    roads: str,
) -> Draft:
    """The top 20 by travel time, ties by unit id; and the few nearest on duty that cannot be sent, with why.

    `units` are quickest as `Columns`; `seconds` is (k,), of each of them in its own way of travelling, inf where
    there is none; `reasons` names the ways by which nobody can come; `agency_id` is whose ground the place is;
    `roads` the road graph's hash.
    """
    columns = units if isinstance(units, Columns) else Columns(units)
    reachable = columns.duty & np.isfinite(seconds)
    fits = np.ones(len(columns), dtype=bool)
    if needs.kinds:
        fits = np.isin(columns.kind, [KIND_CODE[kind] for kind in needs.kinds if kind in KIND_CODE])
    skills, equipment = frozenset(needs.skills), frozenset(needs.equipment)

    def able(row: int) -> bool:
        unit = columns[row]
        return skills.issubset(unit.skills) and equipment.issubset(unit.equipment)

    def barred(row: int) -> bool:
        return not (columns.free[row] and fits[row] and able(row))

    order = _nearest(columns, seconds, np.flatnonzero(columns.free & fits & reachable), TOP, able)
    # Where a dispatcher may wonder why not that one: nearer than the third that can be sent.
    limit = float(seconds[order[min(2, len(order) - 1)]]) if order else np.inf
    blocked = _nearest(columns, seconds, np.flatnonzero(reachable & (seconds <= limit)), NOTABLE, barred)
    left = np.bincount(columns.agency[columns.free], minlength=len(columns.agencies))
    first = float(seconds[order[0]]) if order else 0.0
    return Draft(
        items=[
            _item(columns[row], float(seconds[row]), n, first, needs, agency_id, int(left[columns.agency[row]]))
            for n, row in enumerate(order)
        ],
        excluded=[_excluded(columns[row], float(seconds[row]), needs) for row in blocked],
        considered=int(np.count_nonzero(columns.duty)),
        blocked=dict(sorted(reasons.items())),
        digest=_digest(columns, seconds, needs, agency_id, roads),
        roads=roads,
    )


def _nearest(
    units: Columns, seconds: NDArray[np.float64], rows: NDArray[np.intp], most: int, holds: Callable[[int], bool]
) -> list[int]:
    """The nearest `most` of these rows for which `holds`. Most questions are settled by the nearest few."""
    look = 4 * most
    while True:
        near = rows
        if len(rows) > look:
            # Everything as near as the last looked at, so that ties at the edge are still cut by id.
            edge = np.partition(seconds[rows], look - 1)[look - 1]
            near = rows[seconds[rows] <= edge]
        ordered = sorted(near.tolist(), key=lambda row: (float(seconds[row]), units[row].id))
        found = [row for row in ordered if holds(row)][:most]
        if len(found) == most or len(near) == len(rows):
            return found
        look *= 8


def _words(seconds: float) -> tuple[str, str]:
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} 秒", f"{rest} s"
    return f"{minutes} 分 {rest:02d} 秒", f"{minutes} min {rest:02d} s"


def _reason(code: str, text: str, text_en: str) -> dict[str, str]:
    return {"code": code, "text": text, "text_en": text_en}


def _item(
    unit: UnitState, seconds: float, n: int, first: float, needs: Needs, agency_id: str, left: int
) -> dict[str, Any]:
    way = WAY_OF[unit.kind]
    by, by_en = _WAY_WORDS[way]
    text, text_en = _words(seconds)
    reasons = [_reason("eta", f"{by}行程 {text}", f"{text_en} {by_en}")]
    if n == 0:
        reasons.append(_reason("first", "可最先到达", "can be there first"))
    else:
        later, later_en = _words(seconds - first)
        reasons.append(_reason("after_first", f"比最快者晚 {later}", f"{later_en} after the first"))
    if unit.status != "available":
        zh, en = STATUS_WORDS[unit.status]
        reasons.append(_reason("status", f"当前{zh}", en))
    asked = [*needs.skills, *needs.equipment]
    if asked:
        reasons.append(_reason("able", f"具备 {'、'.join(asked)}", f"has {', '.join(asked)}"))
    if unit.agency_id == agency_id:
        reasons.append(_reason("own_ground", "属地警力", "of this ground's own agency"))
    uncovered: list[str] = []
    if left == 1:
        uncovered = [unit.agency_id]
        reasons.append(_reason("uncovers", "派出后所属机构无空闲警力", "leaves its agency with no free unit"))
    low, high = eta_band(np.array([seconds]), way)
    return {
        "unit_id": unit.id,
        "call_sign": unit.call_sign,
        "eta_seconds": round(seconds, 1),
        "eta_low": round(float(low[0]), 1),
        "eta_high": round(float(high[0]), 1),
        "reasons": reasons,
        "uncovered": uncovered,
    }


def _excluded(unit: UnitState, seconds: float, needs: Needs) -> dict[str, Any]:
    return {
        "unit_id": unit.id,
        "call_sign": unit.call_sign,
        "eta_seconds": round(seconds, 1),
        "reasons": [_why_not(unit, needs)],
    }


def _why_not(unit: UnitState, needs: Needs) -> dict[str, str]:
    zh, en = STATUS_WORDS[unit.status]
    lacking = [each for each in needs.skills if each not in unit.skills]
    unequipped = [each for each in needs.equipment if each not in unit.equipment]
    if needs.kinds and unit.kind not in needs.kinds:
        return _reason("kind", "警力种类不符", "not the kind of unit needed")
    if lacking:
        return _reason("skill", f"缺少技能 {'、'.join(lacking)}", f"lacks the skill {', '.join(lacking)}")
    if unequipped:
        return _reason("equipment", f"缺少装备 {'、'.join(unequipped)}", f"lacks {', '.join(unequipped)}")
    return _reason("status", f"当前{zh}", en)


def _digest(units: Columns, seconds: NDArray[np.float64], needs: Needs, agency_id: str, roads: str) -> str:
    """SHA-256 over everything that the ranking looked at, unit by unit as given. Seconds count in tenths."""
    digest = hashlib.sha256()
    asked = [roads, agency_id, *needs.kinds, "", *needs.skills, "", *needs.equipment]
    digest.update("\x1f".join(asked).encode() + b"\0" + units.facts)
    tenths = np.where(np.isfinite(seconds), np.round(np.minimum(seconds, 1e8) * 10), -1).astype("<i4")
    for column in (units.duty, units.free, units.status, tenths):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
