"""Two at once: exactly one wins, or both, as the procedure says; a hundred trials each, every one from the same rows."""

from datetime import date

import pytest

from accounts.models import Notice
from admission.actions import applicant, approval, circulation, office
from admission.models import Opinion, SignOff
from audit import clock
from documents.models import OrganNumber, Paper
from jointmeeting.actions import draft_report, issue_report
from regimes.models import CalendarDay
from registry.actions import publish_edition
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum, refuse_corrigendum
from registry.actions.drafts import begin_draft, drop_draft, send_draft
from registry.actions.numbers import correct_number
from registry.models import Corrigendum, DutyVersion, Edition, EditionDraft, Purchase
from supervision.actions import guarantees, reports
from supervision.actions.calendar import edit_calendar
from supervision.actions.purchases import record_purchase
from supervision.models import Report
from tests.cast import another_person, seat
from tests.factories import (
    DISAGREE,
    fresh,
    issue_opinion,
    journey,
    listed_duty,
    number,
    open_reviews,
    problems,
    review_of,
    review_text,
    scan,
    take_position,
    unit,
)
from tests.racing import TRIALS, on_postgres
from tests.supervision.conftest import FOUND, led_to
from tests.supervision.promising import delivered, promised
from tests.voice.asking import asked, fresh_matter
from voice.actions import matters
from voice.models import Matter

BOUGHT = {
    "name": "农村公路桥梁检测",
    "way": "bought",
    "basis": "政府购买服务指导性目录（示例）",
    "department_duties": "招标、验收、付款。",
    "receiver": "示例检测公司",
    "receiver_duties": "每年检测一次。",
    "township_duties": "无",
    "amount": "",
    "begins_on": clock.today(),
    "until": None,
}


