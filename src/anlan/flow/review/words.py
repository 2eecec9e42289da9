"""Events in words: one sentence each, in Chinese and English. Pure.

Sealed fields appear only where they were opened for the reader; otherwise the sentence stands without them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from anlan.flow.closure import events as closure
from anlan.flow.dispatch import events as dispatch
from anlan.flow.incident import events as incident
from anlan.flow.intake import events as intake
from anlan.flow.response import events as response
from anlan.flow.review.vocabulary import ALARMS, CHANNELS, DONE, ENDED, HOLDS, STATUSES
from anlan.journal import Event

__all__ = ["Naming", "in_words"]

Pair = tuple[str, str]
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Naming:
    """Names by id: units' call signs, types and dispositions as (中文, English), incident numbers, agencies."""

    zone: ZoneInfo
    units: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, Pair] = field(default_factory=dict)
    dispositions: Mapping[str, Pair] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def unit(self, unit_id: str | None) -> str:
        return self.units.get(unit_id or "", "?")

    def number(self, incident_id: str) -> str:
        return self.numbers.get(incident_id, "?")

    def type(self, type_id: str) -> Pair:
        return self.types.get(type_id, (type_id, type_id))


_SAID: dict[type[Event], Callable[[Any, Naming], Pair]] = {}


def _says(event_type: type[E]) -> Callable[[Callable[[E, Naming], Pair]], Callable[[E, Naming], Pair]]:
    def keep(function: Callable[[E, Naming], Pair]) -> Callable[[E, Naming], Pair]:
        _SAID[event_type] = function
        return function

    return keep


def in_words(event: Event, naming: Naming) -> Pair | None:
    """(中文, English), or None for an event that is told by another one beside it."""
    say = _SAID.get(type(event))
    return say(event, naming) if say is not None else None


def _tail(words: str | None) -> Pair:
    return (f"：{words}", f": {words}") if words else ("", "")


@_says(intake.ReportTaken)
def _report(event: intake.ReportTaken, naming: Naming) -> Pair:
    channel, channel_en = CHANNELS.get(event.channel, (event.channel, event.channel))
    zh, en = _tail(event.text)
    live, live_en = ("，通话中", ", still on the line") if event.live else ("", "")
    return f"{channel}报警{live}{zh}", f"Report by {channel_en}{live_en}{en}"


@_says(intake.ReportAdded)
def _added(event: intake.ReportAdded, naming: Naming) -> Pair:
    zh, en = _tail(event.text)
    if event.has_caller:
        return f"补充报警人信息{zh}", f"More about the caller{en}"
    return f"报警人补充{zh}", f"The caller said more{en}"


@_says(intake.ReportEnded)
def _ended(event: intake.ReportEnded, naming: Naming) -> Pair:
    return "通话结束", "The caller hung up"


@_says(incident.IncidentOpened)
def _opened(event: incident.IncidentOpened, naming: Naming) -> Pair:
    zh, en = naming.type(event.type)
    place, place_en = (f"，{event.public_place}", f", {event.public_place}") if event.public_place else ("", "")
    return (
        f"立警 {event.number}：{zh}，{event.priority}{place}（{event.reason}）",
        f"Opened {event.number}: {en}, {event.priority}{place_en} ({event.reason_en})",
    )


@_says(incident.TypeSet)
def _type(event: incident.TypeSet, naming: Naming) -> Pair:
    zh, en = naming.type(event.type)
    return f"类别为 {zh}", f"Type: {en}"


@_says(incident.PrioritySet)
def _priority(event: incident.PrioritySet, naming: Naming) -> Pair:
    zh = event.reason or event.words or ""
    en = event.reason_en or event.words or ""
    by, by_en = ("", "") if event.by == "rule" else ("人工设为 ", "set by hand to ")
    return f"等级 {by}{event.priority}{_tail(zh)[0]}", f"Priority {by_en}{event.priority}{_tail(en)[1]}"


@_says(incident.PlaceSet)
def _place(event: incident.PlaceSet, naming: Naming) -> Pair:
    where = event.place or event.public_place
    return f"地点{_tail(where)[0] or '已更新'}", f"Place{_tail(where)[1] or ' changed'}"


@_says(incident.OccurredSet)
def _occurred(event: incident.OccurredSet, naming: Naming) -> Pair:
    at = f"{event.occurred.astimezone(naming.zone):%H:%M:%S}"
    return f"发生时间更正为 {at}", f"It began at {at}"


