"""先行办理: a temporary urgent task started on an oral request, and its papers afterwards (灵川 第六条; I-57 to I-59, I-64).

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.notices import notify
from accounts.succession import heir, left_to, line_of, stands_for
from admission.actions.applicant import save_text
from admission.actions.beginning import start
from admission.models import Application
from admission.problems import Problem
from admission.states import Kind, State, Term
from audit import clock
from audit.record import events_about
from config.templatetags.chinese import cdate, join_cn
from documents.numbers import allot
from regimes.calendar import Calendar
from registry.normalize import grams, normalized
from registry.queries import ALIKE, alikeness, bought, lookalikes, same_duties
from supervision import papers, queries, rules
from supervision.act import act, begin, by_itself, lock_row, signature
from supervision.actions.late import tell_late
from supervision.actions.reports import regime_of
from supervision.models import UrgentTask
from supervision.states import UrgentState

FAILED = (State.NOT_ACCEPTED, State.REJECTED, State.WITHDRAWN)
YEAR = timedelta(days=366)
TELLING = 8  # characters that a text has at least which tells one task from another
APPLIED = tuple(state for state in State if state not in (State.DRAFT, State.CONSULTING, *FAILED))


def start_task(*, by, name, contents, townships, department=None, other_matter="", form_key="", **asked):
    """登记先行办理. `asked`: asked_by, asked_of, asked_on, asked_at, allowed_by, started_on, until.

    Refused where the county's regulation knows no such start, for a duty already in the list or bought (第十一条), beyond a
    year, and a second time: one much like an earlier one of a township, too, unless `other_matter` says why it is another.
    """
    own = rules.is_township(by)
    task = UrgentTask(
        county=by.county,
        regime=regime_of(by.county),
        name=name,
        normalized_name=normalized(name),
        contents=contents,
        department=department if own else by.unit,
        label=signature(by),
        **asked,
    )
    allowed = rules.may_start_task(by)
    with begin("start_task", subject=task, by=by, allowed=allowed, form_key=form_key) as step:
        townships = [by.unit] if own else list(townships)
        if said := refusal_of(task.rules):
            step.refuse(said)
        calendar = Calendar.load()
        due = calendar.add(task.asked_on, task.rules.days("papers"))
        task.due, task.due_provisional = due.date, due.provisional
        _check_task(step, townships, other_matter)
        task.is_late_entry = calendar.between(task.asked_on, step.today) > task.rules.days("urgent_entry")
        year = step.today.year
        n = allot(county=task.county, series="urgent", year=year)
        task.number = task.rules.number_of("urgent", year, n)
        task.save()
        task.townships.set(townships)
        papers.urgent(step, townships)
        if other_matter:
            step.say(other_matter)
        step.fact(number=task.number, due_on=task.due, townships=len(townships))
        told = [task.department, *townships, *queries.office(task.county), *queries.leaders(task.county)]
        step.tell(told, f"先行办理：{task.name}，{cdate(task.due)}前补办手续")
    return task


def refusal_of(held):
    """Why the county's regulation lets nothing be started first, with its article where it says so; "" where it may."""
    if "urgent" in held.cites:
        return ""
    said = [
        f"{each.term}不纳入职责准入（{each.source}）" for each in held.excluded_powers if "紧急" in each.term
    ]
    return "；".join(["制度没有规定先行办理，不能登记", *said]) + "。"


