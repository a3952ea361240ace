"""What is laid on townships: entered, missed by a township, kept, merged or cancelled. Keyword-only, `by` an Acting."""

from accounts.models import NoticeKind
from admission.problems import Problem
from audit import clock
from config.templatetags.chinese import cdate
from registry.normalize import normalized
from supervision import rules as followed
from supervision.act import act, begin
from supervision.actions.reports import regime_of
from voice import queries, rules
from voice.models import Burden
from voice.states import BasisLevel, BurdenKind, BurdenState, MatterKind


def enter_burden(
    *,
    by,
    kind,
    name,
    basis_level,
    townships=(),
    department=None,
    basis="",
    held_on=None,
    files=(),
    form_key="",
):
    """登记: by a department its own, by those who clean up anyone's; a township reports what the list lacks."""
    own, reports = followed.is_of_department(by), followed.is_township(by)
    burden = Burden(
        county=by.county,
        regime=regime_of(by.county),
        kind=kind,
        name=name,
        department=by.unit if own and not rules.leads(by) else department,
        reported_by=by.unit if reports else None,
        basis=basis,
        basis_level=basis_level,
        held_on=held_on,
        year=held_on.year if held_on else None,
    )
    with begin("enter_burden", subject=burden, by=by, allowed=rules.may_enter(by), form_key=form_key) as step:
        townships = [by.unit] if reports else list(townships)
        _check(step, townships)
        burden.save()
        burden.townships.set(townships)
        if files:
            step.say("", files)
        step.fact(burden_kind=kind, townships=len(townships))
        told = queries.settlers(burden.county)
        step.tell(told, f"{'乡镇反映清单没有列' if reports else '登记'}{burden.get_kind_display()}：{name}")
    return burden


def _check(step, townships):
    burden = step.subject
    if burden.kind not in rules.burden_kinds(step.by):
        step.refuse(Problem("这一种不能由你单位登记", "kind"))
    if burden.department is None:
        step.refuse(Problem("请选择责任部门", "department"))
    if not townships:
        step.refuse(Problem("请选择涉及的乡镇", "townships"))
    if burden.kind == BurdenKind.COMBINED:
        _check_combined(step)
    if not followed.is_township(step.by):  # which says what it was told to expect
        _check_ahead(step)
    # of what the seat reads: what others reported stays unknown to it
    known = queries.burdens_seen_by(step.by).filter(
        state=BurdenState.FOUND,
        kind=burden.kind,
        department=burden.department,
        year=burden.year,
        townships__in=townships,
    )
    if any(normalized(each.name) == normalized(burden.name) for each in known):
        step.refuse(Problem(f"“{burden.name}”已登记，待清理，不用再登记", "name"))


def _check_combined(step):
    """一次性综合考核: once a year (通渭 二14)."""
    burden = step.subject
    if burden.held_on is None:
        step.refuse(Problem("年度综合考核请写明开展日期", "held_on"))
    same = Burden.objects.filter(county=burden.county, kind=burden.kind, year=burden.year).exclude(
        pk=burden.pk
    )
    if same.exclude(state__in=(BurdenState.CANCELLED, BurdenState.MERGED)).exists():
        step.refuse(Problem(f"{burden.year}年已有一次综合考核，一年只一次", "held_on"))