@_says(incident.RemarkAppended)
def _remark(event: incident.RemarkAppended, naming: Naming) -> Pair:
    zh, en = _tail(event.text)
    who = f"{naming.unit(event.unit_id)} " if event.unit_id else ""
    return f"{who}备注{zh}", f"{who}Remark{en}" if not who else f"{who}remark{en}"


@_says(incident.ProposalMade)
def _proposal(event: incident.ProposalMade, naming: Naming) -> Pair:
    zh = "、".join(each["text"] for each in event.reasons)
    en = ", ".join(each["text_en"] for each in event.reasons)
    number = naming.number(event.incident_id)
    return f"可能与 {number} 为同一警情（{zh}）", f"May be the same as {number} ({en})"


@_says(incident.ProposalDismissed)
def _dismissed(event: incident.ProposalDismissed, naming: Naming) -> Pair:
    number = naming.number(event.incident_id)
    return f"判定与 {number} 不是同一警情", f"Judged not the same as {number}"


@_says(incident.IncidentMerged)
def _merged(event: incident.IncidentMerged, naming: Naming) -> Pair:
    return f"并入 {naming.number(event.into)}", f"Joined to {naming.number(event.into)}"


@_says(incident.IncidentAbsorbed)
def _absorbed(event: incident.IncidentAbsorbed, naming: Naming) -> Pair:
    return f"{event.number} 并入本警情", f"{event.number} was joined to it"


@_says(incident.IncidentUnmerged)
def _unmerged(event: incident.IncidentUnmerged, naming: Naming) -> Pair:
    return f"从 {naming.number(event.left)} 拆出", f"Separated from {naming.number(event.left)}"


@_says(incident.IncidentReleased)
def _released(event: incident.IncidentReleased, naming: Naming) -> Pair:
    number = naming.number(event.incident_id)
    return f"{number} 拆出", f"{number} was separated from it"


@_says(incident.ReportMovedOut)
def _moved_out(event: incident.ReportMovedOut, naming: Naming) -> Pair:
    return f"一条报警转为 {naming.number(event.to)}", f"A report became {naming.number(event.to)}"


@_says(incident.ReportMovedIn)
def _moved_in(event: incident.ReportMovedIn, naming: Naming) -> Pair:
    return f"报警自 {naming.number(event.source)} 转来", f"The report came from {naming.number(event.source)}"


@_says(dispatch.RecommendationMade)
def _recommended(event: dispatch.RecommendationMade, naming: Naming) -> Pair:
    first = event.items[0] if event.items else None
    if first is None:
        return (
            f"推荐：{event.considered} 个在勤警力中无可派",
            f"Recommended: none of {event.considered} on duty can go",
        )
    seconds = round(first["eta_seconds"])
    return (
        f"推荐 {first['call_sign']}，预计 {seconds} 秒（在勤 {event.considered}）",
        f"Recommended {first['call_sign']}, {seconds} s ({event.considered} on duty)",
    )


@_says(dispatch.Offered)
def _offered(event: dispatch.Offered, naming: Naming) -> Pair:
    sign = naming.unit(event.unit_id)
    return f"向 {sign} 派单", f"Offered to {sign}"


@_says(dispatch.OfferDeclined)
def _declined(event: dispatch.OfferDeclined, naming: Naming) -> Pair:
    zh, en = _tail(event.words)
    return f"{naming.unit(event.unit_id)} 拒绝{zh}", f"{naming.unit(event.unit_id)} declined{en}"


@_says(dispatch.OfferExpired)
def _expired(event: dispatch.OfferExpired, naming: Naming) -> Pair:
    sign = naming.unit(event.unit_id)
    return f"{sign} 未按时应答", f"{sign} did not answer in time"


@_says(dispatch.OfferWithdrawn)
def _withdrawn(event: dispatch.OfferWithdrawn, naming: Naming) -> Pair:
    zh, en = _tail(event.words)
    sign = naming.unit(event.unit_id)
    return f"撤回对 {sign} 的派单{zh}", f"The offer to {sign} was taken back{en}"


