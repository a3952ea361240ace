"""What stands beside an act: who is asked, who said what, whom it concerns. Reads only.

Written for seats that may do the act; whoever may not never gets the page.
"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Unit
from accounts.succession import heir_or_self, in_place_of, named_now
from admission import checks
from admission.actions.asking import invited_to_coordination, places_of_round
from admission.grounds import ground_called
from admission.opinions import finding_said, question_of
from admission.outcomes import after_circulation, after_coordination
from admission.pages import contents
from admission.paper_words import answer_said
from admission.plan import asked_again, asked_in_the_round, plan_reviews
from admission.queries import dossier_for
from admission.states import Answer, FileRole, Ground, HearingKind, Kind, Role, State, View
from admission.versions import changed
from workday.absences import away

# The dossier's stances as the key and word of components/state.html.
STANCES = {
    "agree": ("agree", "同意"),
    "conditional": ("cond", "附条件同意"),
    "disagree": ("against", "不同意"),
    "not_ours": ("agree", "不涉及本单位职责"),
    "overdue": ("late", "逾期未复"),
    "waiting": ("wait", "未答复"),
    "unasked": ("wait", "未征询"),
    "outdated": ("back", "基于旧稿，须再次征询"),
}


@dataclass(frozen=True)
class Row:
    """A line of a sheet, drawn by components/opinion.html; on a sheet of places by components/places.html."""

    unit: str
    key: str
    word: str
    says: str = ""
    finding: str = ""

    @property
    def name(self):
        return self.unit

    @property
    def note(self):
        return self.says


@dataclass(frozen=True)
class Sheet:
    title: str
    rows: list
    note: str = ""
    places: bool = False


def said(unit, stance, says="", finding=""):
    return Row(unit, *STANCES[stance], says, finding)


# -- consultation --------------------------------------------------------------------------------------------------------


def those_concerned(case):
    rows = [
        Row(each.unit.short_name, "todo", "征询", "" if each.role == Role.TOWNSHIP else Role(each.role).label)
        for each in case.dossier.concerns
    ]
    return [*findings(case), Sheet("征询这些单位", rows, places=True)]


def those_asked_again(case):
    rows = [said(concern.unit.short_name, concern.stance) for concern in asked_again(case)]
    return [Sheet("再次征询这些单位", rows, "已经同意、改动又没有涉及的，不再征询。", places=True)]


def position_said(concern, case):
    """(key, word) of what a unit concerned holds: to a joint revocation a township agrees by joining it (灵川 第四条)."""
    if asked_in_the_round(concern, case.dossier):
        return "wait", f"第{case.dossier.round.number}轮答复"
    key, word = STANCES[concern.stance]
    agrees = concern.stance == Answer.AGREE
    return key, Answer.said(concern.stance, joint=case.is_joint) if agrees else word


def positions(case):
    rows = []
    for concern in case.dossier.concerns:
        told = position_said(concern, case)
        rows.append(Row(concern.unit.short_name, *told, answer_said(concern, case.dossier)))
    return [Sheet("乡镇和相关部门的意见", rows, places=True)] if rows else []


# -- circulation ---------------------------------------------------------------------------------------------------------


def those_reviewing(case, told=True):
    """The next round by the rule. `told` False for a seat that may not read the answers that stand."""
    rows, versions = [], case.dossier.versions
    for planned in plan_reviews(case):
        if planned.asked:
            rows.append(Row(planned.unit.short_name, "todo", "征求意见", planned.asks))
        elif planned.standing:
            based = f"沿用原答复，基于第{versions[planned.standing.version_id].number}稿"
            key, word = STANCES[planned.standing.view] if told else ("done", "不再征求")
            rows.append(Row(planned.unit.short_name, key, word, based))
        else:
            rows.append(said(planned.unit.short_name, "overdue", "上一次没有答复，这一稿不再征求"))
    asked = any(row.key == "todo" for row in rows)
    note = "按制度确定，只能增加，不能减少。" if asked else "这一轮不需要再问任何单位，可随即汇总。"
    return [Sheet("征求这些单位的意见", rows, note)]


def those_asked_of_new_version(case):
    """After 提交修改稿: member units, and the townships and departments whose consent is open."""
    if case.dossier.version.frozen_at:  # nothing was changed yet, so nobody can be told apart
        return []
    rows = [
        Row(each.unit.short_name, "todo", "再次征询" if each.request else "征询")
        for each in places_of_round(case, plan_reviews(case))
    ]
    return those_reviewing(case, told=False) + (
        [Sheet("同时征询这些乡镇、部门", rows, places=True)] if rows else []
    )


def opinions(case):
    """The round at a glance, in the regulation's order."""
    rows = [_opinion(case, review) for review in case.dossier.reviews]
    return [Sheet(f"第{case.dossier.round.number}轮意见", rows)] if rows else []


