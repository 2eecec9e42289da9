"""The catalogue of event kinds, generated from the classes: docs/events.md is this function's output."""

import inspect
from typing import Annotated, get_args, get_origin, get_type_hints

from anlan.journal.events import event_types
from anlan.journal.records import UnknownEvent

__all__ = ["catalogue"]


def catalogue(package: str = "anlan") -> str:
    """Every kind that modules of `package` have registered, with its fields, their types and marks, as Markdown."""
    lines = [
        "# Catalogue of events",
        "",
        "Generated from the code by `anlan catalogue`; a test fails when it is out of date. *Operational* and",
        "*personal* fields are encrypted before they reach the database.",
    ]
    for kind, registered in event_types().items():
        if registered.cls is UnknownEvent or registered.cls.__module__.partition(".")[0] != package:
            continue
        lines += ["", f"## {kind} (version {registered.version})", "", inspect.cleandoc(registered.cls.__doc__ or "")]
        hints = get_type_hints(registered.cls, include_extras=True)
        if registered.marks:
            lines += ["", "| field | type | mark |", "|---|---|---|"]
        for field, mark in registered.marks.items():
            lines.append(f"| {field} | `{_type_name(hints[field])}` | {mark.value} |")
    return "\n".join(lines) + "\n"


def _type_name(annotation: object) -> str:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    name = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    return name.replace("datetime.datetime", "datetime").replace("typing.", "").replace("|", "\\|")