@_says(dispatch.Assigned)
def _assigned(event: dispatch.Assigned, naming: Naming) -> Pair:
    sign = naming.unit(event.unit_id)
    if event.why == "accepted":
        return f"{sign} 接受派单", f"{sign} accepted"
    zh, en = DONE.get(event.why, ("", ""))
    return f"派出 {sign}{zh}", f"{sign} assigned{en}"


@_says(dispatch.AssignmentEnded)
def _assignment_ended(event: dispatch.AssignmentEnded, naming: Naming) -> Pair:
    zh, en = ENDED.get(event.how, (event.how, event.how))
    tail, tail_en = _tail(event.words)
    sign = naming.unit(event.unit_id)
    return f"{sign} {zh}{tail}", f"{sign} {en}{tail_en}"


@_says(dispatch.Held)
def _held(event: dispatch.Held, naming: Naming) -> Pair:
    at = f"{event.until.astimezone(naming.zone):%H:%M}"
    zh, en = HOLDS.get(event.reason, (event.reason, event.reason))
    return f"缓派至 {at}：{event.words or zh}", f"Held until {at}: {event.words or en}"


@_says(dispatch.HoldEnded)
def _hold_ended(event: dispatch.HoldEnded, naming: Naming) -> Pair:
    return ("缓派到时", "The hold is over") if event.how == "due" else ("不再缓派", "Held no more")


@_says(dispatch.Stacked)
def _stacked(event: dispatch.Stacked, naming: Naming) -> Pair:
    sign = naming.unit(event.unit_id)
    return f"排队等待 {sign}", f"Waits for {sign}"


@_says(dispatch.Unstacked)
def _unstacked(event: dispatch.Unstacked, naming: Naming) -> Pair:
    sign = naming.unit(event.unit_id)
    return f"不再等待 {sign}", f"Waits for {sign} no more"


@_says(dispatch.Escalated)
def _escalated(event: dispatch.Escalated, naming: Naming) -> Pair:
    zh, en = ALARMS.get(event.alarm_kind, (event.alarm_kind, event.alarm_kind))
    level, level_en = LEVELS[min(max(event.level, 1), 3) - 1]
    return f"警报至{level}：{zh}", f"Alarm to {level_en}: {en}"


LEVELS: Final[tuple[Pair, ...]] = (("派出所", "the station"), ("分局", "the district"), ("市局", "the city"))


@_says(response.StatusReported)
def _status(event: response.StatusReported, naming: Naming) -> Pair:
    zh, en = STATUSES.get(event.status, (event.status, event.status))
    late, late_en = ("（补报）", " (told later)") if event.late else ("", "")
    desk, desk_en = ("（席位代报）", " (by a desk)") if event.desk_id else ("", "")
    sign = naming.unit(event.unit_id)
    return f"{sign} {zh}{desk}{late}", f"{sign} {en}{desk_en}{late_en}"


@_says(response.BackupRequested)
def _backup(event: response.BackupRequested, naming: Naming) -> Pair:
    zh, en = _tail(event.words)
    who = naming.unit(event.unit_id) if event.unit_id else ""
    return f"{who} 请求增援{zh}".strip(), f"{who} asks for backup{en}".strip()


@_says(response.PictureAdded)
def _picture(event: response.PictureAdded, naming: Naming) -> Pair:
    who = f"{naming.unit(event.unit_id)} " if event.unit_id else ""
    return f"{who}添加图片", f"{who}added a picture" if who else "A picture was added"


@_says(closure.Closed)
def _closed(event: closure.Closed, naming: Naming) -> Pair:
    zh, en = naming.dispositions.get(event.disposition, (event.disposition, event.disposition))
    tail, tail_en = _tail(event.note)
    return f"结案（{zh}）{tail}", f"Closed ({en}){tail_en}"


@_says(closure.Reopened)
def _reopened(event: closure.Reopened, naming: Naming) -> Pair:
    zh, en = _tail(event.reason)
    return f"重新打开{zh}", f"Taken up again{en}"


@_says(closure.CallBackOwed)
def _owed(event: closure.CallBackOwed, naming: Naming) -> Pair:
    at = f"{event.due_at.astimezone(naming.zone):%H:%M}"
    return f"应于 {at} 前回访", f"A call back is owed by {at}"


@_says(closure.CallBackDone)
def _called(event: closure.CallBackDone, naming: Naming) -> Pair:
    return ("已回访", "Called back") if event.needed else ("无需回访", "No call back needed any more")
