"""The tree of incident types: its shape, the priority it proposes with its reasons, and changing it. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from anlan.errors import Invalid, NotFound
from anlan.flow.intake.events import TypeChanged, TypeTreeSet
from anlan.force.kinds import UNIT_KINDS
from anlan.journal import Decision, Planned, Stamp, evolves, register

__all__ = [
    "PRIORITIES",
    "TYPES_STREAM",
    "UNKNOWN",
    "Answer",
    "IncidentType",
    "PriorityProposal",
    "Question",
    "TypeTree",
    "change_type",
    "check_answers",
    "default_tree",
    "get_type",
    "propose_priority",
    "set_tree",
    "tree_of",
]

TYPES_STREAM: Final = "types:default"
UNKNOWN: Final = "unknown"
PRIORITIES: Final = ("P1", "P2", "P3", "P4")


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to answer a question; with `priority` it raises or lowers to that, for the reason given."""

    id: str
    text: str
    text_en: str
    priority: str | None = None
    reason: str = ""
    reason_en: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask next."""

    id: str
    text: str
    text_en: str
    answers: list[Answer]


class IncidentType(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A node. Empty `kinds` and `skills` mean the parent's; a unit is able with one of the kinds and all skills."""

    id: str
    name: str
    name_en: str
    parent_id: str | None = None
    priority: str = "P3"
    skills: list[str] = []
    kinds: list[str] = []
    questions: list[Question] = []


class TypeTree(msgspec.Struct, frozen=True):
    """Every node by id."""

    types: dict[str, IncidentType]

    def lineage(self, type_id: str) -> list[str]:
        """The node and what it hangs under, root last."""
        line: list[str] = []
        node: str | None = type_id
        while node is not None and node in self.types and node not in line:
            line.append(node)
            node = self.types[node].parent_id
        return line

    def kinds(self, type_id: str) -> list[str]:
        """The kinds of unit that can take it; empty: any."""
        return next((self.types[node].kinds for node in self.lineage(type_id) if self.types[node].kinds), [])

    def skills(self, type_id: str) -> list[str]:
        """The skills a unit needs for it."""
        return next((self.types[node].skills for node in self.lineage(type_id) if self.types[node].skills), [])

    def questions(self, type_id: str) -> list[Question]:
        """The node's questions, then those it inherits."""
        return [question for node in self.lineage(type_id) for question in self.types[node].questions]


class PriorityProposal(msgspec.Struct, frozen=True):
    """A priority with its reasons in words, and the codes they were made from."""

    priority: str
    codes: list[str]
    text: str
    text_en: str


register("types", TypeTree)


@lru_cache(maxsize=1)
def default_tree() -> TypeTree:
    """The tree that comes with the platform: `default_types/`, one file a root, in the order of their names."""
    folder = files("anlan.flow.intake").joinpath("default_types")
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".json")), key=lambda part: part.name)
    decode = msgspec.json.Decoder(list[IncidentType]).decode
    return _tree([node for part in parts for node in decode(part.read_bytes())])


def tree_of(state: TypeTree | None) -> TypeTree:
    """The tree in force: the default where none was ever set."""
    return state or default_tree()


def get_type(tree: TypeTree, type_id: str) -> IncidentType:
    """The node, or Invalid naming the field."""
    if type_id not in tree.types:
        raise Invalid("intake.no_type", fields=[("type", "field.choice")], type=type_id[:40])
    return tree.types[type_id]


def check_answers(tree: TypeTree, type_id: str, answers: Mapping[str, str]) -> None:
    """Raises Invalid for an answer that its question does not offer, and for one to a question that nobody asks:
    answers are public, so nothing may be said in them in words of one's own. Answers to other types' questions are
    kept: the type may have been corrected since."""
    offered: dict[str, set[str]] = {}
    for node in tree.types.values():
        for question in node.questions:
            offered.setdefault(question.id, set()).update(answer.id for answer in question.answers)
    offered.update({own.id: {answer.id for answer in own.answers} for own in tree.questions(type_id)})
    wrong = [
        (f"answers.{question}" if question in offered else "answers", "field.choice")
        for question, answer in answers.items()
        if answer not in offered.get(question, ())
    ]
    if wrong:
        raise Invalid("intake.answers_wrong", fields=wrong)


