"""The person behind a request, and whether they may do an act."""

import dataclasses

from anlan.access.policy import POLICY, Act, Reach, Role
from anlan.access.visibility import Matter, Visibility
from anlan.errors import Forbidden

__all__ = ["Caller", "may", "require"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: the account with its role and work at this moment. `desk_id`, `ground` and `live_report` are of
    the desk the account is logged on to, if any; `language` is `zh-CN` or `en`."""

    account_id: str
    name: str
    role: Role
    agency_id: str | None
    unit_id: str | None
    session_id: str
    desk_id: str | None
    ground: frozenset[str]
    live_report: str | None
    visibility: Visibility
    language: str

    @property
    def actor(self) -> str:
        """How the journal names this person."""
        return f"account:{self.account_id}"


def may(
    caller: Caller,
    act: Act,
    *,
    matter: Matter | None = None,
    agency_id: str | None = None,
    unit_id: str | None = None,
) -> bool:
    """Whether the role covers the act and the act reaches this thing.

    Name the thing by its `matter` (an incident), or by `agency_id` and `unit_id` (a unit, desk or alarm). With
    none of them the question is about the role alone, for acts whose thing does not exist yet.
    """
    reach = POLICY[caller.role].get(act)
    if reach is None:
        return False
    if matter is None and agency_id is None and unit_id is None:
        return True
    if reach is Reach.OWN:
        own = caller.unit_id
        return own is not None and (own == unit_id or (matter is not None and own in matter.unit_ids))
    own_unit = caller.visibility.unit_id is not None and caller.visibility.unit_id == unit_id
    if reach is Reach.WORK:
        return (
            own_unit
            or agency_id in caller.visibility.operational
            or (matter is not None and caller.visibility.works_on(matter))
        )
    return (
        own_unit
        or caller.visibility.sees_agency(agency_id)
        or (matter is not None and caller.visibility.sees(matter))
    )


def require(
    caller: Caller,
    act: Act,
    *,
    matter: Matter | None = None,
    agency_id: str | None = None,
    unit_id: str | None = None,
) -> None:
    """Raises `Forbidden`, saying whether the role or the work is missing."""
    if may(caller, act, matter=matter, agency_id=agency_id, unit_id=unit_id):
        return
    if act not in POLICY[caller.role]:
        raise Forbidden("access.role", role=caller.role.value, act=act.value)
    if caller.role in (Role.CALL_TAKER, Role.DISPATCHER) and not caller.ground:
        raise Forbidden("access.no_desk")
    raise Forbidden("access.not_your_work", act=act.value)
