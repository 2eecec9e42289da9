import httpx
import pytest
from test_session_routes import sign_in

from access_world import CITY, DOCKS, NORTH, PASSWORD, SOUTH, make_account
from anlan.access import Access
from anlan.journal import Journal

SQUARE = {"type": "Polygon", "coordinates": [[[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.0]]]}


@pytest.fixture
async def admin(browser: httpx.AsyncClient, access: Access) -> httpx.AsyncClient:
    await make_account(access, "guan", "administrator")
    await sign_in(browser, "guan")
    return browser


async def test_the_administrator_makes_an_account_once_under_one_key(admin: httpx.AsyncClient) -> None:
    told = {"login": "chen", "password": PASSWORD, "name": "陈静", "role": "dispatcher", "agency_id": NORTH}
    once = {"Idempotency-Key": "k-1"}
    first = await admin.post("/accounts", json=told, headers=once)
    again = await admin.post("/accounts", json=told, headers=once)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() and first.json()["name"] == "陈静"
    assert "X-Anlan-Position" in first.headers and first.headers["ETag"] == '"2"'
    other = await admin.post("/accounts", json={**told, "login": "wang"}, headers=once)
    assert (other.status_code, other.json()["code"]) == (422, "journal.command_reused")
    assert len((await admin.get("/accounts")).json()["items"]) == 2


async def test_others_make_no_accounts(browser: httpx.AsyncClient, access: Access) -> None:
    for role in ("call_taker", "dispatcher", "station", "commander", "analyst", "auditor", "security"):
        await make_account(access, role, role)
        await sign_in(browser, role)
        told = {"login": "chen", "password": PASSWORD, "role": "analyst", "agency_id": NORTH}
        assert (await browser.post("/accounts", json=told)).status_code == 403
        expected = 200 if role in ("auditor", "security") else 403
        assert (await browser.get("/accounts")).status_code == expected


async def test_accounts_are_paged_by_cursor(admin: httpx.AsyncClient, access: Access) -> None:
    made = {await make_account(access, f"person{n}", "analyst") for n in range(5)}
    found: list[str] = []
    cursor = None
    for _ in range(5):
        page = (await admin.get("/accounts", params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 6 and made < set(found)
    assert (await admin.get("/accounts", params={"cursor": "nonsense"})).status_code == 422


async def test_an_account_is_changed_on_the_revision_that_was_seen(admin: httpx.AsyncClient, access: Access) -> None:
    account_id = await make_account(access, "chen", "dispatcher")
    seen = (await admin.get(f"/accounts/{account_id}")).headers["ETag"]
    path = f"/accounts/{account_id}"
    assert (await admin.patch(path, json={"role": "station"}, headers={"If-Match": seen})).status_code == 200
    late = await admin.patch(path, json={"role": "analyst"}, headers={"If-Match": seen})
    assert (late.status_code, late.json()["title"]) == (412, "已被修改")
    assert (await admin.patch(path, json={"role": None})).status_code == 422
    assert (await admin.patch(path, json={"disabled": True})).json()["disabled"] is True


async def test_an_administrator_does_not_lock_themselves_out(admin: httpx.AsyncClient) -> None:
    own = (await admin.get("/me")).json()["account"]["id"]
    assert (await admin.patch(f"/accounts/{own}", json={"disabled": True})).status_code == 409
    assert (await admin.patch(f"/accounts/{own}", json={"role": "analyst"})).status_code == 409


async def test_an_agency_joins_the_tree_and_cannot_lie_below_itself(admin: httpx.AsyncClient) -> None:
    told = {"name": "东区分局", "name_en": "East", "kind": "district", "parent_id": CITY, "jurisdiction": SQUARE}
    made = await admin.post("/agencies", json=told)
    assert made.status_code == 201 and made.json()["jurisdiction"] == SQUARE
    ring = await admin.patch(f"/agencies/{NORTH}", json={"parent_id": DOCKS})
    assert (ring.status_code, ring.json()["errors"][0]["code"]) == (422, "agency.ring")
    moved = await admin.patch(f"/agencies/{DOCKS}", json={"parent_id": SOUTH}, headers={"If-Match": '"1"'})
    assert moved.json()["parent_id"] == SOUTH and moved.headers["ETag"] == '"2"'
    assert (
        await admin.patch(f"/agencies/{DOCKS}", json={"name": "x"}, headers={"If-Match": '"1"'})
    ).status_code == 412
    names = {each["name"] for each in (await admin.get("/agencies")).json()["items"]}
    assert "东区分局" in names and len(names) == 5


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [400, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]},
        {"type": "MultiPolygon", "coordinates": [{}]},
        {"type": "Polygon", "coordinates": [[[0, 0, 0, 0, 0], [1, None], [0, 1], [0, 0]]]},
    ],
)
async def test_a_jurisdiction_that_is_no_ground_is_refused(admin: httpx.AsyncClient, geometry: object) -> None:
    answer = await admin.post("/agencies", json={"name": "东", "kind": "district", "jurisdiction": geometry})
    assert answer.status_code == 422


async def test_nobody_else_changes_agencies(browser: httpx.AsyncClient, access: Access) -> None:
    await make_account(access, "chen", "commander")
    await sign_in(browser, "chen")
    assert (await browser.post("/agencies", json={"name": "东", "kind": "district"})).status_code == 403
    assert (await browser.patch(f"/agencies/{NORTH}", json={"name": "x"})).status_code == 403


async def test_no_password_reaches_the_journal(admin: httpx.AsyncClient, journal: Journal) -> None:
    told = {"login": "chen", "password": "a very secret one", "role": "analyst", "agency_id": NORTH}
    account_id = (await admin.post("/accounts", json=told)).json()["id"]
    await admin.post(f"/accounts/{account_id}/password", json={"password": "another secret"})
    rows = await journal.pool.fetch("select public, sealed from journal.events")
    assert not any(b"secret" in row["public"] + (row["sealed"] or b"") for row in rows)


async def test_a_key_used_for_another_password_changes_nothing(admin: httpx.AsyncClient, access: Access) -> None:
    account_id = await make_account(access, "chen", "analyst")
    path, once = f"/accounts/{account_id}/password", {"Idempotency-Key": "k-2"}
    assert (await admin.post(path, json={"password": "the first long one"}, headers=once)).status_code == 204
    assert (await admin.post(path, json={"password": "the other long one"}, headers=once)).status_code == 422
    assert (await access.sign_in.prove("chen", "the first long one", "10.0.0.9")).id == account_id


async def test_an_erased_person_has_no_name_in_the_list(admin: httpx.AsyncClient, access: Access) -> None:
    account_id = await make_account(access, "chen", "analyst", name="陈静")
    assert (await admin.delete(f"/accounts/{account_id}")).status_code == 204
    told = (await admin.get(f"/accounts/{account_id}")).json()
    assert (told["name"], told["erased"], told["disabled"]) == ("", True, True)
    own = (await admin.get("/me")).json()["account"]["id"]
    assert (await admin.delete(f"/accounts/{own}")).status_code == 409
