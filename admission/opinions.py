"""What a member unit's opinion must say (settled 11): the same rule for the form and for the act."""

from admission.plan import ADHOC
from admission.problems import Problem
from admission.states import View


def question_of(review, rules):
    """The regime's question of the review; None for a unit added with a question of its own."""
    return None if review.question == ADHOC else rules.questions.get(review.question)


def last_written(review):
    """When the unit last wrote its answer, a draft or an issued one; "" before. The opinion's form carries it."""
    issued = review.opinions.last()
    times = [at for at in (review.drafted_at, issued and issued.issued_at) if at]
    return max(times).isoformat() if times else ""


def views_for(review, rules):
    """General views the unit may choose: 司法局 may not say 不涉及本单位职责."""
    member = rules.member(review.unit.key)
    allowed = list(View)
    if member and not member.may_disclaim:
        allowed.remove(View.NOT_OURS)
    return allowed


def problems_of(review, rules, *, finding="", details=None, view="", conditions="", reasons=""):
    """Problems of an opinion about to be issued, each anchored at its field."""
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
