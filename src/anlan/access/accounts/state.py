"""An account as its events make it. Pure; names are not here, because they are sealed."""

import msgspec

from anlan.access.accounts.events import (
    AccountChanged,
    AccountCreated,
    AccountDisabled,
    AccountEnabled,
    AccountErased,
    AccountNamed,
    LanguageSet,
    SignInRefused,
)
from anlan.journal import Stamp, evolves, register

__all__ = ["NOBODY", "AccountState", "account_stream"]

NOBODY = "account:nobody"
"""The stream that tries with unknown names are written on. It never becomes an account."""


class AccountState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`named_at` is the version of the event on this stream that carries the present name, sealed; 0 for none.
    `revision` counts what administrators change (not sign-ins), for `ETag` and `If-Match`."""

    id: str
    role: str
    agency_id: str | None = None
    unit_id: str | None = None
    language: str = "zh-CN"
    disabled: bool = False
    erased: bool = False
    demo: bool = False
    named_at: int = 0
    revision: int = 0


def account_stream(account_id: str) -> str:
    return f"account:{account_id}"


register("account", AccountState)


@evolves("account", AccountCreated)
def _created(state: AccountState | None, event: AccountCreated, at: Stamp) -> AccountState:
    return AccountState(
        id=at.stream.partition(":")[2],
        role=event.role,
        agency_id=event.agency_id,
        unit_id=event.unit_id,
        language=event.language,
        demo=event.demo,
        revision=1,
    )


@evolves("account", AccountNamed)
def _named(state: AccountState | None, event: AccountNamed, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(state, named_at=at.version, revision=state.revision + 1)


@evolves("account", AccountChanged)
def _changed(state: AccountState | None, event: AccountChanged, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(
        state, role=event.role, agency_id=event.agency_id, unit_id=event.unit_id, revision=state.revision + 1
    )


@evolves("account", AccountDisabled)
def _disabled(state: AccountState | None, event: AccountDisabled, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(state, disabled=True, revision=state.revision + 1)


@evolves("account", AccountEnabled)
def _enabled(state: AccountState | None, event: AccountEnabled, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(state, disabled=False, revision=state.revision + 1)


@evolves("account", AccountErased)
def _erased(state: AccountState | None, event: AccountErased, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(state, disabled=True, erased=True, revision=state.revision + 1)


@evolves("account", LanguageSet)
def _language(state: AccountState | None, event: LanguageSet, at: Stamp) -> AccountState:
    assert state is not None
    return msgspec.structs.replace(state, language=event.language)


@evolves("account", SignInRefused)
def _refused(state: AccountState | None, event: SignInRefused, at: Stamp) -> AccountState:
    # The stream of unknown names needs some state; it has no role, so nothing can be done with it.
    return state or AccountState(id="nobody", role="", disabled=True)
