"""Ranking the force for an incident: who of those on duty, free and able is there first. Pure and vectorised.

Its inputs are arrays: what units are and do, and their travel seconds. It knows no person: neither who reported nor
who crews a unit, so exchanging all of them changes nothing. The same inputs give the same answer and digest.
"""

import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from anlan.flow.ports import Draft, Needs
from anlan.force.kinds import FREE, STATUSES, UNIT_KINDS, WAY_OF
from anlan.geography.eta import eta_band

__all__ = ["KIND_CODE", "STATUS_CODE", "STATUS_WORDS", "TOP", "Candidates", "rank"]

TOP: Final = 20
NOTABLE: Final = 5
OLD_SECONDS: Final = 120.0
STATUS_CODE: Final = {status: code for code, status in enumerate(STATUSES)}
KIND_CODE: Final = {kind: code for code, kind in enumerate(UNIT_KINDS)}
_FREE_CODES: Final = np.array([STATUS_CODE[status] for status in sorted(FREE)], dtype=np.int8)

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


@dataclasses.dataclass(frozen=True)
class Candidates:
    """n units on duty as columns. `skilled` and `equipped`: has all that is needed; `asked`: has an open offer;
    `agency` indexes `agencies` (`(id, name, name_en)`); `age` is the position's age in seconds, NaN when the unit is
    taken to be at its home; `seconds` travel seconds, inf where there is no way. `ids_digest` stands for `ids`."""

    ids: Sequence[str]
    call_signs: Sequence[str]
    kind: NDArray[np.int8]
    status: NDArray[np.int8]
    asked: NDArray[np.bool_]
    skilled: NDArray[np.bool_]
    equipped: NDArray[np.bool_]
    agency: NDArray[np.int32]
    agencies: Sequence[tuple[str, str, str]]
    age: NDArray[np.float64]
    seconds: NDArray[np.float64]
    ids_digest: bytes


def rank(needs: Needs, candidates: Candidates, agency_id: str, roads: str) -> Draft:
    """The top 20 by travel time, ties by unit id; and the few nearest that cannot be sent, with why."""
    c = candidates
    kinds = np.array([KIND_CODE[kind] for kind in needs.kinds if kind in KIND_CODE], dtype=np.int8)
    kind_fits = np.isin(c.kind, kinds) if needs.kinds else np.ones(len(c.kind), dtype=bool)
    free = np.isin(c.status, _FREE_CODES) & ~c.asked
    usable = free & kind_fits & c.skilled & c.equipped
    reachable = np.isfinite(c.seconds)
    order = _nearest(c, np.flatnonzero(usable & reachable), TOP)
    left = np.bincount(c.agency[free], minlength=len(c.agencies))
    first = float(c.seconds[order[0]]) if order else 0.0
    # Where a dispatcher may wonder why not that one: nearer than the third that can be sent.
    limit = float(c.seconds[order[min(2, len(order) - 1)]]) if order else np.inf
    blocked = _nearest(c, np.flatnonzero(reachable & ~usable & (c.seconds <= limit)), NOTABLE)
    return Draft(
        items=[_item(c, row, n, first, needs, agency_id, left) for n, row in enumerate(order)],
        excluded=[_excluded(c, row, kind_fits) for row in blocked],
        considered=len(c.ids),
        digest=_digest(needs, c, usable, agency_id, roads),
        roads=roads,
    )


def _nearest(c: Candidates, rows: NDArray[np.intp], most: int) -> list[int]:
    if len(rows) > 4 * most:
        # Everything as near as the last wanted, so that ties at the edge are still cut by id.
        edge = np.partition(c.seconds[rows], most - 1)[most - 1]
        rows = rows[c.seconds[rows] <= edge]
    return sorted(rows.tolist(), key=lambda row: (float(c.seconds[row]), c.ids[row]))[:most]


def _words(seconds: float) -> tuple[str, str]:
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} 秒", f"{rest} s"
    return f"{minutes} 分 {rest:02d} 秒", f"{minutes} min {rest:02d} s"


