"""Who may do what: one table, role by role, with the reach of each act.

An act that is not in a role's row is refused for that role, whatever the setting. `Reach` narrows it further:
`ANY` is everything the person can see, `WORK` is what is theirs to work on (`Visibility.works_on`), `OWN` is
their own unit.
"""

import enum

__all__ = ["POLICY", "Act", "Reach", "Role", "acts_of"]


class Role(enum.StrEnum):
    """The nine roles of the contract."""

    CALL_TAKER = "call_taker"
    DISPATCHER = "dispatcher"
    STATION = "station"
    OFFICER = "officer"
    COMMANDER = "commander"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    SECURITY = "security"
    ADMINISTRATOR = "administrator"


class Act(enum.StrEnum):
    """Everything a signed-in person can ask for, one word a thing, after the module it belongs to."""

    BOARD_READ = "board.read"
    REPORT_TAKE = "report.take"
    REMARK_ADD = "remark.add"
    INCIDENT_OPEN = "incident.open"
    INCIDENT_CHANGE = "incident.change"
    INCIDENT_MERGE = "incident.merge"
    INCIDENT_CLOSE = "incident.close"
    INCIDENT_CALL_BACK = "incident.call_back"
    INCIDENT_BACKUP = "incident.backup"
    PICTURE_ADD = "picture.add"
    DISPATCH = "dispatch"
    OFFER_ANSWER = "offer.answer"
    UNIT_LOCATE = "unit.locate"
    UNIT_STATUS = "unit.status"
    UNIT_DUTY = "unit.duty"
    UNIT_POSITION = "unit.position"
    UNIT_MANAGE = "unit.manage"
    DESK_WORK = "desk.work"
    DESK_MANAGE = "desk.manage"
    ALARM_READ = "alarm.read"
    ALARM_ACKNOWLEDGE = "alarm.acknowledge"
    ALARM_BUDGET = "alarm.budget"
    AGENCY_MANAGE = "agency.manage"
    TYPE_MANAGE = "type.manage"
    SETTING_MANAGE = "setting.manage"
    ACCOUNT_READ = "account.read"
    ACCOUNT_MANAGE = "account.manage"
    READING_READ = "reading.read"
    READING_READ_OWN = "reading.read_own"


class Reach(enum.Enum):
    """How far an act carries."""

    ANY = "any"
    WORK = "work"
    OWN = "own"


ANY, WORK, OWN = Reach.ANY, Reach.WORK, Reach.OWN

_EVERYONE = {Act.BOARD_READ: ANY, Act.READING_READ_OWN: ANY}

POLICY: dict[Role, dict[Act, Reach]] = {
    Role.CALL_TAKER: {
        **_EVERYONE,
        Act.REPORT_TAKE: ANY,
        Act.REMARK_ADD: ANY,
        Act.INCIDENT_OPEN: WORK,
        Act.INCIDENT_CHANGE: ANY,
        Act.INCIDENT_MERGE: WORK,
        Act.INCIDENT_CALL_BACK: WORK,
        Act.PICTURE_ADD: WORK,
        Act.UNIT_LOCATE: ANY,
        Act.DESK_WORK: ANY,
        Act.ALARM_READ: ANY,
    },
    Role.DISPATCHER: {
        **_EVERYONE,
        Act.REPORT_TAKE: ANY,
        Act.REMARK_ADD: ANY,
        Act.INCIDENT_OPEN: WORK,
        Act.INCIDENT_CHANGE: WORK,
        Act.INCIDENT_MERGE: WORK,
        Act.INCIDENT_CLOSE: WORK,
        Act.INCIDENT_CALL_BACK: WORK,
        Act.INCIDENT_BACKUP: WORK,
        Act.PICTURE_ADD: WORK,
        Act.DISPATCH: WORK,
        Act.OFFER_ANSWER: WORK,
        Act.UNIT_LOCATE: ANY,
        Act.UNIT_STATUS: WORK,
        Act.UNIT_DUTY: WORK,
        Act.DESK_WORK: ANY,
        Act.ALARM_READ: ANY,
        Act.ALARM_ACKNOWLEDGE: WORK,
    },
    Role.STATION: {
        **_EVERYONE,
        Act.REMARK_ADD: WORK,
        Act.INCIDENT_OPEN: WORK,
        Act.INCIDENT_BACKUP: WORK,
        Act.UNIT_LOCATE: ANY,
        Act.UNIT_STATUS: WORK,
        Act.UNIT_DUTY: WORK,
        Act.DESK_WORK: ANY,
        Act.ALARM_READ: ANY,
        Act.ALARM_ACKNOWLEDGE: WORK,
    },
    Role.OFFICER: {
        **_EVERYONE,
        Act.REMARK_ADD: WORK,
        Act.INCIDENT_OPEN: WORK,
        Act.INCIDENT_BACKUP: WORK,
        Act.PICTURE_ADD: WORK,
        Act.OFFER_ANSWER: OWN,
        Act.UNIT_LOCATE: ANY,
        Act.UNIT_STATUS: OWN,
        Act.UNIT_DUTY: OWN,
        Act.UNIT_POSITION: OWN,
    },
    Role.COMMANDER: {
        **_EVERYONE,
        Act.INCIDENT_OPEN: WORK,
        Act.UNIT_LOCATE: ANY,
        Act.ALARM_READ: ANY,
        Act.ALARM_ACKNOWLEDGE: WORK,
        Act.ALARM_BUDGET: ANY,
    },
    Role.ANALYST: {**_EVERYONE},
    Role.AUDITOR: {**_EVERYONE, Act.READING_READ: ANY, Act.ACCOUNT_READ: ANY},
    Role.SECURITY: {**_EVERYONE, Act.ACCOUNT_READ: ANY},
    Role.ADMINISTRATOR: {
        **_EVERYONE,
        Act.UNIT_MANAGE: ANY,
        Act.DESK_MANAGE: ANY,
        Act.ALARM_READ: ANY,
        Act.ALARM_BUDGET: ANY,
        Act.AGENCY_MANAGE: ANY,
        Act.TYPE_MANAGE: ANY,
        Act.SETTING_MANAGE: ANY,
        Act.ACCOUNT_READ: ANY,
        Act.ACCOUNT_MANAGE: ANY,
    },
}


def acts_of(role: Role) -> list[str]:
    """The acts of a role, as `GET /me` tells them, in the order of the enumeration."""
    row = POLICY[role]
    return [act.value for act in Act if act in row]
