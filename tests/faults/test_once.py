"""Every unsafe address: the same key again is the same answer and nothing more is done, at once and long after."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from http_world import document

from access_world import DOCKS
from anlan.clock import ManualClock, iso
from anlan.database import Location
from platform_world import Town, open_town
from small_town import corner, desk_id, unit_id

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PREFIX = "/api/v1"

ANOTHER_PROMISE = {
    ("POST", "/session"): "a repeated sign-in is the same session with a new token in place of the old",
    ("DELETE", "/session"): "the session that asks is gone: 401",
    ("POST", "/session/switch"): "as signing in",
    ("POST", "/session/lock"): "locked twice is locked: 423",
    ("POST", "/session/unlock"): "unlocked twice is unlocked",
    ("POST", "/me/tokens"): "the secret is kept nowhere: the same token's id with a new secret in place of the old",
    ("PUT", "/me/password"): "the session that asks is gone: 401",
}


@pytest.fixture
async def town(location: Location, data_dir: Path, clock: ManualClock) -> AsyncIterator[Town]:
    async with open_town(location, data_dir, clock) as found:
        yield found


class Repeated:
    """Asks everything twice with one key, and remembers it to be asked again at the end."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.asked: list[tuple[str, str, str, dict[str, Any], tuple[int, Any]]] = []

    async def __call__(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        more = {"key": f"once-{len(self.asked)}", **({"body": body} if body is not None else {}), **more}
        first = self._said(await self.town.as_(who).ask(method, path, **more))
        assert 200 <= first[0] < 300, f"{method} {path}: {first}"
        await self.town.caught_up()
        done = await self._done()
        again = self._said(await self.town.as_(who).ask(method, path, **more))
        assert again == first, f"{method} {path}"
        await self.town.caught_up()
        assert await self._done() == done, f"{method} {path} was done twice"
        self.asked.append((who, method, path, more, first))
        return first[1]

    async def once_more(self) -> None:
        done = await self._done()
        for who, method, path, more, first in self.asked:
            again = self._said(await self.town.as_(who).ask(method, path, **more))
            if path.startswith("/accounts") and method != "DELETE":
                # The person was erased since, and with them what was said about them.
                assert again[1]["code"] in ("journal.answer_erased", "account.erased"), again
                continue
            if path.startswith("/agencies"):
                # An agency is answered as it is now.
                assert (again[0], again[1]["id"]) == (first[0], first[1]["id"])
                continue
            assert again == first, f"{method} {path}, long after"
        await self.town.caught_up()
        assert await self._done() == done

    async def _done(self) -> tuple[int, int, int]:
        core = self.town.core
        positions = await core.pool.fetchval("select count(*) from telemetry.positions")
        sessions = await core.pool.fetchval("select count(*) from access.sessions")
        return await core.journal.head(), int(positions), int(sessions)

    @staticmethod
    def _said(answer: httpx.Response) -> tuple[int, Any]:
        return answer.status_code, answer.json() if answer.content else None


async def test_the_same_key_again_is_the_same_answer(town: Town) -> None:
    ask = Repeated(town)
    people = town.people
    here = {"channel": "voice", "location": list(corner(1, 5)), "caller": {"name": "王芳"}}
    await ask("administrator", "PATCH", "/settings", {"same_metres": 200})
    await ask(
        "administrator", "PUT", "/incident-types/once.type", {"name": "甲", "name_en": "One", "parent_id": "help"}
    )
    await ask("administrator", "POST", "/agencies", {"kind": "partner", "name": "水务", "parent_id": None})
    agency = (await town.as_("administrator").get("/agencies"))["items"][0]["id"]
    await ask("administrator", "PATCH", f"/agencies/{agency}", {"name_en": "First"})
    account = await ask(
        "administrator",
        "POST",
        "/accounts",
        {"login": "fresh", "password": "a long enough one", "name": "新人", "role": "analyst", "agency_id": agency},
    )
    await ask("administrator", "PATCH", f"/accounts/{account['id']}", {"name": "旧人"})
    await ask("administrator", "POST", f"/accounts/{account['id']}/password", {"password": "another long one"})
    await ask("administrator", "DELETE", f"/accounts/{account['id']}")
    await ask("taker", "PUT", "/me/language", {"language": "en"})
    token = await town.as_("taker").post("/me/tokens", {"label": "phone", "days": 1})
    await ask("taker", "DELETE", f"/me/tokens/{token['id']}")

    made = await ask("administrator", "POST", "/units", {"call_sign": "Z1", "kind": "car", "agency_id": agency})
    await ask("administrator", "DELETE", f"/units/{made['id']}")
    await ask("administrator", "POST", "/desks", {"name": "新席", "agency_id": agency})
    await ask("administrator", "PATCH", f"/desks/{desk_id('taker')}", {"name": "旧席"})
    await ask("dispatcher-two", "POST", f"/desks/{desk_id('taker-south')}/log-on", {"take_over": True})
    await ask("dispatcher-two", "POST", f"/desks/{desk_id('taker-south')}/log-off")
    ground = (await town.as_("dispatcher").get("/desks"))["items"]
    dispatcher = next(desk for desk in ground if desk["id"] == desk_id("dispatcher"))
    part = {"ground": [DOCKS], "into": desk_id("taker")}
    await ask("dispatcher", "POST", f"/desks/{dispatcher['id']}/split", part)
    await ask("taker", "POST", f"/desks/{desk_id('taker')}/merge", {"into": dispatcher["id"]})

    first = await ask("taker", "POST", "/reports", {**here, "type": "police.fight", "live": True})
    one = first["incident"]["id"]
    await ask("taker", "POST", f"/reports/{first['id']}/end")
    other = (await ask("taker", "POST", "/reports", {**here, "type": "police.fight"}))["incident"]["id"]
    await ask("taker", "PATCH", f"/reports/{first['id']}", {"caller": {"number": "13800000000"}})
    await ask("taker", "PATCH", f"/incidents/{one}", {"place": "三楼", "location": list(corner(1.1, 5))})
    await ask("taker", "POST", f"/incidents/{one}/remarks", {"text": "有刀"})
    await ask("dispatcher", "POST", f"/incidents/{one}/proposals/{other}/dismiss")
    await ask("dispatcher", "POST", f"/incidents/{one}/recommendation")
    await town.as_("dispatcher").post(f"/incidents/{one}/recommendation")
    await ask("dispatcher", "POST", f"/incidents/{other}/hold", {"reason": "weather"})
    await ask("dispatcher", "POST", f"/incidents/{other}/release")
    sent = await ask("dispatcher", "POST", f"/incidents/{one}/offers", {"unit_id": unit_id("D1")})
    await ask(
        "dispatcher", "POST", f"/incidents/{one}/reassign", {"from_unit": unit_id("D1"), "to_unit": unit_id("H1")}
    )
    offer = await ask("dispatcher", "POST", f"/incidents/{one}/offers", {"unit_id": unit_id("D2"), "direct": False})
    await ask("officer-d2", "POST", f"/offers/{offer['id']}/accept")
    offer = await ask("dispatcher", "POST", f"/incidents/{one}/offers", {"unit_id": unit_id("M1"), "direct": False})
    await ask("officer-m1", "POST", f"/offers/{offer['id']}/decline", {"reason": "无油"})
    await ask("dispatcher", "POST", f"/offers/{sent['id']}/withdraw")
    await ask("dispatcher", "POST", f"/incidents/{other}/stack", {"unit_id": unit_id("H1")})
    await ask("officer-h1", "PUT", f"/units/{unit_id('H1')}/status", {"status": "onscene"})
    fix = {"at": iso(town.core.clock.now()), "location": list(corner(1, 5))}
    away = {"at": iso(town.core.clock.now()), "location": list(corner(600, 5))}
    await ask("officer-h1", "POST", f"/units/{unit_id('H1')}/positions", {"items": [fix, away]})
    await ask("officer-h1", "POST", f"/incidents/{one}/backup", {"note": "再来"})
    await ask("dispatcher", "POST", f"/alarms/{one}/acknowledge")
    picture = {"content": PNG, "headers": {"Content-Type": "image/png"}}
    await ask("officer-h1", "POST", f"/incidents/{one}/pictures", None, **picture)
    await ask("dispatcher", "POST", f"/incidents/{other}/merge", {"into": one})
    await ask("dispatcher", "POST", f"/incidents/{one}/unmerge", {"incident_id": other})
    await ask("dispatcher", "POST", f"/incidents/{one}/close", {"disposition": "handled"})
    await ask("dispatcher", "POST", f"/incidents/{one}/call-back", {})
    await ask("dispatcher", "POST", f"/incidents/{one}/reopen", {"reason": "又来"})
    await ask("officer-p1", "POST", f"/units/{unit_id('P1')}/duty", {"on": False})
    await ask("dispatcher", "POST", f"/desks/{dispatcher['id']}/hand-over", {"to": people["dispatcher-two"].id})

    await town.advance(3600)
    await ask.once_more()
    _nothing_was_left_out(ask)


def _nothing_was_left_out(ask: Repeated) -> None:
    unsafe = {
        (method.upper(), path.removeprefix(PREFIX))
        for path, item in document()["paths"].items()
        for method in item
        if method != "get"
    }
    tried = {
        (method, template)
        for method, template in unsafe
        if any(method == each[1] and _fits(template, each[2]) for each in ask.asked)
    }
    assert unsafe - tried == set(ANOTHER_PROMISE)


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(w == g or w.startswith("{") for w, g in zip(wanted, given, strict=True))
