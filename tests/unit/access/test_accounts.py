import msgspec
import pytest

from access_world import CITY, DOCKS, PASSWORD, context, make_account
from anlan.access import Access
from anlan.access.accounts.events import AccountErased
from anlan.access.accounts.handlers import AccountTold
from anlan.access.accounts.state import AccountState, account_stream
from anlan.access.refusals import SignInNeeded
from anlan.clock import ManualClock
from anlan.errors import Conflict, Invalid, NotFound, Refused
from anlan.journal import Decision, Journal, Planned
from anlan.journal.keys import scope_key

HERE = "10.0.0.9"


async def name_of(access: Access, account_id: str) -> str | None:
    return (await access.names.of_ids([account_id])).get(account_id)


async def test_an_account_is_made_once_under_one_command(access: Access) -> None:
    told = AccountTold(login="chen", password=PASSWORD, name="陈静", role="dispatcher", agency_id=CITY)
    once = context()
    first = await access.accounts.create(once, told)
    again = await access.accounts.create(once, told)
    assert first.answer == again.answer and again.repeated
    assert [state.role for state in await access.accounts.all()] == ["dispatcher"]


async def test_a_name_is_sealed_and_shown_until_its_key_is_gone(access: Access, journal: Journal) -> None:
    account_id = await make_account(access, "chen", "dispatcher", name="陈静")
    assert await name_of(access, account_id) == "陈静"
    stored = await journal.pool.fetchval("select string_agg(encode(public, 'escape'), '') from journal.events")
    assert "chen" not in stored and "陈" not in stored
    await journal.keys.destroy(scope_key(account_stream(account_id)))
    assert await name_of(access, account_id) is None


async def test_no_sign_in_name_or_password_is_readable_in_the_table(access: Access, journal: Journal) -> None:
    await make_account(access, "chen", "dispatcher")
    row = await journal.pool.fetchrow("select * from access.credentials")
    assert row is not None
    assert row["password_hash"].startswith("$argon2id$") and b"chen" not in row["name_index"]


async def test_a_taken_name_is_refused_however_it_is_written(access: Access) -> None:
    await make_account(access, "chen", "dispatcher")
    for same in ("CHEN", "ｃｈｅｎ"):
        with pytest.raises(Refused) as refused:
            await make_account(access, same, "dispatcher")
        assert refused.value.code == "account.name_taken"
    assert len(await access.accounts.all()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "king"}, "role"),
        ({"agency_id": None}, "agency_id"),
        ({"agency_id": "nowhere"}, "agency_id"),
        ({"role": "officer"}, "unit_id"),
        ({"unit_id": "A31"}, "unit_id"),
        ({"login": " chen"}, "login"),
        ({"login": "c"}, "login"),
        ({"password": "short"}, "password"),
        ({"login": "chen-chen-chen", "password": "CHEN-chen-chen"}, "password"),
        ({"name": " "}, "name"),
        ({"language": "fr"}, "language"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_field(access: Access, change: dict[str, str], field: str) -> None:
    told = AccountTold(login="chen", password=PASSWORD, name="陈静", role="dispatcher", agency_id=CITY)
    with pytest.raises(Invalid) as refused:
        await access.accounts.create(context(), msgspec.structs.replace(told, **change))
    assert field in [name for name, _ in refused.value.fields]
    assert await access.accounts.all() == []


async def test_a_change_keeps_what_it_does_not_name(access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    await access.accounts.change(context(), account_id, changes={"agency_id": DOCKS})
    state = await access.accounts.get(account_id)
    assert (state.role, state.agency_id) == ("dispatcher", DOCKS)
    await access.accounts.change(context(), account_id, changes={"name": "陈静静"})
    assert await name_of(access, account_id) == "陈静静"


async def test_a_change_on_an_old_revision_is_a_conflict_but_a_sign_in_between_is_not(access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    seen = (await access.accounts.get(account_id)).revision
    await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    await access.accounts.change(context(), account_id, changes={"role": "station"}, revision=seen)
    with pytest.raises(Conflict):
        await access.accounts.change(context(), account_id, changes={"role": "analyst"}, revision=seen)
    assert (await access.accounts.get(account_id)).role == "station"


async def test_disabling_ends_sessions_and_sign_in_and_enabling_gives_sign_in_back(access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    await access.accounts.change(context(), account_id, changes={"disabled": True})
    assert await access.sessions.find(opened.token) is None
    with pytest.raises(SignInNeeded):
        await access.sign_in.prove("chen", PASSWORD, HERE)
    await access.accounts.change(context(), account_id, changes={"disabled": False})
    assert (await access.sign_in.prove("chen", PASSWORD, HERE)).id == account_id


async def test_a_new_password_replaces_the_old_and_ends_sessions(access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    await access.accounts.set_password(context(), account_id, "another long one")
    assert await access.sessions.find(opened.token) is None
    with pytest.raises(SignInNeeded):
        await access.sign_in.prove("chen", PASSWORD, HERE)
    assert (await access.sign_in.prove("Chen", "another long one", HERE)).id == account_id


async def test_the_first_administrator_is_made_only_while_there_is_nobody(access: Access) -> None:
    told = AccountTold(login="root", password=PASSWORD, name="管理员", role="officer")
    await access.accounts.create_first(context(), told)
    assert [state.role for state in await access.accounts.all()] == ["administrator"]
    with pytest.raises(Refused):
        await access.accounts.create_first(context(), told)


async def test_a_credential_left_by_a_crash_does_not_keep_its_name_for_ever(
    access: Access, journal: Journal, wall: ManualClock
) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    await journal.pool.execute("update access.credentials set account_id = gen_random_uuid()")
    with pytest.raises(Refused):
        await make_account(access, "chen", "station")
    wall.advance(61)
    again = await make_account(access, "chen", "station")
    assert again != account_id
    assert (await access.sign_in.prove("chen", PASSWORD, HERE)).id == again


async def test_an_unknown_account_is_not_found(access: Access) -> None:
    with pytest.raises(NotFound):
        await access.accounts.get("nobody")


async def test_language_is_the_persons_own(access: Access, journal: Journal) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    await access.accounts.set_language(context(), account_id, "en")
    state = await journal.state(account_stream(account_id), AccountState)
    assert state is not None and state.language == "en"


async def test_an_erased_account_is_nameless_and_signs_in_no_more(access: Access, journal: Journal) -> None:
    account_id = await make_account(access, "chen", "dispatcher", name="陈静")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    once = context()
    await access.accounts.erase(once, account_id)
    await access.accounts.erase(once, account_id)
    assert await name_of(access, account_id) is None
    assert await access.sessions.find(opened.token) is None
    with pytest.raises(SignInNeeded):
        await access.sign_in.prove("chen", PASSWORD, HERE)
    state = await access.accounts.get(account_id)
    assert state.erased and state.disabled
    with pytest.raises(Refused):
        await access.accounts.change(context(), account_id, changes={"disabled": False})
    assert await make_account(access, "chen", "station") != account_id


async def test_an_erasure_cut_off_by_a_crash_is_finished_later(access: Access, journal: Journal) -> None:
    account_id = await make_account(access, "chen", "dispatcher", name="陈静")
    stream = account_stream(account_id)
    await journal.run(context(), [stream], lambda streams, now: Decision([Planned(stream, AccountErased())]))
    assert await name_of(access, account_id) == "陈静"
    assert await access.accounts.finish_erasures() == 1
    assert await name_of(access, account_id) is None
    assert await access.accounts.finish_erasures() == 0
