"""The whole demonstration: every state, nothing real, nothing out of order, every event told in Chinese."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import County, Unit
from accounts.pages.audit_lines import lines
from accounts.queries import events_of
from admission import checks
from admission.models import Application, Decision, Filing, Opinion, Position, Resolution, Stay
from admission.states import ENDED, State
from audit import clock
from audit.models import Event
from audit.record import events_about, moment
from audit.witnesses import verify
from documents.models import Paper, PaperKind
from jointmeeting.models import Meeting
from jointmeeting.states import Stage
from regimes.calendar import Calendar
from regimes.queries import current_regime
from registry.models import Duty, Edition, EditionEntry
from registry.queries import standings
from registry.states import Standing

LATIN = re.compile(r"[A-Za-z_]{2,}")
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16}…")  # of cases, duties, meetings; of texts
THERE = dict.fromkeys(State, 1) | {State.SIGNING: 3, State.UPPER_REVIEW: 3, State.DELIBERATING: 2}


def test_every_state_is_there(county):
    counted = Counter(Application.objects.values_list("state", flat=True))

    assert {state: counted[state] for state in State if counted[state] < THERE[state]} == {}


def test_chain_of_events_is_whole_and_in_order(county):
    at = list(Event.objects.order_by("seq").values_list("at", flat=True))

    assert verify() is None
    assert at == sorted(at)
    assert at[-1] <= moment(clock.now())


def test_state_is_what_the_last_act_made_it(county):
    for case in Application.objects.all():
        assert events_about(case.uuid).filter(outcome="done").last().target == case.state


def test_stays_cover_every_case_without_gaps(county):
    for case in Application.objects.all():
        stays = list(Stay.objects.filter(application=case))
        assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
        assert (stays[-1].left_at is None) == (case.state not in ENDED)


def test_nobody_works_at_night_or_on_a_holiday(county):
    calendar = Calendar.load()
    opinions = [opinion.issued_at for opinion in Opinion.objects.all()]
    positions = [position.issued_at for position in Position.objects.all()]

    assert [at for at in opinions + positions if not calendar.is_workday(clock.local_date(at))] == []


def test_all_is_marked_as_a_sample(county):
    assert county.is_demo
    assert Duty.objects.filter(is_sample=False).count() == 0


def test_list_is_large_and_has_every_standing(county):
    """But 已转列: by the rules of this county no duty goes over into another list."""
    duties = Duty.objects.filter(county=county)

    assert duties.count() >= 60
    assert set(standings(duties, clock.today()).values()) == set(Standing) - {Standing.MOVED}


def test_editions_follow_one_another(county):
    editions = list(Edition.objects.order_by("published_on"))

    assert len(editions) == 3
    assert [edition.size for edition in editions] == sorted(edition.size for edition in editions)
    assert EditionEntry.objects.count() == sum(edition.size for edition in editions)


def test_editions_bear_the_word_of_the_organs_that_issue_them(county):
    """A 发文字号 is from the register of the organ whose mark stands above it (GB/T 9704—2012, 7.2.5)."""
    word = current_regime(county).rules.papers.words["edition"]
    numbers = list(Edition.objects.values_list("document_number", flat=True))
    assert [number for number in numbers if not number.startswith(f"{word}〔")] == []


def test_papers_of_every_kind_are_there(county):
    issued = set(Paper.objects.filter(county=county).values_list("kind", flat=True))

    assert set(PaperKind.values) - issued == set()


def test_the_notable_cases(county):
    def one(**about):
        return Application.objects.filter(**about).exists()

    assert one(state="approved", procedure="simple", notice__isnull=False)
    assert one(state="approved", procedure="general", notice__isnull=False)
    assert one(state="approved", notice__isnull=True)
    assert one(state="approved", kind="revocation")
    assert one(state="signing", kind="revocation")
    assert one(state="signing", applicant__code="yjj")
    assert one(state="withdrawn", joined_to__isnull=False)
    assert one(on_paper=True, state="reviewing")
    assert one(version__term="temporary", state="approved")
    assert one(rounds__number=2, state="circulating", rounds__reviews__opinions__view="conditional")
    assert one(state="upper_review", filings=None)
    assert Filing.objects.filter(outcome="form", application__state="upper_review").exists()
    assert Filing.objects.filter(outcome="substance", application__state="reviewing").exists()
    assert Decision.objects.filter(application__state="deciding").count() == 1
    assert set(Resolution.objects.values_list("outcome", flat=True)) == {"passed", "failed", "deferred"}
    assert Opinion.objects.filter(label__contains="代县司法局负责人").exists()
    assert Event.objects.filter(outcome="refused", verb="sign").exists()


def test_something_is_due_today_and_something_overdue(county):
    calendar, today = Calendar.load(), clock.today()
    next_workday = today if calendar.is_workday(today) else calendar.add(today, 1).date
    since = Application.objects.filter(state="signing").values_list("state_since", flat=True)

    assert next_workday in [calendar.add(clock.local_date(at), 3).date for at in since]
    late = Application.objects.filter(rounds__closed_at=None, rounds__due__lt=today, state="circulating")
    assert [case.dossier.unanswered[0].code for case in late] == ["rsj"]


def test_meetings_are_held_and_one_is_to_come(county):
    *held, last = [meeting.stage for meeting in Meeting.objects.order_by("meets_on")]

    assert held == [Stage.CLOSED] * 3 + [
        Stage.SIGNED
    ]  # the last one's results are not all in their cases yet
    assert last == Stage.CALLED
    assert Meeting.objects.last().items.count() <= 3


def test_figures_are_plausible(county):
    ended = Application.objects.filter(state__in=ENDED)
    procedures = Counter(ended.exclude(procedure="").values_list("procedure", flat=True))

    assert 35 <= ended.count() <= 60
    assert procedures["simple"] > procedures["general"] >= 5
    assert Opinion.objects.exclude(view__in=["agree", "not_ours"]).count() >= 4
    assert Position.objects.exclude(answer="agree").count() >= 8


def test_cases_under_way_have_no_hard_finding(county):
    for case in Application.objects.exclude(state__in=[*ENDED, State.DRAFT]):
        assert checks.hard(case) == []


def test_a_second_load_does_nothing_and_lists_the_accounts(county, settings):
    settings.DEMO = True
    before, told = Event.objects.count(), StringIO()

    call_command("load_demo", "--accounts", stdout=told)

    assert Event.objects.count() == before
    assert County.objects.count() == 1
    lines = told.getvalue().splitlines()
    assert [line for line in lines if line.startswith("  召集人")] == ["  召集人  zjr zjr2 联席会议召集人"]
    assert "已载入" not in told.getvalue()


def test_not_in_production(county, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError):
        call_command("load_demo")


# -- the audit page: no code, no English (look.md) ---------------------------------------------------------


def words_of(line):
    return [line.verb, line.kind, line.source, line.target, *(f"{name}：{said}" for name, said in line.facts)]


def test_no_event_shows_a_code(county):
    read = lines(events_of(county), county)

    shown = {NUMBERS.sub("", text) for line in read for text in words_of(line)}
    assert {text for text in shown if LATIN.search(text)} == set()
    assert len(read) > 1000


def test_units_and_people_go_by_name_and_answers_by_word(county):
    read = {line.event.verb: line.facts for line in lines(events_of(county), county)}

    assert ("总体意见", "同意") in read["issue_opinion"]
    assert dict(read["issue_opinion"])["单位"] in set(Unit.objects.values_list("short_name", flat=True))
    assert dict(read["decide"])["审定机关"] in ("县委", "县政府")
    assert ("审定结果", "审定通过") in read["decide"]
    assert dict(read["pass_upper"])["结果"] == "备案审核通过"
    assert dict(read["issue_review"])["合法合规"] in ("是", "否")
