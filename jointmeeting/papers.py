"""The papers of a joint meeting in words: notice, agenda with what is to be read, minutes, the extract on one item."""

from admission.paper_words import NUMERALS, present, said
from config.templatetags.chinese import join_cn, plain_date
from documents.models import Paper, PaperKind
from documents.papers import issue
from jointmeeting.states import Result

DECIDED = (Result.PASSED, Result.FAILED)  # the others come back
# What the members read of a case before it is discussed, in this order.
TO_READ = (
    PaperKind.APPLICATION,
    PaperKind.INITIAL_REVIEW,
    PaperKind.SUMMARY,
    PaperKind.COORDINATION_MINUTES,
)


def notice(meeting, items, units, *, by, at):
    """会议通知 to the member units: when, where, about what, what to prepare."""
    titles = [f"{n}.{item.title}（{item.asker.name}）" for n, item in enumerate(items, 1)]
    told = said(
        [
            ("会议地点", meeting.place),
            ("会议议题", "\n".join(titles)),
            ("参会单位", join_cn(unit.name for unit in units)),
            ("会议准备", meeting.note),
        ]
    )
    return _of_meeting(
        meeting,
        PaperKind.MEETING_NOTICE,
        by=by,
        at=at,
        words={
            "meeting": meeting.title,
            "when": _when(meeting),
            "arrangements": "\n".join(
                f"{NUMERALS[n]}、{label}\n{text}" for n, (label, text) in enumerate(told)
            ),
        },
        to=[unit.name for unit in units],
    )


def agenda(meeting, items, *, by, at):
    """会议议程和材料: the agenda, then the papers of each case on it, one behind another."""
    items = list(items)
    annexes = [annex for n, item in enumerate(items, 1) for annex in _to_read(n, item)]
    return _of_meeting(
        meeting,
        PaperKind.MEETING_AGENDA,
        by=by,
        at=at,
        words={"meeting": meeting.title},
        subline=f"{_when(meeting)}　{meeting.place}".strip(),
        grid={
            "head": ["序号", "议题", "提出单位", "申请编号"],
            "widths": [12, 68, 38, 38],
            "rows": [
                [str(n), item.title, item.asker.name, item.number or "—"] for n, item in enumerate(items, 1)
            ],
        },
        annexes=annexes,
    )


def _to_read(n, item):
    if item.topic:
        said = [("困难和问题", item.topic.problem), ("建议的解决方案", item.topic.proposal)]
        yield {
            "title": f"议题{n} {item.title}",
            "body": [line for label, text in said for line in (label, *text.splitlines())],
            "rows": [],
            "grids": [],
        }
        return
    latest = {
        paper.kind: paper
        for paper in Paper.objects.filter(subject=str(item.case.uuid), kind__in=TO_READ).order_by("pk")
    }
    for paper in (latest[kind] for kind in TO_READ if kind in latest):
        document = paper.content["document"]
        yield {
            "title": f"议题{n} {paper.get_kind_display()}",
            "body": document["body"],
            "rows": [*document.get("people", []), *document.get("rows", [])],
            "grids": [document["grid"]] if "grid" in document else [],
        }


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
        marks=meeting.rules.papers.marks,
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


def _issue(meeting, items, attendance, text, *, by, at, subject, matter):
    items = list(items)
    place = f"，在{meeting.place}" if meeting.place else ""
    people = present(
        [(f"{row.unit.name}{'（代会）' * row.by_substitute}", row.attended) for row in attendance]
    )
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
            "attendance": [[row.unit.name, row.attended, row.note] for row in attendance],
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
        marks=meeting.rules.papers.marks,
        issuers=[meeting.rules.bodies.office.name],
        people=people,
        mark=meeting.rules.papers.meeting_mark,
    )


def _resolved(rows):
    """One line an item: which, the result unless the wording begins with it, the wording."""
    told = []
    for n, row in enumerate(rows, 1):
        result = Result(row.result).label if row.result else "未审议"
        said = row.wording if row.wording.startswith(result) else f"{result}。{row.wording}"
        number = f"（{row.number}）" if row.number else ""
        told.append(f"{n}.“{row.title}”{number}：{said}")
    return "\n".join(told)
