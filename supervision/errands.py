"""What waits for a seat after admission, for the workbench (accounts/errands.py): the turn is a condition on columns."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.errands import Errand, Source
from accounts.models import Post, UnitKind
from accounts.succession import left_to, stands_for
from audit import clock
from supervision import deadlines, queries, rules
from supervision.models import EndCheck, Guarantee
from supervision.states import TO_VERIFY, EndState, GuaranteeState, ReportState, UrgentState

ON_OFFICE = Q(department__kind=UnitKind.OFFICE)  # which others follow up (`rules.handles`)
NEAR = 14  # days before its own that a department is told of a guarantee


def reports_waiting(acting):
    """The reports that wait for the seat: the department's turn, the township's, the office's; to those above, what is
    late."""
    today, unit = clock.today(), acting.unit
    its_own = Q(department__in=left_to(unit), state=ReportState.URGING)
    match unit.kind:
        case UnitKind.UPPER:
            return None
        case UnitKind.TOWNSHIP:
            turn = Q(state=ReportState.ANSWERED)
        case UnitKind.OFFICE:
            turn = _handled(today) & ~ON_OFFICE | its_own
        case UnitKind.PARTY_GOV | UnitKind.CONVENOR:
            turn = queries.late_on(today) | queries.told_to_stand() | its_own
            if unit.kind == UnitKind.PARTY_GOV:
                turn |= _handled(today) & ON_OFFICE
        case _:
            turn = its_own
    return queries.reports_seen_by(acting).filter(turn)


def _handled(today):
    """What whoever follows a report up does next: while the clock stands, too."""
    turn = Q(state__in=(*TO_VERIFY, ReportState.CONFIRMED)) | Q(
        state=ReportState.ANSWERED, confirm_by__lt=today
    )
    return turn | Q(state=ReportState.URGING, rectify_by__lt=today)


def reports_told(acting, rows):
    for report in rows:
        due = deadlines.deadline_of(report)
        yield Errand(
            title=report.matter,
            what=_what(report, acting),
            url=report.get_absolute_url(),
            about=f"反映 {report.number}",
            whose=_whose(report, acting),
            due=due and due.date,
            provisional=bool(due and due.provisional),
        )


def _whose(report, acting):
    """The other side; to the department not the township, which may have asked not to be named."""
    return "" if stands_for(acting.unit, report.department) else report.department.short_name


def _what(report, acting):
    if stands_for(acting.unit, report.department):
        return "整改，由负责人报告整改情况" if acting.post == Post.HEAD else "整改"
    if acting.unit.kind == UnitKind.TOWNSHIP:
        return "确认整改是否到位"
    stands = deadlines.stop_of(report) is not None
    if not rules.handles(report, acting):
        if stands:
            return f"停止计时超过{report.rules.days('standing')}个工作日，请督促"
        return "逾期没有核实，请督促" if report.state in TO_VERIFY else "逾期没有整改，请督促"
    if stands and report.state == ReportState.VERIFYING:
        return "停止计时：能核实的恢复计时"
    return {
        ReportState.SUBMITTED: "签收",
        ReportState.VERIFYING: "签发核实结论" if acting.post == Post.HEAD else "核实",
        ReportState.CONFIRMED: "销号",
        ReportState.ANSWERED: "乡镇逾期没有确认：核对后销号",
        ReportState.URGING: "部门逾期没有整改：催办、重定期限或移送",
    }[report.state]


def _department(row):
    return [row.department]


# -- guarantees: one line a duty, of what is due first -----------------------------------------------------------------------


def guarantees_waiting(acting):
    """To the unit that promised what is near or past its day, to the township what it is to confirm, to those above what
    is late.
    """
    unit, today = acting.unit, clock.today()
    if unit.kind in (UnitKind.UPPER, UnitKind.SUPERVISOR):
        return None
    near = today + timedelta(days=NEAR)
    wanted = Q(state=GuaranteeState.PROMISED, department__in=left_to(unit), due__lte=near)
    if unit.kind == UnitKind.TOWNSHIP:
        wanted = Q(state=GuaranteeState.DELIVERED, township__in=left_to(unit))
    elif unit.kind != UnitKind.DEPARTMENT:
        wanted |= Q(state=GuaranteeState.PROMISED, due__lt=today)
    earlier = Q(due__lt=OuterRef("due")) | Q(due=OuterRef("due"), pk__lt=OuterRef("pk"))
    before = Guarantee.objects.filter(wanted, earlier, duty=OuterRef("duty"))
    return queries.guarantees_seen_by(acting).filter(wanted, ~Exists(before))


def guarantees_told(acting, rows):
    for row in rows:
        own = stands_for(acting.unit, row.department)
        words = "落实承诺的保障" if own else "保障逾期没有落实，请督促"
        yield Errand(
            title=row.duty.name,
            what="确认保障是否落实" if acting.unit.kind == UnitKind.TOWNSHIP else words,
            url=queries.board_url(row.duty),
            about="保障",
            whose="" if own else row.department.short_name,
            due=None if acting.unit.kind == UnitKind.TOWNSHIP else row.due,
            provisional=row.due_provisional,
        )


# -- what has an end -------------------------------------------------------------------------------------------------------


def ends_waiting(acting):
    """The township's answer; to the office and those above it what is late, one line a duty."""
    match acting.unit.kind:
        case UnitKind.TOWNSHIP:
            return queries.ends_seen_by(acting).filter(state=EndState.ASKED)
        case UnitKind.OFFICE | UnitKind.PARTY_GOV | UnitKind.CONVENOR:
            late = Q(state=EndState.ASKED, due__lt=clock.today())
            before = EndCheck.objects.filter(late, duty=OuterRef("duty"), pk__lt=OuterRef("pk"))
            return queries.ends_seen_by(acting).filter(late, ~Exists(before))
    return None


