"""The papers of a case in words: what each act hands to `documents.papers.issue`, full names of units throughout.

How a paper looks and its standard paragraphs are `documents.kinds`; the values for its placeholders are made here. What goes out under an
organ's own number is `approval_papers`.
"""

from accounts.succession import heir
from admission.act import signature
from admission.opinions import finding_said, question_of
from admission.pages import contents
from admission.paper_words import (
    ABSENT,
    CAME,
    STANCES,
    about,
    changes,
    experts,
    in_brief,
    names,
    opinion_row,
    places,
    positions,
    present,
    said,
    sections,
    yes,
)
from admission.states import Kind, Procedure, View
from audit import clock
from config.templatetags.chinese import plain_date, tentative
from documents import numbers, papers
from documents.kinds import FORMS, filled, titled
from documents.models import PaperKind
from documents.papers import papers_about

GRANTED = {
    Kind.ADMISSION: "同意{matter}事项准入乡镇办理",
    Kind.ADJUSTMENT: "同意调整{matter}事项",
    Kind.CANCELLATION: "同意取消{matter}事项",
    Kind.REVOCATION: "同意撤销{matter}事项",
}


def granted(case):
    """What is agreed to, as titles and texts say it."""
    return titled(GRANTED[case.kind], {"matter": case.title})


def proposed(case):
    """What is asked for before it is agreed to, as `granted` says it afterwards."""
    return granted(case).removeprefix("同意")


def paper_called(case, kind):
    """The kind as it is named where it goes along: 职责取消申请表."""
    form = PaperKind.APPLICATION
    return filled(FORMS[form].title, _words(case)) if kind == form else case.words(PaperKind(kind).label)


def issue(step, kind, snapshot, *, words=None, issuers=None, **parts):
    """One paper of the case in its act; from the office unless `issuers` says otherwise."""
    said = {"snapshot": snapshot, "words": words or {}, **parts}
    return issue_each(step, kind, [said], issuers=issuers)[0]


def issue_each(step, kind, letters, *, issuers=None):
    """Several papers of one kind, each a dict as `documents.papers.issue_each` takes it."""
    case = step.case
    common, issuers = _words(case), issuers or [case.rules.bodies.office.name]
    issued = papers.issue_each(
        [{**said, "words": common | said["words"], "issuers": issuers} for said in letters],
        county=case.county,
        subject=case.uuid,
        kind=kind,
        by=step.by,
        at=step.now,
        chain=(case.chain_seq, case.chain_hash),
        rules=case.rules,
    )
    step.keep(*issued)
    return issued


def _facts(step, **more):
    return {"case": step.case.number, "version": step.case.version.number, **more}


def _words(case):
    return {
        "matter": case.title,
        "verb": case.kind_label,
        "granted": granted(case),
        "proposed": proposed(case),
        "applicant": case.applicant.name,
        "number": case.number,
        "receipt": case.receipt_number,
        "regime": case.rules.named,
    }


# -- what is asked ---------------------------------------------------------------------------------------------------


def consultation(step, concerns, due):
    """征询意见函, from the applicant to every unit concerned."""
    case, to = step.case, [concern.unit.name for concern in concerns]
    issue(
        step,
        PaperKind.CONSULTATION,
        {"version": case.version.number, "to": to},
        words={"contents": sections(case), "due": due and _day(*due)},
        issuers=[case.acting_applicant.name],
        to=to,
    )


def circulation(step, opened, asked):
    """征求意见函 of a round: a letter to each unit asked, with its own question."""
    case = step.case
    common = {"cover_note": opened.cover_note, "due": _day(opened.due, opened.due_provisional)}
    if case.review:  # a revision may have asked for a new one
        common |= {"division": case.review.division, "guarantees": case.review.guarantees}
    said = {"round": opened.number, "version": case.version.number, "due": opened.due}
    forms = papers_about(case.uuid).filter(kind=PaperKind.APPLICATION).values_list("uuid", flat=True)
    attached = [str(uuid) for uuid in forms[max(len(forms) - 1, 0) :]]  # the latest
    letters = [
        {
            "snapshot": said
            | {"review": review.pk, "to": [review.unit.name], "asks": review.asks}
            | {"cover_note": opened.cover_note, "attached": attached},
            "words": common | {"question": review.asks},
            "to": [review.unit.name],
            "attachments": [paper_called(case, PaperKind.APPLICATION)],
        }
        for review in asked
    ]
    issue_each(step, PaperKind.CIRCULATION, letters)


