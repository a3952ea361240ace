"""What holds for every act: one transaction, the lock, the order of refusals, the record, the notices."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Notice
from admission.act import NotAllowed, Refused, Repeated, Stale, act
from admission.actions import applicant, approval, beginning, circulation, office
from admission.models import Application, CaseFile, Opinion, Position, Stay, UsedForm
from audit import clock, refusals
from audit.models import Event
from audit.record import verify
from audit.words import words_hash
from documents.models import Counter, OrganNumber, Paper, StoredFile
from registry.models import Duty
from tests.cast import delegated, seat
from tests.factories import (
    fresh,
    issue_opinion,
    journey,
    number,
    open_requests,
    open_reviews,
    request_of,
    review_of,
    scan,
    take_position,
    unit,
)

WRITTEN = (
    Application,
    CaseFile,
    Counter,
    Duty,
    Notice,
    Opinion,
    OrganNumber,
    Paper,
    Position,
    Stay,
    StoredFile,
)

YEAR = clock.today().year


def counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


def events(case, **more):
    return Event.objects.filter(subject=str(case.uuid), **more).order_by("seq")


def test_an_act_is_one_event_with_state_before_and_after(lingchuan):
    case = journey("submitted").case
    before = Event.objects.count()

    office.accept(case=case, by=seat("bb-jb"), lock=case.lock)

    event = events(case).last()
    assert Event.objects.count() == before + 1
    assert (event.verb, event.source, event.target, event.outcome) == (
        "accept",
        "submitted",
        "reviewing",
        "done",
    )
    assert (event.person, event.seat, event.unit) == ("县委编办经办人", "经办人", unit("bb").name)
    assert event.content_hash == fresh(case).version.content_hash
    (receipt,) = Paper.objects.filter(subject=case.uuid, kind="receipt")
    assert event.facts == {
        "receipt_number": f"灵准受〔{YEAR}〕1号",
        "words": [["documents.paper", receipt.pk, words_hash(receipt)]],
    }
    assert verify() is None


def test_the_lock_rises_with_every_act_of_any_kind(lingchuan):
    walked = journey("draft")
    seen = [walked.case.lock]
    steps = [
        walked.consult,
        walked.answer,
        walked.submit,
        walked.accept,
        walked.issue_review,
        walked.circulate,
        walked.opine,
        walked.conclude,
        walked.sign,
        walked.file,
    ]
    for step in steps:
        step()
        seen.append(walked.case.lock)

    assert seen == sorted(set(seen))


def test_a_stale_lock_is_refused_and_nothing_happens(lingchuan):
    walked = journey("submitted")
    opened = fresh(walked.case)
    walked.accept()
    before = counts()

    with pytest.raises(Stale) as refusal:
        office.return_for_correction(case=opened, by=seat("bb-fz"), lock=opened.lock, reason="缺附件。")

    assert refusal.value.case.state == "reviewing"
    assert counts() == before


def test_a_missing_lock_is_never_current(lingchuan):
    case = journey("submitted").case

    with pytest.raises(Stale):
        office.accept(case=case, by=seat("bb-jb"), lock=-1)


def test_permission_comes_before_staleness_and_that_before_the_conditions(lingchuan):
    case = journey("reviewing").case  # no initial review: `circulate` has its conditions open
    circulate = circulation.circulate

    with pytest.raises(NotAllowed):
        circulate(case=case, by=seat("zjj-fz"), lock=-1)
    with pytest.raises(Stale):
        circulate(case=case, by=seat("bb-fz"), lock=-1)
    with pytest.raises(Refused) as refusal:
        circulate(case=case, by=seat("bb-fz"), lock=case.lock)
    assert [problem.text for problem in refusal.value.problems] == ["本稿的初评意见还没有签发。"]


def test_refused_acts_are_recorded_after_their_rollback(lingchuan):
    case = journey("submitted").case
    attempts = [
        (seat("zjj-fz"), case.lock, "NotAllowed"),
        (seat("bb-jb"), case.lock - 1, "Stale"),
    ]

    for by, lock, _ in attempts:
        with pytest.raises((NotAllowed, Stale)):
            office.accept(case=case, by=by, lock=lock)
    with pytest.raises(Refused):
        office.decline(case=case, by=seat("bb-jb"), lock=case.lock, reason=" \u3000", article="第一条")

    refused = events(case, outcome="refused")
    assert [(event.verb, event.facts["why"], event.source, event.target) for event in refused] == [
        ("accept", "NotAllowed", "submitted", ""),
        ("accept", "Stale", "submitted", ""),
        ("decline", "Refused", "submitted", ""),
    ]
    assert [event.person for event in refused] == [
        "县住房城乡建设局负责人",
        "县委编办经办人",
        "县委编办经办人",
    ]
    assert fresh(case).state == "submitted"
    assert verify() is None


def test_a_flood_of_refusals_adds_only_so_many_events(lingchuan):
    case = journey("submitted").case

    for _ in range(refusals.KEPT + 5):
        with pytest.raises(NotAllowed):
            office.accept(case=case, by=seat("zjj-fz"), lock=case.lock)

    refused = events(case, outcome="refused").order_by("seq")
    assert [event.facts.get("flood", False) for event in refused] == [False] * (refusals.KEPT - 1) + [True]


def test_nobody_is_not_recorded(lingchuan):
    case = journey("submitted").case

    with pytest.raises(NotAllowed):
        office.accept(case=case, by=None, lock=case.lock)

    assert not events(case, outcome="refused").exists()


def test_the_same_form_sent_twice_does_one_thing(lingchuan):
    walked = journey("consulting").answer()
    case = walked.case

    applicant.submit(case=case, by=seat("zjj-fz"), lock=case.lock, form_key="k1")
    before = counts()
    with pytest.raises(Repeated):
        applicant.submit(case=case, by=seat("zjj-fz"), lock=case.lock, form_key="k1")

    assert counts() == before
    assert fresh(case).number == f"灵准申〔{YEAR}〕1号"
    assert not events(case, outcome="refused").exists()


def test_a_refused_form_may_be_sent_again(lingchuan):
    case = journey("submitted").case
    with pytest.raises(Refused):
        office.decline(case=case, by=seat("bb-jb"), lock=case.lock, reason="", article="", form_key="k2")

    office.decline(
        case=case, by=seat("bb-jb"), lock=case.lock, reason="不属于。", article="第一条", form_key="k2"
    )

    assert fresh(case).state == "not_accepted"


@pytest.mark.parametrize("forged", ["k" * 500, "\x00", "\ud800", "钥匙"])
def test_a_forged_form_key_does_no_harm(lingchuan, forged):
    case = journey("submitted").case

    office.accept(case=case, by=seat("bb-jb"), lock=case.lock, form_key=forged)

    assert UsedForm.objects.count() == 1


def test_used_forms_are_forgotten_when_nobody_can_send_them_any_more(lingchuan, settings):
    case = journey("submitted").case
    office.accept(case=case, by=seat("bb-jb"), lock=case.lock, form_key="k3")
    used = UsedForm.objects.get()
    kept_typed = timedelta(seconds=settings.SESSION_COOKIE_AGE)

    with clock.at(used.at + kept_typed + timedelta(hours=12)):
        call_command("sweep_forms", stdout=StringIO())
    assert UsedForm.objects.get() == used

    with clock.at(used.at + timedelta(days=8)):
        call_command("sweep_forms", stdout=StringIO())
    assert not UsedForm.objects.exists()
    assert "manage.py sweep_forms\n" in (settings.BASE_DIR / "docs/deploy.md").read_text()


def test_an_answer_made_for_an_older_text_is_stale(lingchuan):
    walked = journey("consulting")
    request = request_of(walked.case, "lcz")
    walked.act(applicant.save_text, "zjj-jb", boundary="乡镇只巡查。")

    with pytest.raises(Stale):
        take_position(request)
    take_position(request_of(walked.case, "lcz"))


def test_an_opinion_made_for_an_earlier_round_is_stale(lingchuan):
    walked = journey("circulating")
    review = review_of(walked.case, "sfj")
    walked.call_revision().revise()

    with pytest.raises(Stale):
        issue_opinion(review)
    issue_opinion(review_of(walked.case, "sfj"))


def test_opinions_of_two_units_do_not_collide(lingchuan):
    """Opinions carry (round, 稿), not the case's lock (settled 1)."""
    case = journey("circulating").case
    one, other = review_of(case, "sfj"), review_of(case, "czj")

    issue_opinion(one)
    issue_opinion(other)

    assert Opinion.objects.count() == 2