def ends_told(acting, rows):
    own = acting.unit.kind == UnitKind.TOWNSHIP
    for row in rows:
        yield Errand(
            title=row.duty.name,
            what="核对是否已停止办理" if own else "乡镇逾期没有核对是否停止，请督促",
            url=queries.ends_url(),
            about="终止后的核对" + (_left(acting, row.township) if own else ""),
            whose=row.department.short_name,
            due=row.due,
            provisional=row.due_provisional,
        )


def _left(acting, township):
    """Whose it was, where the township that is no more left it: the same is asked of its own, too."""
    return "" if township == acting.unit else f"（原{township.short_name}）"


def tasks_waiting(acting):
    """The department's papers; to the office and those above it once they are late."""
    match acting.unit.kind:
        case UnitKind.UPPER | UnitKind.TOWNSHIP | UnitKind.CONVENOR:
            return None
        case UnitKind.OFFICE | UnitKind.PARTY_GOV:
            turn = Q(due__lt=clock.today()) | Q(department__in=left_to(acting.unit))
        case _:
            turn = Q(department__in=left_to(acting.unit))
    rows = queries.tasks_seen_by(acting).filter(turn, state=UrgentState.STARTED)
    return rows.prefetch_related(None)  # which townships, an errand does not say


def tasks_told(acting, rows):
    for task in rows:
        own = stands_for(acting.unit, task.department)
        yield Errand(
            title=task.name,
            what="补办准入手续" if own else "先行办理逾期没有补办，请督促",
            url=task.get_absolute_url(),
            about=f"先行办理 {task.number}",
            whose="" if own else task.department.short_name,
            due=min(task.due, task.until),  # past its own last day nothing can be admitted
            provisional=task.due_provisional and task.due <= task.until,
        )


def expiring_waiting(acting):
    """Temporary duties of the unit, 县委办 or 县政府办 too, that end soon or ended, until their revocation is asked for
    (第四条); where the county takes no revocations, while they last."""
    if acting.unit.kind not in (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV) or acting.county is None:
        return None
    rows = queries.expiring(acting.county).filter(department__in=left_to(acting.unit))
    rows = rows.select_related("duty__county")
    rules = acting.county.rules
    if rules is None or "revocation" in rules.kinds:
        return rows
    return rows.filter(term_until__gte=clock.today())  # what expired has ended, there is nothing to apply for


def expiring_told(acting, rows):
    rules = acting.county.rules
    revoked, prolonged = (
        rules is None or rules.may_apply(kind, township=False) for kind in ("revocation", "adjustment")
    )
    asked = "revocation" if revoked else "adjustment"
    before = f"将到期{'：到期后申请撤销' if revoked else ''}{'，要延长的现在申请延期' if prolonged else ''}"
    for text in rows:
        ended = text.term_until < clock.today()
        yield Errand(
            title=text.name,
            what=("已到期，申请撤销" if revoked else "已到期") if ended else before,
            url=f"{reverse('case-new')}?kind={asked}&duty={text.duty.uuid}"
            if revoked or prolonged
            else text.duty.get_absolute_url(),
            about="临时性、阶段性",
            due=None if ended else text.term_until,
        )


SOURCES = (
    Source(reports_waiting, reports_told, _department),
    Source(guarantees_waiting, guarantees_told, _department),
    Source(ends_waiting, ends_told),
    Source(tasks_waiting, tasks_told, _department),
    Source(expiring_waiting, expiring_told),
)
