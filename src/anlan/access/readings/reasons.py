"""Why something is someone's work, in words. Pure."""

from anlan.access.caller import Caller
from anlan.access.policy import Role
from anlan.access.readings.log import Because
from anlan.access.visibility import Matter

__all__ = ["because_of", "in_words"]

_WORDS: dict[str, tuple[str, str]] = {
    "ground": ("The desk controls the ground of this incident.", "所在席位管辖该警情的区域。"),
    "unit": ("The person's own unit is on this incident.", "本人所属警力正在处置该警情。"),
    "station": ("The incident is in the station's own jurisdiction.", "警情在本所辖区内。"),
    "command": ("The incident is in the ground of the person's command.", "警情在本人指挥范围内。"),
    "public": (
        "Public fields only: the incident is in the person's agency or below.",
        "仅公开信息：警情属于本机构或下级机构。",
    ),
    "none": ("It is not this person's work.", "不属于本人工作。"),
}


def because_of(caller: Caller, matter: Matter) -> Because:
    """The reason for which this person sees this matter, the strongest one there is."""
    if caller.visibility.unit_id is not None and caller.visibility.unit_id in matter.unit_ids:
        return Because("unit", {"unit_id": caller.visibility.unit_id})
    if matter.agency_id in caller.visibility.operational:
        if caller.role in (Role.CALL_TAKER, Role.DISPATCHER):
            return Because("ground", {"desk_id": caller.desk_id or ""})
        return Because("station" if caller.role is Role.STATION else "command", {"agency_id": caller.agency_id or ""})
    if caller.visibility.sees(matter):
        return Because("public")
    return Because("none")


def in_words(because: Because) -> tuple[str, str]:
    """The reason in English and Chinese; a code of a newer program is told as it is."""
    return _WORDS.get(because.code, (because.code, because.code))
