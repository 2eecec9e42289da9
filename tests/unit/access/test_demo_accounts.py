import stat
from pathlib import Path

import msgspec

from access_world import CITY
from anlan.access import Access
from anlan.access.accounts.demo import DemoUnit, ensure_demo_accounts, plan_demo_accounts
from anlan.access.policy import Role

UNITS = [DemoUnit(f"unit-{n}", f"A{n}", CITY) for n in range(30, 50)]


async def seats_of(access: Access, seed: int = 1) -> list:
    return plan_demo_accounts(list((await access.agencies.all()).values()), UNITS, seed)


async def test_there_is_one_at_least_of_each_role_and_everyone_is_marked(access: Access) -> None:
    seats = await seats_of(access)
    assert {seat.role for seat in seats} == set(Role)
    assert all(seat.name.endswith("（演示）") for seat in seats)
    assert sum(seat.role is Role.OFFICER for seat in seats) == 4
    assert len({seat.login for seat in seats}) == len(seats)
    assert seats == await seats_of(access) and seats != await seats_of(access, 2)


async def test_few_units_still_give_officers(access: Access) -> None:
    agencies = list((await access.agencies.all()).values())
    seats = plan_demo_accounts(agencies, UNITS[:3], 1)
    assert sum(seat.role is Role.OFFICER for seat in seats) == 3


async def test_every_account_in_the_file_signs_in_and_only_its_owner_reads_it(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    rows = await ensure_demo_accounts(access.accounts, await seats_of(access), path)
    assert msgspec.json.decode(path.read_bytes()) == rows
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({row["password"] for row in rows}) == len(rows)
    for row in rows:
        state = await access.sign_in.prove(row["name"], row["password"], "127.0.0.1")
        assert (state.role, state.demo) == (row["role"], True)


async def test_a_second_start_changes_nothing(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    first = await ensure_demo_accounts(access.accounts, await seats_of(access), path)
    states = await access.accounts.all()
    assert await ensure_demo_accounts(access.accounts, await seats_of(access), path) == first
    assert await access.accounts.all() == states


async def test_a_lost_file_gives_new_passwords_to_the_same_accounts(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    first = await ensure_demo_accounts(access.accounts, await seats_of(access), path)
    path.write_text("broken", "utf-8")
    path.chmod(0o644)
    second = await ensure_demo_accounts(access.accounts, await seats_of(access), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [row["name"] for row in first] == [row["name"] for row in second]
    assert not {row["password"] for row in first} & {row["password"] for row in second}
    await access.sign_in.prove(second[0]["name"], second[0]["password"], "127.0.0.1")
