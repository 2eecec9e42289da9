"""The seconds of each stage of an incident, beside the standards that count. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from anlan.flow.closure.events import Closed
from anlan.flow.dispatch.events import Assigned, Offered
from anlan.flow.incident.events import IncidentOpened
from anlan.flow.intake.events import ReportTaken
from anlan.flow.response.events import StatusReported
from anlan.journal import Recorded

__all__ = ["STAGES", "moments_of", "stages_of"]

Standard = tuple[float, str, str]

STAGES: Final[tuple[tuple[str, str, str, str, str, Standard | None], ...]] = (
    (
        "opened",
        "received",
        "opened",
        "接警到立警",
        "received to opened",
        (60, "NFPA 1225：90% 在 60 秒内", "NFPA 1225: 90% within 60 s"),
    ),
    (
        "sent",
        "received",
        "sent",
        "接警到派警",
        "received to first sent",
        (83, "110 实践：83 秒", "Chinese 110 practice: 83 s"),
    ),
    (
        "acknowledged",
        "sent",
        "acknowledged",
        "派警到签收",
        "sent to acknowledged",
        (30, "指令 30 秒内签收", "orders signed within 30 s"),
    ),
    (
        "enroute",
        "sent",
        "enroute",
        "派警到出动",
        "sent to on the way",
        (300, "5 分钟内出动", "departure within 5 min"),
    ),
    (
        "onscene",
        "sent",
        "onscene",
        "派警到到场",
        "sent to on scene",
        (300, "城区 5 分钟、郊区 10 分钟内到场", "arrival within 5 min urban, 10 suburban"),
    ),
    (
        "feedback",
        "onscene",
        "closed",
        "到场到结案",
        "on scene to closed",
        (1800, "30 分钟内反馈", "feedback within 30 min"),
    ),
    ("total", "received", "closed", "全程", "received to closed", None),
)
"""Name, from which moment, to which, 中文, English, and the standard (seconds, 中文, English) where there is one."""


def moments_of(records: Iterable[Recorded]) -> dict[str, datetime]:
    """When each stage was first reached, by true times. A closure counts the last time it was closed."""
    found: dict[str, datetime] = {}

    def first(name: str, at: datetime) -> None:
        if name not in found or at < found[name]:
            found[name] = at

    for record in records:
        event, at = record.event, record.occurred_at
        if isinstance(event, ReportTaken):
            first("received", at)
        elif isinstance(event, IncidentOpened):
            # An incident opened late for something that was told earlier was still opened when it was known.
            first("opened", record.recorded_at)
            first("received", at)
        elif isinstance(event, Offered):
            first("sent", at)
        elif isinstance(event, Assigned) and event.why != "merged":
            first("sent", at)
            if event.status == "acknowledged":
                first("acknowledged", at)
        elif isinstance(event, StatusReported) and event.status in ("acknowledged", "enroute", "onscene"):
            first(event.status, at)
        elif isinstance(event, Closed):
            found["closed"] = at
    if "acknowledged" not in found and "enroute" in found:
        # A unit that set out has taken note of it, touched or not.
        found["acknowledged"] = found["enroute"]
    return found


def stages_of(records: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Each stage's seconds, None where it was not reached. Times that contradict each other give 0, and say so."""
    moments = moments_of(records)
    stages: list[dict[str, Any]] = []
    for name, begin, end, text, text_en, standard in STAGES:
        seconds: float | None = None
        contradicts = False
        if begin in moments and end in moments:
            seconds = (moments[end] - moments[begin]).total_seconds()
            contradicts = seconds < 0
            seconds = round(max(0.0, seconds), 3)
        stages.append(
            {
                "name": name,
                "text": text,
                "text_en": text_en,
                "seconds": seconds,
                "contradicts": contradicts,
                "standard": standard and standard[0],
                "standard_text": standard and standard[1],
                "standard_text_en": standard and standard[2],
                "met": None if standard is None or seconds is None else seconds <= standard[0],
            }
        )
    return stages
