import asyncio
from datetime import timedelta

import pytest

from access_world import PASSWORD, context, make_account
from anlan.access import Access
from anlan.access.accounts.passwords import Passwords
from anlan.access.refusals import SignInNeeded, TooManyTries
from anlan.access.sessions.tries import FREE_TRIES, delay_after
from anlan.clock import ManualClock
from anlan.errors import Forbidden
from anlan.journal import Journal

HERE, THERE = "10.0.0.9", "10.0.0.10"


async def wrong(access: Access, login: str, address: str = HERE) -> None:
    with pytest.raises(SignInNeeded) as refused:
        await access.sign_in.prove(login, "not the password", address)
    assert refused.value.code == "session.refused"


async def test_a_right_password_opens_a_session_and_the_account_remembers_it(
    access: Access, journal: Journal
) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    session = await access.sessions.find(opened.token)
    assert session is not None and session.account_id == account_id
    kinds = await journal.pool.fetch(
        "select kind, sealed from journal.events where stream = $1", f"account:{account_id}"
    )
    assert kinds[-1]["kind"] == "access.signed_in" and HERE.encode() not in kinds[-1]["sealed"]


async def test_the_token_itself_is_nowhere_in_the_database(access: Access, journal: Journal) -> None:
    await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    row = await journal.pool.fetchrow("select * from access.sessions")
    assert opened.token not in str(dict(row or {}))
    assert await access.sessions.find(opened.token + "x") is None


async def test_unknown_wrong_and_disabled_are_refused_alike_and_all_leave_a_trace(
    access: Access, journal: Journal
) -> None:
    await make_account(access, "chen", "dispatcher")
    gone = await make_account(access, "gone", "dispatcher")
    await access.accounts.change(context(), gone, changes={"disabled": True})
    await wrong(access, "nobody-here")
    await wrong(access, "chen")
    with pytest.raises(SignInNeeded):
        await access.sign_in.prove("gone", PASSWORD, HERE)
    noted = await journal.pool.fetchval("select count(*) from journal.events where kind = 'access.sign_in_refused'")
    assert noted == 3


async def test_an_unknown_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(time_cost=1, memory_kib=8)
    asked: list[str] = []
    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda encoded, given: asked.append(encoded) or verify(encoded, given))
    assert not await passwords.matches(None, "whatever")
    assert asked and asked[0].startswith("$argon2id$")


async def test_three_tries_are_free_then_each_waits_a_little_longer(access: Access, wall: ManualClock) -> None:
    await make_account(access, "chen", "dispatcher")
    for _ in range(FREE_TRIES):
        await wrong(access, "chen")
    with pytest.raises(TooManyTries) as held:
        await access.sign_in.prove("chen", PASSWORD, HERE)
    assert held.value.retry_after == 1
    wall.advance(1)
    await wrong(access, "chen")
    with pytest.raises(TooManyTries) as held:
        await access.sign_in.prove("chen", PASSWORD, HERE)
    assert held.value.retry_after == 2
    wall.advance(2)
    await access.sign_in.prove("chen", PASSWORD, HERE)
    for _ in range(FREE_TRIES):
        await wrong(access, "chen")


async def test_the_wait_never_grows_beyond_half_a_minute() -> None:
    assert [delay_after(n) for n in (0, 2, 3, 4, 5, 8, 9, 10_000)] == [0, 0, 1, 2, 4, 30, 30, 30]


async def test_one_who_mistypes_holds_up_neither_the_room_nor_themselves_elsewhere(access: Access) -> None:
    await make_account(access, "chen", "dispatcher")
    await make_account(access, "wang", "call_taker")
    for _ in range(FREE_TRIES):
        await wrong(access, "chen")
    with pytest.raises(TooManyTries):
        await access.sign_in.prove("chen", PASSWORD, HERE)
    await access.sign_in.prove("wang", PASSWORD, HERE)
    await access.sign_in.prove("chen", PASSWORD, THERE)


async def test_unknown_names_are_slowed_like_known_ones(access: Access) -> None:
    for _ in range(FREE_TRIES):
        await wrong(access, "nobody-here")
    with pytest.raises(TooManyTries):
        await access.sign_in.prove("nobody-here", "x", HERE)


async def test_many_tries_at_once_are_counted_one_by_one(access: Access) -> None:
    await make_account(access, "chen", "dispatcher")
    results = await asyncio.gather(
        *(access.sign_in.prove("chen", f"guess {n}", HERE) for n in range(12)), return_exceptions=True
    )
    assert sum(isinstance(result, SignInNeeded) for result in results) == FREE_TRIES
    assert sum(isinstance(result, TooManyTries) for result in results) == 12 - FREE_TRIES


async def test_fifteen_quiet_minutes_forget(access: Access, wall: ManualClock) -> None:
    for _ in range(FREE_TRIES):
        await wrong(access, "chen")
    wall.advance(15 * 60 + 1)
    await wrong(access, "chen")
    await wrong(access, "chen")


async def test_a_sign_in_repeated_under_its_key_is_one_session(access: Access, journal: Journal) -> None:
    await make_account(access, "chen", "dispatcher")
    state = await access.sign_in.prove("chen", PASSWORD, HERE)
    first = await access.sign_in.open(state, HERE, key="k1")
    second = await access.sign_in.open(state, HERE, key="k1")
    assert first.session.id == second.session.id
    assert await access.sessions.find(first.token) is None
    assert await access.sessions.find(second.token) is not None
    assert await journal.pool.fetchval("select count(*) from access.sessions") == 1


async def test_old_costs_are_renewed_at_sign_in(access: Access, journal: Journal) -> None:
    await make_account(access, "chen", "dispatcher")
    dearer = Access.over(journal, passwords=Passwords(time_cost=2, memory_kib=16))
    await dearer.sign_in.prove("chen", PASSWORD, HERE)
    assert "m=16,t=2" in await journal.pool.fetchval("select password_hash from access.credentials")


async def test_unlocking_needs_the_password_of_the_one_who_is_signed_in(access: Access) -> None:
    await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    await access.sessions.lock(opened.session.id)
    with pytest.raises(Forbidden):
        await access.sign_in.unlock(opened.session, "not the password", HERE)
    await access.sign_in.unlock(opened.session, PASSWORD, HERE)
    session = await access.sessions.find(opened.token)
    assert session is not None and session.locked_at is None


async def test_signing_out_ends_the_session_and_twice_is_once(access: Access, journal: Journal) -> None:
    await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    await access.sign_in.close(opened.session)
    await access.sign_in.close(opened.session)
    assert await access.sessions.find(opened.token) is None
    assert await journal.pool.fetchval("select count(*) from journal.events where kind = 'access.signed_out'") == 1


async def test_a_session_ends_by_itself_and_is_swept_away(
    access: Access, journal: Journal, wall: ManualClock
) -> None:
    await make_account(access, "chen", "dispatcher")
    opened = await access.sign_in.open(await access.sign_in.prove("chen", PASSWORD, HERE), HERE)
    wall.advance(timedelta(days=8).total_seconds())
    assert await access.sessions.find(opened.token) is None
    await access.sessions.forget_old()
    assert await journal.pool.fetchval("select count(*) from access.sessions") == 0
