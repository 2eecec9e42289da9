"""Looking whether a platform kept everything that it acknowledged, once, in order, and nothing else."""

from collections import Counter
from typing import Any

import msgspec
from crowd import Act

from anlan.app.core import Core
from anlan.flow.dispatch import events as dispatch
from anlan.journal import Mark, Recorded, evolve
from anlan.journal.streams import stream_kind

__all__ = ["everything_acknowledged", "offers_end_once", "order_is_dense", "states_are_their_events", "whole_journal"]

_EVERYTHING = frozenset({Mark.OPERATIONAL, Mark.PERSONAL})
_EFFECTS = {
    "report": {"intake.report_taken": 1, "incident.opened": 1, "intake.number_given": 1},
    "remark": {"incident.remark_appended": 1},
}
"""What an acknowledged act of a kind always leaves, each exactly once."""


async def whole_journal(core: Core) -> list[Recorded]:
    """Every event, in order of position."""
    found: list[Recorded] = []
    while batch := await core.journal.read(found[-1].position if found else 0):
        found += batch
    return found


async def order_is_dense(core: Core, records: list[Recorded]) -> None:
    """Positions are 1 to n, everything committed has one, their time never goes back, and every stream's versions
    are 1 to m in the order of positions."""
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    assert await core.pool.fetchval("select count(*) from journal.events") == len(records)
    times = [record.position_at for record in records if record.position_at is not None]
    assert len(times) == len(records) and times == sorted(times)
    versions: Counter[str] = Counter()
    for record in records:
        versions[record.stream] += 1
        assert record.version == versions[record.stream], f"{record.stream} at {record.position}"
    assert len({record.id for record in records}) == len(records)


async def states_are_their_events(core: Core, records: list[Recorded]) -> None:
    """What is kept beside each stream is the fold of its events, at its last version."""
    folded: dict[str, tuple[int, msgspec.Struct | None]] = {}
    for record in records:
        before = folded.get(record.stream, (0, None))[1]
        folded[record.stream] = record.version, evolve(record.stream, before, record.event, record.stamp)
    rows = await core.pool.fetch("select stream, version, state from work.streams")
    assert {row["stream"] for row in rows} == set(folded)
    for row in rows:
        version, state = folded[row["stream"]]
        kept = None if row["state"] is None else stream_kind(row["stream"]).decode(row["state"])
        assert (row["version"], kept) == (version, state), row["stream"]


async def everything_acknowledged(core: Core, records: list[Recorded], acts: list[Act], begun: int) -> None:
    """Every acknowledged act is there once, a refused one not at all, and after position `begun` no person did
    anything that was not asked for."""
    kinds: dict[str, Counter[str]] = {}
    facts: Counter[tuple[str, str, bytes]] = Counter()
    for record in records:
        kinds.setdefault(record.command_id, Counter())[record.kind] += 1
        facts[record.command_id, record.stream, record.kind.encode() + b" " + record.public] += 1
    asked = {act.command_id: act for act in acts}
    assert len(asked) == len(acts)
    for act in acts:
        left = kinds.get(act.command_id, Counter())
        if not act.acknowledged:
            assert not left, f"{act.kind} was refused with {act.status}, and left {left}"
            continue
        for kind, times in _EFFECTS.get(act.kind, {}).items():
            assert left[kind] == times, f"{act.kind} {act.command_id} left {dict(left)}"
        if act.kind == "status" and act.answer["applied"]:
            assert left["response.status_reported"] == 1, f"{act.path} left {dict(left)}"
    assert not [fact for fact, times in facts.items() if times > 1 and fact[0] in asked]
    strangers = {
        record.command_id
        for record in records
        if record.position > begun and record.actor.startswith("account:") and record.command_id not in asked
    }
    assert not strangers, f"{len(strangers)} commands that nobody asked for"
    done = await core.pool.fetch("select command_id::text from work.commands")
    commands = {row["command_id"] for row in done}
    lost = [act.command_id for act in acts if act.acknowledged and act.kind != "positions"]
    assert not set(lost) - commands
    await _texts_once(core, records, acts)
    await _positions_once(core, acts)
    _numbers_in_a_row(records)


async def _texts_once(core: Core, records: list[Recorded], acts: list[Act]) -> None:
    """What was said is there word for word, once, under the id that was answered."""
    said: Counter[str] = Counter()
    where: dict[str, Any] = {}
    wanted = [record for record in records if record.kind in ("intake.report_taken", "incident.remark_appended")]
    for record in wanted:
        event: Any = core.journal.open(record, _EVERYTHING)
        said[event.text] += 1
        where[event.text] = getattr(event, "report_id", None) or event.remark_id
    for act in acts:
        if act.kind in ("report", "remark"):
            text = act.body["text"]
            assert said[text] == (1 if act.acknowledged else 0), f"{text!r} is there {said[text]} times"
            if act.acknowledged:
                assert where[text] == act.answer["id"], text


async def _positions_once(core: Core, acts: list[Act]) -> None:
    rows = await core.pool.fetch("select unit_id, at, count(*) as n from telemetry.positions group by 1, 2")
    kept = {(row["unit_id"], row["at"].isoformat(timespec="milliseconds")): row["n"] for row in rows}
    for act in acts:
        if act.kind == "positions" and act.acknowledged:
            for item in act.body["items"]:
                place = act.path.split("/")[2], item["at"].replace("Z", "+00:00")
                assert kept.get(place) == 1, f"position {place} is there {kept.get(place)} times"


def _numbers_in_a_row(records: list[Recorded]) -> None:
    days: dict[str, list[int]] = {}
    for record in records:
        if record.kind == "intake.number_given":
            days.setdefault(record.stream, []).append(record.event.number)  # type: ignore[attr-defined]
    for day, numbers in days.items():
        assert numbers == list(range(1, len(numbers) + 1)), day


def offers_end_once(records: list[Recorded]) -> int:
    """Each offer ended once, in one way; answers how many expired. Whatever a timer's command did, it did once."""
    ends: dict[str, list[str]] = {}
    for record in records:
        event = record.event
        if isinstance(event, dispatch.Offered):
            ends[event.offer_id] = []
        elif isinstance(event, dispatch.OfferDeclined | dispatch.OfferExpired | dispatch.OfferWithdrawn):
            ends[event.offer_id].append(type(event).__name__)
        elif isinstance(event, dispatch.Assigned) and event.why == "accepted":
            ends[event.assignment_id].append("accepted")
    assert all(len(each) == 1 for each in ends.values()), {
        offer: each for offer, each in ends.items() if len(each) != 1
    }
    rung = Counter(
        (record.command_id, record.stream, record.kind) for record in records if record.actor == "system:timer"
    )
    doubled = {what: times for what, times in rung.items() if times > 1}
    assert not doubled
    by_cause: dict[str, set[str]] = {}
    for record in records:
        if record.kind == "dispatch.offer_expired":
            by_cause.setdefault(record.cause or "", set()).add(record.command_id)
    assert all(len(commands) == 1 for commands in by_cause.values())
    return sum(each == ["OfferExpired"] for each in ends.values())
