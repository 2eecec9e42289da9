"""Making and changing accounts: authorised by the route, decided by the rules, written in the journal."""

from datetime import datetime
from typing import Any

import msgspec

from anlan.access.accounts.credentials import Credentials
from anlan.access.accounts.events import AccountCreated, AccountErased, AccountNamed, LanguageSet, PasswordSet
from anlan.access.accounts.passwords import Passwords
from anlan.access.accounts.rules import LANGUAGES, check_login, check_password, check_place, decide_change
from anlan.access.accounts.state import AccountState, account_stream
from anlan.access.agencies.handlers import Agencies
from anlan.access.sessions.store import Sessions
from anlan.errors import Conflict, Invalid, NotFound, Refused
from anlan.ids import derived_id
from anlan.journal import Context, Decision, Done, Journal, Planned, Streams
from anlan.journal.keys import scope_key

__all__ = ["AccountTold", "Accounts"]

_ABANDONED_SECONDS = 60


class AccountTold(msgspec.Struct, frozen=True, kw_only=True):
    """A new account as the administrator tells it. `login` is typed to sign in; `name` is what colleagues see."""

    login: str
    password: str
    name: str
    role: str
    agency_id: str | None = None
    unit_id: str | None = None
    language: str = "zh-CN"
    demo: bool = False


