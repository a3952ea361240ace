"""协调会 and the joint meeting as the case sees them: invite, register, conclude, take over the result."""

from accounts.models import NoticeKind
from admission import papers
from admission.act import act, signature
from admission.actions.asking import TOO_EARLY, open_coordination, open_round, tell_invited
from admission.actions.duty_list import approve
from admission.actions.office import rejection, revision
from admission.models import Hearing, HearingParty, Resolution
from admission.problems import Problem
from admission.states import HearingKind, Outcome, Procedure, State
from audit import clock

VERBS = {
    Outcome.PASSED: "deliberate",
    Outcome.FAILED: "reject",
    Outcome.DEFERRED: "defer",
    Outcome.RETURNED: "call_revision",
}


def convene(*, case, by, lock, meets_on, meets_at="", place="", extra=(), form_key=""):
    """召开协调会: every disagreeing township and the department invited (第三条第（三）项第2目)."""
    with act("convene", case=case, by=by, lock=lock, form_key=form_key) as step:
        if meets_on is None:
            step.refuse(Problem("请填写召开日期。", "meets_on"))
        open_coordination(step, extra=extra, meets_on=meets_on, meets_at=meets_at, place=place)
    return step.case


def set_meeting_day(*, case, by, lock, meets_on, meets_at="", place="", form_key=""):
    """通知召开时间: of a coordination meeting called without a day, or put off; everyone invited is told (第三条第（三）项第2目)."""
    with act("set_meeting_day", case=case, by=by, lock=lock, form_key=form_key) as step:
        hearing = step.case.dossier.open_hearing(HearingKind.COORDINATION)
        before = hearing.arranged
        if meets_on is None:
            step.refuse(Problem("请填写召开日期。", "meets_on"))
        if meets_on < clock.today():
            step.refuse(Problem(TOO_EARLY, "meets_on"))
        hearing.meets_on, hearing.meets_at, hearing.place = meets_on, meets_at, place
        hearing.save()
        step.fact(hearing=str(hearing.uuid), meets_on=str(meets_on))
        tell_invited(step, hearing, [party.unit for party in hearing.parties.all()], before=before)
    return step.case


def record_coordination(*, case, by, lock, held_on, place, summary, parties, extra=(), form_key=""):
    """登记协调会: `parties` is {unit pk: (attended, position)}; absence is recorded and is not agreement."""
    with act("record_coordination", case=case, by=by, lock=lock, form_key=form_key) as step:
        hearing = step.case.dossier.open_hearing(HearingKind.COORDINATION)
        if held_on and held_on > clock.today():
            step.refuse(Problem("召开日期不能晚于今天。", "held_on"))
        if held_on and held_on < clock.local_date(hearing.opened_at):
            step.refuse(Problem("召开日期不能早于召集协调会的日期。", "held_on"))
        hearing.held_on, hearing.place, hearing.summary = held_on, place, summary
        hearing.save()
        invited = {party.unit_id: party for party in hearing.parties.all()}
        for unit in extra:
            if unit.pk not in invited:
                invited[unit.pk] = HearingParty.objects.create(hearing=hearing, unit=unit)
        for pk, (attended, position) in parties.items():
            if pk in invited:
                invited[pk].attended, invited[pk].position = attended, position
                invited[pk].save()
        step.fact(hearing=str(hearing.uuid), held_on=str(held_on or ""))
    return step.case


