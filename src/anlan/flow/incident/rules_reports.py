"""Deciding about reports: taking one, which opens an incident or joins one; its end; separating it again. Pure."""

from typing import Any

from anlan.errors import Invalid, NotFound, Refused
from anlan.flow.incident import commands as c
from anlan.flow.incident import events as e
from anlan.flow.incident.deciding import Deciding
from anlan.flow.incident.rules import MAX_TEXT, change_facts, get_open, propose
from anlan.flow.incident.state import IncidentState, ReportRef, incident_stream
from anlan.flow.intake.commands import CHANNELS, AddToReport, EndReport, TakeReport
from anlan.flow.intake.events import ReportAdded, ReportEnded, ReportTaken
from anlan.flow.intake.numbers import NumberState, give_number
from anlan.flow.intake.types import UNKNOWN, check_answers, get_type, propose_priority
from anlan.force.rules_desks import begin_live, end_live
from anlan.force.rules_units import on_earth
from anlan.force.state import DeskState, desk_stream
from anlan.journal import Decision

__all__ = ["add_to_report", "end_report", "report_of", "separate_report", "take_report"]


def report_of(report_id: str) -> str:
    """The incident a report was taken for: its id is the part before the last dot."""
    return report_id.rpartition(".")[0]


def _check_report(command: TakeReport) -> None:
    wrong: list[tuple[str, str]] = []
    if command.channel not in CHANNELS:
        wrong.append(("channel", "field.choice"))
    if command.location is not None and not on_earth(command.location):
        wrong.append(("location", "field.shape"))
    for name, text in (("text", command.text), ("place", command.place)):
        if text is not None and len(text) > MAX_TEXT:
            wrong.append((name, "field.too_long"))
    wrong += _wrong_caller(command.caller)
    if wrong:
        raise Invalid("intake.report_wrong", fields=wrong)


def _wrong_caller(caller: dict[str, str] | None) -> list[tuple[str, str]]:
    return [
        (f"caller.{name[:40]}", "field.too_long")
        for name, text in (caller or {}).items()
        if len(name) > 40 or len(text) > 500
    ]


def take_report(d: Deciding, command: TakeReport, number_stream: str) -> Decision:
    """Take a report: it joins the incident it names, and opens one otherwise.

    Answers the contract's shape `{"id", "incident": {"id", "number", "opened"}, "proposals": [...]}`.
    """
    _check_report(command)
    d.need(
        *([desk_stream(command.desk_id)] if command.desk_id else []),
        *([] if command.incident_id else [number_stream]),
    )
    joined = command.incident_id
    incident = get_open(d, joined) if joined else _open(d, command, number_stream)
    report_id = f"{incident.id}.r{incident.report_count + 1}"
    if command.type is not None:
        get_type(d.types, command.type)
        check_answers(d.types, command.type, command.answers)
    d.on_incident(
        incident.id,
        ReportTaken(
            report_id=report_id,
            channel=command.channel,
            type=command.type,
            located=command.location is not None,
            has_caller=bool(command.caller),
            live=command.live,
            desk_id=command.desk_id,
            answers=command.answers,
            location=list(command.location) if command.location else None,
            place=command.place,
            text=command.text,
            caller=command.caller or None,
        ),
        person=report_id,
    )
    if joined:
        _fill(d, command)
    if command.live and command.desk_id:
        desk = d.find(DeskState, desk_stream(command.desk_id))
        if desk is not None:
            for planned in begin_live(desk, report_id, incident.id):
                d.plan(planned)
    proposals = [] if joined else propose(d, incident.id, command.nearby)
    answer: dict[str, Any] = {
        "id": report_id,
        "incident": {"id": incident.id, "number": incident.number, "opened": not joined},
        "proposals": proposals,
    }
    return d.decision(answer)


def _open(d: Deciding, command: TakeReport, number_stream: str) -> IncidentState:
    type_id = command.type or UNKNOWN
    get_type(d.types, type_id)
    check_answers(d.types, type_id, command.answers)
    proposal = propose_priority(d.types, type_id, command.answers)
    counter = d.find(NumberState, number_stream)
    number, planned = give_number(counter, number_stream, command.new_incident_id)
    d.find(IncidentState, incident_stream(command.new_incident_id))
    spot = command.spot
    # The incident's event is first: the command's answer is sealed with the key of what the first is about.
    d.on_incident(
        command.new_incident_id,
        e.IncidentOpened(
            incident_id=command.new_incident_id,
            number=number,
            type=type_id,
            priority=proposal.priority,
            agency_id=spot.agency_id if spot else command.agency_id,
            cell=spot.cell if spot else "",
            public_place=spot.public_place if spot else "",
            located=command.location is not None,
            answers=command.answers,
            codes=proposal.codes,
            reason=proposal.text,
            reason_en=proposal.text_en,
            location=list(command.location) if command.location else None,
            place=command.place,
        ),
    )
    d.plan(planned)
    return d.incident(command.new_incident_id)