class Accounts:
    """All accounts, from the journal's own states: what was answered is what the next request sees."""

    def __init__(
        self,
        journal: Journal,
        credentials: Credentials,
        passwords: Passwords,
        sessions: Sessions,
        agencies: Agencies,
    ) -> None:
        self._journal = journal
        self._credentials = credentials
        self._passwords = passwords
        self._sessions = sessions
        self._agencies = agencies

    async def find(self, account_id: str) -> AccountState | None:
        state = await self._journal.state(account_stream(account_id), AccountState)
        return state if state is not None and state.role else None

    async def get(self, account_id: str) -> AccountState:
        """The account. Raises `NotFound`."""
        state = await self.find(account_id)
        if state is None:
            raise NotFound("account.not_found")
        return state

    async def all(self) -> list[AccountState]:
        """Every account, in the order of their ids."""
        states = await self._journal.states("account", AccountState)
        return sorted((state for state in states.values() if state.role), key=lambda state: state.id)

    async def create(self, context: Context, told: AccountTold, *, hashed: str | None = None) -> Done:
        """Make an account; the answer is `{"id"}`. `hashed` is its password's hash, where that was made before.
        Raises `Invalid`, and `Refused` when the name is taken."""
        check_login(told.login)
        check_password(told.login, told.password)
        _check_language(told.language)
        _check_name(told.name)
        await self._check_place(told.role, told.agency_id, told.unit_id)
        account_id = derived_id("account", context.command_id)
        stream = account_stream(account_id)
        # The credential comes first: an account that exists can be signed in to. When the second step fails, the
        # name is free again after a minute, and a retry of the same command finds its own credential.
        if await self.find(account_id) is None:
            await self._free_if_abandoned(told.login, account_id)
            hashed = hashed or await self._passwords.hash(told.password)
            await self._credentials.keep(account_id, told.login, hashed)

        def decided(streams: Streams, now: datetime) -> Decision:
            created = AccountCreated(
                role=told.role,
                agency_id=told.agency_id,
                unit_id=told.unit_id,
                language=told.language,
                demo=told.demo,
            )
            events = [Planned(stream, created), Planned(stream, AccountNamed(name=told.name.strip()))]
            return Decision(events, {"id": account_id})

        return await self._journal.run(context, [stream], decided)

    async def change(
        self,
        context: Context,
        account_id: str,
        *,
        changes: dict[str, Any],
        revision: int | None = None,
    ) -> Done:
        """Change `role`, `agency_id`, `unit_id`, `name` or `disabled`, whichever `changes` holds; the answer is
        `{"id"}`. A disabled account's sessions end. Raises `Invalid`, `NotFound`, `Conflict`."""
        stream = account_stream(account_id)
        present = await self.get(account_id)
        name = changes.get("name")
        if name is not None:
            _check_name(name)
        wanted = {
            key: changes.get(key, getattr(present, key)) for key in ("role", "agency_id", "unit_id", "disabled")
        }
        await self._check_place(wanted["role"], wanted["agency_id"], wanted["unit_id"])

        def decided(streams: Streams, now: datetime) -> Decision:
            state = streams.of(AccountState, stream)
            if state is None:
                raise NotFound("account.not_found")
            if state.erased:
                raise Refused("account.erased")
            if revision is not None and state.revision != revision:
                raise Conflict("journal.changed_meanwhile")
            merged = {key: changes.get(key, getattr(state, key)) for key in wanted}
            events = [Planned(stream, event) for event in decide_change(state, **merged)]
            if name is not None:
                events.append(Planned(stream, AccountNamed(name=name.strip())))
            return Decision(events, {"id": account_id})

        done = await self._journal.run(context, [stream], decided)
        if wanted["disabled"]:
            await self._sessions.end_all(account_id)
        return done

    async def set_password(self, context: Context, account_id: str, password: str) -> Done:
        """A new password; every session of the account ends. Raises `Invalid`, `NotFound`."""
        stream = account_stream(account_id)
        if (await self.get(account_id)).erased:
            raise Refused("account.erased")
        check_password(None, password)
        hashed = await self._passwords.hash(password)
        # The event first: a command id used for another password is refused before anything is replaced.
        done = await self._journal.run(
            context,
            [stream],
            lambda streams, now: Decision([Planned(stream, PasswordSet())], {"id": account_id}),
        )
        await self._credentials.replace_password(account_id, hashed)
        await self._sessions.end_all(account_id)
        return done

    async def erase(self, context: Context, account_id: str) -> Done:
        """Forget the person: name, sign-in name, password and sessions are gone for ever; what the account did
        stays in the journal without them. Raises `NotFound`."""
        stream = account_stream(account_id)
        await self.get(account_id)

        def decided(streams: Streams, now: datetime) -> Decision:
            state = streams.of(AccountState, stream)
            return Decision([] if state is None or state.erased else [Planned(stream, AccountErased())])

        done = await self._journal.run(context, [stream], decided)
        await self._forget(account_id)
        return done

    async def finish_erasures(self) -> int:
        """Do what a crash left undone after an erasure was written; answers how many. Run at every start."""
        erased = [state.id for state in await self.all() if state.erased]
        return sum([await self._forget(account_id) for account_id in erased])

    async def _forget(self, account_id: str) -> bool:
        await self._credentials.forget(account_id)
        await self._sessions.end_all(account_id)
        return await self._journal.keys.destroy(scope_key(account_stream(account_id)))

    async def set_language(self, context: Context, account_id: str, language: str) -> Done:
        """The person's language from now on. Raises `Invalid`."""
        _check_language(language)
        stream = account_stream(account_id)

        def decided(streams: Streams, now: datetime) -> Decision:
            state = streams.of(AccountState, stream)
            same = state is not None and state.language == language
            return Decision([] if same else [Planned(stream, LanguageSet(language=language))], {"language": language})

        return await self._journal.run(context, [stream], decided)

    async def create_first(self, context: Context, told: AccountTold) -> Done:
        """The first administrator, made by whoever holds the machine. Raises `Refused` once there is any account."""
        if await self.all():
            raise Refused("account.exists_already")
        return await self.create(context, msgspec.structs.replace(told, role="administrator"))

    async def _check_place(self, role: str, agency_id: str | None, unit_id: str | None) -> None:
        agencies = await self._agencies.all()
        check_place(role, agency_id, unit_id, agency_id in agencies)

    async def _free_if_abandoned(self, login: str, account_id: str) -> None:
        owner = await self._credentials.abandoned(login, _ABANDONED_SECONDS)
        if owner is not None and owner != account_id and await self.find(owner) is None:
            await self._credentials.forget(owner)


def _check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= 64 or not name.isprintable():
        raise Invalid("account.invalid", fields=[("name", "account.display_name_shape")])


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid("account.language_unknown", fields=[("language", "account.language_unknown")])
