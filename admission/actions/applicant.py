"""What the applicant does: write, ask, submit, correct, revise, withdraw. For a paper application the office does it.

How a case begins is `beginning`.
"""

from contextlib import contextmanager

from accounts.models import NoticeKind
from admission import papers, rules
from admission.act import Stale, act, signature
from admission.actions.asking import ask, close_requests, everyone_asked, on_behalf, open_round, tell_owner
from admission.actions.attaching import attach
from admission.actions.pinning import follow, pin_regime
from admission.actions.texts import freeze, lapse, led_today, next_version, write
from admission.models import Position
from admission.opinions import comes_with_answers, problems_of_position
from admission.plan import asked_again
from admission.states import Answer, FileRole, State
from audit import clock
from documents import numbers


def save_text(*, case, by, lock, form_key="", talk=None, files=(), removed=None, **text):
    """Save what was typed, with the files added ((role, upload) each) and the one taken out: all of it or nothing.

    A draft is kept as it is; while consulting a changed text is a new 稿 at once, and those it touches are asked again (settled
    2). Raises BadFile with the reason.
    """
    with act("save_text", case=case, by=by, lock=lock, form_key=form_key, prepare=follow) as step:
        case, gone, text = step.case, _removable(step, removed), led_today(step.case) | text
        # part of what the first submission said, though no 稿 has it: it stays as it was handed in
        for name, value in ({} if case.submitted_at else talk or {}).items():
            setattr(case, name, value)
        if case.version.frozen_at and not (files or gone or write(case.version, text, save=False)):
            return case
        with _open_version(step):
            write(case.version, text)
            for role, upload in files:
                attach(step, [upload], role, unit=by.unit)
            gone.update(removed_at=step.now)
    return case


@contextmanager
def _open_version(step):
    """A 稿 to write in. A frozen one, with its attachments, never changes: its text and files are copied first.

    While consulting the new one is frozen at once, and asked about.
    """
    case = step.case
    if case.version.frozen_at:
        case.version = next_version(case, by=step.by, now=step.now)
    yield
    step.fact(version=case.version.number)
    case.forget()
    if case.state == State.CONSULTING:
        freeze(step)
        told = case.dossier
        concerned = [concern.unit.pk for concern in told.concerns]
        asked = case.consultations.filter(closed_at__isnull=True)
        asked.exclude(unit__in=concerned).update(closed_at=step.now)
        # whoever was asked about an older text that the change touches, or never
        touched = [c for c in told.concerns if not c.request or told.touches(c, c.request.version_id)]
        ask(step, touched, due=None)


def _removable(step, case_file):
    """The application's own file, if it is still there to be taken out."""
    own = (FileRole.ATTACHMENT, FileRole.PAPER)
    return step.case.files.filter(pk=case_file and case_file.pk, role__in=own, removed_at__isnull=True)


def consult(*, case, by, lock, due=None, form_key=""):
    """征询意见: freezes 第1稿 and asks every township and department it concerns."""
    with act("consult", case=case, by=by, lock=lock, form_key=form_key) as step:
        freeze(step)
        concerns = step.case.dossier.concerns
        papers.consultation(step, concerns, ask(step, concerns, due=due))
    return step.case


def consult_again(*, case, by, lock, due=None, form_key=""):
    """再次征询: those the change touches, those without agreement, those newly concerned."""
    with act("consult_again", case=case, by=by, lock=lock, form_key=form_key) as step:
        freeze(step)
        ask(step, asked_again(step.case), due=due)
    return step.case


def take_position(*, consultation, by, seen, answer, text="", files=(), written=None, form_key=""):
    """The asked unit's head answers. 附条件 and 不同意 say why.

    `written`: the pk of the last answer that the form showed, 0 for none (None: not asked); Stale where one came since.
    """
    with act(
        "take_position", case=consultation.application, by=by, part=consultation, seen=seen, form_key=form_key
    ) as step:
        last = step.part.positions.order_by("pk").last()
        if written is not None and written != (last.pk if last else 0):
            raise Stale(step.case)
        return _position(step, step.part, by, answer, text, files, on_paper=False)


def file_position(
    *, case, consultation, by, lock, answer, paper_on, paper_number="", text="", files=(), form_key=""
):
    """A stamped answer on paper, with its scan, its day and its number if it has one: before submission by the
    applicant, in a round by the office."""
    with act("file_position", case=case, by=by, lock=lock, form_key=form_key) as step:
        asked = step.case.consultations.filter(pk=consultation.pk, closed_at__isnull=True).first()
        if asked is None or not files:
            step.refuse("这次征询已经结束。" if asked is None else "请上传盖章答复的扫描件。")
        paper = on_behalf(
            step,
            asked.unit,
            asked.positions,
            not_before=None if comes_with_answers(step.case) else clock.local_date(asked.asked_at),
            paper_on=paper_on,
            paper_number=paper_number,
        )
        return _position(step, asked, by, answer, text, files, on_paper=True, **paper)


