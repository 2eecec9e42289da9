"""Charter 2, identity swap: exchange who calls, who they are and what they told of themselves, and every priority,
rank, proposal, digest and alarm stays the same. Nothing that a rule may compute with can hold a person at all."""

import ast
import inspect
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import anlan.flow.kinds  # noqa: F401
from anlan.errors import Refused
from anlan.flow.dispatch import rules_recommend
from anlan.flow.dispatch.commands import SendUnit
from anlan.flow.dispatch.rules_send import send_unit
from anlan.flow.intake import same, types
from anlan.flow.intake.same import Nearby
from anlan.flow.ports import Needs
from anlan.journal import Mark, event_types, marks_of
from anlan.journal.events import event_type
from anlan.journal.streams import stream_kind
from loop import Loop

PERSON = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1, max_size=20),
        "number": st.text("0123456789+", min_size=3, max_size=15),
        "address": st.text(max_size=40),
        "history": st.sampled_from(["前科", "信访", "repeat caller", "none"]),
    },
).filter(bool)
MODULES = ("intake", "incident", "dispatch", "response", "closure", "force", "command")
TYPES = st.sampled_from(["police.fight", "police.noise", "medical.cardiac", "traffic.crash", "fire.building", None])


def _day(types_told: list[str | None], people: list[dict[str, str]], texts: list[str]) -> list[Any]:
    """What a day decides, with its people put in: everything public, and the clocks."""
    loop = Loop()
    for name in ("a1", "a2"):
        loop.unit(name)
    nearby: list[Nearby] = []
    seen: list[Any] = []
    for n, type_id in enumerate(types_told):
        answer = loop.report(
            f"n{n}", type=type_id, caller=people[n % len(people)], text=texts[n % len(texts)], nearby=list(nearby)
        )
        incident = answer["incident"]
        seen.append(answer)
        nearby.append(
            Nearby(
                incident_id=incident["id"],
                number=incident["number"],
                type=type_id or "unknown",
                metres=40.0 * n,
                seconds=60.0 * n,
            )
        )
        if n < 2:
            try:
                loop.act(send_unit, SendUnit(incident_id=incident["id"], unit_id=f"a{n + 1}"))
            except Refused as refused:
                seen.append(refused.code)
        loop.pass_time(200)
    seen += [(record.kind, record.stream, record.public) for record in loop.ledger.records]
    seen += [sorted(loop.ledger.timers), sorted(loop.ledger.effects)]
    return seen


@settings(max_examples=40, deadline=None)
@given(
    types_told=st.lists(TYPES, min_size=1, max_size=4),
    one=st.lists(PERSON, min_size=1, max_size=3),
    other=st.lists(PERSON, min_size=1, max_size=3),
    texts=st.tuples(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30)),
)
def test_exchanging_everybody_changes_nothing_that_is_decided(
    types_told: list[str | None], one: list[dict[str, str]], other: list[dict[str, str]], texts: tuple[str, str]
) -> None:
    assert _day(types_told, one, [texts[0]]) == _day(types_told, other, [texts[1]])


def test_no_state_that_rules_decide_on_can_hold_what_is_sealed() -> None:
    """States are folded from public fields alone; none of them has a field of a sealed field's name and meaning."""
    for kind in ("incident", "unit", "desk", "alarm", "recommendation", "number", "types", "settings"):
        fields = set(stream_kind(f"{kind}:").state.__struct_fields__)
        assert not fields & {"caller", "text", "words", "note", "location", "place", "person", "account_name"}


def test_names_numbers_and_what_was_said_are_sealed_in_every_event_of_the_loop() -> None:
    sealed = {"text", "caller", "note", "words", "location", "place"}
    for kind in event_types():
        if kind.partition(".")[0] not in (
            "intake",
            "incident",
            "dispatch",
            "response",
            "closure",
            "force",
            "command",
        ):
            continue
        marks = marks_of(event_type(kind).cls)
        for name in sealed & marks.keys():
            assert marks[name] is not Mark.PUBLIC, f"{kind}.{name}"
        # A reason that is public is a rule's own words, made of the type and the answers.
        if "reason" in marks:
            assert kind in ("incident.opened", "incident.priority_set", "dispatch.held", "closure.reopened"), kind


def test_ranking_is_told_nothing_of_people() -> None:
    units: list[Any] = []
    loop = Loop()
    for n in range(6):
        loop.unit(f"u{n}")
        units.append(loop.unit_state(f"u{n}"))
    seconds = np.array([50.0, 10.0, 30.0, 20.0, 60.0, 40.0])
    draft = rules_recommend.rank(units, seconds, Needs(kinds=["car"]), "station", {}, "roads")
    assert [item["unit_id"] for item in draft.items] == ["u1", "u3", "u2", "u5", "u0", "u4"]
    told = set(inspect.signature(rules_recommend.rank).parameters)
    assert told == {"units", "seconds", "needs", "agency_id", "reasons", "roads"}


def test_what_may_be_the_same_and_priority_know_no_person() -> None:
    words = {"caller", "name_of", "phone", "account", "person", "number_of_caller", "history", "address"}
    for module in (same, types, rules_recommend):
        names = {node.id for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Name)}
        names |= {
            node.attr for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Attribute)
        }
        assert not names & words, module.__name__
    fields = set(Nearby.__struct_fields__)
    assert fields == {"incident_id", "number", "type", "metres", "seconds"}
