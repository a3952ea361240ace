"""The papers of a joint meeting in words: notice, agenda with what is to be read, minutes, the extract on one item."""

from admission.paper_words import ABSENT, CAME, EXCUSED, present, under_headings
from audit import clock
from config.templatetags.chinese import join_cn, plain_date
from documents.models import Paper, PaperKind
from documents.papers import issue
from jointmeeting.queries import roster_on
from jointmeeting.states import Reply, Result

DECIDED = (Result.PASSED, Result.FAILED)  # the others come back
# What the members read of a case before it is discussed, in this order.
TO_READ = (
    PaperKind.APPLICATION,
    PaperKind.INITIAL_REVIEW,
    PaperKind.SUMMARY,
    PaperKind.COORDINATION_MINUTES,
)

LEFT_OUT = "这份文书在服务器上被改动过，与印发时不一致，没有编入。请系统管理员从备份恢复。"


def notice(meeting, items, units, *, by, at):
    """会议通知 to the member units: when, where, about what, what to prepare."""
    titles = [f"{n}.{item.title}（{item.asker.name}）" for n, item in enumerate(items, 1)]
    told = [
        ("会议地点", meeting.place),
        ("会议议题", "\n".join(titles)),
        ("参会单位", join_cn(unit.name for unit in units)),
        ("会议准备", meeting.note),
    ]
    return _of_meeting(
        meeting,
        PaperKind.MEETING_NOTICE,
        by=by,
        at=at,
        words={
            "meeting": meeting.title,
            "when": _when(meeting),
            "arrangements": under_headings(told),
        },
        to=[unit.name for unit in units],
    )


def agenda(meeting, items, *, by, at):
    """会议议程和材料: the agenda, then the papers of each case on it, one behind another."""
    items = list(items)
    papers = _latest(items)
    annexes = [annex for n, item in enumerate(items, 1) for annex in _to_read(n, item, papers)]
    return _of_meeting(
        meeting,
        PaperKind.MEETING_AGENDA,
        by=by,
        at=at,
        words={"meeting": meeting.title},
        subline=f"{_when(meeting)}　{meeting.place}".strip(),
        grid={
            "head": ["序号", "议题", "提出单位", "申请编号"],
            "widths": [12, 60, 36, 48],
            "rows": [
                [str(n), item.title, item.asker.name, item.number or "—"] for n, item in enumerate(items, 1)
            ],
        },
        annexes=annexes,
    )


def _to_read(n, item, papers):
    if item.topic:
        said = [("困难和问题", item.topic.problem), ("建议的解决方案", item.topic.proposal)]
        yield {
            "title": f"议题{n} {item.title}",
            "body": [line for label, text in said for line in (label, *text.splitlines())],
            "rows": [],
            "grids": [],
        }
        return
    for paper in papers.get(str(item.case.uuid), []):
        title = f"议题{n} {item.case.words(paper.get_kind_display())}"
        if not paper.is_as_issued:
            yield {"title": title, "body": [LEFT_OUT], "rows": [], "grids": []}
            continue
        document = paper.content["document"]
        yield {
            "title": title,
            "number": document["number"],
            "subline": document.get("subline", ""),
            "people": document.get("people", []),
            "body": document.get("body", []),
            "rows": document.get("rows", []),
            "grids": [document["grid"]] if "grid" in document else [],
        }


def _latest(items):
    """{subject: the last paper of each kind, in the order in which they are read} of the cases among the items."""
    subjects = [str(item.case.uuid) for item in items if item.case]
    found = {}
    for paper in Paper.objects.filter(subject__in=subjects, kind__in=TO_READ).order_by("pk"):
        found.setdefault(paper.subject, {})[paper.kind] = paper
    return {subject: [of[kind] for kind in TO_READ if kind in of] for subject, of in found.items()}


def left_out(items):
    """["议题1的意见汇总表", …]: papers that were rewritten in the database; the agenda says so in their place."""
    items = list(items)
    papers = _latest(items)
    return [
        f"议题{n}的{item.case.words(paper.get_kind_display())}"
        for n, item in enumerate(items, 1)
        for paper in (papers.get(str(item.case.uuid), []) if item.case else [])
        if not paper.is_as_issued
    ]


def _when(meeting):
    return (
        f"{plain_date(meeting.meets_on)}{meeting.meets_at:%H:%M}"
        if meeting.meets_at
        else plain_date(meeting.meets_on)
    )


def _of_meeting(meeting, kind, **said):
    return issue(
        county=meeting.county,
        subject=meeting.uuid,
        kind=kind,
        number=meeting.number,
        snapshot={"title": meeting.title, "number": meeting.number},
        rules=meeting.rules,
        issuers=[meeting.rules.bodies.office.name],
        **said,
    )


def minutes(meeting, items, attendance, *, by, at):
    """联席会议纪要, once signed."""
    return _issue(
        meeting, items, attendance, meeting.minutes, by=by, at=at, subject=meeting.uuid, matter=meeting.title
    )


def extract(meeting, item, attendance, *, by, at):
    """纪要摘录 of one item, among the papers of its case."""
    matter = f"{meeting.title}纪要摘录（{item.case.title}）"
    return _issue(meeting, [item], attendance, "", by=by, at=at, subject=item.case.uuid, matter=matter)


