"""Short histories of cases that have ended: what the county's figures are drawn from."""

import csv
import random

from admission.actions import applicant, circulation, office
from demo import steps
from demo.county import FIXTURES
from demo.story import PACE, Tale
from demo.texts import composed
from jointmeeting.states import Result

FIRST, LAST = -128, -58  # working days on which the first and the last of them begin
ARTICLES = {"declined": "第七条", "unlawful": "第三条第（三）项"}


def scripts(stage, meetings):
    """One a row of fixtures/demo/past.csv, begun evenly over the months before."""
    with (FIXTURES / "demo/past.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    order = random.Random(450323)  # noqa: S311 - the same shuffle every time
    order.shuffle(rows)
    for place, row in enumerate(rows):
        begin = FIRST + (LAST - FIRST) * place // len(rows)
        pace = {step: days + order.choice((0, 0, 1, 2)) for step, days in PACE.items()}
        words, outcome = row.pop("words"), row.pop("outcome")
        facts = composed(row.pop("kind"), **row | {"townships": row["townships"].split()})
        tale = Tale(stage, facts, begin, pace=pace)
        if outcome in BEFORE_MEETING:
            yield BEFORE_MEETING[outcome](tale, words, meetings)
        else:
            yield OUTCOMES[outcome](tale, words)


def simple(tale, words):
    yield from steps.sent_up(tale)
    yield from steps.passed(tale)


def corrected(tale, words):
    """Returned once before it was accepted."""
    yield from steps.submitted(tale)
    yield tale.after("accept")
    tale.do(office.return_for_correction, "bb-jb", reason=words)
    yield tale.after("answer")
    tale.write(texts={"institution": tale.facts["texts"]["institution"] + "名录和位置图已作附件说明。"})
    tale.do(applicant.consult_again, tale.handler)
    yield tale.after("answer")
    tale.positions()
    yield tale.after("submit")
    tale.do(applicant.submit, tale.head)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")
    yield tale.after("review")
    tale.review()
    yield tale.after("circulate")
    tale.do(circulation.circulate, "bb-fz")
    yield from _to_the_end(tale)


def revised(tale, words):
    """A condition of 财政局 or 司法局 taken in: second version, second round."""
    code = "czj" if "提供" in words else "sfj"
    finding = {"czj": {"finding": "unfunded", "details": {}}, "sfj": {"finding": "partly"}}[code]
    yield from steps.circulated(tale)
    yield tale.after("opinions")
    said = {"view": "conditional", "conditions": words, "reasons": "现稿没有写明。", **finding}
    tale.opinions(**{code: said})
    yield tale.after(1)
    tale.do(office.call_revision, "bb-jb", reason=words)
    yield tale.after("answer")
    field = "guarantee_technology" if code == "czj" else "basis"
    tale.write(**{field: f"{tale.facts[field]}\n（第2稿补充）{words.removeprefix('请写明')}"})
    tale.do(applicant.revise, tale.head)
    yield tale.after("answer")
    tale.positions()
    yield from _to_the_end(tale)


def _to_the_end(tale):
    yield tale.after("opinions")
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")
    yield tale.after("sign")
    tale.sign()
    yield from steps.filed(tale)
    yield from steps.passed(tale)


def unlawful(tale, words):
    yield from steps.accepted(tale)
    yield tale.after("review")
    tale.review(lawful=False, lawful_basis=words)
    yield tale.after(1)
    tale.do(office.reject, "bb-fz", reason=words, article=ARTICLES["unlawful"])


def declined(tale, words):
    yield from steps.submitted(tale)
    yield tale.after("accept")
    tale.do(office.decline, "bb-jb", reason=words, article=ARTICLES["declined"])


def withdrawn(tale, words):
    yield from steps.accepted(tale)
    yield tale.after("review")
    tale.do(applicant.withdraw, tale.head, reason=words)


# -- by way of the joint meeting --------------------------------------------------------------------------------------


def general(tale, words, meetings):
    """The last township named disagreed from the start."""
    yield from _disagreed(tale, words)
    session = _next(meetings, tale)
    yield from steps.deliberated(tale, session)
    yield from _decided_and_passed(tale)


def late(tale, words, meetings):
    """人社局 stayed silent after a reminder: 逾期未复, so the general procedure."""
    yield from steps.circulated(tale)
    yield tale.after("opinions")
    tale.opinions(rsj=None)
    yield tale.after(4)
    tale.do(office.remind, "bb-jb", unit=tale.unit("rsj"))
    yield tale.after(1)
    tale.do(office.record_overdue, "bb-jb", unit=tale.unit("rsj"))
    yield tale.after(0)
    tale.do(circulation.conclude_circulation, "bb-jb")
    yield from steps.coordinated_after(
        tale, {"rsj": "不涉及人员聘用，没有意见。"}, "县人力资源社会保障局到会说明没有意见，会商一致。"
    )
    yield from steps.deliberated(tale, _next(meetings, tale))
    yield from _decided_and_passed(tale)


def failed(tale, words, meetings):
    yield from _disagreed(tale, words)
    yield from steps.deliberated(tale, _next(meetings, tale), Result.FAILED, f"不通过。{words}")


def refused(tale, words, meetings):
    """县政府 did not approve."""
    yield from _disagreed(tale, words)
    yield from steps.deliberated(tale, _next(meetings, tale))
    yield tale.after("decide")
    tale.decide("county_government", verdict="refused", reason=words)


def _disagreed(tale, words):
    last = tale.townships[-1].code
    yield from steps.coordinated_first(
        tale,
        {last: "部门已作补充，保留意见，同意提交联席会议审议。"},
        "部门补充了保障措施，乡镇提出的问题逐项作了答复。",
        **{last: ("disagree", words)},
    )


def _decided_and_passed(tale):
    yield from steps.decided(tale)
    yield from steps.filed(tale)
    yield from steps.passed(tale)


def _next(meetings, tale):
    """The first meeting whose agenda is still to be made up."""
    return next(session for session in meetings if session.held - 2 >= tale.offset)


OUTCOMES = {
    "simple": simple,
    "corrected": corrected,
    "revised": revised,
    "unlawful": unlawful,
    "declined": declined,
    "withdrawn": withdrawn,
}
BEFORE_MEETING = {"general": general, "late": late, "failed": failed, "refused": refused}
