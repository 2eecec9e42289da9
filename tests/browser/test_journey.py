"""An incident from the call to its replay, by the hands of three people in three browsers."""

import re
from collections.abc import Callable
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
# A shared machine may be slow; what is waited for is a condition, never a time.
expect.set_options(timeout=30_000)


def command(page: Any, line: str) -> Any:
    """Type a line at the desk's command line; answers the line of words that it answers with."""
    page.keyboard.press("F2")
    entry = page.get_by_role("region", name="命令行").get_by_role("combobox")
    expect(entry).to_be_focused()
    entry.fill(line)
    page.keyboard.press("Enter")
    return page.get_by_role("region", name="命令行").get_by_role("status")


def take_report(page: Any, what: str, where: str) -> str:
    """Fill the call-taker's form by keyboard alone; answers the incident's number."""
    kind = page.get_by_role("combobox", name="什么事")
    kind.fill(what)
    expect(page.get_by_role("listbox", name="什么事").get_by_role("option").first).to_contain_text(what)
    kind.press("Enter")
    place = page.get_by_role("combobox", name="在哪里")
    place.fill(where)
    expect(page.get_by_role("listbox", name="在哪里").get_by_role("option").first).to_be_visible()
    place.press("Enter")
    number = page.get_by_text(re.compile(r"^\d{4}-\d{3}")).first
    expect(number).to_be_visible()
    found = re.search(r"\d{4}-\d{3}", number.inner_text())
    assert found is not None
    return found.group()


def test_a_call_becomes_help_and_is_seen_again(sign_in: Callable[..., Any]) -> None:
    taker, desk, officer = sign_in("call-taker-1"), sign_in("dispatcher-1"), sign_in("officer-a11", 390, 844)
    expect(officer.get_by_role("heading", name="待命中")).to_be_visible()

    number = take_report(taker, "打架斗殴", "金沙街")
    queue = desk.get_by_role("listbox", name="警情队列")
    waiting = queue.get_by_role("option", name=re.compile(number))
    expect(waiting).to_contain_text("待派")
    expect(waiting).to_contain_text("通话中")

    short = str(int(number[-3:]))
    expect(command(desk, f"d {short} a11")).to_contain_text("A11")
    expect(officer.get_by_role("heading", name="打架斗殴")).to_be_visible()
    expect(officer.get_by_text("指派给您")).to_be_visible()
    expect(officer.get_by_role("region", name="地点")).to_contain_text("路线")

    # What the caller says later reaches the unit on its way.
    said = taker.get_by_role("textbox", name=re.compile("说了什么"))
    said.fill("其中一人持木棍")
    said.press("Enter")
    expect(officer.get_by_role("region", name="补充信息")).to_contain_text("持木棍")

    for touch in ("签收", "出发", "到场"):
        officer.get_by_role("button", name=touch, exact=True).click()
        expect(officer.get_by_role("list", name="处警进度")).to_contain_text(f"✓{touch}")
    expect(queue.get_by_role("option", name=re.compile(f"{number}.*到场"))).to_be_visible()

    expect(command(desk, f"c {short} handled")).to_contain_text(number)
    expect(queue.get_by_role("option", name=re.compile(f"{number}.*到场"))).to_have_count(0)
    expect(officer.get_by_role("heading", name="待命中")).to_be_visible()

    # And seen again: the board as it stood when A11 was there, though all of it is over now.
    desk.get_by_role("link", name="复盘").first.click()
    desk.get_by_role("button", name=re.compile(number)).click()
    course = desk.get_by_role("region", name="经过")
    expect(course).to_contain_text("结案")
    course.get_by_role("button", name=re.compile("A11 到场")).click()
    desk.get_by_role("button", name=re.compile("当时的警情")).click()
    then = desk.get_by_role("complementary").last
    expect(then.get_by_role("button", name=re.compile(f"已到场.* {short} ·"))).to_be_visible()
    expect(desk.get_by_role("slider", name="回放时刻")).to_be_visible()


def test_six_acts_of_the_shift_take_eight_keys(sign_in: Callable[..., Any]) -> None:
    """Status, remark, open, find a place, assign, where is: typed lines of eight keys at most, answered in words."""
    taker, desk = sign_in("call-taker-2"), sign_in("dispatcher-2")
    number = take_report(taker, "噪声扰民", "金沙街")
    queue = desk.get_by_role("listbox", name="警情队列")
    expect(queue.get_by_role("option", name=re.compile(number))).to_be_visible()
    short = str(int(number[-3:]))
    # (keys besides Enter and free text, the whole line, what the answer names)
    acts = [
        (f"d {short} a12", f"d {short} a12", "A12"),
        ("os a12", "os a12", "A12"),
        (f"r {short} ", f"r {short} 门已打开", number),
        (f"o {short}", f"o {short}", number),
        ("f ", "f 金沙街", "金沙街"),
        ("w a12", "w a12", "A12"),
    ]
    for keys, line, named in acts:
        assert len(keys) <= 8
        expect(command(desk, line)).to_contain_text(named)
        assert desk.get_by_role("dialog").count() == 0
    expect(desk.get_by_role("complementary", name=re.compile(number))).to_contain_text("门已打开")
    expect(command(desk, f"c {short} handled")).to_contain_text(number)


def test_both_languages_without_reloading(sign_in: Callable[..., Any]) -> None:
    desk = sign_in("dispatcher-3")
    expect(desk.get_by_role("region", name="警情队列")).to_be_visible()
    desk.evaluate("window.unchanged = true")
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("link", name="Review").first).to_be_visible()
    assert desk.evaluate("window.unchanged") is True
    assert desk.locator("html").get_attribute("lang") == "en"
    desk.get_by_role("button", name="中文").click()
    expect(desk.get_by_role("link", name="复盘").first).to_be_visible()
