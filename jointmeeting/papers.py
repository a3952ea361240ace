"""The papers of a joint meeting in words: its minutes, and the extract on one item for the case's file."""

from admission.paper_words import present
from config.templatetags.chinese import plain_date
from documents.models import PaperKind
from documents.papers import issue
from jointmeeting.states import Result

DECIDED = (Result.PASSED, Result.FAILED)  # the others come back


def minutes(meeting, items, attendance, *, by, at):
    """联席会议纪要, once signed."""
    return _issue(
        meeting, items, attendance, meeting.minutes, by=by, at=at, subject=meeting.uuid, matter=meeting.title
    )


def extract(meeting, item, attendance, *, by, at):
    """纪要摘录 of one item, among the papers of its case."""
    matter = f"{meeting.title}纪要摘录（{item.case.title}）"
    return _issue(meeting, [item], attendance, "", by=by, at=at, subject=item.case.uuid, matter=matter)


def _issue(meeting, items, attendance, text, *, by, at, subject, matter):
    items = list(items)
    place = f"，在{meeting.place}" if meeting.place else ""
    people = present([(row.unit.name, row.attended) for row in attendance])
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
            "items": [[row.case.number, row.case.title, row.result, row.wording] for row in items],
        },
        words={
            "matter": matter,
            "held": f"{plain_date(meeting.meets_on)}{place}召开{meeting.title}。",
            "summary": text,
            "decided": _resolved(row for row in items if row.result in DECIDED),
            "left_open": _resolved(row for row in items if row.result not in DECIDED),
        },
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
        told.append(f"{n}.“{row.case.title}”（{row.case.number}）：{said}")
    return "\n".join(told)
