"""Who works at a desk, and what the desk controls."""

from pytest import raises

from anlan.errors import Refused
from anlan.force import commands as c
from anlan.force import rules_desks as rules
from anlan.force.ground import agencies_of
from anlan.force.state import DeskState, desk_stream
from ledger import Ledger

CHILDREN = {"city": ["north", "south"], "north": ["docks"]}


class Room:
    """Two desks: one with the whole city, one with nothing."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        for name, ground in (("one", ["city"]), ("two", [])):
            told = c.RegisterDesk(desk_id=name, name=f"席位 {name}", agency_id="city", ground=ground)
            self.do(lambda s, told=told: rules.register_desk(s(told.desk_id), told), name)

    def do(self, rule: object, *desks: str) -> dict[str, object]:
        streams = [desk_stream(desk) for desk in desks]
        done = self.ledger.decide(
            self.ledger.context(),
            streams,
            lambda loaded, now: rule(lambda desk: loaded.of(DeskState, desk_stream(desk))),  # type: ignore[operator]
        )
        return done.answer

    def desk(self, name: str) -> DeskState:
        found = self.ledger.get(desk_stream(name))
        assert isinstance(found, DeskState)
        return found

    def log_on(self, desk: str, account: str, *, take_over: bool = False, before: str | None = None) -> None:
        told = c.LogOn(desk_id=desk, account_id=account, take_over=take_over, from_desk=before)
        names = [desk, *([before] if before else [])]
        self.do(lambda s: rules.log_on(s(desk), s(before) if before else None, told), *names)

    def live(self, desk: str) -> None:
        stream = desk_stream(desk)
        self.ledger.decide(
            self.ledger.context(),
            [stream],
            lambda loaded, now: rules.Decision(rules.begin_live(self.desk(desk), "r1", "i1")),
        )


def test_a_desk_is_one_persons_until_taken_over() -> None:
    room = Room()
    room.log_on("one", "wang")
    with raises(Refused):
        room.log_on("one", "li")
    room.log_on("one", "li", take_over=True)
    assert room.desk("one").account_id == "li"


def test_going_to_another_desk_leaves_the_first() -> None:
    room = Room()
    room.log_on("one", "wang")
    room.log_on("two", "wang", before="one")
    assert (room.desk("one").account_id, room.desk("two").account_id) == (None, "wang")
    assert room.desk("one").ground == ["city"], "its ground stays its own"


def test_nobody_walks_away_from_a_caller() -> None:
    room = Room()
    room.log_on("one", "wang")
    room.live("one")
    for leave in (
        lambda: room.do(lambda s: rules.log_off(s("one"), c.LogOff(desk_id="one", account_id="wang")), "one"),
        lambda: room.log_on("two", "wang", before="one"),
        lambda: room.do(lambda s: rules.hand_over(s("one"), c.HandOverDesk(desk_id="one", account_id="wang")), "one"),
    ):
        with raises(Refused):
            leave()
    room.log_on("one", "li", take_over=True)
    assert room.desk("one").live_report == "r1", "a relief takes the call too"


def test_split_and_merge_move_ground_whole() -> None:
    room = Room()
    told = c.SplitDesk(desk_id="one", into="two", ground=["north"])
    room.do(lambda s: rules.split_desk(s("one"), s("two"), told, CHILDREN), "one", "two")
    assert agencies_of(room.desk("two").ground, CHILDREN) == {"north", "docks"}
    assert agencies_of(room.desk("one").ground, CHILDREN) == {"city", "south"}
    with raises(Refused):
        room.do(lambda s: rules.split_desk(s("one"), s("two"), told, CHILDREN), "one", "two")
    back = c.MergeDesk(desk_id="two", into="one")
    room.do(lambda s: rules.merge_desk(s("two"), s("one"), back, CHILDREN), "one", "two")
    assert (room.desk("one").ground, room.desk("two").ground) == (["city"], [])


def test_hand_over_names_the_next_and_what_is_owed() -> None:
    room = Room()
    room.log_on("one", "wang")
    told = c.HandOverDesk(
        desk_id="one", account_id="wang", to_account="li", digest="d", owed=[{"incident_id": "i", "owed": "send"}]
    )
    with raises(Refused):
        room.do(lambda s: rules.hand_over(s("one"), c.HandOverDesk(desk_id="one", account_id="zhao")), "one")
    room.do(lambda s: rules.hand_over(s("one"), told), "one")
    assert room.desk("one").account_id == "li"