def _reason(code: str, text: str, text_en: str) -> dict[str, str]:
    return {"code": code, "text": text, "text_en": text_en}


def _item(
    c: Candidates, row: int, n: int, first: float, needs: Needs, agency_id: str, left: NDArray[np.int64]
) -> dict[str, Any]:
    seconds = float(c.seconds[row])
    way = WAY_OF[UNIT_KINDS[c.kind[row]]]
    by, by_en = _WAY_WORDS[way]
    text, text_en = _words(seconds)
    reasons = [_reason("eta", f"{by}行程 {text}", f"{text_en} {by_en}")]
    if n == 0:
        reasons.append(_reason("first", "可最先到达", "can be there first"))
    else:
        later, later_en = _words(seconds - first)
        reasons.append(_reason("after_first", f"比最快者晚 {later}", f"{later_en} after the first"))
    status = STATUSES[c.status[row]]
    if status != "available":
        zh, en = STATUS_WORDS[status]
        reasons.append(_reason("status", f"当前{zh}", en))
    asked = [*needs.skills, *needs.equipment]
    if asked:
        reasons.append(_reason("able", f"具备 {'、'.join(asked)}", f"has {', '.join(asked)}"))
    age = float(c.age[row])
    if np.isnan(age):
        reasons.append(_reason("no_position", "无实时位置，按驻地计算", "no position: taken to be at its home"))
    elif age > OLD_SECONDS:
        old, old_en = _words(age)
        reasons.append(_reason("old_position", f"位置为 {old} 前", f"position is {old_en} old"))
    agency = int(c.agency[row])
    home, name, name_en = c.agencies[agency]
    if home == agency_id:
        reasons.append(_reason("own_ground", "属地警力", "of this ground's own agency"))
    uncovered: list[str] = []
    if left[agency] == 1:
        uncovered = [home]
        words_en = f"leaves {name_en or name} with no free unit"
        reasons.append(_reason("uncovers", f"派出后 {name} 无空闲警力", words_en))
    low, high = eta_band(np.array([seconds]), way)
    return {
        "unit_id": c.ids[row],
        "call_sign": c.call_signs[row],
        "eta_seconds": round(seconds, 1),
        "eta_low": round(float(low[0]), 1),
        "eta_high": round(float(high[0]), 1),
        "reasons": reasons,
        "uncovered": uncovered,
    }


def _excluded(c: Candidates, row: int, kind_fits: NDArray[np.bool_]) -> dict[str, Any]:
    status = STATUSES[c.status[row]]
    zh, en = STATUS_WORDS["offered" if c.asked[row] else status]
    if not kind_fits[row]:
        reason = _reason("kind", "警力种类不符", "not the kind of unit needed")
    elif not c.skilled[row]:
        reason = _reason("skill", "缺少所需技能", "lacks a skill needed")
    elif not c.equipped[row]:
        reason = _reason("equipment", "缺少所需装备", "lacks equipment needed")
    else:
        reason = _reason("status", f"当前{zh}", en)
    return {
        "unit_id": c.ids[row],
        "call_sign": c.call_signs[row],
        "eta_seconds": round(float(c.seconds[row]), 1),
        "reasons": [reason],
    }


def _digest(needs: Needs, c: Candidates, usable: NDArray[np.bool_], agency_id: str, roads: str) -> str:
    """SHA-256 over everything that the ranking looked at. Seconds count in tenths."""
    digest = hashlib.sha256()
    asked = [roads, agency_id, *needs.kinds, "", *needs.skills, "", *needs.equipment]
    digest.update("\x1f".join(asked).encode() + b"\0" + c.ids_digest)
    digest.update("\x1f".join(agency for agency, _, _ in c.agencies).encode() + b"\0")
    tenths = np.where(np.isfinite(c.seconds), np.round(np.minimum(c.seconds, 1e8) * 10), -1).astype("<i4")
    for column in (c.kind, c.status, c.agency.astype("<i4"), usable, tenths):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
