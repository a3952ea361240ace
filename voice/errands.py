"""What waits for a seat in what townships and departments ask of one another (accounts/errands.py)."""

from datetime import date

from django.db.models import Exists, Prefetch, Q
from django.urls import reverse

from accounts.errands import Errand, Source
from accounts.models import County, Post, UnitKind
from accounts.succession import left_to, stands_for
from admission.states import Kind
from audit import clock
from voice import queries, rules
from voice.kinds import FOLLOWING, KINDS, applied_for
from voice.models import Reply
from voice.queries import applying_url
from voice.states import BurdenState, MatterKind, MatterState, PeriodState


def matters_waiting(acting):
    """What the unit has still to answer, and what it asked and may close; to those who lead, what is late."""
    if acting.unit.kind == UnitKind.UPPER:
        return None
    units = left_to(acting.unit)
    own = queries.unanswered(unit__in=units) & Q(state=MatterState.ASKED)
    own |= Q(state=MatterState.ANSWERED, asker__in=units) & ~Q(kind=MatterKind.ASSESSMENT)
    if rules.is_of_bodies(acting):
        own |= Q(state=MatterState.ANSWERED, kind=MatterKind.ASSESSMENT)
    if rules.leads(acting):
        own |= Q(state=MatterState.ASKED, due__lt=clock.today())
    replies = Prefetch("replies", Reply.objects.select_related("unit"))
    return queries.matters_seen_by(acting).filter(own).prefetch_related(replies)


def matters_told(acting, rows):
    for matter in rows:
        asked = matter.state == MatterState.ASKED
        own = any(
            stands_for(acting.unit, reply.unit) and not reply.answered_at for reply in matter.replies.all()
        )
        yield Errand(
            title=matter.title,
            what=_answering(matter, acting)
            if asked and own
            else "逾期没有答复，请督促"
            if asked
            else _closing(matter, acting),
            url=matter.get_absolute_url(),
            about=f"{matter.get_kind_display()} {matter.number}",
            whose="" if stands_for(acting.unit, matter.asker) else matter.asker.short_name,
            due=matter.due if asked else None,
            provisional=matter.due_provisional,
        )


def _asker_and_asked(matter):
    return [matter.asker, *(reply.unit for reply in matter.replies.all())]


def _answering(matter, acting):
    by_head = KINDS[matter.kind].by_head and acting.post != Post.HEAD
    return "准备意见，由负责人答复" if by_head else "答复"


def _closing(matter, acting):
    if matter.kind == MatterKind.ASSESSMENT:
        ends = "登记决定" if acting.post == Post.HEAD else "由负责人登记决定"
        return matter.county.worded(f"报县委、县政府决定，{ends}")
    by_head = rules.is_office_of(acting) and acting.post != Post.HEAD
    return "看答复，由负责人办结" if by_head else "看答复，办结"


AGAIN = "（上次申请没有通过）"
REVIEWED_FROM = 10  # the month from which the office is told which powers were not reviewed this year


def powers_waiting(acting):
    """One line a county: some of its entrusted powers were not reviewed this year."""
    today = clock.today()
    if acting.unit.kind != UnitKind.OFFICE or today.month < REVIEWED_FROM:
        return None
    if not acting.offers(MatterKind.POWERS):
        return None
    left = queries.unreviewed(acting.county, today.year)
    return County.objects.filter(Exists(left), pk=acting.county.pk)


def powers_told(acting, rows):
    for _ in rows:
        yield Errand(
            title=f"{clock.today().year}年赋权事项评估",
            what="还有赋权事项今年没有评估",
            url=reverse("power-list"),
            about="赋权事项评估",
            due=date(clock.today().year, 12, 31),
        )


def reviewed_waiting(acting):
    """Reviews of powers whose conclusion the department in charge has to apply for (本县自定)."""
    if acting.unit.kind not in (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV) or acting.county is None:
        return None
    wanted = [result for result in FOLLOWING if applied_for(result, acting.county.rules)]
    if not wanted:
        return None
    return queries.to_follow(acting.unit, acting.county, wanted).select_related("duty")


def reviewed_told(acting, rows):
    for matter in rows:
        kind = Kind(applied_for(matter.result, acting.county.rules))
        yield Errand(
            title=matter.duty.name,
            what=f"评估结论是{matter.result_word.split('，')[0]}：申请{kind.label}{AGAIN if matter.was_refused else ''}",
            url=applying_url(kind, matter.duty),
            about=f"赋权事项评估 {matter.number}",
        )


def burdens_waiting(acting):
    """What is to be kept, merged or cancelled."""
    if acting.unit.kind not in (UnitKind.OFFICE, UnitKind.PARTY_GOV):
        return None
    rows = queries.burdens_seen_by(acting).filter(state=BurdenState.FOUND)
    return rows.prefetch_related(None)  # which townships, an errand does not say


def burdens_told(acting, rows):
    for burden in rows:
        yield Errand(
            title=burden.name,
            what=f"{'清理' if acting.post == Post.HEAD else '由负责人清理'}：保留、合并或者取消",
            url=burden.get_absolute_url(),
            about=burden.get_kind_display(),
            whose=burden.department.short_name,
        )


def periods_waiting(acting):
    """Evaluations that the unit has not filled in; to the office, which are to be published."""
    periods = queries.periods_seen_by(acting).filter(state=PeriodState.RATING)
    if acting.unit.kind == UnitKind.DEPARTMENT:
        periods = periods.exclude(of_townships=[])
    if acting.unit.kind in rules.RATES:
        return periods.exclude(sheets__unit=acting.unit)
    if acting.unit.kind == UnitKind.OFFICE:
        return periods.filter(closes_on__lt=clock.today())
    return None


def _publishing(acting):
    return "已截止，公布结果" if acting.post == Post.HEAD else "已截止，由负责人公布结果"


def periods_told(acting, rows):
    for period in rows:
        own = acting.unit.kind in rules.RATES
        yield Errand(
            title=period.title,
            what="提交评价" if own else _publishing(acting),
            url=period.get_absolute_url(),
            about=period.label,
            due=period.closes_on if own else None,
        )


SOURCES = (
    Source(matters_waiting, matters_told, _asker_and_asked),
    Source(periods_waiting, periods_told),
    Source(burdens_waiting, burdens_told),
    Source(powers_waiting, powers_told),
    Source(reviewed_waiting, reviewed_told),
)
