"""Codes as the timeline says them: code -> (中文, English)."""

from typing import Final

__all__ = ["ALARMS", "CHANNELS", "DONE", "ENDED", "HOLDS", "STATUSES"]

Pair = tuple[str, str]

CHANNELS: Final[dict[str, Pair]] = {
    "voice": ("电话", "voice"),
    "sms": ("短信", "text message"),
    "web": ("网络", "web"),
    "video": ("视频", "video"),
    "device": ("设备", "device"),
    "partner": ("联动部门", "partner agency"),
    "officer": ("民警", "officer"),
}

STATUSES: Final[dict[str, Pair]] = {
    "acknowledged": ("签收", "acknowledged"),
    "enroute": ("出动", "on the way"),
    "onscene": ("到场", "on scene"),
    "transporting": ("转送", "transporting"),
    "returning": ("返回", "returning"),
    "available": ("结束，空闲", "clear, available"),
    "busy": ("忙碌", "busy"),
    "out": ("停用", "out of service"),
}

DONE: Final[dict[str, Pair]] = {
    "next": ("（顺位）", " (next in line)"),
    "stack": ("（排队到位）", " (was waited for)"),
    "reassigned": ("（改派）", " (reassigned)"),
    "preempting": ("（抽调）", " (taken from a less urgent incident)"),
    "merged": ("（随并案转来）", " (came with a joined incident)"),
    "backup": ("（增援）", " (backup)"),
}

ENDED: Final[dict[str, Pair]] = {
    "cleared": ("离开", "left"),
    "withdrawn": ("被撤回", "was taken back"),
    "reassigned": ("被改派", "was replaced"),
    "preempted": ("被抽调", "was taken for a more urgent incident"),
    "closed": ("随结案释放", "released by the closing"),
    "merged": ("随并案转出", "went with the joined incident"),
    "out": ("停用退出", "went out of service"),
}

HOLDS: Final[dict[str, Pair]] = {
    "no_unit": ("暂无警力", "no unit free"),
    "appointment": ("已约定时间", "an appointment was made"),
    "caller_waits": ("报警人同意等待", "the caller agreed to wait"),
    "weather": ("天气原因", "weather"),
    "partner": ("等待联动部门", "waiting for a partner agency"),
    "other": ("其他", "other"),
}

ALARMS: Final[dict[str, Pair]] = {
    "unassigned": ("久未派警", "no unit was sent in time"),
    "unacknowledged": ("警力未签收", "a unit has not acknowledged"),
    "no_one_left": ("无可派警力", "nobody is left to ask"),
    "preempted": ("警力被抽调", "its unit was taken for another"),
    "out": ("警力停用", "its unit went out of service"),
    "held": ("缓派到时", "its hold is over"),
    "stacked": ("排队过久", "it has waited long for a unit"),
    "backup": ("请求增援", "backup is asked for"),
    "call_back": ("回访超时", "a call back is late"),
}
