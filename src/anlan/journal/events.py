"""Facts, and how each of their fields is protected.

An event class is frozen, versioned and registered under its kind. Every field carries a mark: `Public[T]` is
written as it is, `Operational[T]` and `Personal[T]` are encrypted before they reach the database. Sealed fields
default to None, so that an event read without its keys is still a whole event: that is what `evolve` is handed.
"""

import dataclasses
import enum
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec

__all__ = ["Event", "Mark", "Operational", "Personal", "Public", "event_type", "event_types", "marks_of"]

T = TypeVar("T")


class Mark(enum.Enum):
    """Who may read a field: everyone whose board shows it, those whose work it is, or those who open the matter."""

    PUBLIC = "public"
    OPERATIONAL = "operational"
    PERSONAL = "personal"


Public = Annotated[T, Mark.PUBLIC]
Operational = Annotated[T, Mark.OPERATIONAL]
Personal = Annotated[T, Mark.PERSONAL]


@dataclasses.dataclass(frozen=True)
class EventType:
    """A registered kind: its class, schema version and the mark of each field."""

    kind: str
    version: int
    cls: type["Event"]
    marks: dict[str, Mark]
    decode: Callable[[bytes], "Event"]
    public: tuple[str, ...]
    operational: tuple[str, ...]
    personal: tuple[str, ...]


_by_kind: dict[str, EventType] = {}
_by_class: dict[type["Event"], EventType] = {}
_pending: list[tuple[str, int, type["Event"]]] = []


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _EventMeta(msgspec.StructMeta):
    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        kind: str = "",
        version: int = 1,
        **config: Any,
    ) -> "_EventMeta":
        cls = super().__new__(mcls, name, bases, namespace, **config)
        if kind:
            # Annotations may name classes defined further down, so marks are read on first use.
            _pending.append((kind, version, cls))  # type: ignore[arg-type]
        elif name != "Event":
            raise TypeError(f"{name} needs a kind")
        return cls


class Event(msgspec.Struct, metaclass=_EventMeta, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all facts. Subclass as `class UnitRegistered(Event, kind="force.unit_registered"): ...`.

    Frozen and keyword-only carry over to subclasses."""


def _register_pending() -> None:
    while _pending:
        kind, version, cls = _pending.pop(0)
        known = _by_kind.get(kind)
        if known is not None and known.cls.__qualname__ != cls.__qualname__:
            raise TypeError(f"{kind} is registered twice: {known.cls.__qualname__} and {cls.__qualname__}")
        marks = _marks(cls)
        public, operational, personal = (tuple(name for name in marks if marks[name] is mark) for mark in Mark)
        decode = msgspec.json.Decoder(cls).decode
        registered = EventType(kind, version, cls, marks, decode, public, operational, personal)
        _by_kind[kind] = registered
        _by_class[cls] = registered


def _marks(cls: type[Event]) -> dict[str, Mark]:
    hints = get_type_hints(cls, include_extras=True)
    marks: dict[str, Mark] = {}
    for field in msgspec.structs.fields(cls):
        annotation = hints[field.name]
        found = (
            [part for part in get_args(annotation)[1:] if isinstance(part, Mark)]
            if get_origin(annotation) is Annotated
            else []
        )
        if len(found) != 1:
            raise TypeError(f"{cls.__name__}.{field.name} needs exactly one of Public, Operational, Personal")
        if found[0] is not Mark.PUBLIC and field.default is not None:
            raise TypeError(f"{cls.__name__}.{field.name} is sealed and must default to None")
        if field.encode_name != field.name:
            raise TypeError(f"{cls.__name__}.{field.name} is written under another name")
        marks[field.name] = found[0]
    return marks


def event_type(key: "str | type[Event]") -> EventType:
    """The registration of a kind or class. Raises KeyError for what was never registered."""
    if _pending:
        _register_pending()
    return _by_kind[key] if isinstance(key, str) else _by_class[key]


def event_types() -> dict[str, EventType]:
    """Every registered kind, in the order of their names."""
    _register_pending()
    return dict(sorted(_by_kind.items()))


def marks_of(cls: type[Event]) -> dict[str, Mark]:
    """Field name -> mark."""
    return event_type(cls).marks
