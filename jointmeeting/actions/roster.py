"""成员名单调整通知: what the administrators changed in the roster by document, told to the county on paper."""

from accounts.models import County, NoticeKind
from admission.act import NotAllowed
from jointmeeting import papers
from jointmeeting.act import act, make, signature
from jointmeeting.actions.meetings import blank_meeting
from jointmeeting.actions.numbered import claimed, correct
from jointmeeting.models import RosterNotice
from jointmeeting.queries import entries_of, roster_changes, roster_units


def issue_roster_notice(*, by, number, form_key=""):
    """印发成员名单调整通知 by the office's head: what changed since the last one, the list of today as its annex."""
    blank = blank_meeting(by)
    if blank is None:
        raise NotAllowed
    notice = RosterNotice(county=blank.county, number="", issued_label=signature(by))
    with make("issue_roster_notice", row=notice, by=by, form_key=form_key) as step:
        County.objects.select_for_update(no_key=True).get(pk=notice.county_id)  # one notice after another
        changes = roster_changes(notice.county)
        if not changes:
            step.refuse("上一次通知以后，成员名单没有变动。")
        notice.number = claimed(step, number, organ=blank.rules.bodies.office.name)
        notice.issued_at = step.now
        notice.entries = entries_of(notice.county)
        notice.save()
        step.keep(papers.roster(notice, blank.rules, changes, by=by))
        step.fact(number=notice.number)
        title = f"{notice.county.worded('联席会议成员名单调整')}：{notice.number}"
        step.tell(roster_units(notice.county), title, NoticeKind.MEETING)
    return notice


def correct_roster_notice(*, roster_notice, by, lock, form_key="", **said):
    """更正文号 (see `numbered.correct`); the units on the roster of today are told."""
    with act("correct_roster_notice", row=roster_notice, by=by, lock=lock, form_key=form_key) as step:
        correct(step, **said)
        title = f"文号更正为{step.row.number}：{step.row.county.worded('联席会议成员名单调整')}"
        step.tell(roster_units(step.row.county), title, NoticeKind.RESULT)
    return step.row
