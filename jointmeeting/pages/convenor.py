"""What waits for the convenor's signature: the queue in a few queries, one case as a page of its own (审签单)."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from accounts.models import Post, RosterEntry, Seat
from accounts.succession import line_of
from admission import access, deadlines, turn_facts, turns
from admission.acts import SPECS, openness
from admission.grounds import ground_called
from admission.models import Application, Opinion
from admission.outcomes import after_signature
from admission.pages.consequence_words import approved, released
from admission.pages.sheets import STANCES
from admission.queries import visible_to
from admission.states import Answer, Kind, State, Term, View
from admission.states import Procedure as Way
from audit import clock
from config.templatetags.chinese import crange, join_cn
from config.together import together

BUTTONS = ("sign", "send_to_general", "send_back", "reject")
WEIGHTS = {"sign": "primary", "reject": "grave"}  # the rest are plain
LABELS = {"reject": "不予撤销"}  # the convenor refuses nothing else


@dataclass
class Line:
    """One case of the queue; `avoid` says why this convenor may not sign it, `avoids` in a word, `lock` which revision was read."""

    case: Application
    brief: str
    deadline: object
    left: int | None
    avoid: str = ""
    lock: int = -1
    avoids: str = ""


@dataclass
class Sheet:
    """One case on one page: units at a glance, earlier conditions, facts, the verbs that may be pressed, and
    what would refuse the signature now."""

    line: Line
    places: list = field(default_factory=list)
    members: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def all_agree(self):
        return all(place["word"] == "同意" for place in self.places)


def queue(by, calendar):
    """Every case in 审签 that the seat sees, the most pressing first. A handful of queries, however many cases."""
    waiting = deadlines.dated(visible_to(by).filter(state=State.SIGNING)).select_related("review__list_kind")
    places = Count("version__townships", distinct=True)
    cases = list(waiting.annotate(places=places, **turn_facts.persons(by, clock.today())))
    given, people, held = together(_conditions(cases), _people(by), access.held_on(cases, by.unit))
    access.remember_all(cases, by.unit, held)
    taken, stands_aside = _conditions_taken(given), _reasons_to_stand_aside(cases, by, people)
    lines = []
    for case in cases:
        deadline = deadlines.deadline_of(case, calendar)
        left = deadlines.left(calendar, deadline)
        brief = _brief(case, taken.get(case.pk, []))
        avoid, avoids = stands_aside.get(case.pk, ""), "须回避" if by.convenes else "不在名单上"
        lines.append(Line(case, brief, deadline, left, avoid, case.lock, avoids))
    return sorted(lines, key=lambda line: (bool(line.avoid), line.deadline.date, line.case.pk))


def parted(rows):
    """The rows of `matters` in two: what the convenor does in person, and what another unit is behind with, the longest first;
    last those no day of which runs, as of a report whose clock stands long.
    """
    others = [row for row in rows if row.whose]
    others.sort(key=lambda row: (row.deadline is None, row.deadline and row.deadline.date))
    return [row for row in rows if not row.whose], others


def sheet(line, by, calendar):
    """The case of the line as the convenor reads it before signing."""
    case, dossier = line.case, line.case.dossier
    version = dossier.version
    found = Sheet(line=line)
    found.places = [_at_glance(c.unit, c.stance, joint=case.is_joint) for c in dossier.parties]
    found.members = [_at_glance(r.unit, dossier.stance(r)) for r in dossier.reviews]
    if case.review and case.review.issued_at and case.kind != Kind.REVOCATION:
        office = case.rules.bodies.office
        said = "初评合法、符合上级要求"
        said += f"，列入“{case.review.list_kind.name}”" if case.review.list_kind else ""
        found.members.insert(0, {"name": office.short_name, "key": "agree", "word": said})
    found.notes = {"places": _earlier_positions(dossier), "members": _earlier_opinions(dossier)}
    found.facts = {
        "version": version,
        "procedure": _procedure(case),
        "money": _money(version),
        "promised": {key: clause.short for key, clause in case.rules.guarantees.items()},
        "term": crange(version.term_from, version.term_until)
        if version.term == Term.TEMPORARY
        else Term.STANDING.label,
        "spent": deadlines.working_days_spent(case, calendar),
        "here": calendar.between(clock.local_date(case.state_since), clock.today()),
        "after": _after(case),
        "why": ground_called(case, version),
        "revokes": case.kind == Kind.REVOCATION,
        "promises": case.kind not in (Kind.REVOCATION, Kind.CANCELLATION),
        "places": "联合申请" if case.is_joint and found.places else "乡镇",
    }
    hidden = "send_to_general" if case.kind == Kind.REVOCATION else "reject"
    found.buttons = [
        (verb, LABELS.get(verb, SPECS[verb].label), WEIGHTS.get(verb, "plain"))
        for verb in BUTTONS
        if verb != hidden and openness(SPECS[verb], case, by) == "open"
    ]
    found.problems = [problem.text for problem in SPECS["sign"].problems(case)]
    return found


def follows(lines):
    """What becomes of the cases once they are signed: 准入的报上级备案审核，撤销的即告成立."""
    ways = {}
    for case in (line.case for line in lines):
        kinds = ways.setdefault(_in_short(case), [])
        if case.kind_label not in kinds:
            kinds.append(case.kind_label)
    return "，".join(f"{'、'.join(kinds)}的{way}" for way, kinds in ways.items())


def _in_short(case):
    match after_signature(case):
        case State.APPROVED:
            return "即告成立"
        case State.DECIDING:
            return f"报{case.decision_name}{case.words('审定')}"
    return f"报上级{case.rules.bodies.upper.verb}"


# -- the queue ------------------------------------------------------------------------------------------------------


def _brief(case, taken):
    kind = case.kind_label
    if case.kind == Kind.REVOCATION:
        return f"{kind}（{ground_called(case, case.version)}），{case.applicant.short_name}，涉及{case.places}个乡镇"
    said = f"{join_cn(taken)}的条件已采纳" if taken else "成员单位一致同意"
    return f"{kind}，{case.applicant.short_name}，{case.places}个乡镇，{said}"


def _conditions(cases):
    """(case pk, short name) of every condition that a unit once set."""
    given = Opinion.objects.filter(review__round__application__in=cases, view=View.CONDITIONAL)
    given = given.order_by("review__order")
    return given.values_list("review__round__application", "review__unit__short_name")


def _conditions_taken(given):
    """{case pk: short names of the units that once set a condition}."""
    found = {}
    for pk, name in given:
        names = found.setdefault(pk, [])
        if name not in names:
            names.append(name)
    return found


def _people(by):
    """(person, unit) of every seat that the convenors on the roster hold today, and the person itself."""
    seats = Seat.objects.on(clock.today()).filter(is_active=True)
    named = RosterEntry.convenors(clock.today()).values("seat")
    convenors = seats.filter(unit=by.unit, post=Post.CONVENOR, pk__in=named, user__is_active=True)
    return seats.filter(Q(user__in=convenors.values("user")) | Q(user=by.user)).values_list("user", "unit")


def _reasons_to_stand_aside(cases, by, people):
    """{case pk: why}, the rule `may_sign` in words (I-42, I-43). `people`: as `_people` reads them."""
    units = {by.user.pk: set()}  # of each of them
    for user, unit in people:
        units.setdefault(user, set()).add(unit)
    reasons = {}
    for case in cases:
        if not by.convenes:
            reasons[case.pk] = "今天的联席会议名单上没有您这位召集人，请系统管理员按文件登记。"
            continue
        applies = {unit.pk for unit in line_of(case.applicant)}
        own = not applies.isdisjoint(units[by.user.pk])
        free = [user for user, held in units.items() if applies.isdisjoint(held)]
        if own and [user for user in free if user != by.user.pk]:
            reasons[case.pk] = "申请方是您所在单位，不能由您审签，由另一位召集人审签。"
        elif own:
            reasons[case.pk] = f"申请方是您所在单位，不能由您审签，也没有其他召集人，{_instead(case)}。"
        elif not turns.is_third_person(case, by):
            reasons[case.pk] = "这件由您申请或初评，申请、初评、审签须是三个人，由另一位召集人审签。"
    return {pk: by.county.worded(why) for pk, why in reasons.items()}


def _instead(case):
    """Who signs where no convenor may (workflow.md, `sign`)."""
    substitute = case.rules.bodies.substitute
    if case.kind != Kind.REVOCATION:
        return "请转一般程序"
    return f"由{substitute.short_name}同意" if substitute else "须由县里另定一位召集人"


# -- the sheet ------------------------------------------------------------------------------------------------------


def _at_glance(unit, stance, joint=False):
    key, word = STANCES[stance]
    if joint and stance == Answer.AGREE:
        word = Answer.said(stance, joint=True)
    return {"name": unit.short_name, "key": key, "word": word}


def _unended(words):
    """As they stand within a sentence."""
    return words.rstrip("。")


def _earlier_positions(dossier):
    """海洋乡第1稿附条件（…）: what those who agree now had asked for."""
    return [
        f"{concern.unit.short_name}第{dossier.versions[position.version_id].number}稿"
        f"{position.get_answer_display()}（{_unended(position.text)}），现已同意"
        for concern in dossier.parties
        if concern.agrees
        for request in concern.requests
        for position in request.positions.all()
        if position.answer != "agree"
    ]


def _earlier_opinions(dossier):
    earlier = {}
    for each in dossier.rounds:
        for review in each.reviews.all():
            for opinion in review.opinions.all():
                earlier.setdefault(review.unit_id, []).append((review.unit, opinion))
    notes = []
    for given in earlier.values():
        for unit, opinion in given[:-1]:
            if opinion.view in (View.CONDITIONAL, View.DISAGREE):
                number = dossier.versions[opinion.version_id].number
                words = opinion.conditions or opinion.reasons
                notes.append(
                    f"{unit.short_name}第{number}稿{opinion.get_view_display()}（{_unended(words)}），现已同意"
                )
    return notes


def _procedure(case):
    if case.kind == Kind.REVOCATION:
        return case.words("撤销程序，联席会议办公室已确认")
    label = Way(case.procedure).label if case.procedure else ""
    return f"{label}。{case.procedure_reason}" if case.procedure_reason else label


def _money(version):
    """What is promised, the sum first where the application states one."""
    if version.cost:
        return f"每年{version.cost.normalize():f}万元"
    return "未列金额"


def _after(case):
    """What happens once it is signed."""
    after, upper = after_signature(case), case.rules.bodies.upper
    if after == State.APPROVED and case.kind == Kind.REVOCATION:
        return f"撤销即成立，印发通知写明的终止日期到了，{released(case)}。"
    if after == State.APPROVED:
        return approved(case)
    if after == State.DECIDING:
        return f"报{case.decision_name}{case.words('审定')}。"
    then = {Kind.ADJUSTMENT: "按调整后的文本修改清单", Kind.CANCELLATION: "退出清单"}.get(
        case.kind, "列入《清单》"
    )
    return f"报{upper.name}{upper.verb}，通过后{then}，印发通知后施行。"
