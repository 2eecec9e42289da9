"""The settings that the stages go by: how each priority is sent and watched, and the promises' lengths.

They are events on the stream `settings:default`; what was never changed has the default here. Pure.
"""

from typing import Any

import msgspec

from anlan.command.events import SettingsChanged
from anlan.errors import Invalid
from anlan.journal import Decision, Planned, Stamp, evolves, register

__all__ = [
    "DEFAULT_SETTINGS",
    "SETTINGS_STREAM",
    "Disposition",
    "PlatformSettings",
    "PriorityPolicy",
    "change_settings",
    "settings_of",
]

SETTINGS_STREAM = "settings:default"


class PriorityPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How incidents of one priority are sent and watched; all in seconds.

    `direct`: units are assigned and acknowledge, instead of being offered and accepting. `escalate_seconds`:
    without a unit or an acknowledgement for this long, one level up. `remind_seconds`: after a person has
    acknowledged the alarm and nothing has changed, again.
    """

    direct: bool
    offer_seconds: int
    acknowledge_seconds: int
    escalate_seconds: int
    remind_seconds: int


class Disposition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way for an incident to be closed. `call_back`: whether a caller is called back after it, unless told."""

    id: str
    name: str
    name_en: str
    call_back: bool = False


def _default_priorities() -> dict[str, PriorityPolicy]:
    rows = {
        "P1": (True, 30, 30, 60, 300),
        "P2": (True, 45, 45, 120, 600),
        "P3": (False, 60, 60, 300, 1800),
        "P4": (False, 120, 120, 900, 3600),
    }
    return {
        priority: PriorityPolicy(
            direct=direct,
            offer_seconds=offer,
            acknowledge_seconds=acknowledge,
            escalate_seconds=escalate,
            remind_seconds=remind,
        )
        for priority, (direct, offer, acknowledge, escalate, remind) in rows.items()
    }


def _default_dispositions() -> list[Disposition]:
    rows = [
        ("handled", "已处置", "Handled on scene", True),
        ("settled", "当场调解", "Settled on scene", True),
        ("transported", "已送医", "Taken to hospital", True),
        ("handed_over", "移交其他部门", "Handed over to a partner agency", True),
        ("case", "转入案件办理", "Taken on as a case", True),
        ("advised", "咨询答复", "Advised without sending", False),
        ("nothing_found", "到场未发现异常", "Nothing found", True),
        ("gone", "当事人已离开", "Gone on arrival", False),
        ("false_alarm", "误报", "False alarm", False),
        ("cancelled", "报警人撤销", "Cancelled by the caller", False),
        ("no_answer", "无声或无法联系", "Silent, or could not be reached", False),
        ("other", "其他", "Other", False),
    ]
    return [Disposition(id=id, name=zh, name_en=en, call_back=back) for id, zh, en, back in rows]


class PlatformSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them. Minutes and metres as named."""

    priorities: dict[str, PriorityPolicy] = msgspec.field(default_factory=_default_priorities)
    call_back_minutes: int = 60
    hold_minutes: int = 30
    stack_minutes: int = 20
    same_metres: int = 300
    same_minutes: int = 60
    alarm_budget_per_hour: int = 12
    dispositions: list[Disposition] = msgspec.field(default_factory=_default_dispositions)

    def policy(self, priority: str) -> PriorityPolicy:
        """How this priority is sent and watched."""
        return self.priorities[priority]


DEFAULT_SETTINGS = PlatformSettings()
register("settings", PlatformSettings)


def settings_of(state: PlatformSettings | None) -> PlatformSettings:
    """The settings in force: the defaults where nothing was ever changed."""
    return state or DEFAULT_SETTINGS


def _merged(before: PlatformSettings, values: dict[str, Any]) -> PlatformSettings:
    tree: dict[str, Any] = msgspec.to_builtins(before)
    for name, value in values.items():
        if name == "priorities" and isinstance(value, dict):
            for priority, part in value.items():
                tree["priorities"][priority] = {**tree["priorities"].get(priority, {}), **part}
        else:
            tree[name] = value
    return msgspec.convert(tree, PlatformSettings)


@evolves("settings", SettingsChanged)
def _changed(state: PlatformSettings | None, event: SettingsChanged, at: Stamp) -> PlatformSettings:
    return _merged(settings_of(state), event.values)


def change_settings(state: PlatformSettings | None, values: dict[str, Any]) -> Decision:
    """Change part of the tree. Raises Invalid with the field that is wrong; the same again changes nothing."""
    before = settings_of(state)
    try:
        after = _merged(before, values)
    except (msgspec.ValidationError, TypeError, AttributeError):
        raise Invalid("command.settings_wrong", fields=[("settings", "field.shape")]) from None
    wrong = [(f"priorities.{name}", "field.choice") for name in after.priorities if name not in before.priorities]
    for name, policy in after.priorities.items():
        wrong += [
            (f"priorities.{name}.{field}", "field.range")
            for field, value in msgspec.structs.asdict(policy).items()
            if field != "direct" and not 1 <= value <= 86_400
        ]
    numbers = {
        "call_back_minutes": (after.call_back_minutes, 1, 10_080),
        "hold_minutes": (after.hold_minutes, 1, 1_440),
        "stack_minutes": (after.stack_minutes, 1, 1_440),
        "same_metres": (after.same_metres, 1, 10_000),
        "same_minutes": (after.same_minutes, 1, 1_440),
        "alarm_budget_per_hour": (after.alarm_budget_per_hour, 1, 1_000),
    }
    wrong += [(name, "field.range") for name, (value, low, high) in numbers.items() if not low <= value <= high]
    ids = [disposition.id for disposition in after.dispositions]
    if not ids or len(set(ids)) != len(ids) or not all(ids):
        wrong.append(("dispositions", "field.choice"))
    if wrong:
        raise Invalid("command.settings_wrong", fields=wrong)
    answer: dict[str, Any] = msgspec.to_builtins(after)
    if after == before:
        return Decision(answer=answer)
    return Decision([Planned(SETTINGS_STREAM, SettingsChanged(values=values))], answer)
