"""Texts of the errors that `force`, `command` and `flow` raise: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {
    "flow.future": (
        "That time lies in the future. Give the time when it truly happened.",
        "该时间在将来，请填写真实发生的时间。",
    ),
    # force
    "force.no_unit": ("There is no such unit.", "没有这个警力单元。"),
    "force.unit_wrong": (
        "The unit cannot be kept like this. Correct the fields named.",
        "警力资料有误，请更正所列字段。",
    ),
    "force.call_sign_taken": (
        "Another unit is called {call_sign} already. Choose another call sign.",
        "呼号 {call_sign} 已被使用，请另取呼号。",
    ),
    "force.unit_has_work": (
        "{unit} has an incident or an offer. Clear it, reassign it or withdraw it first.",
        "{unit} 尚有警情或派单，请先结束、改派或撤回。",
    ),
    "force.unit_has_stack": (
        "{count} incidents wait for {unit}. Send another unit to them first.",
        "有 {count} 起警情在等 {unit}，请先改派。",
    ),
    "force.no_desk": ("There is no such desk.", "没有这个席位。"),
    "force.desk_wrong": (
        "The desk cannot be kept like this. Correct the fields named.",
        "席位资料有误，请更正所列字段。",
    ),
    "force.desk_taken": (
        "Somebody works at {desk}. Take over to relieve them.",
        "{desk} 已有人在岗，如需接替请选择“接管”。",
    ),
    "force.desk_live": (
        "A caller is still on the line at {desk}. End the call first.",
        "{desk} 正在通话，请先结束通话。",
    ),
    "force.not_at_desk": ("You are not at {desk}. Log on to it first.", "您不在 {desk}，请先登录席位。"),
    "force.not_its_ground": (
        "{desk} does not control all of that ground. Choose from what it controls.",
        "所选辖区不全由 {desk} 管辖，请在其管辖范围内选择。",
    ),
    "force.split_wrong": (
        "Name the ground to give and another desk to give it to.",
        "请指明要划出的辖区和接收的另一席位。",
    ),
    "positions.off_duty": (
        "{unit} is off duty: its positions are not taken.",
        "{unit} 不在勤，不接收其位置。",
    ),
    "positions.too_many": (
        "{count} positions at once; send {most} at most.",
        "一次发送了 {count} 个位置，最多 {most} 个。",
    ),
    "positions.wrong": (
        "Some positions cannot be taken. Correct the fields named.",
        "部分位置无法接收，请更正所列字段。",
    ),
    # command
    "command.no_alarm": ("There is no such alarm.", "没有这条警报。"),
    "command.settings_wrong": (
        "These settings cannot be kept. Correct the fields named.",
        "设置有误，请更正所列字段。",
    ),
    # intake
    "intake.no_type": ("There is no incident type {type}.", "没有警情类别 {type}。"),
    "intake.types_wrong": (
        "The tree of types cannot be kept like this. Correct the fields named.",
        "警情类别有误，请更正所列字段。",
    ),
    "intake.answers_wrong": (
        "That question has no such answer. Choose one of those named.",
        "该问题没有这个选项，请从所列选项中选择。",
    ),
    "intake.report_wrong": (
        "The report cannot be taken like this. Correct the fields named.",
        "报警信息有误，请更正所列字段。",
    ),
    # incident
    "incident.none": ("There is no such incident.", "没有这起警情。"),
    "incident.no_report": ("There is no such report.", "没有这条报警。"),
    "incident.no_picture": ("There is no such picture.", "没有这张图片。"),
    "incident.closed": (
        "{number} is closed. Reopen it with a reason first.",
        "{number} 已结案，请先说明原因重新打开。",
    ),
    "incident.merged": (
        "{number} was joined to another incident. Work there, or separate it first.",
        "{number} 已并入其他警情，请在该警情中处理，或先拆分。",
    ),
    "incident.merge_self": ("An incident cannot be joined to itself.", "警情不能并入自身。"),
    "incident.changed_meanwhile": (
        "Somebody changed {number} since you read it. Look again and decide anew.",
        "您查看后 {number} 已被他人修改，请重新查看后再改。",
    ),
    "incident.change_wrong": (
        "This change cannot be made. Correct the fields named.",
        "修改内容有误，请更正所列字段。",
    ),
    "incident.remark_wrong": (
        "A remark needs between 1 and 10,000 characters.",
        "备注须为 1 至 10000 字。",
    ),
    "incident.only_report": (
        "It is the only report of {number} and stays there.",
        "这是 {number} 唯一的报警，不能拆分。",
    ),
    "incident.no_place": (
        "{number} has no place yet. Give it one, then units can be ranked by travel time.",
        "{number} 尚无地点，请先补充地点，才能按行程时间推荐。",
    ),
    # dispatch
    "dispatch.off_duty": (
        "{unit} is off duty and cannot be asked.",
        "{unit} 不在勤，不能派遣。",
    ),
    "dispatch.unit_out": ("{unit} is out of service.", "{unit} 停用中，不能派遣。"),
    "dispatch.unit_offered": (
        "{unit} is being asked to take another incident. Wait for its answer, or preempt.",
        "{unit} 正在应答另一派单，请等待答复或强制改派。",
    ),
    "dispatch.unit_not_free": (
        "{unit} is {status}. Stack the incident for it, or preempt.",
        "{unit} 当前为 {status}，可排队等待或强制改派。",
    ),
    "dispatch.not_lower": (
        "{unit} is on {number}, which is {priority}: not less urgent than this one.",
        "{unit} 正在处理 {number}（{priority}），等级不低于本警情，不能抽调。",
    ),
    "dispatch.unit_free": (
        "{unit} is free. Send it instead of stacking.",
        "{unit} 空闲，可直接派遣，无需排队。",
    ),
    "dispatch.has_units": (
        "Units are assigned or asked for {number}. Withdraw them first.",
        "{number} 已有派警或派单，请先撤回。",
    ),
    "dispatch.no_recommendation": (
        "No recommendation has been made for it yet. Ask for one.",
        "尚未作出推荐，请先发起推荐。",
    ),
    "dispatch.no_offer": ("There is no such offer.", "没有这个派单。"),
    "dispatch.offer_over": (
        "This offer is over: it was answered, expired or was taken back.",
        "派单已结束：已应答、超时或被撤回。",
    ),
    "dispatch.taken_already": (
        "The offer was accepted. Ask the desk to reassign it.",
        "派单已接受，如需更换请联系席位改派。",
    ),
    "dispatch.not_assigned": (
        "{unit} is not assigned to this incident.",
        "{unit} 未被派往本警情。",
    ),
    "dispatch.hold_wrong": (
        "A hold needs a reason and a time in the future.",
        "缓派须说明原因，并填写将来的时间。",
    ),
    # response
    "response.no_incident": ("{unit} has no incident to go to.", "{unit} 没有要前往的警情。"),
    "response.no_position": (
        "Nobody knows where {unit} is yet.",
        "尚不知道 {unit} 的位置。",
    ),
    "response.no_way": (
        "There is no way for {unit} to {number}.",
        "{unit} 没有到 {number} 的通路。",
    ),
    "response.no_roads": (
        "No roads are loaded. Load an extract first.",
        "尚未载入道路数据，请先载入。",
    ),
    "response.status_wrong": ("A unit cannot be set to this status.", "不能设为该状态。"),
    "response.no_assignment": (
        "{unit} has no incident, so it cannot be on the way or on scene.",
        "{unit} 没有警情，不能设为途中或到场。",
    ),
    "response.not_assigned": (
        "{unit} was never assigned to {number}.",
        "{unit} 未曾被派往 {number}。",
    ),
    "response.committed": (
        "{unit} is on {number}. Clear it first, or report out of service.",
        "{unit} 正在处理 {number}，请先结束，或报停用。",
    ),
    "response.offered": (
        "{unit} is asked to take an incident. Accept or decline first.",
        "{unit} 有待应答的派单，请先接受或拒绝。",
    ),
    "response.backup_wrong": (
        "The request for backup cannot be taken. Correct the fields named.",
        "增援请求有误，请更正所列字段。",
    ),
    "response.picture_wrong": (
        "Send one picture as JPEG, PNG or WebP, 8 MB at most.",
        "请发送一张 JPEG、PNG 或 WebP 图片，最大 8 MB。",
    ),
    # closure
    "closure.person_only": (
        "Only a person closes or reopens an incident.",
        "结案和重新打开只能由人决定。",
    ),
    "closure.not_closed": ("{number} is not closed.", "{number} 未结案。"),
    "closure.disposition_wrong": (
        "Say how it ended with one of the dispositions named.",
        "请从所列处置结果中选择。",
    ),
    "closure.reason_wrong": ("Say why it is taken up again.", "请说明重新打开的原因。"),
}
