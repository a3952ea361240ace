"""The papers of what follows admission in words: 督办通知单, 核实结果告知书, 移送函 (documents.county_kinds)."""

from audit import clock
from config.templatetags.chinese import plain_date
from documents import papers
from documents.models import PaperKind


def slip(step, *, finding, wanted):
    """督办通知单 to the department; it never names a township that asked not to be named."""
    report = step.subject
    _issue(
        step,
        PaperKind.SUPERVISION,
        number=report.slip_number,
        words={
            "unit": report.department.name,
            "facts": facts_of(report),
            "finding": finding,
            "next": wanted,
            "due": plain_date(report.rectify_by),
        },
        to=[report.department.name],
    )


def finding(step, *, facts, finding, then):
    """核实结果告知书 to the township that reported."""
    report = step.subject
    manner = "书面" if report.on_paper else "在系统内"
    _issue(
        step,
        PaperKind.FINDING,
        words={
            "reported": f"{plain_date(report.arrived_on)}{manner}",
            "facts": facts,
            "finding": finding,
            "next": then,
        },
        to=[report.township.name],
    )


def referral(step, *, facts, due):
    _issue(
        step,
        PaperKind.REFERRAL,
        words={"facts": facts, "due": plain_date(due)},
        to=[step.subject.organ],
        date=clock.local_date(step.now),
    )


def facts_of(report):
    """What was reported, without who did."""
    happened = f"{plain_date(report.happened_on)}，{report.get_kind_display()}"
    ways = f"（{'、'.join(report.ways)}）" if report.ways else ""
    source = f"，见《{report.document.strip('《》')}》" if report.document else ""
    return "\n".join(filter(None, [f"{happened}{ways}{source}。", report.facts]))


def _issue(step, kind, *, words, number="", **parts):
    report = step.subject
    office = report.rules.bodies.office.name
    papers.issue(
        county=report.county,
        subject=report.uuid,
        kind=kind,
        by=step.by,
        at=step.now,
        number=number,
        snapshot={"report": report.number},
        words={"matter": report.matter, "article": report.article, **words},
        marks=report.rules.papers.marks,
        issuers=[office.partition("（")[0]],
        **parts,
    )
