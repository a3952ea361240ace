"""What the system notices in an application's text: each finding cites its article.

Hard findings stand in the way of submitting, revising, accepting, confirming, signing, deciding, approving, and of a
meeting's resolution after which nobody of the county decides; of consulting those that do not only wait for another matter.
They are worked out afresh each time, because the list may have changed meanwhile. `explain` findings want a sentence from the
applicant; `wording` hits are cleared by the office with a reason or the case is declined (invariants I-12).
"""

from dataclasses import dataclass

from accounts.succession import is_same_today, stands_for
from admission.compared import against, open_texts
from admission.grounds import ground_called
from admission.listed import carrying, listed_text
from admission.states import CHANGES, ENDED, Ground, Kind, State, Term
from regimes.calendar import today
from regimes.citing import document_of
from regimes.clauses import Clause
from registry.normalize import grams, normalized
from registry.queries import (
    ALIKE,
    alikeness,
    lookalikes,
    lookalikes_of,
    standing_of,
)
from registry.states import IN_FORCE, Standing

HARD, EXPLAIN, WORDING = "hard", "explain", "wording"
OWN_CHOICE = Clause().source  # what no article says


@dataclass(frozen=True)
class Finding:
    level: str
    text: str
    article: str
    field: str = "name"
    key: str = ""
    url: str = ""
    suggestion: str = ""
    word: str = ""  # as it stands in the text
    waits: bool = False  # for another matter to end


def findings(case):
    """All findings on the current version, in the order of the list of checks."""
    return [finding for check in CHECKS for finding in check(case)]


def hard(case):
    return [finding for check in HARD_CHECKS for finding in check(case)]


def standing_applicant(case):
    """Never a 议事协调机构 or 临时机构 (灵川 第七条; I-04)."""
    if not case.applicant.is_standing:
        yield Finding(HARD, not_standing(case.applicant), case.rules.cite("standing_applicant"))


def not_standing(unit):
    return f"{unit.short_name}是议事协调机构或临时机构，不能作为申请主体。"


def kind_of_applicant(case):
    """Only the kinds of unit the regime names may apply (灵川 第三条第（二）项: 部门、乡镇); for the end of a duty it may name
    others (阿荣旗 第四条第（四）项)."""
    if not case.rules.may_apply(case.kind, township=case.applicant.kind == "township"):
        source = case.rules.applicants_source(case.kind)
        said = f"申请{Kind(case.kind).label}的，{case.applicant.short_name}不能作为申请主体。"
        yield Finding(HARD, f"按{document_of(case.rules, source)}，{said}", source)


def already_listed(case):
    """A duty in force, or admitted and waiting, is not admitted again (灵川 第一条, 第六条; I-02).

    The next term of a temporary one is no second admission: an extension takes the same path (workflow.md).
    """
    version = case.dossier.version
    if case.ends_duty or not version.department:
        return
    changed = "应申请调整，" if Kind.ADJUSTMENT in case.rules.kinds else ""
    for like in lookalikes_of(against(case)["duties"], today()):
        if like.duty.pk != case.duty_id and like.blocks and not extended(version, like.duty):
            yield Finding(
                HARD,
                f"清单中已有{like.duty.code}“{like.duty.name}”（{like.standing.label}），同名同部门的事项不再准入；"
                f"内容有变化的，{changed}请与{case.words('联席会议办公室')}联系。",
                case.rules.cite("listed"),
                url=like.duty.get_absolute_url(),
            )


def purchased(case):
    """What the department buys, or a group organisation has taken on, is not handed over at once (灵川 第十一条; I-14)."""
    version = case.dossier.version
    if case.kind != Kind.ADMISSION or not version.department:
        return
    for purchase in against(case)["purchases"]:
        yield Finding(
            HARD,
            f"{purchase.department.short_name}已登记“{purchase}”{purchase.get_way_display()}，终止以后才能申请准入。",
            case.rules.cite(purchase.saying),
            url=purchase.get_absolute_url(),
            waits=True,
        )


def term_over(case):
    """A temporary duty whose last day is past has nothing to be admitted for (灵川 第六条)."""
    version = case.dossier.version
    over = version.term == Term.TEMPORARY and version.term_until and version.term_until < today()
    if not case.ends_duty and over:
        text = "临时性、阶段性职责的结束日期已经过了，不能再准入。"
        yield Finding(HARD, text, case.rules.cite("temporary"), "term_until")


