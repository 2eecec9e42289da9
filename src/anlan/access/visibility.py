"""What a person may see of the service's work. Pure: sets of agencies, one unit, and questions about a matter."""

import dataclasses
from collections.abc import Collection, Mapping

from anlan.access.policy import POLICY, Act, Role

__all__ = ["NOTHING", "AgencyTree", "Matter", "Visibility", "visibility_of"]


@dataclasses.dataclass(frozen=True, slots=True)
class Matter:
    """What of an incident decides who sees it: its agency and the units offered or assigned to it now."""

    id: str
    agency_id: str | None
    unit_ids: Collection[str] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Visibility:
    """`public`: agencies whose incidents and units are shown with their public fields. `operational`: agencies
    whose incidents are this viewer's work. `unit_id`: the viewer's own unit, whose incidents are its work."""

    public: frozenset[str] = frozenset()
    operational: frozenset[str] = frozenset()
    unit_id: str | None = None
    locates: bool = False
    """Whether where units are is part of this viewer's work; tracks serve dispatch, not curiosity."""

    def sees(self, matter: Matter) -> bool:
        """Whether the public fields are shown."""
        return matter.agency_id in self.public or self.works_on(matter)

    def works_on(self, matter: Matter) -> bool:
        """Whether the operational fields are shown: the viewer's ground, or the viewer's own unit is on it."""
        if matter.agency_id in self.operational:
            return True
        return self.unit_id is not None and self.unit_id in matter.unit_ids

    def sees_agency(self, agency_id: str | None) -> bool:
        """Whether units, desks and alarms of this agency are shown."""
        return agency_id in self.public or agency_id in self.operational


NOTHING = Visibility()


class AgencyTree:
    """The agencies by parent, for asking what lies below one. Built from `{id: parent id or None}`."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self._children: dict[str, list[str]] = {}
        self._known = frozenset(parents)
        for agency_id, parent_id in parents.items():
            if parent_id is not None:
                self._children.setdefault(parent_id, []).append(agency_id)

    def below(self, agency_id: str | None) -> frozenset[str]:
        """The agency itself and everything under it; empty for None or an agency that is not there. A ring of
        parents, which the rules refuse, would still end."""
        if agency_id is None or agency_id not in self._known:
            return frozenset()
        found: set[str] = set()
        waiting = [agency_id]
        while waiting:
            agency = waiting.pop()
            if agency not in found:
                found.add(agency)
                waiting.extend(self._children.get(agency, ()))
        return frozenset(found)


def _covered(tree: AgencyTree, entry: str) -> frozenset[str]:
    """What an entry of a desk's ground stands for: an agency with everything below it, or with `=` it alone."""
    return frozenset({entry[1:]}) if entry.startswith("=") else tree.below(entry)


def visibility_of(
    tree: AgencyTree, role: str, agency_id: str | None, unit_id: str | None, ground: Collection[str]
) -> Visibility:
    """What a role at an agency sees, given the unit it belongs to and the ground its desk controls.

    Everyone sees public fields of their agency and below. Operational fields follow the work: the desk's ground
    for call-takers and dispatchers, the own agency and below for station rooms and commanders, and the
    incidents of the own unit for officers. Other roles have no operational work.
    """
    public = tree.below(agency_id)
    operational: frozenset[str] = frozenset()
    if role in ("call_taker", "dispatcher"):
        operational = frozenset().union(*(_covered(tree, entry) for entry in ground)) if ground else frozenset()
    elif role in ("station", "commander"):
        operational = public
    return Visibility(
        public | operational,
        operational,
        unit_id if role == "officer" else None,
        Act.UNIT_LOCATE in POLICY[Role(role)],
    )