def conclude_coordination(*, case, by, lock, cover_note="", due=None, form_key=""):
    """结束协调: the minutes kept; to 审议, or first to circulation where this version was not (director).

    That round is opened as by `circulate`, with its cover note and its day.
    """
    with act("conclude_coordination", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        hearing = case.dossier.open_hearing(HearingKind.COORDINATION)
        hearing.closed_at = step.now
        hearing.save()
        papers.coordination_minutes(step, hearing)
        case.forget()
        step.fact(hearing=str(hearing.uuid))
        if case.state == State.CIRCULATING:
            open_round(step, cover_note=cover_note, due=due)
    return case


def put_on_agenda(*, case, meeting, title, invited, by, lock=None, form_key=""):
    """提请审议（列入议程）: from now on the meeting's members see the case (settled 16)."""
    with act("put_on_agenda", case=case, by=by, lock=lock, form_key=form_key) as step:
        hearing = Hearing.objects.create(
            application=step.case,
            kind=HearingKind.JOINT,
            meeting=meeting,
            title=title,
            version=step.case.version,
            round=step.case.dossier.round,
            opened_at=step.now,
        )
        HearingParty.objects.bulk_create(HearingParty(hearing=hearing, unit=unit) for unit in invited)
        step.fact(hearing=str(hearing.uuid), meeting=str(meeting))
        title = f"{step.case.words('列入联席会议议程')}：{step.case.title}"
        step.tell([step.case.applicant, *invited], title, kind=NoticeKind.MEETING)
    return hearing


def take_off_agenda(*, case, by, lock=None, form_key=""):
    """移出议程: the case stays in deliberation. Until when, the meeting says (`jointmeeting.acts`: before its minutes are sent)."""
    with act("take_off_agenda", case=case, by=by, lock=lock, form_key=form_key) as step:
        hearing = step.case.dossier.open_hearing(HearingKind.JOINT)
        hearing.closed_at = step.now
        hearing.save()
        step.fact(hearing=str(hearing.uuid))
    return step.case


def invite_to_hearing(*, case, units, by):
    """Units invited to the meeting after the case came on its agenda see the case too (settled 16)."""
    with act("invite_to_hearing", case=case, by=by) as step:
        hearing = step.case.dossier.open_hearing(HearingKind.JOINT)
        HearingParty.objects.bulk_create(HearingParty(hearing=hearing, unit=unit) for unit in units)
        step.fact(hearing=str(hearing.uuid), invited=[unit.pk for unit in units])
        title = f"{step.case.words('列入联席会议议程')}：{step.case.title}"
        step.tell(units, title, kind=NoticeKind.MEETING)
    return step.case


def record_result(
    *,
    case,
    hearing,
    outcome,
    wording,
    minutes_number,
    minutes_signed_at,
    by,
    lock,
    coordinate=False,
    form_key="",
    **arranged,
):
    """登记审议结果 from signed minutes (settled 17): a result serves this case once, for its version and round.

    `arranged`: when and where a coordination meeting that it asks for is to be, as `open_coordination` takes it.
    """
    choice = State.COORDINATING if coordinate else None
    with act(VERBS[outcome], case=case, by=by, lock=lock, form_key=form_key, choice=choice) as step:
        case = step.case
        mine = case.hearings.filter(pk=hearing.pk, kind=HearingKind.JOINT, closed_at__isnull=True).first()
        current = case.dossier.round
        if mine is None or step.source != State.DELIBERATING:
            step.refuse("这一结果已经用过，或本案不在该次会议的议程上。")
        if mine.version_id != case.version_id or mine.round_id != (current.pk if current else None):
            step.refuse("会议审议的不是现在的文稿和这一轮意见，须重新列入议程。")
        if minutes_signed_at is None or minutes_signed_at <= max(case.state_since, mine.opened_at):
            step.refuse("纪要须在本案进入审议、列入议程之后由召集人签署。")
        mine.closed_at = step.now
        mine.save()
        resolution = Resolution.objects.create(
            hearing=mine,
            outcome=outcome,
            wording=wording,
            minutes_number=minutes_number,
            minutes_signed_at=minutes_signed_at,
            recorded_at=step.now,
            label=signature(by),
        )
        step.keep(resolution)
        case.forget()
        step.fact(hearing=str(mine.uuid), outcome=outcome)
        _follow(step, outcome, wording, arranged)
    return case


def _generalise(step, wording):
    """What a meeting that the simple path leads to has coordinated goes the general one from there (第三条第（三）项第2目)."""
    if step.case.procedure == Procedure.SIMPLE:
        step.case.procedure, step.case.procedure_reason = Procedure.GENERAL, wording


def _follow(step, outcome, wording, arranged):
    match outcome:
        case Outcome.FAILED:
            rejection(step, wording.removeprefix(f"{Outcome.FAILED.label}。"))
        case Outcome.RETURNED:
            revision(step, wording)
        case Outcome.DEFERRED:
            step.reason(wording)
            if step.case.state == State.COORDINATING:
                _generalise(step, wording)
                open_coordination(step, **arranged)
        case Outcome.PASSED if step.case.state == State.APPROVED:
            approve(step)
        case Outcome.PASSED:
            step.tell([step.case.applicant], f"{step.case.words('联席会议审议通过')}：{step.case.title}")