def reply(step, review, opinion):
    """复函 of a unit on its question."""
    issue(
        step,
        PaperKind.REPLY,
        {
            "review": review.pk,
            "view": opinion.view,
            "finding": opinion.finding,
            "conditions": opinion.conditions,
            "reasons": opinion.reasons,
            **({"paper_on": opinion.paper_on} if opinion.on_paper else {}),
        },
        number=opinion.paper_number,
        words={
            "unit": review.unit.name,
            "cited": _cited(step.case, review.round),
            "view": View(opinion.view).label,
            "finding": finding_said(opinion, question_of(review, step.case.rules)),
            "conditions": opinion.conditions,
            "reasons": opinion.reasons,
        },
        issuers=[review.unit.name],
        to=[step.case.rules.bodies.office.name],
        date=opinion.paper_on or clock.local_date(step.now),
        note="据盖章原件登记，以原件为准" if opinion.on_paper else "",
    )


def _cited(case, opened):
    """The letter that is answered, by its title and its day: it has no number."""
    title = titled(FORMS[PaperKind.CIRCULATION].title, _words(case))
    return f"你办{plain_date(clock.local_date(opened.opened_at))}《{title}》"


# -- tables ----------------------------------------------------------------------------------------------------------


def application(step):
    """申请表: every field of the regime, the positions received, who signed."""
    case = step.case
    version = case.dossier.version
    full = {
        "department": version.department.name if version.department else "",
        "townships": names(version.townships.all()),
        "related": names(version.related.all()),
    }
    told = [(line.label, full.get(line.key) or line.value) for line in contents.lines(case, version)]
    rows = [
        ("事项名称", case.title),
        ("申请单位", case.acting_applicant.name),
        *told,
        ("征询意见情况", positions(case)),
    ]
    issue(
        step,
        PaperKind.APPLICATION,
        {"version": version.contents()},
        number=case.number,
        issuers=[case.acting_applicant.name],
        rows=[*said(rows), ("签发", signature(step.by))],
        subline=str(version),
        **_beside_the_list(case),
    )


def _beside_the_list(case):
    """The grid of an adjustment: the words of the list and those that would stand in their place."""
    if case.kind != Kind.ADJUSTMENT:
        return {}
    rows = [[label, old or "（无）", new or "（删去）"] for label, old, new in changes(case)]
    return {"grid": {"head": ["项目", "清单现行文本", "调整后的文本"], "widths": [36, 60, 60], "rows": rows}}


def initial_review(step, review):
    """初评意见表 of the office's director."""
    case = step.case
    facts = {
        "lawful": review.lawful,
        "lawful_basis": review.lawful_basis,
        "conforming": review.conforming,
        "conforming_basis": review.conforming_basis,
        "division": review.division,
        "guarantees": review.guarantees,
        "procedure": case.procedure,
        "reason": case.procedure_reason,
    }
    rows = [
        *about(case),
        ("合法合规", f"{yes(review.lawful)}。{review.lawful_basis}"),
        ("符合上级要求", f"{yes(review.conforming)}。{review.conforming_basis}"),
        ("列入清单", "，".join(str(each) for each in (review.list_kind, review.category) if each)),
        ("职责分工", review.division),
        ("保障措施", review.guarantees),
        (
            "审核程序",
            "。".join(
                filter(None, [case.procedure and Procedure(case.procedure).label, case.procedure_reason])
            ),
        ),
        ("签发", review.label),
    ]
    issue(step, PaperKind.INITIAL_REVIEW, _facts(step, **facts), rows=said(rows))


def summary(step, current):
    """意见汇总表 of a round."""
    case, dossier = step.case, step.case.dossier
    issue(
        step,
        PaperKind.SUMMARY,
        {
            "round": current.number,
            "conclusion": current.conclusion,
            "opinions": {r.unit.name: dossier.stance(r) for r in dossier.reviews},
        },
        subline=f"第{current.number}轮",
        rows=said([*about(case), ("汇总情况", current.conclusion)]),
        grid={
            "head": ["单位", "审查结论", "总体意见", "条件或理由"],
            "widths": [28, 32, 26, 70],
            "rows": [
                *(opinion_row(case, review) for review in dossier.reviews),
                *experts(dossier),
                *places(dossier),
            ],
        },
    )