class TestOneWinner:
    pytestmark = on_postgres

    def test_concluding_a_round_against_a_new_dissent(self, race):
        case = journey("circulating").opine().case
        review = review_of(case, "czj")

        seen = race(
            lambda: circulation.conclude_circulation(case=case, by=seat("bb-jb"), lock=case.lock),
            lambda: issue_opinion(review, **({"finding": "unfunded"} | DISAGREE)),
            then=lambda: (fresh(case).state, Opinion.objects.filter(view="disagree").count()),
        )

        assert set(seen) <= {
            (("won", "Stale"), "signing", 0),
            (("Stale", "won"), "circulating", 1),
        }

    def test_two_persons_settling_one_corrigendum(self, race):
        duty = listed_duty()
        basis = duty.versions.get().basis
        made = propose_corrigendum(
            duty=duty,
            field="basis",
            kind="punctuation",
            new_text=f"{basis}。",
            reason="漏了句号。",
            by=seat("bb-jb"),
        )
        third = another_person("bb-third", unit("bb"))

        seen = race(
            lambda: confirm_corrigendum(corrigendum=made, by=seat("bb-fz")),
            lambda: refuse_corrigendum(corrigendum=made, by=third, reason="不用改。"),
            then=lambda: (
                DutyVersion.objects.filter(is_corrigendum=True).count(),
                Corrigendum.objects.get().refusal,
            ),
        )

        assert set(seen) <= {(("won", "Settled"), 1, ""), (("Settled", "won"), 0, "不用改。")}

    def test_one_number_put_right_twice(self, race):
        """Of one edition by two forms, and another matter that takes the same right number at the same moment: one has it."""
        listed_duty(townships=("lcz",))
        head, wrong, right = seat("bb-fz"), "灵编发〔2026〕17号", "灵编发〔2026〕71号"
        made = publish_edition(county=head.county, document_number=wrong, published_on=clock.today(), by=head)
        letter = draft_report(by=seat("bb-jb"), matter="保障落实", text="情况。")
        given = {"edition": made, "wrong": wrong, "reason": "抄错。", "by": head}

        seen = race(
            lambda: correct_number(number=right, file=scan(), **given),
            lambda: correct_number(number="灵编发〔2026〕72号", file=scan(), **given),
            lambda: issue_report(special_report=letter, by=head, lock=letter.lock, number=right),
            then=lambda: (
                Edition.objects.get().document_number,
                Paper.objects.filter(subject=str(made.uuid)).count(),
                tuple(OrganNumber.objects.order_by("number").values_list("number", flat=True)),
            ),
        )

        other = "灵编发〔2026〕72号"
        assert set(seen) <= {
            (("won", "Renumbered", "Refused"), right, 2, (right,)),
            (("Renumbered", "won", "won"), other, 2, (right, other)),
            (("NotCorrected", "won", "won"), other, 2, (right, other)),
        }

    def test_sending_a_draft_against_dropping_it(self, race):
        listed_duty()
        draft = begin_draft(county=unit("bb").county, by=seat("bb-jb"))

        seen = race(
            lambda: send_draft(draft=draft, by=seat("bb-jb"), lock=draft.lock),
            lambda: drop_draft(draft=draft, by=seat("bb-fz"), lock=draft.lock),
            then=lambda: (EditionDraft.objects.get().state,),
        )

        assert set(seen) <= {(("won", "StaleDraft"), "approved"), (("StaleDraft", "won"), "dropped")}

    def test_beginning_a_draft_against_dropping_the_open_one(self, race):
        """Whoever begins gets an open draft: the one there is, or a new one after it was dropped."""
        begun = begin_draft(county=unit("bb").county, by=seat("bb-jb"))

        seen = race(
            lambda: begin_draft(county=unit("bb").county, by=seat("bb-jb")),
            lambda: drop_draft(draft=begun, by=seat("bb-fz"), lock=begun.lock),
            then=lambda: (sorted(EditionDraft.objects.values_list("state", flat=True)),),
            trials=25,
        )

        assert {(won, *states) for won, states in seen} <= {
            (("won", "won"), "dropped"),
            (("won", "won"), "drafting", "dropped"),
        }

    def test_publishing_directly_against_sending_a_draft(self, race):
        """What is sent is compared with the newest edition: the second of the two knows of the first."""
        listed_duty()
        head, clerk = seat("bb-fz"), seat("bb-jb")

        def publish():
            given = {"document_number": "灵编发〔2026〕17号", "published_on": clock.today(), "by": head}
            publish_edition(county=head.county, **given)

        def send():
            draft = begin_draft(county=head.county, by=clerk)
            send_draft(draft=draft, by=clerk, lock=draft.lock)

        def then():
            sent = EditionDraft.objects.filter(state="approved").count()
            return sent, Edition.objects.count()

        seen = race(publish, send, then=then, trials=25)

        assert {tuple(numbers) for _, *numbers in seen} <= {(1, 0), (0, 1)}

    def test_withdrawing_against_accepting(self, race):
        case = journey("submitted").case

        seen = race(
            lambda: applicant.withdraw(case=case, by=seat("zjj-fz"), lock=case.lock, reason="不再需要。"),
            lambda: office.accept(case=case, by=seat("bb-jb"), lock=case.lock),
            then=lambda: (fresh(case).state, fresh(case).receipt_number != ""),
        )

        assert set(seen) <= {
            (("won", "Stale"), "withdrawn", False),
            (("Stale", "won"), "reviewing", True),
        }

    @pytest.mark.parametrize(("keys", "loser"), [(("k", "k"), "Repeated"), (("k", "l"), "Stale")])
    def test_one_form_sent_twice_and_two_forms_of_one_page(self, race, keys, loser):
        case = journey("consulting").answer().case

        def submit(key):
            return lambda: applicant.submit(case=case, by=seat("zjj-fz"), lock=case.lock, form_key=key)

        seen = race(
            *map(submit, keys),
            then=lambda: (
                fresh(case).number[-2:],
                Paper.objects.filter(kind="application").count(),
            ),
        )

        assert set(seen) <= {(("won", loser), "1号", 1), ((loser, "won"), "1号", 1)}

    def test_two_sign_offs(self, race):
        case = journey("signing").case

        def sign(who):
            return lambda: approval.sign(case=case, by=seat(who), lock=case.lock)

        seen = race(sign("zjr"), sign("zjr2"), then=lambda: (fresh(case).state, SignOff.objects.count()))

        assert set(seen) <= {
            (("won", "Stale"), "upper_review", 1),
            (("Stale", "won"), "upper_review", 1),
        }

    def test_closing_a_report_twice(self, race):
        """销号 by two of the office at once: one closes it, the other is told."""
        report = led_to("confirmed").report

        def close(who):
            return lambda: reports.close_report(report=report, by=seat(who), lock=report.lock)

        def then():
            return (Report.objects.get(pk=report.pk).state,)

        seen = race(close("bb-jb"), close("bb-fz"), then=then, trials=25)
        assert set(seen) <= {(("won", "Stale"), "closed"), (("Stale", "won"), "closed")}

    def test_withdrawing_a_report_against_its_finding(self, race):
        report = led_to("verifying").report

        def find():
            reports.find_untrue(report=report, by=seat("bb-fz"), lock=report.lock, **FOUND)

        def withdraw():
            reports.withdraw_report(report=report, by=seat("lcz-jb"), lock=report.lock, text="已解决。")

        def then():
            return (Report.objects.get(pk=report.pk).state,)

        seen = race(find, withdraw, then=then, trials=25)
        assert set(seen) <= {(("won", "Stale"), "unfounded"), (("Stale", "won"), "report_withdrawn")}

    def test_the_last_answer_against_withdrawing_the_matter(self, race):
        matter = asked("opinion")

        def withdraw():
            matters.withdraw_matter(matter=matter, by=seat("zjj-jb"), lock=matter.lock, text="不办了。")

        seen = race(
            lambda: matters.answer(matter=matter, by=seat("lcz-fz"), choice="agree", text="同意。"),
            withdraw,
            then=lambda: (fresh_matter(matter).state,),
            trials=25,
        )
        assert set(seen) <= {(("won", "Stale"), "matter_answered"), (("Stale", "won"), "matter_withdrawn")}

    def test_one_matter_one_application_a_year(self, race):
        """一事一报: the same assessment handed in by two of the department at once (通渭 二14)."""
        seen = race(
            lambda: asked("assessment"),
            lambda: asked("assessment", who="zjj-fz"),
            then=lambda: (Matter.objects.count(),),
            trials=25,
        )
        assert set(seen) <= {(("won", "Refused"), 1), (("Refused", "won"), 1)}

    def test_buying_against_applying_for_the_same_duty(self, race):
        """I-14: never bought and admitted at once."""
        case = journey("consulting", name=BOUGHT["name"]).answer().case

        seen = race(
            lambda: applicant.submit(case=case, by=seat("zjj-fz"), lock=case.lock),
            lambda: record_purchase(by=seat("zjj-jb"), townships=[unit("lcz")], **BOUGHT),
            then=lambda: (fresh(case).state, Purchase.objects.count()),
            trials=25,
        )
        assert set(seen) <= {(("won", "Refused"), "submitted", 0), (("Refused", "won"), "consulting", 1)}

    @pytest.mark.parametrize(
        "routes",
        [("adjustment", "adjustment"), ("cancellation", "cancellation"), ("adjustment", "cancellation")],
    )
    def test_two_adjustments_or_cancellations_of_one_duty(self, race, routes):
        """Handed in at the same moment: whatever became of that, one is accepted (第五条)."""
        duty = listed_duty()
        cases = [
            journey("consulting", route=route, duty=duty, applicant=who).answer().case
            for route, who in zip(routes, ("zjj", "lcz"), strict=True)
        ]

        def submit(case, who):
            return lambda: applicant.submit(case=case, by=seat(who), lock=case.lock)

        def then():
            return (sum(not problems(office.accept, case, "bb-jb") for case in cases if fresh(case).number),)

        seen = race(submit(cases[0], "zjj-fz"), submit(cases[1], "lcz-fz"), then=then, trials=25)
        assert {accepted for _, accepted in seen} == {1}
        assert {result for results, _ in seen for result in results} <= {"won", "Refused"}

    def test_the_same_is_bought_once_for_a_township(self, race):
        seen = race(
            *[
                lambda who=who: record_purchase(by=seat(who), townships=[unit("lcz")], **BOUGHT)
                for who in ("zjj-jb", "zjj-fz")
            ],
            then=lambda: (Purchase.objects.count(),),
            trials=25,
        )
        assert set(seen) <= {(("won", "Refused"), 1), (("Refused", "won"), 1)}