def correction(meeting, corrected, *, by, at):
    """纪要更正单: what the signed minutes say, and what they should."""
    new = corrected.new
    if corrected.item:
        new = f"{Result(corrected.result).label}。{new}"
    return _of_meeting(
        meeting,
        PaperKind.MINUTES_CORRECTION,
        by=by,
        at=at,
        words={
            "meeting": f"{meeting.title}（{meeting.number}）",
            "field": corrected.where,
            "old": corrected.old,
            "new": new,
            "reason": corrected.reason,
            "signed": corrected.signed_label,
        },
    )


def circular(letter, units, *, by, at):
    """情况通报 to the units."""
    return _letter(letter, PaperKind.CIRCULAR, [unit.name for unit in units], by=by, at=at)


def report(letter, bodies, *, by, at):
    """专报 to 县委 and 县政府."""
    to = letter.rules.papers.request_to or [body.name for body in bodies]
    return _letter(letter, PaperKind.SPECIAL_REPORT, list(to), by=by, at=at, signer=str(by.user))


def _letter(letter, kind, to, *, by, at, **more):
    office = letter.rules.bodies.office.name
    return issue(
        county=letter.county,
        subject=letter.uuid,
        kind=kind,
        number=letter.number,
        by=by,
        at=at,
        snapshot={"number": letter.number, "matter": letter.matter},
        words={"matter": letter.matter, "facts": letter.text, "next": letter.next},
        rules=letter.rules,
        issuers=[office],
        to=to,
        printed_by=office,
        **more,
    )


def roster(notice, rules, changes, *, by):
    """成员名单调整通知: what changed, and the list of the day as its annex."""
    office, body = (
        rules.bodies.office.name,
        notice.county.name + notice.county.worded("乡镇职责准入工作联席会议", rules=rules),
    )
    day = clock.today()
    listed = f"{body}成员名单"
    rows = [
        [
            notice.county.worded(entry.get_role_display(), rules=rules),
            entry.seat.unit.name,
            str(entry.seat.user),
            entry.title,
        ]
        for entry in roster_on(notice.county, day)
    ]
    grid = {"head": ["职务", "单位", "姓名", "行政职务"], "widths": [28, 56, 36, 36], "rows": rows}
    return issue(
        county=notice.county,
        subject=notice.uuid,
        kind=PaperKind.ROSTER_NOTICE,
        number=notice.number,
        by=by,
        at=notice.issued_at,
        snapshot={"number": notice.number},
        words={"body": body, "roster": "\n".join(_changed(*change, rules) for change in changes)},
        rules=rules,
        issuers=[office],
        to=[notice.county.worded(each, rules=rules) for each in rules.papers.edition_to],
        attachments=[listed],
        annexes=[{"title": f"{listed}（{plain_date(day)}）", "grids": [grid]}],
        printed_by=office,
    )


def _changed(entry, is_new, rules):
    role = entry.county.worded(entry.get_role_display(), rules=rules)
    who = f"{role}：{entry.seat.unit.name}，{entry.title or entry.seat.user}"
    if entry.withdrawn_at:
        return f"{who}，原通知有误，予以撤回。"
    if not is_new:
        return f"{who}，{plain_date(entry.valid_until)}后不再担任。"
    until = f"至{plain_date(entry.valid_until)}" if entry.valid_until else ""
    return f"{who}，自{plain_date(entry.valid_from)}起{until}担任。"


def _issue(meeting, items, attendance, text, *, by, at, subject, matter):
    items = list(items)
    place = f"，在{meeting.place}" if meeting.place else ""
    people = present([(f"{row.unit.name}{'（代会）' * row.by_substitute}", _how(row)) for row in attendance])
    if meeting.guests:
        people.append(["列席", meeting.guests])
    return issue(
        county=meeting.county,
        subject=subject,
        kind=PaperKind.MEETING_MINUTES,
        number=meeting.number,
        by=by,
        at=at,
        snapshot={
            "title": meeting.title,
            "number": meeting.number,
            "held_on": meeting.meets_on,
            "place": meeting.place,
            "called_by": meeting.called_label,
            "attendance": [[row.unit.name, _how(row), row.note] for row in attendance],
            "guests": meeting.guests,
            "minutes": text,
            "items": [[row.number, row.title, row.result, row.wording] for row in items],
        },
        words={
            "matter": matter,
            "held": f"{plain_date(meeting.meets_on)}{place}召开{meeting.title}。",
            "summary": text,
            "decided": _resolved(row for row in items if row.result in DECIDED),
            "left_open": _resolved(row for row in items if row.result not in DECIDED),
        },
        rules=meeting.rules,
        issuers=[meeting.rules.bodies.office.name],
        people=people,
        mark=meeting.rules.papers.meeting_mark,
    )


def _how(row):
    """Whether the unit came, was excused, or stayed away without a word."""
    if row.attended:
        return CAME
    return EXCUSED if row.reply == Reply.AWAY or row.note.startswith(EXCUSED) else ABSENT


def _resolved(rows):
    """One line an item: which, the result unless the wording begins with it, the wording."""
    told = []
    for n, row in enumerate(rows, 1):
        number = f"（{row.number}）" if row.number else ""
        told.append(f"{n}.“{row.title}”{number}：{row.said}")
    return "\n".join(told)