def extended(version, duty):
    """The day on which the duty's term ends, if the version is the next term of it (灵川 第六条); else None."""
    if version.term != Term.TEMPORARY or not version.term_from:
        return None
    ends = duty.versions.order_by("number").last().term_until
    return ends if ends and ends < version.term_from else None


def applied_twice(case):
    """The same duty is before the office in another open case."""
    version = case.dossier.version
    if case.ends_duty or not version.department:
        return
    wanted = normalized(version.name)
    for other in open_texts(case):
        same = (
            other.application.duty_id and other.application.duty_id == case.duty_id
        )  # `about_the_duty` tells
        own = other.department and is_same_today(other.department, version.department)
        if normalized(other.name) == wanted and own and not same:
            yield Finding(
                HARD,
                f"{other.application.number}正在办理同名同部门的事项。",
                OWN_CHOICE,
                key=str(other.application.uuid),
                waits=True,
            )


def revocable(case):
    """撤销 is for a listed duty that is done or expired (灵川 第四条; I-65)."""
    if case.kind != Kind.REVOCATION:
        return
    standing, version = standing_of(case.duty, today()), case.dossier.version
    article = case.rules.paths[Kind.REVOCATION].source
    offered = version.ground in case.rules.grounds_of(case.kind)
    carrying = case.duty.versions.order_by("number").last().carriers
    carried = carrying.filter(ended_on__isnull=True, end_pending=False).values_list("township_id", flat=True)
    carriers = set(carried)
    if case.applicant_id not in carriers and not stands_for(case.applicant, case.duty.department):
        text = f"{case.applicant.short_name}不是{case.duty.code}的牵头部门或承担乡镇，不能申请撤销。"
        yield Finding(HARD, text, article, field="ground")
    for township in version.townships.all():
        if township.pk not in carriers:
            text = f"{township.short_name}现在不承担{case.duty.code}，或已另行申请撤销。"
            yield Finding(HARD, text, article, field="townships")
    if standing not in (*IN_FORCE, Standing.EXPIRED):
        yield Finding(
            HARD, f"{case.duty.code}现为“{standing.label}”，不能再申请撤销。", article, field="ground"
        )
    elif version.ground == Ground.EXPIRED and standing != Standing.EXPIRED and offered:
        said, source = ground_called(case, version), case.rules.ground_source(case.kind, version.ground)
        yield Finding(HARD, f"这项职责尚未到期，不能以“{said}”为由申请撤销。", source, field="ground")


def changeable(case):
    """调整, 取消 are for a listed duty in force, asked for by those it is the duty of (灵川 第五条)."""
    if case.kind not in CHANGES:
        return
    article, duty, label = case.rules.paths[case.kind].source, case.duty, case.kind_label
    if case.applicant not in carrying(duty) and not stands_for(case.applicant, duty.department):
        text = f"{case.applicant.short_name}不是{duty.code}的牵头部门或承担乡镇，不能申请{label}。"
        yield Finding(HARD, text, article)
    standing = standing_of(duty, today())
    if standing != Standing.IN_FORCE:
        yield Finding(HARD, f"{duty.code}现为“{standing.label}”，不能申请{label}。", article)
    if duty.versions.filter(effective_from__isnull=True).exists():
        told = f"{duty.code}已有一次调整待生效，生效后才能再申请{label}。"
        yield Finding(HARD, told, article, waits=True)
    if listed_text(duty) != case.amends and case.kind == Kind.ADJUSTMENT:
        text = f"{duty.code}的清单文本在申请以后有了变化，请退回补正，按现行文本重新写明调整的内容。"
        yield Finding(HARD, text, article)


def about_the_duty(case):
    """One open case a duty: what would change or end it waits for the one handed in before it, and the reverse.

    Townships may each ask for their own end beside one another (I-66).
    """
    if case.kind == Kind.ADMISSION:
        return
    others = type(case).objects.filter(duty=case.duty_id, submitted_at__isnull=False)
    others = others.exclude(pk=case.pk).exclude(state__in=[*ENDED, State.DRAFT])
    if case.kind == Kind.REVOCATION:
        others = others.filter(kind__in=CHANGES)
    if case.submitted_at:
        others = others.filter(submitted_at__lt=case.submitted_at)
    for other in others:
        yield Finding(
            HARD,
            f"{other.number}正在办理这一事项的{other.kind_label}，办结后才能再申请{case.kind_label}。",
            OWN_CHOICE,
            key=str(other.uuid),
            waits=True,
        )


