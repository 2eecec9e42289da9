"""What an account may be, and what follows from changing it. Pure."""

from anlan.access.accounts.credentials import normal_name
from anlan.access.accounts.events import AccountChanged, AccountDisabled, AccountEnabled
from anlan.access.accounts.state import AccountState
from anlan.access.policy import Role
from anlan.errors import Invalid
from anlan.journal import Event

__all__ = ["LANGUAGES", "check_login", "check_password", "check_place", "decide_change"]

LANGUAGES = ("zh-CN", "en")
_ROLES = frozenset(role.value for role in Role)


def check_login(login: str) -> None:
    """Raises `Invalid` for a sign-in name that cannot be typed the same way twice."""
    if login != login.strip() or not 2 <= len(normal_name(login)) <= 64 or not login.isprintable():
        raise Invalid("account.invalid", fields=[("login", "account.name_shape")])


def check_password(login: str | None, password: str) -> None:
    """Raises `Invalid`. Length is what counts; no rule about kinds of characters."""
    if not 10 <= len(password) <= 256 or (login is not None and normal_name(login) == normal_name(password)):
        raise Invalid("account.invalid", fields=[("password", "account.password_shape")])


def check_place(role: str, agency_id: str | None, unit_id: str | None, agency_exists: bool) -> None:
    """Whether this role can stand at this agency and unit. Raises `Invalid` with every fault found."""
    faults: list[tuple[str, str]] = []
    if role not in _ROLES:
        faults.append(("role", "account.role_unknown"))
    if agency_id is None:
        if role in _ROLES and role != Role.ADMINISTRATOR:
            faults.append(("agency_id", "account.agency_needed"))
    elif not agency_exists:
        faults.append(("agency_id", "account.agency_unknown"))
    if role == Role.OFFICER and unit_id is None:
        faults.append(("unit_id", "account.unit_needed"))
    if role != Role.OFFICER and unit_id is not None:
        faults.append(("unit_id", "account.unit_only_officer"))
    if faults:
        raise Invalid("account.invalid", fields=faults)


def decide_change(
    state: AccountState, *, role: str, agency_id: str | None, unit_id: str | None, disabled: bool
) -> list[Event]:
    """The events that lead from the present account to this one; none when it already is so."""
    events: list[Event] = []
    if (role, agency_id, unit_id) != (state.role, state.agency_id, state.unit_id):
        events.append(AccountChanged(role=role, agency_id=agency_id, unit_id=unit_id))
    if disabled and not state.disabled:
        events.append(AccountDisabled())
    if state.disabled and not disabled:
        events.append(AccountEnabled())
    return events
