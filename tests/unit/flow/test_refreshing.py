"""Rankings are made again when the force changes, and not more often than anybody could read them."""

from typing import Any

from anlan.flow.dispatch.commands import SendUnit
from anlan.flow.dispatch.events import RecommendationMade
from anlan.flow.dispatch.recommended import RecommendationState
from anlan.flow.dispatch.refreshing import EVERY, Refreshing
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.incident.state import IncidentState
from anlan.force.state import UnitState
from anlan.journal import Planned
from loop import Loop


class Watched:
    """A loop whose every record is heeded."""

    def __init__(self) -> None:
        self.loop = Loop()
        nobody: Any = None
        self.refreshing = Refreshing(nobody, self.loop.ledger.clock.now, self._pending, self._unit)
        self._seen = 0

    def _pending(self) -> list[IncidentState]:
        return [each for each in self.loop.ledger.all("incident") if each.status == "pending"]

    def _unit(self, unit_id: str) -> UnitState | None:
        found = self.loop.ledger.get(f"unit:{unit_id}")
        return found if isinstance(found, UnitState) else None

    def due(self) -> list[str]:
        records = self.loop.ledger.records
        for record in records[self._seen :]:
            self.refreshing.heed(record)
        self._seen = len(records)
        return [incident_id for incident_id, _ in self.refreshing.due()]

    def ranked(self, incident_id: str, *units: str) -> None:
        """A ranking was made with these first."""
        stream = f"recommendation:{incident_id}"
        event = RecommendationMade(
            incident_id=incident_id,
            items=[{"unit_id": unit} for unit in units],
            excluded=[],
            needs={},
            considered=len(units),
            blocked={},
            digest="d",
            roads="r",
        )

        def decide(d: Any) -> Any:
            d.find(RecommendationState, stream)
            d.plan(Planned(stream, event, matter=incident_id))
            return d.decision()

        self.loop.act(decide)


def test_a_first_that_was_sent_elsewhere_is_replaced_after_a_while() -> None:
    world = Watched()
    for name in ("a1", "a2"):
        world.loop.unit(name)
    one = world.loop.report("one", type="police.fight")["incident"]["id"]
    other = world.loop.report("other", type="police.weapon")["incident"]["id"]
    world.ranked(one, "a1", "a2")
    world.due()
    assert world.due() == []
    world.loop.act(send_unit, SendUnit(incident_id=other, unit_id="a1"))
    assert world.due() == [], "it was made only now"
    world.loop.ledger.clock.advance(EVERY.total_seconds())
    assert world.due() == [one]
    assert world.due() == []


def test_a_unit_that_becomes_free_is_a_reason_for_all_that_wait() -> None:
    world = Watched()
    world.loop.unit("a1")
    one = world.loop.report("one", type="police.fight")["incident"]["id"]
    world.ranked(one)
    world.due()
    world.loop.ledger.clock.advance(EVERY.total_seconds())
    world.loop.unit("a2")
    assert world.due() == [one]


def test_what_waits_no_more_is_forgotten() -> None:
    world = Watched()
    world.loop.unit("a1")
    one = world.loop.report("one", type="police.fight")["incident"]["id"]
    world.ranked(one, "a1")
    world.loop.act(send_unit, SendUnit(incident_id=one, unit_id="a1"))
    world.loop.ledger.clock.advance(EVERY.total_seconds())
    assert world.due() == []
