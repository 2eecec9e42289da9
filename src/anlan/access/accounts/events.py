"""What happens to an account, on the stream `account:<id>`. Names are sealed under the account's own key;
sign-in names and passwords are never here (see `credentials`)."""

from anlan.journal import Event, Personal, Public

__all__ = [
    "AccountChanged",
    "AccountCreated",
    "AccountDisabled",
    "AccountEnabled",
    "AccountErased",
    "AccountNamed",
    "LanguageSet",
    "PasswordSet",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
]


class AccountCreated(Event, kind="access.account_created"):
    """An administrator made an account. `demo` marks those of the fictional city."""

    role: Public[str]
    agency_id: Public[str | None] = None
    unit_id: Public[str | None] = None
    language: Public[str] = "zh-CN"
    demo: Public[bool] = False


class AccountNamed(Event, kind="access.account_named"):
    """The name colleagues see."""

    name: Personal[str | None] = None


class AccountChanged(Event, kind="access.account_changed"):
    """Role, agency or unit changed; all three as they are from now on."""

    role: Public[str]
    agency_id: Public[str | None] = None
    unit_id: Public[str | None] = None


class AccountDisabled(Event, kind="access.account_disabled"):
    """The account signs in no more; its sessions ended."""


class AccountEnabled(Event, kind="access.account_enabled"):
    """The account may sign in again."""


class AccountErased(Event, kind="access.account_erased"):
    """The person left and is forgotten: the account's key, and with it the name, was destroyed. What the account
    did stays, without a name."""


class LanguageSet(Event, kind="access.language_set"):
    """`zh-CN` or `en`, chosen by the person."""

    language: Public[str]


class PasswordSet(Event, kind="access.password_set"):
    """A new password was set; the old one and all sessions ended."""


class SignedIn(Event, kind="access.signed_in"):
    """A session began. `way`: password, switch or program."""

    session_id: Public[str]
    way: Public[str] = "password"
    address: Personal[str | None] = None


class SignedOut(Event, kind="access.signed_out"):
    """A session ended. `reason`: asked, switched, disabled, password."""

    session_id: Public[str]
    reason: Public[str] = "asked"


class SignInRefused(Event, kind="access.sign_in_refused"):
    """Someone tried and was refused. Tries with names nobody has lie on the stream `account:nobody`."""

    reason: Public[str]
    address: Personal[str | None] = None