def settle_burden(
    *, burden, by, lock, outcome, document_number, settled_on, merged_into=None, held_on=None,
    basis_level="", basis="", text="", files=(), form_key="",
):  # fmt: skip
    """保留、合并、取消 with the document that says so; 一票否决 stays only where those order it whom the rules name, by a basis that
    is named and attached (I-13). Who settles says who orders it: what was entered may be a guess of the township's.
    """
    # one after another in a county: what another is merged into stays kept, and a day named anew is of one a year
    with act("settle_burden", subject=burden, by=by, lock=lock, form_key=form_key, begins=True) as step:
        burden = step.subject
        if settled_on > step.today:
            step.refuse(Problem("清理日期不能晚于今天", "settled_on"))
        if burden.settled_on and settled_on < burden.settled_on:
            said = f"清理日期不能早于上一次清理的日期（{cdate(burden.settled_on)}）"
            step.refuse(Problem(said, "settled_on"))
        keeps = outcome == BurdenState.KEPT
        _say_basis(step, basis_level, basis)
        if keeps and burden.kind == BurdenKind.VETO:
            _check_veto(step, files)
        if not keeps and (first := queries.merged_into(burden).first()):
            said = f"“{first.name}”等已并入这一项，这一项不能合并或者取消；先把并入的另行清理"
            step.refuse(Problem(said, "outcome"))
        if (outcome == BurdenState.MERGED) != bool(merged_into):
            step.refuse(Problem("合并的，请选择并入哪一项；不是合并的不选", "merged_into"))
        if (
            merged_into
            and not queries.kept(burden.county).exclude(pk=burden.pk).filter(pk=merged_into.pk).exists()
        ):
            step.refuse(Problem("只能并入保留的另一项，请重新选择", "merged_into"))
        burden.outcome, burden.document_number, burden.settled_on = outcome, document_number, settled_on
        burden.merged_into = merged_into
        if held_on:
            if keeps and held_on < settled_on and held_on.year < settled_on.year:
                step.refuse(Problem("开展日期所在的年份不能早于文件日期", "held_on"))
            _hold_on(step, held_on)
        if keeps:
            _check_ahead(step)
        if keeps and burden.kind == BurdenKind.COMBINED:  # by another day it may be of another year
            _check_combined(step)
        if text or files:
            step.say(text, files)
        step.fact(outcome=outcome)
        told = [burden.department, *burden.townships.all()]
        step.tell(
            told, f"{BurdenState(outcome).label}（{document_number}）：{burden.name}", kind=NoticeKind.RESULT
        )
    return burden


def _say_basis(step, level, basis):
    """As whoever settles found it; what is left blank stays as it was entered."""
    burden = step.subject
    if level and level != burden.basis_level:
        step.fact(basis_level=level)
    burden.basis_level, burden.basis = level or burden.basis_level, basis or burden.basis


def _check_veto(step, files):
    burden = step.subject
    if not (allowed := burden.rules.veto_except):
        return
    if burden.basis_level != BasisLevel.UPPER:
        step.refuse(Problem(f"除{allowed}以外，不得保留一票否决", "outcome"))
    problems = [] if burden.basis else [Problem("保留一票否决，请写明依据的文件名称、文号和条款", "basis")]
    if not (files or queries.has_basis(burden)):
        problems.append(Problem("保留一票否决，请上传依据的文件", "files"))
    if problems:
        step.refuse(*problems)


def _check_ahead(step):
    """一事一报 (通渭 二14): the inventory is of what was there when it was entered; a later day comes by an application that was
    approved, or with the yearly combined one, which 县委、县政府 arrange."""
    burden, known = step.subject, clock.local_date(step.subject.begun_at)
    if is_arranged(burden) or burden.held_on is None or burden.held_on <= known:
        return
    source = burden.rules.matters[MatterKind.ASSESSMENT].source
    late = f"开展日期（{cdate(burden.held_on)}）在登记之日（{cdate(known)}）以后"
    way = f"以后要开展的按一事一报（{source}），由{burden.department.short_name}在“县乡协同”的“请求和答复”里申请"
    step.refuse(Problem(f"{late}：{way}，批准后自动列入考核日程；这里只写登记以前已经开展的日期", "held_on"))


def is_arranged(burden):
    """Whether its day may lie ahead: the yearly combined one, what was approved, and where the county knows no 一事一报."""
    approved = burden.matter_id or burden.kind == BurdenKind.COMBINED
    return bool(approved) or not burden.rules.offers(MatterKind.ASSESSMENT)


def _hold_on(step, day):
    """Another day to hold it on; an approved one stays in the year approved."""
    burden = step.subject
    if burden.matter and day.year != burden.year:
        step.refuse(Problem(f"经批准的考核只管{burden.year}年，开展日期须在这一年内", "held_on"))
    burden.held_on, burden.year = day, day.year


def enter_approved(*, matter, by, held_on, on):
    """What 县委、县政府 approved of an application stands in the list as kept, inside the act that enters the decision."""
    burden = Burden(
        county=matter.county,
        regime=matter.regime,
        kind=BurdenKind.ASSESSMENT,
        name=matter.title,
        department=matter.asker,
        basis=matter.facts.get("依据", "")[:300],
        basis_level=BasisLevel.COUNTY,
        held_on=held_on,
        year=matter.year,
        matter=matter,
        outcome=BurdenState.KEPT,
        document_number=matter.result_number,
        settled_on=on,
    )
    with begin("enter_burden", subject=burden, by=by, allowed=True) as step:
        burden.settle_burden()
        burden.save()
        burden.townships.set(queries.townships(matter.county))
        step.fact(burden_kind=burden.kind, outcome=burden.outcome)
    return burden