def _check_task(step, townships, other_matter):
    task, problems = step.subject, []
    if task.department is None:
        step.refuse(Problem("请选择交办的部门", "department"))
    if not task.department.is_standing:  # 灵川 第七条 (I-04): a township names it here
        body, article = task.department.short_name, task.rules.cite("standing_applicant")
        said = f"{body}是议事协调机构或临时机构，不能向乡镇交办（{article}）；已经交办的，请提交反映"
        problems.append(Problem(said, "department"))
    if not townships:
        problems.append(Problem("请选择承担的乡镇", "townships"))
    if not task.normalized_name:
        problems.append(Problem("请填写任务名称", "name"))
    problems += _kept_out(task)
    if task.asked_on > step.today:
        problems.append(Problem("请示日期不能晚于今天", "asked_on"))
    if task.asked_on < step.today - YEAR:
        problems.append(Problem("请示日期在一年以前，不再登记先行办理；请按程序申请准入", "asked_on"))
    if task.started_on < task.asked_on:
        problems.append(Problem("先请示后开始：开始日期不能早于请示日期", "started_on"))
    if task.started_on > task.due:  # what begins after them can have its papers first
        said = f"先行办理的是紧急任务，开始日期不能晚于补办手续的期限（{cdate(task.due)}）；不急的，请按程序申请准入"
        problems.append(Problem(said, "started_on"))
    if task.until < task.started_on:
        problems.append(Problem("结束日期不能早于开始日期", "until"))
    if task.until > min(step.today, task.started_on) + YEAR:
        said = "临时任务最长一年，结束日期不能晚于一年以后；常态的事项不能先行办理，请按程序申请准入"
        problems.append(Problem(said, "until"))
    same = same_duties(task.county, task.name, task.department, on=step.today)
    listed = [each for each in same if each.blocks]
    if back := [each for each in listed if each.duty.list_kind.recalled]:
        said = f"这一事项已由上级部门收回（{back[0].duty}），由部门自己办理，不能再口头交给乡镇"
        problems.append(Problem(said, "name"))
    elif listed:
        problems.append(Problem(f"清单中已有这一事项（{listed[0].duty}），不能先行办理", "name"))
    elif same:  # 灵川 第十条 (I-70), and no oral renewal of what was admitted for a time (I-59)
        said = f"这一事项在清单中已经终止（{same[0].duty}），不能口头续办；请按程序申请准入"
        problems.append(Problem(said, "name"))
    if purchase := bought(task.county, task.name, task.department, on=step.today).first():
        way, article = purchase.get_way_display(), task.rules.cite(purchase.saying)
        said = f"“{purchase}”已登记{way}（{article}），不交由乡镇办理；登记终止以后才能先行办理"
        problems.append(Problem(said, "name"))
    before = UrgentTask.objects.filter(
        department__in=left_to(task.department), normalized_name=task.normalized_name
    ).first()
    if before:
        problems.append(
            Problem(f"同一任务已先行办理过（{before.number}），不能口头续办；请按程序申请准入", "name")
        )
    elif not other_matter.strip() and (like := earlier_like(task, townships)):
        runs = like.state == UrgentState.STARTED and like.due >= step.today
        before = "正在先行办理的" if runs else "已先行办理过的"
        rest = "同一任务不登记两次" if runs else "不能口头续办，请按程序申请准入"
        said = f"与{before}“{like.name}”（{like.number}）相近，{rest}；确是另一件事的，写明理由"
        problems.append(Problem(said, "other_matter"))
    elif not (other_matter.strip() or same) and (ended := _ended_like(task)):
        said = (
            f"与清单中已经终止的“{ended.duty}”相近，不能口头续办，请按程序申请准入；确是另一件事的，写明理由"
        )
        problems.append(Problem(said, "other_matter"))
    if problems:
        step.refuse(*problems)


def _kept_out(task):
    """What may never be admitted is not started first either; what the text says not to be meant is let through, as there."""
    said = {"name": task.name, "contents": task.contents}
    for power in task.rules.excluded_powers:
        named = ((field, power.hit(text)) for field, text in said.items())
        first = next(((field, hit) for field, hit in named if hit), None)
        if first and not power.is_disclaimed("\n".join(said.values())):
            field, hit = first
            told = f"{power.term}不纳入职责准入（{power.source}），写了“{hit}”，不能先行办理；不涉及的，写明“不涉及{power.term}”"
            yield Problem(told, field)


def earlier_like(task, townships):
    """The earlier task of the department in one of the townships that this one seems to go on with or to double, those first
    that run no more; or None. Of those they took over from, too. One that was admitted is the list's until its time is over (I-59).
    """
    sides = {"department__in": left_to(task.department), "townships__in": left_to(*townships)}
    before = UrgentTask.objects.filter(**sides).exclude(pk=task.pk).distinct()
    before = before.exclude(state=UrgentState.REGULARISED, until__gte=clock.today())
    like = [each for each in before if _alike(_said(each), _said(task))]
    return min(like, key=lambda each: each.state == UrgentState.STARTED, default=None)


