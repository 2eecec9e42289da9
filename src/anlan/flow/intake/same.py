"""Which open incidents may be the same as a new one: near in time, place and type. Pure.

It is handed metres and seconds that were computed from places; it never sees a person, and only proposes.
"""

from collections.abc import Iterable

import msgspec

from anlan.flow.intake.types import UNKNOWN, TypeTree

__all__ = ["Nearby", "SameProposal", "propose_same"]

_MOST = 3
_ENOUGH = 0.3


class Nearby(msgspec.Struct, frozen=True, kw_only=True):
    """An open incident near a new report: `metres` between the places, `seconds` between the times."""

    incident_id: str
    number: str
    type: str
    metres: float
    seconds: float


class SameProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with its reasons in words; `score` from 0 to 1 is of the two incidents, made of the three facts."""

    incident_id: str
    number: str
    score: float
    reasons: list[dict[str, str]]


def _likeness(tree: TypeTree, a: str, b: str) -> tuple[float, dict[str, str]] | None:
    if a == b and a != UNKNOWN:
        node = tree.types.get(a)
        return 1.0, {
            "code": "same_type",
            "text": f"类别相同（{node.name if node else a}）",
            "text_en": f"same type ({node.name_en if node else a})",
        }
    if UNKNOWN in (a, b):
        return 0.6, {"code": "type_open", "text": "一方类别未定", "text_en": "one has no type yet"}
    line_a, line_b = tree.lineage(a), tree.lineage(b)
    if line_a and line_b and line_a[-1] == line_b[-1]:
        root = tree.types[line_a[-1]]
        return 0.7, {
            "code": "related_type",
            "text": f"同属「{root.name}」",
            "text_en": f"both under {root.name_en}",
        }
    return None


def propose_same(
    tree: TypeTree, type_id: str, nearby: Iterable[Nearby], *, same_metres: float, same_minutes: float
) -> list[SameProposal]:
    """At most three, best first; ties by incident id, so the same facts always give the same answer."""
    found: list[SameProposal] = []
    for other in nearby:
        seconds = abs(other.seconds)
        if other.metres > same_metres or seconds > same_minutes * 60:
            continue
        like = _likeness(tree, type_id, other.type)
        if like is None:
            continue
        closeness = 1 - 0.5 * other.metres / same_metres
        freshness = 1 - 0.3 * seconds / (same_minutes * 60)
        score = round(like[0] * closeness * freshness, 3)
        if score < _ENOUGH:
            continue
        # Rounded up to a band: a proposal is public, and an exact distance would give the exact place away.
        band = max(50, int(-(-other.metres // 50) * 50))
        minutes = int(seconds // 60) + 1
        reasons = [
            {"code": "near", "text": f"相距 {band} 米以内", "text_en": f"within {band} m"},
            {"code": "recent", "text": f"相隔 {minutes} 分钟以内", "text_en": f"within {minutes} min"},
            like[1],
        ]
        found.append(SameProposal(incident_id=other.incident_id, number=other.number, score=score, reasons=reasons))
    found.sort(key=lambda proposal: (-proposal.score, proposal.incident_id))
    return found[:_MOST]
