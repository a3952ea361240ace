"""The papers of a case that go out under an organ's own number: 请示 and filing upward, the notice of its kind downward."""

from accounts.models import Post, Seat, Unit
from accounts.queries import above
from accounts.words import own_name
from admission.paper_words import passed_above, path, sections
from admission.papers import issue, paper_called, proposed
from admission.states import Kind
from audit import clock
from config.templatetags.chinese import plain_date
from documents.models import PaperKind
from documents.papers import papers_about
from documents.shape import LETTER

# What goes along with a filing or 请示, where the case has it; with a filing all the rest of its file too.
ATTACHED = (
    PaperKind.APPLICATION,
    PaperKind.INITIAL_REVIEW,
    PaperKind.SUMMARY,
    PaperKind.COORDINATION_MINUTES,
    PaperKind.MEETING_MINUTES,
    PaperKind.SIGN_OFF,
)
REST = "案卷其他材料"  # of a filing: the other papers and what was received (documents.md: the whole file attached)
NOTICES = {
    Kind.ADMISSION: PaperKind.NOTICE,
    Kind.ADJUSTMENT: PaperKind.ADJUSTMENT_NOTICE,
    Kind.CANCELLATION: PaperKind.CANCELLATION_NOTICE,
    Kind.REVOCATION: PaperKind.REVOCATION_NOTICE,
}


def request(step, number, sent_on):
    """请示 to 县委、县政府: one matter, what was found of it. Who has decided is told of, and asked no more."""
    rules, asked = step.case.rules, step.case.dossier.undecided
    named, bodies = list(rules.papers.request_to), rules.bodies.decision
    if len(named) == len(bodies):  # as the file says them, in the order of the bodies
        named = [name for name, body in zip(named, bodies, strict=True) if body in asked]
    words = {"decision": step.case.words("审定"), "deciders": "、".join(body.name for body in asked)}
    _upward(
        step,
        PaperKind.REQUEST,
        number,
        sent_on,
        to=named or [body.name for body in asked],
        words=words,
    )


GENRES = {
    "report": {"genre": "报告", "closing": "专此报告。"},
    "request": {"genre": "请示", "closing": "妥否，请批示。"},
    "letter": {"genre": "函", "closing": "请予{asked_for}，并请函复。"},
}


def filing(step, number, sent_on):
    """备案报告 to the upper body, or the 请示 or 函 that the county sends in its place."""
    case, genre, upper = step.case, step.case.rules.papers.filing, step.case.rules.bodies.upper
    words = {"asked_for": upper.verb, "recorded": "" if upper.approves else "备案"}
    words |= {name: text.format(**words) for name, text in GENRES[genre].items()}
    form = {"layout": LETTER, "upward": False} if genre == "letter" else {}
    to = [_body_above(case)]
    if genre == "request":  # asks for what a report says
        words["granted"] = proposed(case)
    issuers = case.rules.papers.filing_issuers
    _upward(step, PaperKind.FILING, number, sent_on, to=to, words=words, issuers=issuers, rest=[REST], **form)


def _body_above(case):
    """The full name of the body that the file names, among those above the county; as the file calls it where there is none."""
    body = case.rules.bodies.upper
    unit = Unit.objects.filter(above(case.county_id), county=None, key=body.unit_key).first()
    return unit.name if unit else body.name


def head_of_office(case):
    """The seat of who signs what goes upward, and whose unit its note gives as the contact; None while there is none."""
    heads = Seat.objects.on(clock.today()).filter(
        unit__county=case.county, unit__key=case.rules.bodies.office.unit_key
    )
    return heads.filter(post=Post.HEAD, is_active=True).select_related("user", "unit").first()


def _upward(step, kind, number, sent_on, *, words=None, issuers=(), rest=(), **more):
    """From the office: who signed stands at its head, the contact in its note. From other `issuers` who signs is not known.
    `rest`: what is attached behind the papers."""
    case = step.case
    office = case.rules.bodies.office
    there = {paper.kind: paper for paper in papers_about(case.uuid)}  # of a kind the latest
    along = [there[each] for each in ATTACHED if each in there]
    head = head_of_office(case)
    unit = head.unit if head else step.by.unit
    contact = f"联系人：{unit.contact_post}，电话：{unit.telephone}" if unit.telephone else ""
    signer = str(head.user) if head and not issuers else ""
    issuers = list(issuers) or [own_name(office.name)]
    issue(
        step,
        kind,
        {"sent_on": sent_on, "attached": [str(paper.uuid) for paper in along]},
        number=number,
        words={"contents": sections(case), "path": path(case), **(words or {})},
        issuers=issuers,
        date=sent_on,
        signer=signer,
        note=contact,
        attachments=[*(paper_called(case, paper.kind) for paper in along), *rest],
        printed_by=issuers[0],
        **more,
    )


def notice(step, number, issued_on, effective_on):
    """准入通知、调整通知、取消通知、撤销通知, from the offices of 县委 and 县政府: a department may not order townships about."""
    case = step.case
    keys = [body.office_unit_key for body in case.issuers]
    units = {unit.key: unit for unit in Unit.objects.filter(county=case.county, key__in=keys)}
    issuers = list(case.rules.papers.notice_issuers) or [
        own_name(units[key].name) for key in keys if key in units
    ]
    department = [case.version.department.name] if case.version.department else []
    townships = [unit.name for unit in case.version.townships.all()]
    issue(
        step,
        NOTICES[case.kind],
        {"issued_on": issued_on, "effective_on": effective_on},
        number=number,
        words={
            "contents": sections(case, passed_above(case)),
            "path": path(case),
            "effective": plain_date(effective_on),
            "not_by": _not_by(case.rules),
        },
        issuers=issuers or None,
        to=list(dict.fromkeys([*townships, *department, case.acting_applicant.name])),
        date=issued_on,
        copies=[case.rules.bodies.office.name],
        printed_by=issuers[0] if issuers else case.rules.bodies.office.name,
    )


def _not_by(rules):
    """以责任状、分解下达指标等方式: the first ways that the county's own regulation forbids; "" where it names none."""
    named = [each.term for each in rules.wording if each.article][:2]
    return f"以{'、'.join(named)}等方式" if named else ""