def test_one_notice_when_the_round_is_answered(lingchuan):
    case = journey("circulating").case
    office_notices = Notice.objects.filter(unit=unit("bb"), title__contains="已答复齐")

    for review in open_reviews(case):
        assert office_notices.count() == 0
        issue_opinion(review)
    assert office_notices.count() == 1

    issue_opinion(review_of(case, "sfj"))
    assert office_notices.count() == 1


def test_whoever_is_asked_is_told(lingchuan):
    case = journey("consulting", related=("zrj",)).case

    told = Notice.objects.filter(url=case.get_absolute_url()).values_list("unit__code", flat=True)
    assert sorted(told) == ["dxz", "lcz", "zrj"]


def test_everyone_is_told_of_a_withdrawal_once(lingchuan):
    walked = journey("coordinating", route="switched", related=("zrj",))
    Notice.objects.all().delete()

    walked.withdraw()

    told = Notice.objects.values_list("unit__code", flat=True)
    assert sorted(told) == sorted(
        ["zjj", "lcz", "dxz", "zrj", "zgb", "zzb", "mzj", "sfj", "czj", "rsj", "bb"]
    )


def test_approval_and_the_list_stand_or_fall_together(lingchuan):
    """The registry is written in the transaction of the approval; when it refuses, nothing was approved."""
    walked = journey("upper_review").file()
    case = walked.case
    case.version.townships.clear()  # what the list does not take
    before = counts()

    with pytest.raises(Refused) as refusal:
        approval.pass_upper(
            case=case, by=seat("sbb-jb"), lock=case.lock, number=number("市编复"), reply_on=clock.today()
        )

    assert [problem.text for problem in refusal.value.problems] == ["请选择承担的乡镇。"]
    assert counts() == before
    assert fresh(case).state == "upper_review"
    assert fresh(case).dossier.filing.outcome == ""


