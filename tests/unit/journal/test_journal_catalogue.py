"""The catalogue in docs/ is what the classes say, and every event class is where it is looked for."""

import ast
from pathlib import Path

import pytest

from anlan.cli.catalogue import whole_catalogue
from anlan.journal import Event, Mark, Operational, Public, event_types
from anlan.journal.events import event_type

ROOT = Path(__file__).parents[3]


def test_docs_events_is_up_to_date() -> None:
    assert (ROOT / "docs" / "events.md").read_text("utf-8") == whole_catalogue(), (
        "make it anew: .venv/bin/anlan catalogue --out docs/events.md"
    )


def test_it_tells_each_field_with_its_type_and_mark() -> None:
    text = whole_catalogue()
    assert "test." not in text, "only what the platform itself registers"
    for kind, registered in event_types().items():
        if registered.cls.__module__.startswith("anlan.") and kind != "journal.unknown":
            section = text.partition(f"## {kind} (version {registered.version})")[2].partition("\n## ")[0]
            assert registered.cls.__doc__ and registered.cls.__doc__.split(".")[0].split("\n")[0] in section
            for name, mark in registered.marks.items():
                assert f"| {name} | `" in section and f"| {mark.value} |" in section


def test_event_classes_are_in_files_named_events() -> None:
    for path in (ROOT / "src" / "anlan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(word.arg == "kind" for word in node.keywords):
                assert path.name == "events.py" or node.name == "UnknownEvent", f"{path}: {node.name}"


def _refused(namespace: dict[str, object], annotations: dict[str, object]) -> None:
    event_type(type(Event)("Wrong", (Event,), {**namespace, "__annotations__": annotations}, kind="test.wrong"))


@pytest.mark.parametrize(
    ("annotations", "namespace", "why"),
    [
        ({"a": int}, {}, "needs exactly one of"),
        ({"a": Operational[str | None]}, {}, "must default to None"),
        ({"a": Operational[str]}, {"a": "x"}, "must default to None"),
    ],
)
def test_a_field_without_a_mark_or_a_sealed_one_without_none_is_refused(
    annotations: dict[str, object], namespace: dict[str, object], why: str
) -> None:
    with pytest.raises(TypeError, match=why):
        _refused(namespace, annotations)


def test_a_kind_is_one_class() -> None:
    class First(Event, kind="test.one_class"):
        """One."""

        a: Public[int]

    assert event_type(First).marks == {"a": Mark.PUBLIC}

    class Second(Event, kind="test.one_class"):
        """Another."""

        a: Public[int]

    with pytest.raises(TypeError, match="registered twice"):
        event_type(Second)
