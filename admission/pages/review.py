"""What stands beside the initial review: the rule's own proposal, the application's text, who agreed."""

from admission import rules
from admission.outcomes import by_rule
from admission.pages import contents, sheets
from admission.states import Procedure


def start_of(case):
    """What the form starts from: a draft on this version, else the last review issued on any."""
    rows = list(case.initial_reviews.select_related("list_kind", "category", "version"))
    drafts = [row for row in rows if row.issued_at is None and row.version_id == case.version_id]
    issued = [row for row in rows if row.issued_at]
    return next(iter([*drafts[-1:], *issued[-1:]]), None)


def around(case, by, start):
    version = case.dossier.version
    lines = contents.against_list(case, version)
    return {
        "version": version,
        "main": [line for line in lines if not line.aside],
        "folded": [line for line in lines if line.aside],
        "follow_up_cited": case.rules.cited("follow_up"),
        "sheets": sheets.positions(case),
        "proposal": _proposal(case),
        "start": start,
        "issued": case.review if case.review and case.review.version_id == version.pk else None,
        "may_issue": rules.may_issue_review(case, by),
        "filed_it": rules.is_director(case, by) and rules.is_filer(case, by),
    }


def _proposal(case):
    """(procedure, why) the rule gives if the case is lawful and in line; None where there are no procedures."""
    if not case.rules.has_procedures:
        return None
    if case.procedure == Procedure.GENERAL:
        return Procedure.GENERAL.label, f"本案已是一般程序，不再转回：{case.procedure_reason}"
    procedure, why = by_rule(case)
    return Procedure(procedure).label, why
