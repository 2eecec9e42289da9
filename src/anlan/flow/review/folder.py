"""An incident as a folder that a person can open without us: one page, the data it shows, and the pictures. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["folder_of"]

_STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:60rem;
padding:0 1rem;color:#1b2530}h1{font-size:1.5rem}h2{font-size:1.1rem;border-bottom:1px solid #c8d0d8;margin-top:2rem}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #e3e8ed;padding:.3rem .5rem;text-align:left;
vertical-align:top}th{white-space:nowrap;font-weight:600}img{max-width:100%;margin:.5rem 0}.quiet{color:#5a6875}
@media print{body{margin:0;max-width:none}}
"""


def folder_of(
    detail: Mapping[str, Any],
    timeline: Mapping[str, Any],
    pictures: Mapping[str, tuple[str, bytes]],
    *,
    zone: ZoneInfo,
    made_at: datetime,
    made_by: str,
) -> dict[str, bytes]:
    """File name -> content. `detail` and `timeline` are the API's answers; `pictures` id -> (media type, bytes)."""
    names = {picture: f"pictures/{picture}.{media.rpartition('/')[2]}" for picture, (media, _) in pictures.items()}
    files = {names[picture]: content for picture, (_, content) in pictures.items()}
    data = {"incident": detail, "timeline": timeline, "made_at": made_at.isoformat(), "made_by": made_by}
    files["incident.json"] = json.dumps(data, ensure_ascii=False, indent=1).encode()
    files["index.html"] = _page(detail, timeline, names, zone, made_at, made_by).encode()
    return files


def _page(
    detail: Mapping[str, Any],
    timeline: Mapping[str, Any],
    pictures: Mapping[str, str],
    zone: ZoneInfo,
    made_at: datetime,
    made_by: str,
) -> str:
    def at(moment: str | None) -> str:
        if not moment:
            return ""
        return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}"

    facts = [
        ("警情编号 Number", detail["number"]),
        ("状态 Status", detail["status"]),
        ("等级 Priority", f"{detail['priority']} {detail.get('priority_reason') or ''}"),
        ("类别 Type", detail["type"]),
        ("地点 Place", detail.get("place") or detail.get("public_place") or ""),
        ("发生时间 Occurred", at(detail.get("occurred_at"))),
        ("处置结果 Disposition", detail.get("disposition") or ""),
    ]
    reports = [
        (at(each.get("taken_at")), each.get("channel"), _caller(each.get("caller")), each.get("text") or "")
        for each in detail.get("reports", [])
    ]
    remarks = [
        (at(each.get("at")), each.get("by_name") or each.get("by") or "", each.get("text") or "")
        for each in detail.get("remarks", [])
    ]
    items = [
        (
            at(each["occurred_at"]),
            "" if each["occurred_at"][:19] == each["known_at"][:19] else at(each["known_at"]),
            each.get("actor_name") or "",
            each["text"],
            each["text_en"],
        )
        for each in timeline["items"]
    ]
    stages = [
        (stage.get("label") or stage["name"], "" if stage["seconds"] is None else f"{stage['seconds']:.0f} s")
        for stage in timeline["stages"]
    ]
    shown = "".join(f'<p><img src="{escape(path)}" alt=""></p>' for path in pictures.values())
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{escape(detail["number"])} · Anlan 安澜</title><style>{_STYLE}</style></head><body>
<h1>警情 Incident {escape(detail["number"])}</h1>
<p class="quiet">时区 Time zone {escape(str(zone))}. 导出 Exported {at(made_at.isoformat())} · {escape(made_by)}</p>
{_table(None, facts)}
<h2>报警 Reports</h2>{_table(("时间 At", "渠道 Channel", "报警人 Caller", "内容 Text"), reports)}
<h2>备注 Remarks</h2>{_table(("时间 At", "记录人 By", "内容 Text"), remarks)}
<h2>时间线 Timeline</h2>
{_table(("发生 Occurred", "获知 Known, if later", "人员 By", "经过", "What happened"), items)}
<h2>各环节 Stages</h2>{_table(None, stages)}
<h2>图片 Pictures</h2>{shown or '<p class="quiet">—</p>'}
</body></html>
"""


def _caller(caller: Mapping[str, Any] | None) -> str:
    return " ".join(str(value) for value in (caller or {}).values() if value)


def _table(head: Sequence[str] | None, rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return '<p class="quiet">—</p>'
    lines = [] if head is None else ["<tr>" + "".join(_cell("th", each) for each in head) + "</tr>"]
    for row in rows:
        cells = [_cell("th" if head is None and n == 0 else "td", each) for n, each in enumerate(row)]
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cell(tag: str, value: object) -> str:
    return f"<{tag}>{escape(str(value or ''))}</{tag}>"