def _position(step, consultation, by, answer, text, files, on_paper, **paper):
    if problems := problems_of_position(step.case, answer, text):
        step.refuse(*problems)
    position = Position.objects.create(
        consultation=consultation,
        version_id=consultation.version_id,
        answer=answer,
        text=text,
        issued_at=step.now,
        issued_by=by.user,
        label=signature(by),
        on_paper=on_paper,
        **paper,
    )
    step.keep(position)
    attach(step, files, FileRole.POSITION, unit=consultation.unit, position=position)
    step.fact(consultation=consultation.pk, unit=consultation.unit_id, answer=answer, on_paper=on_paper)
    asker = step.case.applicant if consultation.round_id is None else step.case.rules.bodies.office.unit_key
    step.tell(
        [asker],
        f"{consultation.unit.short_name}答复：{Answer.said(answer, joint=step.case.is_joint)}（{step.case.title}）",
        kind=NoticeKind.RESULT,
    )
    return position


def submit(*, case, by, lock, form_key=""):
    """提交申请 (灵川 第三条第（二）项): number by submission date, version and regime frozen; a correction keeps its number."""
    with act("submit", case=case, by=by, lock=lock, form_key=form_key, prepare=pin_regime) as step:
        case = step.case
        signed = (case.version.handed_in_by_id, case.version.handed_in_for_id or by.seat.user_id)
        if case.version.handed_in_by_id and signed != (by.user.pk, by.seat.user_id):
            # who filed is remembered 稿 by 稿 (I-43): the same text from another hand is another one
            case.version = next_version(case, by=by, now=step.now)
            case.forget()
        freeze(step, by=by)
        if not case.number:
            year = clock.today().year
            serial = numbers.allot(county=case.county, series=case.kind, year=year)
            case.number = case.rules.number_of(case.kind, year, serial)
            case.submitted_at = step.now
        case.submitted_by = by.user
        case.came_from = ""
        if case.review and case.review.version_id != case.version_id:
            case.review = None
            lapse(case, step.now)
        case.consultations.filter(closed_at__isnull=True).update(closed_at=step.now)
        step.fact(number=case.number, version=case.version.number)
        alike = f"（与已退出清单的“{case.version.resembles[0][1]}”相近）" if case.version.resembles else ""
        step.tell(
            [case.rules.bodies.office.unit_key],
            f"{case.acting_applicant.short_name}提交申请：{case.title}{alike}"[:200],
        )
        tell_owner(step, f"{case.acting_applicant.short_name}申请撤销：{case.title}")
        papers.application(step)
    return case


def revise(*, case, by, lock, form_key=""):
    """提交修改稿: closes the round, opens the next; whom the change touches is computed, nobody is taken out."""
    with act("revise", case=case, by=by, lock=lock, form_key=form_key) as step:
        freeze(step, by=by)
        lapse(step.case, step.now)
        open_round(step, cover_note="", ask_places=True)
        step.fact(version=step.case.version.number)
    return step.case


def withdraw(*, case, by, lock, reason, files=(), form_key=""):
    """撤回申请 by the applicant's head; by the office, 视同撤回, once the date set has passed after a reminder."""
    with act("withdraw", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        if not rules.ends_it(case, by, step.source):
            step.refuse(rules.NOT_SILENT)
        if rules.wants_their_paper(case, by, step.source) and not files:
            step.refuse("纸质申请的撤回，请上传申请方盖章的撤回书扫描件。")
        if not reason.strip():
            step.refuse("请写明撤回的理由。")
        attach(step, files, FileRole.PAPER, unit=by.unit)
        step.reason(reason)
        told = everyone_asked(case)
        close_requests(case, step.now)
        office = [case.rules.bodies.office.unit_key] if case.submitted_at else []
        step.tell([*told, case.applicant, *office], f"申请已撤回：{case.title}", kind=NoticeKind.RESULT)
        if case.submitted_at:
            tell_owner(step, f"{case.acting_applicant.short_name}撤回撤销申请：{case.title}")
    return case


def discard(*, case, by, lock, form_key=""):
    """删除草稿: nobody was asked yet; the event stays."""
    with act("discard", case=case, by=by, lock=lock, form_key=form_key) as step:
        gone = step.case
        step.gone = True
        step.fact(deleted=True)
        files = list(gone.files.all())
        gone.files.all().delete()
        for each in files:
            each.file.delete()
        gone.version = None
        gone.save(update_fields=["version"])
        gone.versions.all().delete()
        gone.delete()


def add_file(*, case, by, lock, upload, role=FileRole.ATTACHMENT, form_key=""):
    """An attachment of the application; raises BadFile with the reason."""
    with act("add_file", case=case, by=by, lock=lock, form_key=form_key) as step, _open_version(step):
        return attach(step, [upload], role, unit=by.unit)[0]


def remove_file(*, case, by, lock, case_file, form_key=""):
    """Taken out of the application; kept where a submitted version had it."""
    with act("remove_file", case=case, by=by, lock=lock, form_key=form_key) as step:
        gone = _removable(step, case_file)
        if not gone:
            step.refuse("这个附件已经移除。")
        with _open_version(step):
            gone.update(removed_at=step.now)