def _ended_like(task):
    """A duty of the department that ended and is called much the same (灵川 第十条, I-70); or None."""
    if task.department is None:
        return None
    found = lookalikes(task.county, task.name, task.department)
    own = (each for each in found if stands_for(task.department, each.duty.department))
    return next((each for each in own if not each.blocks), None)


def _alike(one, other):
    """Whether two (name, contents) are called much the same, or say much the same."""
    texts = [(one[0], other[0])]
    if len(normalized(one[1])) >= TELLING:
        texts.append((one[1], other[1]))
    return any(alikeness(normalized(old), grams(old), normalized(new)) >= ALIKE for old, new in texts)


def _said(task):
    return task.name, task.contents


def regularise(*, urgent, by, lock, case, same_matter="", form_key=""):
    """补办手续: the department's own application for it has been submitted; the limit ends here and never stopped before.

    The papers are about what was started (I-58): one not begun from the task, of another name and other contents, is refused
    unless `same_matter` says why it is the same matter, for all who see the task.
    """
    # the county first: the case is locked after the task here, and an edit of the calendar holds the cases before the tasks
    with act("regularise", subject=urgent, by=by, lock=lock, form_key=form_key, begins=True) as step:
        task = step.subject
        _check_runs(step)
        # of two tasks at once only one has it
        Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=case.pk).first()
        case = papers_for_task(task).filter(pk=case.pk).first()
        if case is None:
            step.refuse(Problem("这件申请不是本单位已提交的临时性准入申请", "case"))
        covered = list(case.version.townships.all())
        lacks = [unit for unit in task.townships.all() if not any(stands_for(each, unit) for each in covered)]
        if missing := [unit.short_name for unit in lacks]:
            said = f"这件申请没有申请{join_cn(missing)}，任务却由其承担：补正申请，或者另行申请"
            step.refuse(Problem(said, "case"))
        if not (same_matter.strip() or _is_for(case, task)):
            said = (
                f"这件申请（{case.title}）与任务“{task.name}”的名称、内容都不相近：确是同一件事的，写明理由"
            )
            step.refuse(Problem(said, "same_matter"))
        if same_matter.strip():
            step.say(same_matter)
        task.case = case
        step.fact(case=str(case.uuid))
        step.tell([*task.townships.all(), *queries.office(task.county)], f"先行办理已补办申请：{task.name}")
    return task


def _check_runs(step):
    """Its last day is not past: nothing would be admitted for it any more; the day after it ends by itself (`lapse_over`)."""
    if (until := step.subject.until) < step.today:
        step.refuse(f"任务的结束日期（{cdate(until)}）已过，不能再补办手续；还要办理的，请按程序申请准入。")


def _is_for(case, task):
    """Whether an application is seen to be about the task: begun from it, or of much the same name or contents."""
    if str(case.uuid) in _begun_cases(task):
        return True
    return _alike(_said(task), (case.version.name, case.version.township_duties))


def _begun(task):
    return events_about(task.uuid).filter(verb="begin_papers", outcome="done")


def _begun_cases(task):
    """The uuids of the applications that were begun from the task."""
    return {event.facts["case"] for event in _begun(task)}


def begin_papers(*, urgent, by, lock, form_key=""):
    """起草补办申请: a draft of the department's that says what the task says; its limit runs on. Once, while it stands."""
    with act("begin_papers", subject=urgent, by=by, lock=lock, form_key=form_key, begins=True) as step:
        task = step.subject
        _check_runs(step)
        if begun := begun_for_task(task):
            step.refuse(f"已经起草了申请（{begun[0].number or begun[0].title}），不用再起草。")
        case = start(kind=Kind.ADMISSION, by=by)
        save_text(
            case=case,
            by=by,
            lock=case.lock,
            name=task.name,
            township_duties=task.contents,
            townships=[heir(unit) or unit for unit in task.townships.all()],
            term=Term.TEMPORARY,
            term_from=task.started_on,
            term_until=task.until,
        )
        step.fact(case=str(case.uuid))
    return task


def _applicants(task):
    """The department, and those which one after another took over what it left."""
    return line_of(task.department)