def _opinion(case, review):
    opinion = case.dossier.opinion(review)
    says = "\n".join(filter(None, (opinion.conditions, opinion.reasons))) if opinion else ""
    finding = finding_said(opinion, question_of(review, case.rules)) if opinion else ""
    return said(review.unit.short_name, case.dossier.stance(review), says, finding)


def everything_said(case):
    """What whoever approves goes by; of a revocation its ground."""
    return ground(case) if case.kind == Kind.REVOCATION else opinions(case) + positions(case)


def open_conditions(case):
    """One line for each condition and objection not met yet: what the applicant is to be told (settled 12)."""
    lines, dossier = [], case.dossier
    for review in dossier.reviews:
        opinion = dossier.opinion(review)
        if opinion and opinion.view in (View.CONDITIONAL, View.DISAGREE):
            words = _run_together(opinion.conditions, opinion.reasons)
            lines.append(f"{review.unit.short_name}（{opinion.get_view_display()}）：{words}")
    for concern in dossier.disagreeing:
        if concern.stance in (View.CONDITIONAL, View.DISAGREE):
            lines.append(
                f"{concern.unit.short_name}（{STANCES[concern.stance][1]}）：{concern.position.text}"
            )
    return "\n".join(lines)


def _run_together(*texts):
    return "；".join(text.strip().rstrip("。；") for text in texts if text) + "。"


# -- 协调会 --------------------------------------------------------------------------------------------------------------


def those_invited(case):
    dissent = {heir_or_self(unit).pk: (unit, stance) for unit, stance in case.dossier.dissent}
    rows = []
    for pk, unit in invited_to_coordination(case).items():
        if pk in dissent:
            asked, stance = dissent[pk]
            rows.append(said(in_place_of(unit, asked), stance))
        else:
            rows.append(
                Row(unit.short_name, "", "申请方" if pk == case.acting_applicant.pk else "涉及的乡镇")
            )
    return [Sheet("邀请这些单位", rows, places=True)]


def those_against(case):
    """What is to be talked over: the condition or the reason of each that did not agree (灵川 第三条第（三）项第2目)."""
    dossier = case.dossier
    rows = [
        _opinion(case, review)
        for review in dossier.reviews
        if dossier.stance(review) not in (View.AGREE, View.NOT_OURS)
    ]
    for concern in dossier.disagreeing:
        told = position_said(concern, case)
        rows.append(Row(concern.unit.short_name, *told, answer_said(concern, dossier)))
    return [Sheet("没有同意的单位和它们的意见", rows)] if rows else []


def heard(case):
    """The coordination meeting as it was registered."""
    hearing = case.dossier.open_hearing(HearingKind.COORDINATION)
    if hearing is None:
        return []
    words = {True: ("done", "到会"), False: ("late", "未到会"), None: ("wait", "未登记")}
    rows = [
        Row(named_now(party.unit), *words[party.attended], party.position) for party in hearing.parties.all()
    ]
    return [Sheet(case.words("协调会：各方到会情况和意见"), rows, hearing.summary)]


def heard_then_asked(case):
    """At the end of a coordination: what was said, and whom the round asks that it opens."""
    asked = those_reviewing(case) if after_coordination(case) == State.CIRCULATING else []
    return heard(case) + asked


# -- checks --------------------------------------------------------------------------------------------------------------


def findings(case):
    """What the system noticed in the text: to know before accepting or returning."""
    words = {
        checks.HARD: ("against", "须解决"),
        checks.EXPLAIN: ("cond", "相近"),
        checks.WORDING: ("cond", "用语"),
    }
    labels = {field.key: field.term for field in case.rules.fields}
    rows = [
        Row(
            labels.get(found.field, "申请"),
            *words[found.level],
            "\n".join(filter(None, (f"{found.text}（{found.article}）", found.suggestion))),
        )
        for found in checks.findings(case)
    ]
    return [Sheet("系统检查出的问题", rows)] if rows else []