def excluded(case):
    """Kinds of power a county's regime keeps out (阿荣旗 第一条, 第七条); 灵川 has none. What has them may leave. Where the text
    says that the power is not meant, the office looks at the words in its review (`kept_out`)."""
    for power in _powers_kept_out(case):
        if first := _refused(case, power):
            field, hit = first
            where = case.rules.called("township_duties")
            said = f"{power.term}不纳入乡镇职责准入事项，写了“{hit}”；不涉及的，在“{where}”里写明“不涉及{power.term}”，由办公室核定。"
            yield Finding(HARD, said, power.source, field=field)


def kept_out(case):
    """Words of a power that is kept out, which the office looks at: where the text says that it is not meant or not done, or where
    they stand in what the county's form asks besides (办事流程)."""
    version, own = case.dossier.version, _says_what_is_handed_over(case)
    fields = case.rules.fields_of(case.kind)
    beside = {each.key: version.value(each) or "" for each in fields if each.storage == "text"}
    labels = {each.key: each.label for each in case.rules.fields}
    for power in _powers_kept_out(case):
        disclaimed = power.is_disclaimed("\n".join(own.values()))
        for field, text in (own | beside).items() if not _refused(case, power) else ():
            for hit in power.mentions(text):
                told = f"写明不涉及{power.term}，又" if disclaimed else f"“{labels[field]}”中"
                yield Finding(
                    WORDING,
                    f"{told}写有“{hit}”。",
                    power.source,
                    field=field,
                    key=f"{field}:{power.term}:{hit}",
                    word=hit,
                    suggestion=f"{power.term}不纳入乡镇职责准入事项：改掉这几个字，或者由办公室核定确不涉及。",
                )


def _refused(case, power):
    """(field, the words) that stop the application; None where there are none, or the text says that the power is not meant."""
    texts = _says_what_is_handed_over(case)
    named = ((field, power.hit(text)) for field, text in texts.items())
    first = next(((field, hit) for field, hit in named if hit), None)
    return first if first and not power.is_disclaimed("\n".join(texts.values())) else None


def _powers_kept_out(case):
    return () if case.ends_duty else case.rules.excluded_powers


def _says_what_is_handed_over(case):
    return {field: getattr(case.dossier.version, field) for field in ("name", "township_duties")}


def similar(case):
    """Like a duty in the list, a revoked one, or an open case: one sentence says what is different (settled 34)."""
    version = case.dossier.version
    if case.ends_duty or not version.department:
        return
    for like in lookalikes(case.county, version.name, version.department, on=today()):
        if like.duty.pk == case.duty_id:
            continue
        if like.blocks and (ends := extended(version, like.duty)):
            yield Finding(
                EXPLAIN,
                f"接续{like.duty.code}“{like.duty.name}”（{ends.year}年{ends.month}月{ends.day}日到期）。",
                case.rules.cite("temporary"),
                key=like.duty.code,
                url=like.duty.get_absolute_url(),
                suggestion="请用一句话说明延期的理由。",
            )
        elif not like.blocks:
            yield Finding(
                EXPLAIN,
                f"与{like.duty.code}“{like.duty.name}”（{like.standing.label}）相近。",
                case.rules.cite("scope" if like.standing in IN_FORCE else "follow_up"),
                key=like.duty.code,
                url=like.duty.get_absolute_url(),
            )
    wanted, pieces = normalized(version.name), grams(version.name)
    for other in open_texts(case):
        theirs = normalized(other.name)
        if theirs != wanted and alikeness(wanted, pieces, theirs) >= ALIKE:
            yield Finding(
                EXPLAIN,
                f"与在办申请{other.application.number}“{other.name}”相近，必要时可并案。",
                OWN_CHOICE,
                key=other.application.number,
            )


def wording(case):
    """Forbidden forms of handing over, found in the text (灵川 第七条; I-12); and words of a power that is kept out (`kept_out`)."""
    version = case.dossier.version
    yield from kept_out(case)
    for field in case.rules.fields_of(case.kind):
        text = version.value(field) or ""
        for rule in case.rules.wording:
            for hit in dict.fromkeys(rule.hits(text)):
                yield Finding(
                    WORDING,
                    f"“{field.label}”中写有“{hit}”。",
                    rule.source,
                    field=field.key,
                    key=f"{field.key}:{hit}",
                    word=hit,
                    suggestion=rule.suggestion,
                )


HARD_CHECKS = [
    standing_applicant,
    kind_of_applicant,
    already_listed,
    applied_twice,
    purchased,
    term_over,
    revocable,
    changeable,
    about_the_duty,
    excluded,
]
CHECKS = [*HARD_CHECKS, similar, wording]
