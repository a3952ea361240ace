"""What stands around the opinion and initial review forms: the question, the text it is about, what was said before."""

from typing import NamedTuple

from django.contrib.auth.models import Group

from accounts.models import Unit
from admission import access, rules
from admission.models import Application, Opinion, Review
from admission.opinions import question_of
from admission.pages import contents
from admission.pages.application import Due
from admission.pages.obstacles import spoken
from admission.plan import ADHOC
from admission.queries import dossier_for, has_cases
from audit import clock
from config.composed import Composed, Given
from config.templatetags.chinese import cday
from regimes.calendar import Calendar

ALIKE_SHOWN = 3
ALIKE_ISSUED = 5  # how often one of them may have been answered, again or in another round


class Answered(NamedTuple):
    """An opinion in one line, with its case's page where it is another one."""

    title: str
    url: str
    word: str
    says: str


def around(case, by, review):
    """The page of one review for its own unit, or for the office that registers the unit's paper."""
    question, member = question_of(review, case.rules), case.rules.member(review.unit.key)
    version = dossier_for(case, by).version
    lines = contents.against_list(case, version)
    mine = [line for line in lines if _concerns(case.rules, review, line.key)]
    calendar, opened = Calendar.load(), clock.local_date(review.round.opened_at)
    return {
        "review": review,
        "label": question.label if question and question.findings else "意见",
        "source": f"制度{member.source}"
        if member and member.article
        else case.words("联席会议办公室增加征求"),
        "only": question.label if question and question.findings else "",
        "focus": case.rules.focus,
        "office_says": _office_says(case),
        "version": version,
        "mine": mine,
        "others": [line for line in lines if line not in mine],
        "deadline": Due(review.round.due, review.round.due_provisional),
        "left": calendar.between(clock.today(), review.round.due),
        "asked_on": opened,
        "days": calendar.between(opened, review.round.due),
    }


def _office_says(case):
    """(whose, [(label, text)]): 职责分工 and 保障措施 of the initial review, which go to every unit asked."""
    found = case.review
    if found is None or not found.issued_at:
        return None
    rows = [("职责分工", found.division), ("保障措施", found.guarantees)]
    told = f"{found.label}，基于{case.dossier.versions[found.version_id]}"
    return told, [(label, text) for label, text in rows if text]


def _concerns(county_rules, review, key):
    """Whether the line belongs to the unit's question; a unit without one of its own reads as a related one."""
    who = county_rules.touched_by([key])
    return (review.unit.key in who) if review.question != ADHOC else ("related" in who)


def issued_now(review):
    """The unit's own opinion that stands in this round, if it issued one."""
    return [None, *review.opinions.all()][-1]


def start_of(review):
    """What the form starts from: a draft newer than the last opinion, else that opinion, else nothing."""
    issued = issued_now(review)
    if review.draft and (issued is None or review.drafted_at > issued.issued_at):
        return review.draft
    return issued or {}


def waits_for_head(review):
    issued = issued_now(review)
    return bool(review.sent_to_head_at and (issued is None or review.sent_to_head_at > issued.issued_at))


def given_before(case, review):
    """The unit's answers in earlier rounds of this case, newest first."""
    rows = [
        opinion
        for other in case.dossier.every_review
        if other.unit_id == review.unit_id and other.round.number < review.round.number
        for opinion in other.opinions.all()
    ]
    return [
        Answered(f"第{row.review.round.number}轮，{row.version}", "", row.get_view_display(), _says(row))
        for row in sorted(rows, key=lambda row: row.issued_at, reverse=True)
    ]


def given_alike(case, by, review):
    """What the unit last answered to the same question in other cases it may see: of each the answer that stands."""
    if not has_cases(by) or review.question == ADHOC:
        return []
    asked = {"unit": review.unit_id, "question": review.question, "group": by.unit.group_id, "case": case}
    rows = _ALIKE(**asked)
    last = {}
    for row in rows:
        last.setdefault(row.review.round.application, row)
    return [_given_in(other, row) for other, row in list(last.items())[:ALIKE_SHOWN]]


def _alike():
    rows = Opinion.objects.filter(
        review__unit=Given("unit", Unit),
        review__question=Given("question", Review._meta.get_field("question")),
        review__round__application__in=access.seen_by(Given("group", Group)),
    ).exclude(review__round__application=Given("case", Application))
    rows = rows.select_related("review__round__application__version").order_by("-issued_at", "-pk")
    return rows[: ALIKE_SHOWN * ALIKE_ISSUED]


_ALIKE = Composed(_alike)


def _given_in(other, row):
    word = f"{cday(row.issued_at, clock.today())}{row.get_view_display()}"
    return Answered(f"{other.number} {other.title}", other.get_absolute_url(), word, _says(row))


def _says(row):
    return "\n".join(filter(None, (row.conditions, row.reasons)))


def why_not_issue(review, by):
    """Why the unit's head may not issue, in words; nothing where it may (I-26, I-33)."""
    case = review.round.application
    if rules.may_issue_opinion(review, by):
        return ""
    if review.interested and rules.is_filer(case, by):
        return "这件申请是您或您代签的负责人提交的，本单位的意见须由另一位负责人签发。"
    return f"{spoken(case, by, review.unit)}，本单位的意见须由另一位负责人签发。"


def of_paper(case, pk):
    """The review whose paper answer the office registers."""
    return Review.objects.filter(round__application=case, pk=pk).select_related("round", "unit")
