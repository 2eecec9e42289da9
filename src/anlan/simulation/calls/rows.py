"""Reading a file of past calls: bad and doubled rows are counted and said, and never stop the rest."""

import csv
import gzip
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from anlan.errors import Invalid
from anlan.simulation.calls.mapping import STATUSES, Mapping

__all__ = ["Call", "Calls", "UnitPart", "read_calls"]

_NUMBERS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass
class UnitPart:
    """What one unit did on one call: moments (UTC) by status, as the file tells them, in the file's own order of
    truth. `line` is where it stands."""

    unit_id: str
    kind: str
    times: dict[str, datetime]
    line: int

    @property
    def contradiction(self) -> str | None:
        """The first two moments that stand in the wrong order, such as `enroute after onscene`; None when fine."""
        known = [(status, self.times[status]) for status in STATUSES if status in self.times]
        for (earlier, first), (later, second) in itertools.pairwise(known):
            if second < first:
                return f"{later} before {earlier}"
        return None


@dataclass
class Call:
    """One call: when it came in, when type and place were known, and every unit's part."""

    id: str
    received: datetime
    ready: datetime
    type: str
    priority: str
    place: str
    location: tuple[float, float]
    units: list[UnitPart] = field(default_factory=list)


@dataclass
class Calls:
    """What a file held, in the order of receipt, and what was wrong with it (sentence -> rows)."""

    calls: list[Call]
    rows: int
    faults: Counter[str]


def read_calls(path: Path, mapping: Mapping) -> Calls:
    """Every call of a CSV file (plain or .gz). Raises `Invalid` when it is no such file or lacks a column."""
    calls: dict[str, Call] = {}
    faults: Counter[str] = Counter()
    seen: set[tuple[str, ...]] = set()
    count = 0
    for line, row in _rows(path, mapping):
        count += 1
        key = (row[mapping.call_id], row[mapping.unit_id], *(row[column] for column in mapping.times.values()))
        if key in seen:
            faults["the same row twice: taken once"] += 1
            continue
        seen.add(key)
        try:
            _take(calls, faults, mapping, row, line)
        except ValueError as error:
            faults[f"left out: {error}"] += 1
    return Calls(sorted(calls.values(), key=lambda call: (call.received, call.id)), count, faults)


def _take(calls: dict[str, Call], faults: Counter[str], mapping: Mapping, row: dict[str, str], line: int) -> None:
    call_id = row[mapping.call_id].strip()
    if not call_id:
        raise ValueError("no call id")
    call = calls.get(call_id)
    if call is None:
        call = calls[call_id] = _call(call_id, mapping, row)
    unit_id = row[mapping.unit_id].strip()
    if not unit_id:
        faults["a call without a unit: the call is taken"] += 1
        return
    times: dict[str, datetime] = {}
    before = call.received
    for status, column in mapping.times.items():
        if row[column].strip():
            before = times[status] = _moment(row[column], mapping, before)
        else:
            faults[f"no time of {status}: that step is left out"] += 1
    if "assigned" not in times:
        faults["a unit that was never sent: left out"] += 1
        return
    if any(part.unit_id == unit_id and part.times["assigned"] == times["assigned"] for part in call.units):
        faults["the same unit sent twice at once: taken once"] += 1
        return
    call.units.append(UnitPart(unit_id, mapping.unit_kind.of(row), times, line))


def _call(call_id: str, mapping: Mapping, row: dict[str, str]) -> Call:
    received = _moment(row[mapping.received], mapping)
    ready = _moment(row[mapping.ready], mapping) if row[mapping.ready].strip() else received
    return Call(
        id=call_id,
        received=received,
        ready=max(received, ready),
        type=mapping.type.of(row),
        priority=mapping.priority.of(row),
        place=row.get(mapping.place, "").strip(),
        location=_location(mapping, row),
    )


def _location(mapping: Mapping, row: dict[str, str]) -> tuple[float, float]:
    if mapping.location:
        found = _NUMBERS.findall(row[mapping.location])
        if len(found) != 2:
            raise ValueError("no location")
        latitude, longitude = float(found[0]), float(found[1])
    else:
        longitude, latitude = float(row[mapping.longitude]), float(row[mapping.latitude])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError("a location off the earth")
    return longitude, latitude


def _moment(text: str, mapping: Mapping, after: datetime | None = None) -> datetime:
    """A local time of the file in UTC. In the hour that repeats in autumn the first pass is meant, unless that lies
    before `after` and the second does not. The hour skipped in spring is read as if the clocks stood."""
    try:
        if mapping.time_format == "iso":
            moment = datetime.fromisoformat(text.strip())
        else:
            moment = datetime.strptime(text.strip(), mapping.time_format)  # noqa: DTZ007 - the zone follows
    except ValueError:
        raise ValueError("a time that cannot be read") from None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    first = moment.replace(tzinfo=mapping.zone, fold=0).astimezone(UTC)
    second = moment.replace(tzinfo=mapping.zone, fold=1).astimezone(UTC)
    return second if after is not None and first < after <= second else first


def _rows(path: Path, mapping: Mapping) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except FileNotFoundError:
        raise Invalid("replay.no_file", file=path) from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Invalid("replay.unreadable", file=path, reason=str(error)) from None
    reader = csv.DictReader(io.StringIO(text), restval="")
    lacking = sorted(mapping.columns() - set(reader.fieldnames or ()))
    if lacking:
        raise Invalid("replay.no_column", file=path, name=lacking[0])
    for row in reader:
        yield reader.line_num, {name: value or "" for name, value in row.items() if name is not None}
