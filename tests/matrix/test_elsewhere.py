"""The addresses that belong to no case × method × kind of seat; and joint meetings at every stage."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from accounts.chosen import addresses_of
from accounts.models import Delegation, RosterEntry
from admission.views.acts import PAGES as ACT_PAGES
from audit import clock
from documents import unkept
from documents.papers import papers_about
from jointmeeting import actions, papers, queries
from jointmeeting.models import RosterNotice
from registry.actions import imports, publish_edition, receive_feedback
from registry.actions.archive import archive_case
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.actions.drafts import begin_draft
from registry.actions.numbers import correct_number
from registry.actions.postings import record_posting
from registry.importing import settling
from registry.models import EditionStep, ListImport, ListKind
from supervision.actions import guarantees
from supervision.models import Attachment
from tests.cast import another_person, seat
from tests.conftest import MATRIX
from tests.factories import listed_duty, make_case, scan, unit
from tests.jointmeeting.conftest import fresh_meeting, led_to
from tests.matrix.asking import ALLOWED, ask
from tests.matrix.elsewhere import (
    DONE,
    MEETING,
    OF_AN_ITEM,
    PAGES,
    STAGES,
    expected,
    expected_of_meeting,
    may_read_minutes,
)
from tests.matrix.following import FOLLOWED
from tests.matrix.seats import browsers, kinds
from tests.matrix.table import ACTS, BESIDE, KINDS, OF_CASES, ROWS
from tests.registry.tables import xlsx
from tests.supervision.promising import promised
from workday import feeds
from workday.actions import add_phrase, open_feed

MINUTES = "鼺"


def names(resolver):
    for each in resolver.url_patterns:
        yield from names(each) if hasattr(each, "url_patterns") else [each.name]


def test_every_address_is_in_a_table_and_every_row_has_an_address():
    of_cases = {row.name for row in ROWS.values()} | BESIDE.keys()
    elsewhere = {page.name or label for label, page in PAGES.items()} | MEETING.keys() | FOLLOWED

    found = list(names(get_resolver()))
    assert set(found) == of_cases | elsewhere
    assert len(found) == len(set(found))  # no second address behind a name that is known
    assert ACTS.keys() == ACT_PAGES.keys()


def picture_of(edition):
    """A township's picture of where the edition was posted."""
    picture = SimpleUploadedFile("公示栏.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    posting = record_posting(
        edition=edition, place="centre", township=unit("lcz"), posted_on=clock.today(), by=seat("lcz-jb"),
        picture=picture,
    )  # fmt: skip
    return posting.picture


def slip_of(duty):
    """A 勘误 proposed by a person of the office who is none of the kinds of seat."""
    return propose_corrigendum(
        duty=duty,
        field="basis",
        kind="punctuation",
        new_text=f"{duty.versions.get().basis}。",
        reason="漏了句号。",
        by=another_person(f"proposer-{duty.code}", unit("bb")),
    )


def confirmed_slip():
    """Another that was confirmed: it has its paper."""
    slip = slip_of(listed_duty(townships=("lcz",)))
    confirm_corrigendum(corrigendum=slip, by=seat("bb-fz"))
    return slip


def table_left():
    """The key of a public table that waits to be made."""
    with pytest.raises(unkept.Longer) as longer:
        unkept.pdf(
            "".join(f"<p style='break-after:page'>{n}</p>" for n in range(3)), [], disposition="inline"
        )
    return longer.value.key


def things():
    """What the addresses name."""
    duty = listed_duty(townships=("lcz",))
    edition = publish_edition(
        county=duty.department.county,
        document_number="灵编发〔2026〕91号",
        published_on=clock.today(),
        by=seat("bb-fz"),
    )
    correct_number(
        edition=edition,
        wrong="灵编发〔2026〕91号",
        number="灵编发〔2026〕1号",
        reason="抄错。",
        file=scan(),
        by=seat("bb-fz"),
    )
    brought, archived = an_import(), an_archived_case()
    ListImport.objects.filter(pk=brought.pk).update(approval=archived.files.get())
    feedback = receive_feedback(county=duty.department.county, subject="other", text="内容")
    draft = begin_draft(county=edition.county, by=seat("bb-jb"))
    file = picture_of(edition)
    EditionStep.objects.create(
        draft=draft, key="city", label="市级审核", body="市委编办", outcome="passed", file=file,
        decided_on=clock.today(), content_hash="0" * 64, recorded_by="县委编办",
    )  # fmt: skip
    signed = led_to("signed", cases=0)
    decided = actions.list_decided(
        meeting=signed.meeting, by=seat("bb-jb"), lock=None, unit=unit("zjj"), text="制定补贴标准。", due=clock.today()
    )  # fmt: skip
    return of_the_joint_meeting() | {
        "edition paper": papers_about(edition.uuid).first().uuid,
        "edition scan": edition.scans.get().uuid,
        "decided": decided.uuid,
        "import": brought.uuid,
        "archived": archived.uuid,
        "made": table_left(),
        "archived file": archived.files.get().uuid,
        "feedback": feedback.uuid,
        "feed": feeds.address(open_feed(by=seat("sfj-jb"))).split("/")[-1].removesuffix(".ics"),
        "phrase": add_phrase(text="请补充依据。", by=seat("sfj-jb")).uuid,
        "duty": duty.uuid,
        "draft": draft.uuid,
        "file": file.uuid,
        "corrigendum": slip_of(duty).uuid,
        "confirmed": confirmed_slip().uuid,
        "delegation": Delegation.objects.get(seat=seat("sfj-fz").seat, document__contains="示例").uuid,
        "unit": unit("lcz").uuid,
        "person": seat("lcz-jb").user.uuid,
        "seat": seat("lcz-jb").seat.uuid,
        "entry": RosterEntry.objects.first().uuid,
        "topic": actions.propose_topic(
            title="议题", problem="问题。", proposal="方案。", by=seat("czj-fz")
        ).uuid,
        "auditor": seat("aud").user.uuid,
        "auditor's seat": seat("aud").seat.uuid,
        "security": seat("sec").user.uuid,
        **what_was_promised(),
    }


