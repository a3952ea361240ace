"""A report's page: facts as the seat may read them, who said what, what may be done now, how its days came about."""

from django.urls import reverse

from accounts.succession import heir_or_self, line_of, with_heir
from audit import clock
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from registry.mentions import LISTED, Names
from registry.queries import in_force
from supervision import deadlines, queries, rules
from supervision.acts import REPORT, available
from supervision.models import DayChange
from supervision.pages import papers
from supervision.pages.timeline import HIDDEN
from supervision.states import TO_VERIFY, Clock, ReportKind, ReportState

# verb: what it does, said at its button
NOTES = {
    "receive": "告诉乡镇已经收到，请部门说明情况。期限不从签收起算。",
    "find_true": "由负责人签发。督办通知单发给部门，核实结果告知乡镇。",
    "find_untrue": "由负责人签发，理由书面告知乡镇。",
    "note_check": "随时登记向谁核实、看到什么，附证据。",
    "stop_clock": "写明理由，期限暂停计算。",
    "restart_clock": "写明理由，期限顺延，原期限保留。",
    "answer_slip": "由负责人报告，乡镇确认。",
    "say_side": "只作说明，不能改动、撤销反映。",
    "confirm_rectified": "确认后由联席会议办公室销号。",
    "object_to_answer": "写明哪里没有到位，继续督办。",
    "close_report": "办结，不再改动。",
    "set_day": "写明理由，原期限保留。",
    "urge": "再告诉一次现在该办的单位。",
    "refer": "移送有关机关，只登记，不评判。",
    "record_organ_reply": "登记移送机关的回复。",
    "withdraw_report": "写明理由，不再核实。",
}
STATE_KEYS = {
    ReportState.SUBMITTED: "todo",
    ReportState.VERIFYING: "todo",
    ReportState.URGING: "against",
    ReportState.ANSWERED: "wait",
    ReportState.CONFIRMED: "wait",
    ReportState.CLOSED: "done",
    ReportState.UNFOUNDED: "back",
    ReportState.REFERRED: "done",
    ReportState.WITHDRAWN: "back",
}


def state_of(report, due):
    """(key, word) of the badge; a day that has passed is told first."""
    if deadlines.is_late(due):
        return "late", f"{report.state_label}，逾期"
    return STATE_KEYS[report.state], report.state_label


def acts_for(report, by):
    """For components/acts.html: what may be pressed now, with what it does."""
    wanted = [verb for verb in available(report, by) if not _pointless(verb, report, by)]
    found = [
        {
            "label": REPORT[verb].label,
            "url": reverse("report-act", args=[report.uuid, verb]),
            "note": by.county.worded(NOTES[verb]),
            "grave": REPORT[verb].grave,
        }
        for verb in NOTES
        if verb in wanted
    ]
    if found and not found[0]["grave"]:
        found[0]["primary"] = True
    return found


def hint_for(report, by):
    """Who has to do it, told to staff of the department who cannot themselves, and to whoever handles it but for another seat."""
    if report.state in TURN and rules.is_barred(report, by):
        return "你同时在被反映的单位任职，不能办理这一件：由没有在那里任职的人办理。"
    waits = report.state == ReportState.URGING and rules.is_department(report, by)
    return "由负责人报告整改情况。" if waits and not rules.is_department_head(report, by) else ""


TURN = {
    ReportState.SUBMITTED: "签收",
    ReportState.VERIFYING: "核实",
    ReportState.URGING: "整改",
    ReportState.ANSWERED: "确认",
    ReportState.CONFIRMED: "销号",
}


def holder_of(report, named, due, left):
    """components/holder.html: whose turn it is and until when; None once it ended. A township that is not named is not."""
    if report.state not in TURN:
        return None
    match report.state:
        case ReportState.URGING:
            who = heir_or_self(report.department).short_name
        case ReportState.ANSWERED:
            who = heir_or_self(report.township).short_name if named else "反映的乡镇"
        case _:
            who = queries.followed_by(report)
    stop = deadlines.stop_of(report)
    clock_url = reverse("report-clock", args=[report.uuid])
    told = {
        "who": f"{who}{TURN[report.state]}",
        "deadline": due,
        "left": left,
        "note": "期限怎么算的",
        "url": clock_url,
    }
    return told | ({"stopped": "停止计时", "since": stop.stopped_on, "deadline": None} if stop else {})