def hard_findings(case):
    rows = [Row("复核未过", "against", found.article, found.text) for found in checks.hard(case)]
    return [Sheet("清单已有变化", rows, "这一件不能再通过；退回不需要附上级的公文。")] if rows else []


def ground(case):
    """Why a duty is to be revoked, and what its townships said."""
    version = case.dossier.version
    if case.duty is None:  # 确认 opened on another kind: its problem is told instead
        return []
    row = Row(ground_called(case, version), "", case.duty.code, version.ground_evidence)
    proof = case.files.filter(role__in=(FileRole.ATTACHMENT, FileRole.PAPER), removed_at__isnull=True)
    unproved = version.ground == Ground.DONE and not proof.exists()
    note = "申请没有附办结的凭据（验收单、文件等）：请核对，不清楚的退回补正。" if unproved else ""
    return [Sheet("撤销的情形", [row], note), *positions(case)]


def nothing_corrected(case):
    """(what is odd, what was asked for) where neither the text sent back for correction nor its files changed."""
    if case.state not in (State.CORRECTING, State.SUBMITTED, State.REVIEWING):
        return None
    stays = [stay.state for stay in case.stays.all()][-2:]
    if State.CORRECTING not in stays:
        return None
    asked = next(row for row in reversed(case.dossier.rows.reasons) if row.verb == "return_for_correction")
    files = Q(added_at__gte=asked.at) | Q(removed_at__gte=asked.at)
    own = case.files.filter(files, role__in=(FileRole.ATTACHMENT, FileRole.PAPER))
    if changed(asked.version, case.version) or own.exists():
        return None
    return "退回补正以后，申请的内容和附件都没有改动", f"要求补正的是：\n{asked.text}"


def odd_in_the_application(case):
    """What is odd about an application handed in: nothing was corrected, or a ground has no evidence but its words."""
    return nothing_corrected(case) or _without_evidence(case)


def _without_evidence(case):
    """(what is odd, what to do) of a revocation on 已办结 without a file (第四条)."""
    if case.kind != Kind.REVOCATION or case.version.ground != Ground.DONE:
        return None
    if case.files.filter(role=FileRole.ATTACHMENT, removed_at=None).exists():
        return None
    return "没有附件", "“已办结”现在只有文字说明。有验收、总结、移交等材料的，作附件上传，便于核实确认。"


def away_when_consulted(case):
    return away([concern.unit for concern in case.dossier.concerns])


def away_when_circulated(case):
    return away([planned.unit for planned in plan_reviews(case) if planned.asked])


def away_when_convened(case):
    return away(list(invited_to_coordination(case)))


def away_when_concluded(case):
    """Of those invited, where the case goes to a coordination meeting."""
    return away_when_convened(case) if after_circulation(case) == State.COORDINATING else None


def away_at_the_applicant_s(case):
    return away([case.acting_applicant])


def away_in_the_county(case):
    """Whom the page may choose is not chosen yet."""
    return away(Unit.objects.filter(county=case.county_id))


# -- the case ------------------------------------------------------------------------------------------------------------


def facts(case, by):
    """The case in a few lines, on the text this seat reads: for the side of an act's page."""
    version = dossier_for(case, by).version
    places = [unit.short_name for unit in version.townships.all()]
    rows = [
        ("编号", f"{case.number or '草稿'}，{version}"),
        ("申请方", case.applicant.short_name),
        ("部门", version.department.short_name if version.department else ""),
        ("乡镇", f"{len(places)}个：{'、'.join(places)}" if places else ""),
        ("程序", case.get_procedure_display()),
    ]
    return [(label, value) for label, value in rows if value]


def text(case, by):
    """What the duty says, and the money and people promised for it."""
    version, promised = dossier_for(case, by).version, case.rules.guarantees
    rows = [
        (contents.own_label(case, "township_duties", "乡镇职责"), version.township_duties),
        (contents.own_label(case, "department_duties", "部门职责"), version.department_duties),
        (contents.own_label(case, "boundary", ""), version.boundary),
        (promised["funding"].short, version.guarantee_funding),
        (promised["staff"].short, version.guarantee_staff),
    ]
    return [(label, value) for label, value in rows if label and value]
