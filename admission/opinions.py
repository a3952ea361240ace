"""What an answer must say — an initial review, a position, a member unit's opinion: one rule for the form and the act."""

from admission.models import InitialReview
from admission.plan import ADHOC
from admission.problems import Problem
from admission.states import Answer, Kind, Term, View
from config.templatetags.chinese import join_cn
from registry.models import ListKind

# what an initial review says, besides the wording it lets stand
REVIEWED = (
    "lawful",
    "lawful_basis",
    "conforming",
    "conforming_basis",
    "division",
    "guarantees",
    "list_kind",
    "category",
)


def problems_of_review(case, said):
    """Problems of an initial review about to be issued (第三条第（三）项, 第八条); `said` has all of REVIEWED."""
    problems = []
    for name, what in (("lawful", "合法合规"), ("conforming", "符合上级要求")):
        if said[name] is None:
            problems.append(Problem(f"请判断是否{what}。", name))
        if not said[f"{name}_basis"].strip():
            problems.append(Problem(f"请写明{what}的依据。", f"{name}_basis"))
    if case.ends_duty:
        return problems
    if said["list_kind"] is None:
        problems.append(Problem("请核定列入哪一种清单。", "list_kind"))
    elif not InitialReview(list_kind=said["list_kind"]).fits(case.dossier.version):
        told = "临时性、阶段性的列入临时性、阶段性清单，常态的列入其他清单。"
        problems.append(Problem(told, "list_kind"))
    elif (keys := lists_of_one_turned_standing(case)) and said["list_kind"].key not in keys:
        names = join_cn(
            ListKind.objects.filter(county=case.county_id, key__in=keys).values_list("name", flat=True)
        )
        told = f"临时性任务转为常态的，列入{names}（{case.rules.turned_standing.source}）。"
        problems.append(Problem(told, "list_kind"))
    if said["category"] is None:
        problems.append(Problem("请核定类别。", "category"))
    if said["lawful"] and said["conforming"]:  # sent to the member units, who are asked about these above all
        sent = (("division", "职责分工"), ("guarantees", "保障措施"))
        problems += [Problem(f"请写明{what}。", name) for name, what in sent if not said[name].strip()]
    return problems


def lists_of_one_turned_standing(case):
    """Keys of the lists among which a temporary duty goes that this case turns into a standing one; () where any will do."""
    clause, version = case.rules.turned_standing, case.dossier.version
    turns = case.kind == Kind.ADJUSTMENT and case.duty_id and case.duty.list_kind.temporary
    return clause.lists if clause and turns and version.term != Term.TEMPORARY else ()


def problems_of_position(case, answer, text):
    """Problems of a township's or department's answer about to be given; a joint revocation is joined or not (settled 29)."""
    if answer not in Answer.values:
        return [Problem("请选择意见。", "answer")]
    if case.is_joint and answer == Answer.CONDITIONAL:
        return [Problem("联合申请撤销只能答复同意或不同意。", "answer")]
    if answer != Answer.AGREE and not text.strip():
        what = "条件" if answer == Answer.CONDITIONAL else "理由"
        return [Problem(f"选了“{Answer(answer).label}”，须写明{what}。", "text")]
    return []


def comes_with_answers(case):
    """A paper application (第1稿) brings the answers it asked for on paper: those may be older than the request here."""
    return case.on_paper and case.version.number == 1


def question_of(review, rules):
    """The regime's question of the review; None for a unit added with a question of its own."""
    return None if review.question == ADHOC else rules.questions.get(review.question)


def last_written(review):
    """When the unit last wrote its answer, a draft or an issued one; "" before. The opinion's form carries it."""
    times = [at for at in (review.drafted_at, *(each.issued_at for each in review.opinions.all())) if at]
    return max(times).isoformat() if times else ""


def views_for(review, rules):
    """General views the unit may choose: 司法局 may not say 不涉及本单位职责."""
    member = rules.member(review.unit.key)
    allowed = list(View)
    if member and not member.may_disclaim:
        allowed.remove(View.NOT_OURS)
    return allowed


def finding_said(opinion, question):
    """经费已落实（金额：12万元，来源：县级预算）: the finding with its details; "" for a unit without a question."""
    if question is None or not opinion.finding:
        return ""
    finding = question.finding(opinion.finding)
    told = [f"{label}：{opinion.details[key]}" for key, label in finding.details if opinion.details.get(key)]
    return f"{finding.label}（{'，'.join(told)}）" if told else finding.label


def problems_of(review, rules, *, finding="", details=None, view="", conditions="", reasons=""):
    """Problems of an opinion about to be issued, each anchored at its field (settled 11)."""
    problems, details = [], details or {}
    question = question_of(review, rules)
    if view not in views_for(review, rules):
        problems.append(Problem("请选择总体意见。", "view"))
    findings = question.findings if question else ()
    chosen = next((each for each in findings if each.key == finding), None)
    if chosen is None and findings and view != View.NOT_OURS:
        problems.append(Problem(f"请选择{question.label}的审查结论。", "finding"))
    elif chosen is None and finding:
        problems.append(Problem("审查结论不在本单位的审查问题之内。", "finding"))
    elif chosen and view != View.NOT_OURS:
        problems += _fits(chosen, view)
        problems += [
            Problem(f"请填写{label}。", key)
            for key, label in chosen.details
            if not str(details.get(key, "")).strip()
        ]
    if view == View.CONDITIONAL and not conditions.strip():
        problems.append(Problem("附条件同意的，请写明条件。", "conditions"))
    if view and view != View.AGREE and not reasons.strip():
        problems.append(Problem("请写明理由。", "reasons"))
    return problems


def _fits(finding, view):
    if finding.forces == View.DISAGREE and view != View.DISAGREE:
        return [Problem(f"结论是“{finding.label}”的，总体意见只能是不同意。", "view")]
    if finding.forces == View.CONDITIONAL and view not in (View.CONDITIONAL, View.DISAGREE):
        return [Problem(f"结论是“{finding.label}”的，总体意见只能是附条件同意或不同意。", "view")]
    return []
