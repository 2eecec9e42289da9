"""The tree of types: a good default, priorities with reasons, and changes that keep it whole."""

from pytest import mark, raises

from anlan.errors import Invalid, NotFound
from anlan.flow.intake.types import (
    PRIORITIES,
    UNKNOWN,
    change_type,
    check_answers,
    default_tree,
    propose_priority,
    set_tree,
)

TREE = default_tree()


def test_the_default_covers_the_work_in_both_languages() -> None:
    leaves = {node.id for node in TREE.types.values()} - {node.parent_id for node in TREE.types.values()}
    assert len(leaves) >= 30
    roots = {each.partition(".")[0] for each in leaves}
    assert {"police", "fire", "medical", "traffic", "help", "water", "rescue", UNKNOWN} <= roots
    for node in TREE.types.values():
        assert node.name and node.name_en and node.priority in PRIORITIES
        for question in node.questions:
            ids = [answer.id for answer in question.answers]
            assert len(set(ids)) == len(ids) >= 2 and question.text and question.text_en
            for answer in question.answers:
                assert answer.priority is None or (answer.reason and answer.reason_en)
    assert len({question.id for question in TREE.questions("medical.cardiac")}) == 2


def test_unknown_is_p2() -> None:
    assert propose_priority(TREE, UNKNOWN, {}).priority == "P2"


@mark.parametrize(
    ("type_id", "answers", "priority", "words"),
    [
        ("traffic.crash", {}, "P3", "Crash is P3"),
        ("traffic.crash", {"injured": "grave", "blocking": "yes"}, "P1", "raised to P1: somebody is badly hurt"),
        ("fire.alarm", {"confirmed": "false"}, "P4", "lowered to P4: confirmed as false"),
        ("medical.illness", {"conscious": "yes", "breathing": "no"}, "P1", "raised to P1: not breathing"),
        ("police.fight", {"nonsense": "yes"}, "P2", "Fight is P2"),
    ],
)
def test_priority_has_its_reason(type_id: str, answers: dict[str, str], priority: str, words: str) -> None:
    proposal = propose_priority(TREE, type_id, answers)
    assert proposal.priority == priority and words in proposal.text_en
    assert priority in proposal.text


def test_lowering_gives_way_to_raising() -> None:
    tree = default_tree()
    both = {"now": "yes", "weapon": "yes", "injured": "no"}
    assert propose_priority(tree, "police.fight", both).priority == "P1"


def test_an_answer_that_is_none_is_named() -> None:
    with raises(Invalid) as caught:
        check_answers(TREE, "traffic.crash", {"injured": "perhaps"})
    assert caught.value.fields == [("answers.injured", "field.choice")]


def test_nothing_is_said_in_answers_in_words_of_ones_own() -> None:
    """Answers are public: whatever is in them is an id of the tree."""
    check_answers(TREE, "traffic.crash", {"weapon": "yes"})  # a question of another type: it may have been that first
    for answers in ({"caller": "王芳"}, {"weapon": "王芳 138"}):
        with raises(Invalid):
            check_answers(TREE, "traffic.crash", answers)


def test_changes_keep_the_tree_whole() -> None:
    changed = change_type(None, "police.fight", {"priority": "P1"})
    assert changed.answer["priority"] == "P1" and changed.answer["name"] == "打架斗殴"
    assert change_type(None, "police.fight", {"priority": "P2"}).events == []
    with raises(NotFound):
        change_type(None, "police.dragon", {"priority": "P1"})
    for values in ({"parent_id": "nowhere"}, {"priority": "P9"}, {"kinds": ["tank"]}, {"parent_id": "police.fight"}):
        with raises(Invalid):
            change_type(None, "police.fight", values)
    with raises(Invalid):
        set_tree(None, [{"id": "a", "name": "甲", "name_en": "A"}])


def test_a_branch_lends_its_kinds() -> None:
    assert TREE.kinds("medical.fall") == ["ambulance"]
    assert TREE.kinds("help.search_air") == ["drone"]
    assert TREE.kinds(UNKNOWN) == []
    assert TREE.skills("fire.hazmat") == ["hazmat"]