def _fill(d: Deciding, command: TakeReport) -> None:
    """What a joining report knows and the incident does not yet."""
    incident = d.incident(command.incident_id or "")
    change = c.ChangeIncident(
        incident_id=incident.id,
        type=command.type if incident.type == UNKNOWN else None,
        location=command.location if not incident.located else None,
        place=command.place if not incident.located else None,
        spot=command.spot if not incident.located else None,
        answers=command.answers or None,
    )
    change_facts(d, incident, change)


def add_to_report(d: Deciding, command: AddToReport) -> Decision:
    """The caller says more, on the line or when called back. Nothing told before is taken away by it."""
    wrong = _wrong_caller(command.caller)
    if command.text is not None and len(command.text) > MAX_TEXT:
        wrong.append(("text", "field.too_long"))
    if wrong:
        raise Invalid("intake.report_wrong", fields=wrong)
    incident, report = _find_report(d, command.report_id)
    if command.caller or command.text:
        added = ReportAdded(
            report_id=report.id,
            has_caller=bool(command.caller),
            text=command.text or None,
            caller=command.caller or None,
        )
        d.on_incident(incident.id, added, person=report.id)
    return d.decision({"id": report.id, "incident": {"id": incident.id, "number": incident.number}})


def end_report(d: Deciding, command: EndReport) -> Decision:
    """The caller hung up; twice is once."""
    incident, report = _find_report(d, command.report_id)
    if report.live:
        d.on_incident(incident.id, ReportEnded(report_id=report.id))
        if report.desk_id is not None:
            for planned in end_live(d.find(DeskState, desk_stream(report.desk_id)), report.id):
                d.plan(planned)
    return d.decision({"id": report.id, "incident": {"id": incident.id, "number": incident.number}})


def _find_report(d: Deciding, report_id: str) -> tuple[IncidentState, ReportRef]:
    incident_id: str | None = report_of(report_id)
    while incident_id:
        incident = d.incident(incident_id)
        for report in incident.reports:
            if report.id == report_id:
                return incident, report
        incident_id = incident.moved_reports.get(report_id)
    raise NotFound("incident.no_report")


def separate_report(d: Deciding, command: c.SeparateReport, number_stream: str) -> Decision:
    """Give a report an incident of its own. The only report of an incident stays where it is."""
    d.need(number_stream, incident_stream(command.new_incident_id))
    incident, report = _find_report(d, command.report_id)
    if incident.id != command.incident_id:
        raise NotFound("incident.no_report")
    if len(incident.reports) < 2:
        raise Refused("incident.only_report", number=incident.number)
    number, planned = give_number(d.find(NumberState, number_stream), number_stream, command.new_incident_id)
    d.find(IncidentState, incident_stream(command.new_incident_id))
    d.on_incident(
        command.new_incident_id,
        e.IncidentOpened(
            incident_id=command.new_incident_id,
            number=number,
            type=incident.type,
            priority=incident.priority,
            agency_id=incident.agency_id,
            cell=incident.cell,
            public_place=incident.public_place,
            located=command.location is not None,
            answers=incident.answers,
            codes=[f"separated:{incident.id}"],
            reason=f"自 {incident.number} 分出，沿用其等级",
            reason_en=f"separated from {incident.number}, with its priority",
            location=list(command.location) if command.location else None,
            place=command.place,
        ),
    )
    d.plan(planned)
    d.on_incident(incident.id, e.ReportMovedOut(report_id=report.id, to=command.new_incident_id))
    d.on_incident(
        command.new_incident_id,
        e.ReportMovedIn(
            report_id=report.id,
            source=incident.id,
            channel=report.channel,
            has_caller=report.has_caller,
            live=report.live,
            desk_id=report.desk_id,
        ),
    )
    d.on_incident(command.new_incident_id, e.ProposalDismissed(incident_id=incident.id))
    return d.decision({"incident": {"id": command.new_incident_id, "number": number}, "report_id": report.id})