def what_was_promised():
    """Something still to be delivered, and a training with its sheet."""
    duty = promised(townships=("lcz",))
    training = guarantees.record_training(
        by=seat("zjj-jb"),
        topic="要点",
        held_on=clock.today(),
        attended="2名",
        townships=[unit("lcz")],
        files=[scan()],
    )
    return {
        "promised": duty.uuid,
        "training": training.uuid,
        "sheet": Attachment.objects.get(entry__subject=training.uuid).file.uuid,
    }


def of_the_joint_meeting():
    """A circular and a report, each drafted and issued; a notice of a changed roster; a paper in the library."""
    said, office, head = {"matter": "保障落实", "text": "情况。"}, seat("bb-jb"), seat("bb-fz")
    circulars = [
        actions.draft_circular(by=office, units=[unit("czj"), unit("zjj")], **said) for _ in range(2)
    ]
    reports = [actions.draft_report(by=office, **said) for _ in range(2)]
    actions.issue_circular(circular=circulars[0], by=head, lock=None, number="灵编发〔2026〕81号")
    actions.issue_report(special_report=reports[0], by=head, lock=None, number="灵编报〔2026〕82号")
    right = {"by": head, "lock": None, "reason": "抄错。"}
    actions.correct_circular(circular=circulars[0], number="灵编发〔2026〕18号", file=scan(), **right)
    actions.correct_report(special_report=reports[0], number="灵编报〔2026〕28号", file=scan(), **right)
    notice = RosterNotice.objects.create(
        county=unit("bb").county, number="灵编发〔2026〕83号", entries=[], issued_at=clock.now(), issued_label="县委编办"
    )  # fmt: skip
    papers.roster(notice, led_to("preparing", cases=0).meeting.rules, [], by=head)
    actions.correct_roster_notice(roster_notice=notice, number="灵编发〔2026〕38号", file=scan(), **right)
    shared = actions.share_file(by=seat("czj-fz"), kind="material", title="资料", file=scan())
    return {
        "circular": circulars[0].uuid,
        "circular paper": papers_about(circulars[0].uuid).first().uuid,
        "circular scan": circulars[0].scans.get().uuid,
        "drafted circular": circulars[1].uuid,
        "report": reports[0].uuid,
        "report paper": papers_about(reports[0].uuid).first().uuid,
        "report scan": reports[0].scans.get().uuid,
        "drafted report": reports[1].uuid,
        "roster notice": notice.uuid,
        "roster paper": papers_about(notice.uuid).first().uuid,
        "roster scan": notice.scans.get().uuid,
        "shared": shared.uuid,
    }


def an_import():
    """A file of one row, checked and waiting for the head."""
    row = imports.upload_list(
        county=unit("bb").county,
        list_kind=ListKind.objects.get(key="supporting"),
        upload=xlsx([["事项名称", "牵头部门"], ["示例事项", unit("zjj").name]]),
        by=seat("bb-jb"),
    )
    return imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=seat("bb-jb")))


def an_archived_case():
    return archive_case(
        county=unit("bb").county,
        by=seat("bb-jb"),
        facts={
            "number": "2019-1",
            "title": "示例事项",
            "kind": "准入",
            "applicant": "县水利局",
            "decided_on": clock.today(),
            "result": "admitted",
        },
        uploads=[scan()],
    )


def wrong_with(answer, wanted, method):
    if answer.verdict != wanted:
        return f"{answer.verdict}, not {wanted}"
    if (answer.changed or answer.done) and (method == "get" or wanted != ALLOWED):
        return f"{answer.status}, and yet written: {sorted(answer.changed)}"
    return ""


