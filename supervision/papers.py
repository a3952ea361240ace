"""The papers of what follows admission in words: 督办通知单, 核实结果告知书, 移送函, 事项交接单, 先行办理登记表 (documents.county_kinds)."""

from accounts.succession import heir
from accounts.words import own_name
from audit import clock
from config.templatetags.chinese import join_cn, plain_date, tentative
from documents import papers
from documents.models import PaperKind
from registry.states import Standing
from supervision import rules


def slip(step, *, finding, wanted):
    """督办通知单 to the department; it never names a township that asked not to be named."""
    report = step.subject
    _of_report(
        step,
        PaperKind.SUPERVISION,
        number=report.slip_number,
        words={
            "unit": addressee(report),
            "facts": facts_of(report),
            "finding": finding,
            "next": wanted,
            "due": plain_date(report.rectify_by),
        },
        to=[addressee(report)],
    )


def addressee(report):
    """The department as a paper is sent to it: the one that took over what it left."""
    return (heir(report.department) or report.department).name


def finding(step, *, facts, finding, then):
    """核实结果告知书 to the township that reported."""
    report = step.subject
    manner = "书面" if report.on_paper else "在系统内"
    _of_report(
        step,
        PaperKind.FINDING,
        words={
            "reported": f"{plain_date(report.arrived_on)}{manner}",
            "facts": facts,
            "finding": finding,
            "next": then,
        },
        to=[(heir(report.township) or report.township).name],
    )


def referral(step, *, facts, due):
    _of_report(
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


def handover(step, *, materials, left_open, guarantees):
    """事项交接单 from the department to the township: what was handed over, what was promised beside."""
    given = step.subject
    department = (heir(given.department) or given.department).name
    texts = given.duty.versions.order_by("number")
    text = texts.filter(effective_from__isnull=False).last() or texts.last()
    _issue(
        step,
        PaperKind.HANDOVER,
        words={
            "matter": given.duty.name,
            "unit": department,
            "townships": (heir(given.township) or given.township).name,
            "effective": _since(text),
            "township_duties": text.township_duties,
            "department_duties": text.department_duties,
            "materials": materials,
            "guarantees": "\n".join(f"{each.called}：{each.text}" for each in guarantees),
            "left_open": left_open or "无",
        },
        issuers=[department],
    )


def _since(text):
    if text.effective_from is None:  # admitted, its notice not given yet
        return Standing.PENDING.label
    return f"{text.document_number}，{plain_date(text.effective_from)}起"


def urgent(step, townships):
    """先行办理登记表 of a task started on an oral request; what was done about its papers is written on it later."""
    task = step.subject
    _issue(
        step,
        PaperKind.URGENT,
        number=task.number,
        words={
            "matter": task.name,
            "contents": task.contents,
            "unit": task.department.name,
            "townships": join_cn(unit.name for unit in townships),
            "asked_of": f"{plain_date(task.asked_on)}{task.asked_at}，{task.asked_by}向{task.asked_of}口头请示",
            "allowed": task.allowed_by,
            "started": plain_date(task.started_on),
            "article": task.rules.in_full(task.rules.cites["urgent"]),
            "due": tentative(plain_date(task.due), task.due_provisional),
        },
    )


def _of_report(step, kind, *, words, **parts):
    report = step.subject
    named = {"matter": report.matter, "article": report.rules.in_full(report.article)}
    others = [step.by.unit.name] if rules.is_on_office(report) else []  # who handles what is on the office
    _issue(step, kind, words=named | words, issuers=others, **parts)


def _issue(step, kind, *, words, number="", issuers=(), **parts):
    """One paper of what is followed up, from the office unless `issuers` says otherwise."""
    subject = step.subject
    office = subject.rules.bodies.office.name
    paper = papers.issue(
        county=subject.county,
        subject=subject.uuid,
        kind=kind,
        by=step.by,
        at=step.now,
        number=number,
        snapshot={"followed": subject.AUDIT_KIND},
        words=words,
        rules=subject.rules,
        issuers=list(issuers) or [own_name(office)],
        **parts,
    )
    step.keep(paper)
