from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from access_world import NORTH, PASSWORD, context, make_account
from anlan.access import Access, Caller
from anlan.access.sessions.workplaces import Workplace
from anlan.clock import ManualClock
from anlan.journal import Context


class Desks:
    """One desk that controls ground, at which whoever is told sits."""

    def __init__(self, account_id: str | None, ground: frozenset[str] = frozenset({NORTH})) -> None:
        self.account_id = account_id
        self.ground = ground

    async def of(self, account_id: str) -> Workplace | None:
        if account_id != self.account_id:
            return None
        return Workplace("desk-1", self.ground, None, {"id": "desk-1", "account_id": account_id})

    async def change_hands(self, before: Caller, after_account_id: str, context: Context) -> None:
        self.account_id = after_account_id

    async def leave(self, caller: Caller, context: Context) -> None:
        self.account_id = None


async def sign_in(browser: httpx.AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    answer = await browser.post("/session", json={"name": name, "password": PASSWORD}, **more)
    assert answer.status_code == 201, answer.text
    browser.headers["X-CSRF-Token"] = browser.cookies["anlan_csrf"]
    found: dict[str, Any] = answer.json()
    return found


async def test_signing_in_sets_both_cookies_and_me_says_who_i_am(browser: httpx.AsyncClient, access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher", name="陈静")
    answer = await browser.post("/session", json={"name": "chen", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json() == {
        "account": {
            "id": account_id,
            "name": "陈静",
            "role": "dispatcher",
            "agency_id": answer.json()["account"]["agency_id"],
            "unit_id": None,
        },
        "desk": None,
    }
    session, csrf = sorted(answer.headers.get_list("set-cookie"), reverse=True)
    assert session.startswith("anlan_session=") and "HttpOnly" in session and "SameSite=strict" in session
    assert csrf.startswith("anlan_csrf=") and "HttpOnly" not in csrf
    me = (await browser.get("/me")).json()
    assert me["account"]["name"] == "陈静" and "dispatch" in me["acts"]
    assert (me["locked"], me["demo"], me["time_zone"]) == (False, False, "Asia/Shanghai")


async def test_nobody_signed_in_is_401(browser: httpx.AsyncClient) -> None:
    for answer in (await browser.get("/me"), await browser.get("/agencies"), await browser.delete("/session")):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert "WWW-Authenticate" in answer.headers


async def test_an_unsafe_request_by_cookie_needs_the_token_of_its_own_session(
    browser: httpx.AsyncClient, access: Access
) -> None:
    await make_account(access, "chen", "dispatcher")
    await sign_in(browser, "chen")
    for token in ("", "0" * 64):
        answer = await browser.put("/me/language", json={"language": "en"}, headers={"X-CSRF-Token": token})
        assert (answer.status_code, answer.json()["code"]) == (403, "session.csrf")
    assert (await browser.put("/me/language", json={"language": "en"})).status_code == 200


async def test_a_program_uses_its_token_without_cookie_or_csrf(
    browser: httpx.AsyncClient, app: FastAPI, access: Access, wall: ManualClock
) -> None:
    await make_account(access, "chen", "dispatcher")
    await sign_in(browser, "chen")
    made = (await browser.post("/me/tokens", json={"label": "feed"})).json()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.test/api/v1") as program:
        program.headers["Authorization"] = f"Bearer {made['token']}"
        wall.advance(3600)
        assert (await program.put("/me/language", json={"language": "en"})).status_code == 200
        assert [each["label"] for each in (await program.get("/me/tokens")).json()["items"]] == ["feed"]
        assert (await program.delete(f"/me/tokens/{made['id']}")).status_code == 204
        assert (await program.get("/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_name_are_told_the_same(
    browser: httpx.AsyncClient, access: Access
) -> None:
    await make_account(access, "chen", "dispatcher")
    wrong = await browser.post("/session", json={"name": "chen", "password": "not it"})
    unknown = await browser.post("/session", json={"name": "nobody-here", "password": "not it"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_too_many_tries_say_how_long_to_wait(browser: httpx.AsyncClient, access: Access) -> None:
    for _ in range(3):
        await browser.post("/session", json={"name": "chen", "password": "not it"})
    answer = await browser.post("/session", json={"name": "chen", "password": "not it"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


async def test_an_idle_session_locks_and_its_password_unlocks_it(
    browser: httpx.AsyncClient, access: Access, wall: ManualClock
) -> None:
    await make_account(access, "chen", "analyst")
    await sign_in(browser, "chen")
    wall.advance(14 * 60)
    assert (await browser.get("/agencies")).status_code == 200
    wall.advance(14 * 60)
    assert (await browser.get("/agencies", headers={"X-Anlan-Background": "1"})).status_code == 200
    wall.advance(2 * 60)
    locked = await browser.get("/agencies")
    assert (locked.status_code, locked.json()["code"]) == (423, "session.locked")
    assert (await browser.get("/me")).json()["locked"] is True
    assert (await browser.post("/session/unlock", json={"password": "not it"})).status_code == 403
    assert (await browser.post("/session/unlock", json={"password": PASSWORD})).status_code == 204
    assert (await browser.get("/agencies")).status_code == 200


@pytest.mark.parametrize(("ground", "status"), [(frozenset({NORTH}), 200), (frozenset(), 423)])
async def test_a_desk_that_controls_ground_never_locks_by_idleness(
    browser: httpx.AsyncClient, access: Access, wall: ManualClock, ground: frozenset[str], status: int
) -> None:
    access.workplaces = Desks(await make_account(access, "chen", "dispatcher"), ground)
    await sign_in(browser, "chen")
    wall.advance(6 * 3600)
    assert (await browser.get("/agencies")).status_code == status


async def test_a_desk_can_be_locked_by_hand_all_the_same(browser: httpx.AsyncClient, access: Access) -> None:
    access.workplaces = Desks(await make_account(access, "chen", "dispatcher"))
    await sign_in(browser, "chen")
    assert (await browser.post("/session/lock")).status_code == 204
    assert (await browser.get("/agencies")).status_code == 423


async def test_a_fast_switch_hands_over_the_desk_and_ends_the_session_before(
    browser: httpx.AsyncClient, access: Access
) -> None:
    access.workplaces = Desks(await make_account(access, "chen", "dispatcher"))
    await make_account(access, "wang", "dispatcher")
    await sign_in(browser, "chen")
    before = browser.cookies["anlan_session"]
    refused = await browser.post("/session/switch", json={"name": "wang", "password": "not it"})
    assert refused.status_code == 403
    assert (await browser.get("/me")).json()["desk"] is not None
    answer = await browser.post("/session/switch", json={"name": "wang", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["desk"]["account_id"] == answer.json()["account"]["id"]
    assert await access.sessions.find(before) is None


async def test_a_desk_is_not_handed_to_somebody_who_works_at_none(browser: httpx.AsyncClient, access: Access) -> None:
    desks = Desks(await make_account(access, "chen", "dispatcher"))
    access.workplaces = desks
    await make_account(access, "yan", "analyst")
    await sign_in(browser, "chen")
    answer = await browser.post("/session/switch", json={"name": "yan", "password": PASSWORD})
    assert (answer.status_code, answer.json()["desk"], desks.account_id) == (201, None, None)


async def test_a_switch_works_while_locked(browser: httpx.AsyncClient, access: Access, wall: ManualClock) -> None:
    await make_account(access, "chen", "analyst")
    await make_account(access, "wang", "analyst")
    await sign_in(browser, "chen")
    wall.advance(3600)
    assert (await browser.get("/agencies")).status_code == 423
    answer = await browser.post("/session/switch", json={"name": "wang", "password": PASSWORD})
    assert answer.status_code == 201
    assert (await browser.get("/agencies")).status_code == 200


async def test_signing_out_leaves_the_desk(browser: httpx.AsyncClient, access: Access) -> None:
    desks = Desks(await make_account(access, "chen", "dispatcher"))
    access.workplaces = desks
    await sign_in(browser, "chen")
    assert (await browser.delete("/session")).status_code == 204
    assert desks.account_id is None
    assert (await browser.get("/me")).status_code == 401


async def test_a_changed_role_counts_from_the_next_request(browser: httpx.AsyncClient, access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    await sign_in(browser, "chen")
    await access.accounts.change(context(), account_id, changes={"role": "analyst"})
    assert "dispatch" not in (await browser.get("/me")).json()["acts"]


async def test_refusals_speak_the_persons_language(browser: httpx.AsyncClient, access: Access) -> None:
    await make_account(access, "chen", "analyst")
    english = await browser.get("/me", headers={"Accept-Language": "en-GB, zh;q=0.5"})
    assert english.json()["detail"] == "Sign in first."
    await sign_in(browser, "chen")
    await browser.put("/me/language", json={"language": "en"})
    refused = await browser.get("/accounts", headers={"Accept-Language": "zh-CN"})
    assert refused.json()["title"] == "Not allowed" and refused.headers["Content-Language"] == "en"


async def test_ones_own_password_is_changed_with_the_present_one(browser: httpx.AsyncClient, access: Access) -> None:
    await make_account(access, "chen", "analyst")
    await sign_in(browser, "chen")
    told = {"present": "not it at all", "password": "another long one"}
    assert (await browser.put("/me/password", json=told)).status_code == 403
    told["present"] = PASSWORD
    assert (await browser.put("/me/password", json=told)).status_code == 204
    assert (await browser.get("/me")).status_code == 401
    answer = await browser.post("/session", json={"name": "chen", "password": "another long one"})
    assert answer.status_code == 201