def _pointless(verb, report, by):
    """What the act itself would refuse, and to urge one's own unit: no button for it."""
    stopped = report.stop is not None
    return {
        "stop_clock": stopped or report.verify_by < clock.today(),
        "restart_clock": not stopped,
        "find_true": stopped,
        "find_untrue": stopped,
        "record_organ_reply": report.organ_reply_on is not None,
        "urge": report.state in TO_VERIFY and rules.handles(report, by),
        "close_report": report.state == ReportState.ANSWERED and report.confirm_by >= clock.today(),
    }.get(verb, False)


def facts_of(report, by):
    """[(label, value)] for components/facts.html."""
    named = queries.names_reporter(report, by)
    hidden = "（不向被反映的部门公开名称）" if report.hides_reporter and named else ""
    rows = [
        ("反映什么", report.get_kind_display() + (f"：{'、'.join(report.ways)}" if report.ways else "")),
        ("反映乡镇", f"{with_heir(report.township)}{hidden}" if named else "（应要求不公开）"),
        ("被反映部门", with_heir(report.department)),
        ("清单事项", report.duty and str(report.duty)),
        ("文件或来源", report.document),
        ("发生日期", cdate(report.happened_on)),
        ("情况", report.facts),
        ("希望怎样解决", report.wanted),
        ("接到反映", cdate(report.arrived_on) + ("（书面）" if report.on_paper else "")),
        ("督办编号", report.slip_number),
        ("整改期限", report.rectify_by and cdate(report.rectify_by)),
        ("移送机关", report.organ and f"{report.organ}，{cdate(report.referred_on)}"),
        ("移送机关回复", report.organ_reply_on and cdate(report.organ_reply_on)),
    ]
    return [(label, value) for label, value in rows if value]


def said_of(report, by, named):
    """Entries as the page tells them: what, who, when, with the files."""
    rows, reporters = [], line_of(report.township)
    for entry in queries.entries_for(report, by):
        if entry.verb == "submit_report" and not entry.files.all():
            continue  # its words stand in the facts
        told = named or entry.unit not in reporters
        rows.append(
            {
                "what": "附件" if entry.verb == "submit_report" else REPORT[entry.verb].label,
                "text": "" if entry.verb == "submit_report" else entry.text,
                "who": entry.label if told else HIDDEN,
                "at": entry.at,
                "files": [
                    {
                        "name": each.file.name,
                        "size": each.file.size,
                        "url": reverse("report-file", args=[report.uuid, each.file.uuid]),
                    }
                    for each in (entry.files.all() if told else ())
                ],
            }
        )
    return rows


def villages_of(report, by):
    """What in the county's list for villages comes closest to what was handed on to them: for the township that reports and
    those who lead; None where it is another report, or the county has no such list (湖南 七)."""
    held = report.kind == ReportKind.VILLAGE and report.rules.village_list
    if not held or not (rules.is_reporter(report, by) or rules.reads_all(by)):
        return None
    listed = in_force(report.county, clock.today()).filter(duty__list_kind__key=held.key)
    names = Names((row, row.name) for row in listed.select_related("duty"))
    told = "\n".join(filter(None, [report.duty and report.duty.name, report.document, report.facts]))
    rows = [
        {"duty": row.duty, "name": row.name, "word": "相近" if share >= LISTED else "可能相近"}
        for row, share in names.closest(told)
    ]
    return {"list": held.name, "source": held.source, "rows": rows}


def papers_of(report, by):
    return papers.rows(report, queries.papers_for(report, by), address="report-paper")


def clock_of(report):
    """How the day to verify by came about, the stops, and the days that were changed."""
    calendar = Calendar.load()
    counted = deadlines.verification(report, calendar, until=_until(report))
    stood = deadlines.stood(report, calendar, _until(report))
    return {
        "counted": counted,
        "limit": report.rules.limit("verification"),
        "stood": stood,
        "due": deadlines.Due(report.verify_by, report.verify_provisional),
        "differs": counted.date != report.verify_by and report.stop is None,
        "on_time": report.found_at and clock.local_date(report.found_at) <= report.verify_by,
        "stops": list(report.stops.all()),
        "changes": [
            (Clock(each.clock).label, each) for each in DayChange.objects.filter(subject=report.uuid)
        ],
    }


def _until(report):
    """Until when its days are counted: its finding, or its withdrawal."""
    end = report.found_at or report.ended_at
    return clock.local_date(end) if end else clock.today()