def propose_priority(tree: TypeTree, type_id: str, answers: Mapping[str, str]) -> PriorityProposal:
    """The type's priority, raised to the most urgent that any answer asks for; lowered only when no answer raises
    it, and then as little as the answers allow."""
    node = tree.types.get(type_id) or tree.types[UNKNOWN]
    given = [
        (question, answer)
        for question in tree.questions(node.id)
        for answer in question.answers
        if answers.get(question.id) == answer.id and answer.priority is not None
    ]
    raising = [pair for pair in given if (pair[1].priority or "") < node.priority]
    lowering = [pair for pair in given if (pair[1].priority or "") > node.priority]
    codes = [f"type:{node.id}"]
    text = f"「{node.name}」为 {node.priority}"
    text_en = f"{node.name_en} is {node.priority}"
    chosen = raising or lowering
    if not chosen:
        return PriorityProposal(node.priority, codes, text, text_en)
    priority = min(answer.priority or node.priority for _, answer in chosen)
    because = [(question, answer) for question, answer in chosen if answer.priority == priority]
    codes += [f"answer:{question.id}={answer.id}" for question, answer in because]
    verb, verb_en = ("升", "raised") if raising else ("降", "lowered")
    text += f"；{'、'.join(answer.reason or answer.text for _, answer in because)}，{verb}为 {priority}"
    text_en += f"; {verb_en} to {priority}: {', '.join(a.reason_en or a.text_en for _, a in because)}"
    return PriorityProposal(priority, codes, text, text_en)


def _tree(types: list[IncidentType]) -> TypeTree:
    tree = TypeTree({node.id: node for node in types})
    wrong: list[tuple[str, str]] = []
    if len(tree.types) != len(types):
        wrong.append(("id", "field.choice"))
    if UNKNOWN not in tree.types:
        wrong.append(("id", "field.shape"))
    for node in types:
        name = node.id
        if node.priority not in PRIORITIES:
            wrong.append((f"{name}.priority", "field.choice"))
        if not node.name.strip() or not node.name_en.strip():
            wrong.append((f"{name}.name", "field.missing"))
        if node.parent_id is not None and node.parent_id not in tree.types:
            wrong.append((f"{name}.parent_id", "field.choice"))
        if tree.lineage(name) and tree.types[tree.lineage(name)[-1]].parent_id is not None:
            wrong.append((f"{name}.parent_id", "field.choice"))
        wrong += [(f"{name}.kinds", "field.choice") for kind in node.kinds if kind not in UNIT_KINDS]
        wrong += [
            (f"{name}.questions.{question.id}", "field.choice")
            for question in node.questions
            for answer in question.answers
            if answer.priority is not None and answer.priority not in PRIORITIES
        ]
    if wrong:
        raise Invalid("intake.types_wrong", fields=wrong[:20])
    return tree


def _convert(values: list[dict[str, Any]]) -> list[IncidentType]:
    try:
        return msgspec.convert(values, list[IncidentType])
    except msgspec.ValidationError:
        raise Invalid("intake.types_wrong", fields=[("types", "field.shape")]) from None


@evolves("types", TypeTreeSet)
def _tree_was_set(state: TypeTree | None, event: TypeTreeSet, at: Stamp) -> TypeTree:
    return _tree(_convert(event.types))


@evolves("types", TypeChanged)
def _type_changed(state: TypeTree | None, event: TypeChanged, at: Stamp) -> TypeTree:
    node = msgspec.convert(event.type, IncidentType)
    return TypeTree({**tree_of(state).types, node.id: node})


def set_tree(state: TypeTree | None, types: list[dict[str, Any]]) -> Decision:
    """Set the whole tree; the same again changes nothing."""
    tree = _tree(_convert(types))
    answer = {"types": len(tree.types)}
    if state == tree:
        return Decision(answer=answer)
    return Decision(
        [Planned(TYPES_STREAM, TypeTreeSet(types=msgspec.to_builtins(list(tree.types.values()))))], answer
    )


def change_type(state: TypeTree | None, type_id: str, values: dict[str, Any]) -> Decision:
    """Add a node or change the named fields of one. `unknown` keeps its place as the root of what has no type."""
    tree = tree_of(state)
    known = tree.types.get(type_id)
    if known is None and not values.get("name"):
        raise NotFound("intake.no_type", type=type_id[:40])
    before: dict[str, Any] = msgspec.to_builtins(known) if known else {"id": type_id}
    merged = {**before, **values, "id": type_id}
    [node] = _convert([merged])
    _tree([*(each for each in tree.types.values() if each.id != type_id), node])
    answer: dict[str, Any] = msgspec.to_builtins(node)
    if node == known:
        return Decision(answer=answer)
    return Decision([Planned(TYPES_STREAM, TypeChanged(type=msgspec.to_builtins(node)))], answer)