def sign_off(step, seal, note):
    """审签单, on one page: the duty, the opinions, the sign-off."""
    case, dossier = step.case, step.case.dossier
    concerned = [
        (
            each.unit.name,
            STANCES[each.stance],
            "" if each.agrees or not each.position else each.position.text,
        )
        for each in dossier.concerns
    ]
    opinions = [
        (
            review.unit.name,
            STANCES[dossier.stance(review)],
            opinion.conditions if (opinion := dossier.opinion(review)) else "",
        )
        for review in dossier.reviews
    ]
    rows = [
        *about(case),
        ("征询意见情况", in_brief(concerned)),
        ("成员单位意见", in_brief(opinions)),
        ("批语", note),
        ("审签", f"同意。{signature(step.by)}"),
        ("所签内容校验值", seal),
    ]
    issue(step, PaperKind.SIGN_OFF, {"seal": seal, "note": note, "number": case.number}, rows=said(rows))


# -- answers to the applicant ----------------------------------------------------------------------------------------


def receipt(step):
    issue(
        step,
        PaperKind.RECEIPT,
        _facts(step, number=step.case.number),
        number=step.case.receipt_number,
        to=[step.case.acting_applicant.name],
    )


def own_number(step, series):
    """The next number of the county's own series for the office's answers (documents.md: receipt, correction notice)."""
    year = clock.today().year
    serial = numbers.allot(county=step.case.county, series=series, year=year)
    return step.case.rules.number_of(series, year, serial)


def correction(step, wanted):
    issue(
        step,
        PaperKind.CORRECTION,
        _facts(step, reason=wanted.text),
        words={"reason": wanted.text, "due": _day(wanted.answer_by, wanted.answer_provisional)},
        number=own_number(step, "correction"),
        to=[step.case.acting_applicant.name],
    )


def _day(day, provisional):
    return tentative(plain_date(day), provisional)


def declined(step, reason, article):
    words = {"reason": reason, "article": step.case.rules.in_full(article)}
    issue(
        step,
        PaperKind.DECLINED,
        _facts(step, reason=reason, article=article),
        words=words,
        number=own_number(step, "declined"),
        to=[step.case.acting_applicant.name],
    )


def rejected(step, reason, article, told):
    """不予准入 to the applicant; everybody else asked gets a copy, but for the office, which issues it."""
    case = step.case
    words = {"reason": reason, "article": case.rules.in_full(article), "outcome": case.state_label}
    office = case.rules.bodies.office.unit_key
    others = [unit.name for unit in told if unit != case.acting_applicant and unit.key != office]
    issue(
        step,
        PaperKind.REJECTED,
        _facts(step, reason=reason, article=article),
        words=words,
        number=own_number(step, "rejection"),
        to=[case.acting_applicant.name],
        copies=list(dict.fromkeys(others)),
    )


# -- meetings ---------------------------------------------------------------------------------------------


def heard_as(party, day):
    """The full name of who was invited; of a unit that was no more on the day of the meeting who goes on for it."""
    unit, to = party.unit, heir(party.unit)
    gone = unit.valid_until and day and unit.valid_until < day
    return f"{to.name}（承接{unit.name}）" if gone and to and to != unit else unit.name


def coordination_minutes(step, hearing):
    parties = [(heard_as(party, hearing.held_on), party) for party in hearing.parties.all()]
    views = [f"{name}：{party.position}" for name, party in parties if party.position]
    issue(
        step,
        PaperKind.COORDINATION_MINUTES,
        {
            "held_on": hearing.held_on,
            "place": hearing.place,
            "summary": hearing.summary,
            "parties": [[name, party.attended, party.position] for name, party in parties],
        },
        words={
            "held": f"{plain_date(hearing.held_on)}，{step.case.rules.bodies.office.name}在{hearing.place or '本单位'}召开{step.case.words('协调会')}，"
            "就有关意见进行协商。",
            "summary": "\n".join([*views, hearing.summary]),
        },
        people=present([(name, CAME if party.attended else ABSENT) for name, party in parties]),
        mark=step.case.rules.papers.coordination_mark,
    )
