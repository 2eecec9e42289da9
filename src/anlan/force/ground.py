"""Ground: which agencies' incidents a desk controls, as a short list that can be split and merged. Pure.

An entry `a` stands for agency `a` with everything below it. When part of what is below is given away, `a` is
replaced by its other children and by `=a`, which stands for the agency alone: so nothing falls between two desks.
"""

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Children", "agencies_of", "covers", "ground_with", "ground_without"]

Children = Mapping[str, Sequence[str]]
"""Agency id -> ids of the agencies directly below it."""


def agencies_of(ground: Iterable[str], children: Children) -> frozenset[str]:
    """Every agency the ground controls."""
    found: set[str] = set()
    for entry in ground:
        if entry.startswith("="):
            found.add(entry[1:])
            continue
        waiting = [entry]
        while waiting:
            agency = waiting.pop()
            if agency not in found:
                found.add(agency)
                waiting.extend(children.get(agency, ()))
    return frozenset(found)


def covers(ground: Iterable[str], agency_id: str, children: Children) -> bool:
    """Whether an incident of this agency is on the ground."""
    return agency_id in agencies_of(ground, children)


def _shortest(agencies: frozenset[str], children: Children) -> list[str]:
    """The shortest list of entries that stands for exactly these agencies, sorted."""
    entries: list[str] = []
    below: dict[str, bool] = {}

    def whole(agency: str) -> bool:
        if agency not in below:
            below[agency] = agency in agencies and all(whole(child) for child in children.get(agency, ()))
        return below[agency]

    parents = {child: agency for agency, under in children.items() for child in under}
    for agency in agencies:
        parent = parents.get(agency)
        if whole(agency):
            if parent is None or not whole(parent):
                entries.append(agency)
        else:
            entries.append(f"={agency}")
    return sorted(entries)


def ground_without(ground: Iterable[str], taken: Iterable[str], children: Children) -> list[str]:
    """The ground when `taken` is given away."""
    return _shortest(agencies_of(ground, children) - agencies_of(taken, children), children)


def ground_with(ground: Iterable[str], added: Iterable[str], children: Children) -> list[str]:
    """The ground with `added` to it."""
    return _shortest(agencies_of(ground, children) | agencies_of(added, children), children)
