"""更正: an organ's number that was entered wrong is put right, by one paper more (workflow.md, Numbers)."""

from django.db.models import Q

from admission import approval_papers
from admission.act import act
from admission.actions.asking import tell_all
from admission.actions.attaching import attach
from admission.models import AdmissionNotice, Filing
from admission.problems import Problem
from admission.states import FileRole
from documents.correcting import REWRITTEN, NotCorrected, put_right
from documents.models import PaperKind
from documents.numbers import release
from documents.papers import corrected, papers_about

# Papers that carry an organ's number, entered by hand.
NUMBERED = (PaperKind.REQUEST, PaperKind.FILING, *approval_papers.NOTICES.values())


def correct_number(*, case, by, lock, paper, number, reason, files=(), form_key=""):
    """更正: an organ's number that was entered wrong is put right, with the reason and a scan (workflow.md, Numbers).

    The paper stays as it was issued; one with the right number is issued beside it. Its wrong number is free again, unless
    something else of the case has it: a decision, another paper.
    """
    with act("correct_number", case=case, by=by, lock=lock, form_key=form_key) as step:
        case, issued = step.case, papers_about(step.case.uuid)
        wrong = issued.get(pk=paper.pk)
        replaced = corrected(issued)
        standing = [each for each in issued if each.uuid not in replaced]
        if wrong.kind not in NUMBERED or wrong not in standing:
            step.refuse("这份文书的文号不能更正，或者已经更正过。")
        if any(each.kind == wrong.kind and not each.is_as_issued for each in issued):
            step.refuse(
                Problem(REWRITTEN, "number")
            )  # one that was rewritten may be what stands for this one
        given = {"number": number, "reason": reason, "scans": files}
        chain = (case.chain_seq, case.chain_hash)
        try:
            paper = put_right(wrong, **given, by=by, at=step.now, chain=chain)
        except NotCorrected as why:
            step.refuse(Problem(str(why), why.field))
        right = paper.number
        if wrong.kind != PaperKind.REQUEST:
            rows = Filing.objects if wrong.kind == PaperKind.FILING else AdmissionNotice.objects
            rows.filter(application=case, number=wrong.number).update(number=right)
        if not _carries(case, wrong.number, [each for each in standing if each != wrong]):
            release(county=case.county, number=wrong.number, subject=case.uuid)
        step.reason(reason)
        attach(step, files, FileRole.DECISION, unit=by.unit)
        step.keep(paper)
        step.fact(number=right, wrong_number=wrong.number)
        tell_all(step, f"文号更正为{right}（原为{wrong.number}）：{case.title}")
    return case


def _carries(case, number, papers):
    """Whether a row or one of the papers of the case has that number."""
    filed = Filing.objects.filter(Q(number=number) | Q(reply_number=number), application=case)
    rows = (
        filed,
        case.decisions.filter(number=number),
        AdmissionNotice.objects.filter(application=case, number=number),
    )
    return any(paper.number == number for paper in papers) or any(found.exists() for found in rows)