def test_pages_of_no_case(lingchuan, remembered):
    known, who, wrong = things(), browsers(), {}
    for turn, (label, page) in enumerate(PAGES.items()):
        name, args = page.name or label, [known.get(arg, arg) for arg in page.args]
        with addresses_of(lingchuan if page.is_public else None):
            url = reverse(name, args=args)
        for method in page.methods:
            for kind in kinds(page.who.__contains__, turn):
                answer = ask(who[kind], method, url, page.sent)
                if problem := wrong_with(answer, expected(page, kind), method):
                    wrong[label, method, kind] = problem

    assert wrong == {}


# -- joint meetings ----------------------------------------------------------------------------------------------------------


class Sitting:
    """A meeting at the stage, with a case on its agenda, another that could be, and a sign in its minutes."""

    def __init__(self, stage):
        course = led_to("drafted" if stage in ("minutes_sent", *DONE) else "preparing")
        if stage == "called":
            course.call().attend()
        if stage == "cancelled":
            course.act(actions.take_off, "bb-jb", item=course.item)
            course.act(actions.cancel_meeting, "bb-jb", reason="另行安排。")
        self.course, self.item = course, course.meeting.items.first()
        if stage not in ("preparing", "cancelled"):
            self._minutes(send=stage != "called")
        if stage in DONE:
            course.sign()
        if stage == "meeting_closed":
            course.record().act(actions.close_meeting, "bb-jb")
        self.meeting, self.waiting = (
            fresh_meeting(course.meeting),
            make_case("deliberating", route="switched"),
        )

    def _minutes(self, send):
        results = {self.item.pk: ("passed", "会议同意。")}
        self.course.act(
            actions.draft_minutes, "bb-jb", minutes=f"会议概况{MINUTES}。", results=results, send=send
        )

    def url(self, name):
        part = [self.item.pk if self.item else 10**9] if name in OF_AN_ITEM else []
        if name == "meeting-paper":
            paper = papers_about(self.meeting.uuid).last()
            part = [paper.uuid if paper else UUID(int=1)]
        return reverse(name, args=[self.meeting.uuid, *part])

    def sent(self, name):
        units = [row.unit_id for row in queries.attendance_of(self.meeting)]
        given = {
            "meeting-edit": {"title": "联席会议", "meets_on": clock.today().isoformat()},
            "meeting-cancel": {"text": "另行安排。"},
            "meeting-agenda": {"case": str(self.waiting.uuid)},
            "meeting-attendance": {f"came-{pk}": "yes" for pk in units},
            "meeting-minutes": {"minutes": "会议概况。"},
            "meeting-minutes-return": {"text": "写明议定事项。"},
            "meeting-reply": {"reply": "coming"},
            "meeting-correction": {"where": "text", "old": MINUTES, "new": "更正后。", "reason": "笔误。"},
            "decided-new": {"text": "制定标准。", "unit": unit("czj").pk, "due": clock.today().isoformat()},
        }.get(name, {})
        lock = self.course.case.lock if name == "meeting-item-result" else self.meeting.lock
        return {"lock": lock, "form_key": "once", **given}


@pytest.mark.parametrize("stage", STAGES)
def test_a_meeting(lingchuan, remembered, stage):
    sitting, who, wrong, through = Sitting(stage), browsers(), {}, set()
    assert sitting.meeting.stage == stage
    among = KINDS if stage == "called" else OF_CASES  # the others are as one of these
    for turn, (name, (methods, *_)) in enumerate(MEETING.items(), STAGES.index(stage)):
        allowed = {kind for kind in KINDS if expected_of_meeting(name, stage, kind) == ALLOWED}
        for method in methods:
            for kind in kinds(allowed.__contains__, turn, among):
                answer = ask(who[kind], method, sitting.url(name), sitting.sent(name))
                if problem := wrong_with(answer, expected_of_meeting(name, stage, kind), method):
                    wrong[name, method, kind] = problem
                if MINUTES in answer.body and not may_read_minutes(stage, kind):
                    wrong[name, method, kind] = "shows minutes that are not signed"
                if method == "post" and answer.status == 302 and answer.done:
                    through.add(name)

    if stage in ("called", "minutes_sent", *DONE):  # so what others did not find was there to be found
        kind = "justice head" if stage in DONE else "office handler"
        assert MINUTES in ask(who[kind], "get", sitting.url("meeting")).body
    assert wrong == {}
    acts = {name for name, (methods, _, stages) in MEETING.items() if "post" in methods and stage in stages}
    if MATRIX == "whole":
        # not while a case is on its agenda, came is registered, its result is not, or no correction waits
        assert through == acts - {
            "meeting-cancel", "meeting-reply", "meeting-close",
            "meeting-correction-sign", "meeting-correction-drop",
        }  # fmt: skip