def begun_for_task(task):
    """The department's applications of the task's name, or begun from it, that did not fail, drafts too, the newest first."""
    cases = Application.objects.filter(
        county=task.county, applicant__in=_applicants(task), kind=Kind.ADMISSION
    ).exclude(state__in=FAILED)
    rows, begun = cases.select_related("version", "county", "regime").order_by("-pk"), _begun_cases(task)
    return [case for case in rows if str(case.uuid) in begun or _is_named_as(case, task)]


def _is_named_as(case, task):
    return bool(case.version) and normalized(case.version.name) == task.normalized_name


def papers_for_task(task):
    """Applications of the department for a temporary duty that were submitted and did not fail. Not one approved of what was
    submitted before the oral request, and not the papers of another task.
    """
    others = UrgentTask.objects.filter(case__isnull=False).exclude(pk=task.pk).values("case")
    return Application.objects.filter(
        ~Q(state=State.APPROVED) | Q(submitted_at__date__gte=task.asked_on),
        ~Q(pk__in=others),
        county=task.county,
        applicant__in=_applicants(task),
        kind=Kind.ADMISSION,
        version__term=Term.TEMPORARY,
        state__in=APPLIED,
    )


def end_task(*, urgent, by, lock, text, form_key=""):
    with act("end_task", subject=urgent, by=by, lock=lock, form_key=form_key) as step:
        task = step.subject
        step.say(text)
        step.tell(
            [*task.townships.all(), task.department], f"先行办理的任务已结束，乡镇不再办理：{task.name}"
        )
    return task


# -- by the day -----------------------------------------------------------------------------------------------------------


def stop_failed():
    """A task stops the day its papers end without approval in any way, as a draft that is deleted too, and its townships
    are told (I-58). Its papers: the application entered as them, or the last that was begun from the task.
    """
    open_ones = UrgentTask.objects.filter(state__in=(UrgentState.STARTED, UrgentState.REGULARISED))
    rows = open_ones.select_related("case", "county", "department").order_by("pk")
    return sum(_stop(task) for task in rows if _failed_papers(task))


@transaction.atomic
def _stop(task):
    task = lock_row(task)
    case = _failed_papers(task)
    if case is None:
        return 0
    return _close(task, "stop_task", "补办的申请没有准入，任务停止", case=case)


def lapse_over():
    """到期未补办: a task whose last day is past and that has no papers goes on no longer, and both sides are told."""
    rows = UrgentTask.objects.filter(state=UrgentState.STARTED, until__lt=clock.today()).order_by("pk")
    return sum(_lapse(task) for task in rows)


@transaction.atomic
def _lapse(task):
    task = lock_row(task)
    if task.state != UrgentState.STARTED:
        return 0
    return _close(
        task, "lapse_task", f"到期没有补办手续（{cdate(task.until)}止），任务终止", until=task.until
    )


def _close(task, verb, why, **facts):
    source = task.state
    getattr(task, verb)()
    units = [*task.townships.all(), task.department, *queries.office(task.county)]
    notify(units=units, title=f"{why}，乡镇不再办理：{task.name}", url=task.get_absolute_url())
    return by_itself(task, verb, source=source, **facts)


def _failed_papers(task):
    """The uuid of the application that should have been the task's papers and ended without approval; or None."""
    if task.state == UrgentState.REGULARISED:
        return str(task.case.uuid) if _has_failed(task.case) else None
    if task.state != UrgentState.STARTED or begun_for_task(task):
        return None
    begun = _begun(task).last()
    case = begun and begun.facts["case"]
    papers = case and Application.objects.filter(uuid=case).first()
    return None if papers and not _has_failed(papers) else case


def _has_failed(case):
    """Ended without approval; of one joined into another (并案), the other, which the matter goes on in."""
    while case.joined_to:
        case = case.joined_to
    return case.state in FAILED


def tell_late_tasks():
    """Papers that did not come by their day: to the office and 县委办、县政府办."""
    return tell_late(
        lambda: UrgentTask.objects.filter(state=UrgentState.STARTED, due__lt=clock.today()),
        day=lambda task: task.due,
        units=lambda task: [task.department],
        title=lambda task: f"先行办理逾期没有补办手续（{cdate(task.due)}止）：{task.name}",
    )