class TestBoth:
    pytestmark = on_postgres

    def test_two_units_answer_a_matter(self, race):
        """Nobody is told that the other was quicker; the second answer makes it whole."""
        matter = asked()

        def answer(who):
            return lambda: matters.answer(matter=matter, by=seat(who), choice="handle", text="已安排。")

        seen = race(
            answer("zjj-jb"),
            answer("gaj-jb"),
            then=lambda: (
                fresh_matter(matter).state,
                all(reply.answered_at for reply in matter.replies.all()),
            ),
            trials=25,
        )
        assert seen == [(("won", "won"), "matter_answered", True)] * 25

    def test_the_two_last_opinions(self, race):
        """Both kept, the round complete once, one notice."""
        case = journey("circulating", opinions={"czj": None, "sfj": None}).opine().case
        reviews = open_reviews(case)

        seen = race(
            *[lambda review=review: issue_opinion(review) for review in reviews],
            then=lambda: (
                Opinion.objects.count(),
                fresh(case).dossier.unanswered,
                Notice.objects.filter(unit=unit("bb"), title__contains="已答复齐").count(),
            ),
        )

        assert seen == [(("won", "won"), 6, [], 1)] * TRIALS

    def test_the_calendar_is_edited_while_a_report_begins_within_another_act(self, race):
        """Neither waits for the other's rows in a circle."""
        row, year = delivered(promised()), clock.today().year
        CalendarDay.objects.get_or_create(
            day=date(year, 1, 1), defaults={"is_workday": False, "name": "元旦"}
        )
        day = {"day": date(year, 12, 30), "kind": "holiday", "name": "示例假日", "reason": "统一安排。"}

        seen = race(
            lambda: edit_calendar(by=seat("bb-fz"), **day),
            lambda: guarantees.object_to_delivery(
                guarantee=row, by=seat("lcz-jb"), lock=row.lock, text="没有到账。"
            ),
            then=lambda: (Report.objects.count(),),
            trials=25,
        )
        assert seen == [(("won", "won"), 1)] * 25

    def test_two_submissions_get_neighbouring_numbers(self, race):
        cases = [journey("consulting").answer().case for _ in range(2)]

        def submit(case):
            return lambda: applicant.submit(case=case, by=seat("zjj-fz"), lock=case.lock)

        seen = race(
            *map(submit, cases),
            then=lambda: (sorted(fresh(case).number[-2:] for case in cases),),
        )

        assert seen == [(("won", "won"), ["1号", "2号"])] * TRIALS

    def test_two_townships_answer(self, race):
        case = journey("consulting").case
        requests = list(case.consultations.select_related("unit", "application"))

        seen = race(
            *[lambda request=request: take_position(request) for request in requests],
            then=lambda: ([concern.stance for concern in fresh(case).dossier.concerns],),
        )

        assert seen == [(("won", "won"), ["agree", "agree"])] * TRIALS

    def test_a_duty_is_entered_while_other_cases_are_reviewed(self, race):
        """The list's row that the one locks is named by the others' foreign keys, which are asked at their commit."""
        filed = journey("upper_review").file().case
        others = [journey("reviewing").case for _ in range(3)]

        def review(case):
            return lambda: office.issue_review(
                case=case, by=seat("bb-fz"), lock=case.lock, **review_text(case)
            )

        seen = race(
            lambda: approval.pass_upper(
                case=filed,
                by=seat("sbb-jb"),
                lock=filed.lock,
                number=number("市编复"),
                reply_on=clock.today(),
            ),
            *map(review, others),
            then=lambda: (fresh(filed).state,),
            trials=30,
        )

        assert seen == [(("won",) * 4, "approved")] * 30
