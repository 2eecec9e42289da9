"""Accounts of the fictional city: generated names marked as such, random passwords, a file only its owner reads."""

import asyncio
import dataclasses
import os
import random
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from anlan.access.accounts.handlers import Accounts, AccountTold
from anlan.access.accounts.passwords import Passwords
from anlan.access.agencies.state import AgencyState
from anlan.access.policy import Role
from anlan.ids import derived_id
from anlan.journal import Context

__all__ = ["DemoSeat", "DemoUnit", "DrawnPasswords", "ensure_demo_accounts", "plan_demo_accounts"]

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
    "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_GIVEN = (
    "静敏丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏波宁琳斌宇浩凯健俊帆雪梅婷亮红"
    "建文志伟海山东升晓晨思远子涵雨泽安澜"
)
_MARK = "（演示）"
_ACTOR = "system:demo"


@dataclasses.dataclass(frozen=True)
class DemoUnit:
    """A unit that an officer of the demo may belong to."""

    id: str
    call_sign: str
    agency_id: str


@dataclasses.dataclass(frozen=True)
class DemoSeat:
    """An account to be: `login` is typed, `name` is what colleagues see."""

    login: str
    name: str
    role: Role
    agency_id: str
    unit_id: str | None = None
    agency: str = ""
    unit: str | None = None


def plan_demo_accounts(
    agencies: Sequence[AgencyState], units: Sequence[DemoUnit], seed: int = 1, *, dispatchers: int = 3
) -> list[DemoSeat]:
    """One at least of each role: desks at the city bureau, a room in up to three stations, and officers, one for
    every five units (three at least). The same seed names the same people. Pure."""
    chance = random.Random(seed)
    city = min(agencies, key=lambda agency: (agency.kind != "city", agency.id))
    stations = sorted((agency for agency in agencies if agency.kind == "station"), key=lambda a: a.name)[:3] or [city]
    by_id = {agency.id: agency for agency in agencies}
    seats: list[DemoSeat] = []

    def seat(login: str, role: Role, agency: AgencyState, unit: DemoUnit | None = None) -> None:
        name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2)))) + _MARK
        seats.append(
            DemoSeat(
                login=login,
                name=name,
                role=role,
                agency_id=agency.id,
                unit_id=unit.id if unit else None,
                agency=agency.name,
                unit=unit.call_sign if unit else None,
            )
        )

    for n in (1, 2):
        seat(f"call-taker-{n}", Role.CALL_TAKER, city)
    for n in range(1, dispatchers + 1):
        seat(f"dispatcher-{n}", Role.DISPATCHER, city)
    for n, station in enumerate(stations, 1):
        seat(f"station-{n}", Role.STATION, station)
    ordered = sorted(units, key=lambda unit: (unit.call_sign, unit.id))
    step = max(1, min(5, len(ordered) // 3))
    for unit in ordered[::step]:
        seat(f"officer-{unit.call_sign.lower()}", Role.OFFICER, by_id.get(unit.agency_id, city), unit)
    for role in (Role.COMMANDER, Role.ANALYST, Role.AUDITOR, Role.SECURITY, Role.ADMINISTRATOR):
        seat(f"{role.value}-1", role, city)
    return seats


class DrawnPasswords:
    """Random passwords with their hashes. The first `ahead` are made at once, while who engages people still waits
    for something else."""

    def __init__(self, passwords: Passwords, ahead: int = 0) -> None:
        self._passwords = passwords
        self._made = [asyncio.create_task(self._draw()) for _ in range(ahead)]

    async def next(self) -> tuple[str, str]:
        """A password that nobody was given yet, and its hash."""
        return await (self._made.pop(0) if self._made else self._draw())

    async def _draw(self) -> tuple[str, str]:
        password = secrets.token_urlsafe(12)
        return password, await self._passwords.hash(password)

    def close(self) -> None:
        """Nobody else is engaged."""
        for made in self._made:
            made.cancel()


async def ensure_demo_accounts(
    accounts: Accounts, seats: Sequence[DemoSeat], path: Path, drawn: DrawnPasswords | None = None
) -> list[dict[str, Any]]:
    """Have these accounts and the file that tells their passwords; answers what the file holds.

    Accounts that are there keep their passwords when the file still tells them; otherwise they get new ones. The
    file is written before anything is answered, readable by its owner only.
    """
    known = _passwords_in(path)
    told = await asyncio.gather(*(_ensure(accounts, seat, known.get(seat.login), drawn) for seat in seats))
    rows = [
        {
            "role": seat.role.value,
            "name": seat.login,
            "password": password,
            "display_name": seat.name,
            "agency": seat.agency,
            "unit": seat.unit,
        }
        for seat, password in zip(seats, told, strict=True)
    ]
    _write_private(path, msgspec.json.format(msgspec.json.encode(rows), indent=2))
    return rows


async def _ensure(accounts: Accounts, seat: DemoSeat, known: str | None, drawn: DrawnPasswords | None) -> str:
    command_id = derived_id("demo-account", seat.login, seat.role.value, seat.agency_id, seat.unit_id or "")
    account_id = derived_id("account", command_id)
    there = await accounts.find(account_id) is not None
    if there and known is not None:
        return known
    password, hashed = known or secrets.token_urlsafe(12), None
    if there:
        renewed = Context(command_id=derived_id("demo-password", account_id, secrets.token_hex(8)), actor=_ACTOR)
        await accounts.set_password(renewed, account_id, password)
        return password
    if known is None and drawn is not None:
        password, hashed = await drawn.next()
    told = AccountTold(
        login=seat.login,
        password=password,
        name=seat.name,
        role=seat.role.value,
        agency_id=seat.agency_id,
        unit_id=seat.unit_id,
        demo=True,
    )
    await accounts.create(Context(command_id=command_id, actor=_ACTOR), told, hashed=hashed)
    return password


def _passwords_in(path: Path) -> dict[str, str]:
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[dict[str, str | None]])
    except (OSError, msgspec.MsgspecError):
        return {}
    return {name: password for row in rows if (name := row.get("name")) and (password := row.get("password"))}


def _write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step; nobody else can ever have opened it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