def test_numbers_are_given_back_by_a_rolled_back_act(lingchuan):
    """The system's own series have no gaps (I-83)."""
    one, two = journey("consulting").answer().case, journey("consulting").answer().case

    with transaction.atomic():
        applicant.submit(case=one, by=seat("zjj-fz"), lock=one.lock)
        transaction.set_rollback(True)
    applicant.submit(case=two, by=seat("zjj-fz"), lock=two.lock)
    applicant.submit(case=one, by=seat("zjj-fz"), lock=one.lock)

    assert (fresh(two).number, fresh(one).number) == (f"灵准申〔{YEAR}〕1号", f"灵准申〔{YEAR}〕2号")


def test_files_of_a_refused_act_are_gone(lingchuan, settings):
    case = journey("circulating").case
    kept = sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())

    with pytest.raises(Refused):
        circulation.file_opinion(
            case=case,
            review=review_of(case, "sfj"),
            by=seat("bb-jb"),
            lock=case.lock,
            files=[scan()],
            paper_on=clock.today(),
            finding="unlawful",
            view="agree",
        )

    assert sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()) == kept
    assert not StoredFile.objects.exists()


def test_stays_follow_the_states_without_gap(lingchuan):
    case = journey("approved", route="switched").case

    stays = list(Stay.objects.filter(application=case).order_by("entered_at", "id"))

    assert [stay.state for stay in stays] == [
        "draft",
        "consulting",
        "submitted",
        "reviewing",
        "circulating",
        "coordinating",
        "deliberating",
        "deciding",
        "upper_review",
    ]
    assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
    assert stays[-1].left_at == case.state_since


def test_a_part_of_another_case_is_no_part_of_this_one(lingchuan):
    one, other = journey("circulating").case, journey("circulating").case
    review = review_of(one, "sfj")
    review.round.application = other

    with (
        pytest.raises(type(review).DoesNotExist),
        act("issue_opinion", case=other, by=seat("sfj-fz"), part=review),
    ):
        pass


def test_an_act_is_done_by_the_seats_own_person_or_its_delegate(lingchuan):
    """乙代甲: a delegate's act names both (I-45)."""
    by = seat("sfj-fz")
    delegation = by.seat.given.get()
    delegate = type(by)(seat=by.seat, user=seat("sfj-jb").user, delegation=delegation)
    case = journey("circulating").case

    opinion = issue_opinion(review_of(case, "sfj"), by=delegate)

    event = events(case).last()
    assert (event.person, event.on_behalf, event.unit) == (
        "县司法局经办人",
        "县司法局负责人",
        unit("sfj").name,
    )
    assert opinion.label == "县司法局 · 负责人（受托，县司法局经办人代县司法局负责人）"


def test_requests_are_asked_once_each(lingchuan):
    case = journey("consulting").case

    assert sorted(request.unit.code for request in open_requests(case)) == ["dxz", "lcz"]


@pytest.mark.parametrize(("who", "why"), [("cjb-fz", NotAllowed), ("zjr", NotAllowed)])
def test_a_case_that_may_not_be_begun_is_on_record_at_the_unit(lingchuan, who, why):
    by = seat(who)

    with pytest.raises(why):
        beginning.start(kind="admission", by=by)

    (event,) = Event.objects.filter(verb="start", outcome="refused")
    assert (event.subject, event.subject_kind, event.person) == (str(by.unit.uuid), "unit", str(by.user))
    assert not Application.objects.exists()


def test_a_long_label_is_cut_to_its_column(lingchuan, monkeypatch):
    """Names of the longest that the forms take, signed by a delegate: PostgreSQL refuses more than the column holds."""
    by = delegated(seat("sfj-fz"), seat("sfj-jb"))
    monkeypatch.setattr(by.unit, "short_name", "县" * 50)
    monkeypatch.setattr(by.user, "display_name", "乙" * 50)
    monkeypatch.setattr(by.seat.user, "display_name", "甲" * 50)

    issue_opinion(review_of(journey("circulating").case, "sfj"), by=by, finding="lawful", view="agree")

    label = Opinion.objects.get().label
    assert len(label) == 120
    assert label.endswith("甲…")
