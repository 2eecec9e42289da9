"""Kills (-9) at random moments under load: what was acknowledged is kept, nothing is doubled, timers fired once."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from crowd import Act, Crowd
from kept import (
    everything_acknowledged,
    offers_end_once,
    order_is_dense,
    states_are_their_events,
    whole_journal,
)
from served_platform import PARTS, Serving, serving

from anlan.clock import iso
from small_town import unit_id

SEED = int(os.environ.get("ANLAN_TEST_SEED", "0")) or int(time.time())
WEIGHTS = (6, 6, 3, 3, 2)


@pytest.fixture(scope="module")
def platform() -> Iterator[Serving]:
    with tempfile.TemporaryDirectory(prefix="anlan-test-") as name:
        Path(name).chmod(0o711)
        with serving(Path(name)) as running:
            yield running


def test_killed_between_commit_and_answer_a_retry_is_answered_as_the_first_try_was(platform: Serving) -> None:
    with platform.telling():
        asyncio.run(_killed_before_the_answer(platform))


def test_twenty_kills_lose_and_double_nothing(platform: Serving) -> None:
    with platform.telling():
        asyncio.run(_kills(platform, 20, SEED))


@pytest.mark.soak
def test_a_hundred_kills_lose_and_double_nothing(platform: Serving) -> None:
    with platform.telling():
        asyncio.run(_kills(platform, int(os.environ.get("ANLAN_TEST_KILLS", "100")), SEED))


async def _killed_before_the_answer(platform: Serving) -> None:
    """With the worker standing still, a command is committed and its answer waits for a position: then the web
    process is killed. What the first try would have said can only be known from the second and third."""
    await platform.ready()
    crowd = Crowd(platform, 0)
    told = {"channel": "voice", "type": "police.fight", "location": [120.0, 30.0], "text": "once"}
    report = crowd.act("report", "taker", "POST", "/reports", told)
    await _lose_the_answer(platform, crowd, report)
    incident = report.answer["incident"]["id"]
    sent = crowd.act("send", "dispatcher", "POST", f"/incidents/{incident}/offers", {"unit_id": unit_id("H1")})
    for act in (
        sent,
        crowd.act("close", "dispatcher", "POST", f"/incidents/{incident}/close", {"disposition": "handled"}),
    ):
        await _lose_the_answer(platform, crowd, act)
    assert sent.answer["id"].startswith(incident)
    async with platform.looking() as core:
        kinds = Counter(record.kind for record in await core.journal.history(f"incident:{incident}"))
    once = ("incident.opened", "intake.report_taken", "dispatch.assigned", "closure.closed")
    assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1)


async def _lose_the_answer(platform: Serving, crowd: Crowd, act: Act) -> None:
    worker, web = platform.pid_of("worker"), platform.pid_of("web")
    assert worker is not None and web is not None
    os.kill(worker, signal.SIGSTOP)
    try:
        first = asyncio.create_task(crowd.again(act))
        async with platform.looking() as core:
            while not await core.pool.fetchval("select count(*) from work.commands where command_id = $1", act.uuid):
                assert not first.done(), first
                await asyncio.sleep(0.01)
        os.kill(web, signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            await first
    finally:
        os.kill(worker, signal.SIGCONT)
    async with httpx.AsyncClient(timeout=20) as http:
        await crowd.ask(http, act)
    assert act.acknowledged, act
    assert await crowd.again(act) == (act.status, act.answer)
    await platform.ready()


async def _kills(platform: Serving, kills: int, seed: int) -> None:
    _tell(f"seed {seed}: ANLAN_TEST_SEED={seed} chooses the same kills again")
    chance = random.Random(seed)
    # Every part gets its turn, in an order of chance.
    parts = [part for part, weight in zip(PARTS, WEIGHTS, strict=True) for _ in range(weight)]
    parts = [part for n in range(0, kills, len(parts)) for part in chance.sample(parts, min(len(parts), kills - n))]
    await platform.ready()
    async with platform.looking() as core:
        begun = await core.journal.head()
    crowd = Crowd(platform, seed)
    await crowd.begin()
    for part in parts:
        # At times one kill comes on top of the other; mostly there was work in between.
        await crowd.until(crowd.answered + chance.choice((0, 3, 10, 25)))
        await asyncio.sleep(chance.uniform(0, 0.05))
        await platform.kill(part)
    await crowd.until(crowd.answered + 30)
    await platform.ready()
    await crowd.end()
    await _clocks_are_quiet(platform)
    assert crowd.faults == []
    await _screens_follow(platform, crowd)
    acknowledged = [act for act in crowd.acts if act.acknowledged]
    async with platform.looking() as core:
        records = await whole_journal(core)
        await order_is_dense(core, records)
        await everything_acknowledged(core, records, crowd.acts, begun)
        await states_are_their_events(core, records)
        expired = offers_end_once(records)
        await _the_same_again(crowd, core.journal.head, chance)
    asked_again = sum(act.tries > 1 for act in crowd.acts)
    _tell(
        f"{len(platform.killed)} kills, {len(crowd.acts)} acts, {len(acknowledged)} acknowledged,"
        f" {asked_again} asked again, {expired} offers expired, {len(records)} events"
    )
    assert {"web", "worker", "postmaster", "backend", "supervisor"} <= set(platform.killed)
    assert asked_again, "no kill ever met anybody"
    assert expired, "no clock ever rang"
    _rebuild_check(platform)
    assert await asyncio.to_thread(platform.stop) == 0
    platform.start()
    await platform.ready()
    _rebuild_check(platform)
    assert await asyncio.to_thread(platform.stop) == 0


def _tell(line: str) -> None:
    """For whoever reads the output of a run that failed."""
    sys.stdout.write(line + "\n")


async def _screens_follow(platform: Serving, crowd: Crowd) -> None:
    """What the web process shows has come as far as the journal, and units that move are seen to move."""
    place = [120.001234, 30.004321]
    told = {"items": [{"at": iso(datetime.now(UTC)), "location": place}]}
    moved = crowd.act("positions", "officer-d1", "POST", f"/units/{unit_id('D1')}/positions", told)
    looked = crowd.act("look", "dispatcher", "GET", "/board", None)
    deadline = time.monotonic() + 60
    async with httpx.AsyncClient(timeout=20) as http, platform.looking() as core:
        await crowd.ask(http, moved)
        while True:
            looked.status = 0
            await crowd.ask(http, looked)
            seen = {row[0]: row[1:3] for row in looked.answer["positions"]}
            if looked.answer["position"] == await core.journal.head() and seen.get(unit_id("D1")) == place:
                break
            assert time.monotonic() < deadline, f"the board stands still at {looked.answer['position']}: {seen}"
            await asyncio.sleep(0.1)
    crowd.acts.remove(looked)


async def _clocks_are_quiet(platform: Serving) -> None:
    """Wait until nothing is due and everything committed has its position."""
    deadline = time.monotonic() + 60
    async with platform.looking() as core:
        while True:
            due = await core.pool.fetchval("select count(*) from work.timers where next_at < now() + interval '5 s'")
            unplaced = await core.pool.fetchval(
                "select count(*) from journal.events e where not exists"
                " (select from journal.positions p where p.seq = e.seq)"
            )
            if not due and not unplaced:
                return
            assert time.monotonic() < deadline, f"{due} timers due, {unplaced} events without a position"
            await asyncio.sleep(0.1)


async def _the_same_again(crowd: Crowd, head: object, chance: random.Random) -> None:
    """Asked once more, long after, acts are answered as they were, and nothing is done."""
    assert callable(head)
    before = await head()
    acts = [act for act in crowd.acts if act.acknowledged and act.kind != "positions"]
    for act in chance.sample(acts, min(60, len(acts))):
        assert await crowd.again(act) == (act.status, act.answer), f"{act.method} {act.path}"
    assert await head() == before


def _rebuild_check(platform: Serving) -> None:
    environment = {**os.environ, "ANLAN_DATA_DIR": str(platform.data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "anlan", "rebuild", "--check"],
        env=environment,
        cwd=platform.data_dir,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
