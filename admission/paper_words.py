"""What the papers of a case tell of its rows: the text applied for, who said what, how it came to be approved."""

from admission.dossier import OUTDATED, OVERDUE, UNASKED, WAITING
from admission.grounds import evidence, ground_called, heading
from admission.opinions import finding_said, question_of
from admission.pages import contents
from admission.plan import asked_in_the_round
from admission.states import ENDINGS, Answer, Kind, Outcome, Reply, View
from config.templatetags.chinese import join_cn
from registry import draft_path
from registry.editions import text_differences

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")
CAME, EXCUSED, ABSENT = "出席", "请假", "缺席"
BRIEF = 30  # characters of a condition on the sheet that has one page for everybody's
STANCES = {
    **dict(View.choices),
    OVERDUE: "逾期未复",
    WAITING: "未答复",
    UNASKED: "未征询",
    OUTDATED: "未就本稿答复",
}


def said(rows):
    """The rows of a table, but for those of which nothing is said."""
    return [[label, text] for label, text in rows if label and text]


def under_headings(told):
    """[(label, text)] as a text under numbered headings (一、二、…), which the sheet sets in 黑体; what is empty is left out."""
    return "\n".join(f"{NUMERALS[n]}、{label}\n{text}" for n, (label, text) in enumerate(said(told)))


def yes(value):
    return "是" if value else "否"


def names(units):
    return join_cn(unit.name for unit in units)


def about(case):
    return [
        ("事项名称", case.title),
        ("申请单位", case.applicant.name),
        ("申请编号", case.number),
        ("承担乡镇", names(case.version.townships.all())),
    ]


def passed_above(case):
    """That the list with this text has bodies above the county to pass yet, where there are any (黑龙江 四（一）)."""
    steps = () if case.kind in ENDINGS else draft_path.steps_above(case.county, case.rules)
    if not steps:
        return []
    return [("编入清单", f"随下一版清单报{draft_path.passed_above(steps)}，通过以后编入公布的清单。")]


def sections(case, more=()):
    """What is applied for, and `more`, under numbered headings; a revocation's ground instead of the duties."""
    version = case.version
    told = [("承担乡镇", names(version.townships.all()))]
    if case.kind != Kind.ADMISSION:
        told += [
            (heading(case.kind), ground_called(case, version)),
            (evidence(case), version.ground_evidence),
        ]
    if case.kind == Kind.CANCELLATION:
        told += [
            ("终止的乡镇职责", version.township_duties),
            (case.county.worded("终止的县级部门职责"), version.department_duties),
        ]
    if case.kind == Kind.ADJUSTMENT:
        told.append(
            (
                "调整的内容",
                "\n".join(filter(None, (changed(*each) for each in changes(case)))),
            )
        )
    if case.kind not in ENDINGS:
        promised = contents.guarantees(case, version)
        guarantees = [f"{clause.short}：{text}" for _, clause, text in promised if text]
        told += [
            (
                "下放方式",
                f"{version.get_transfer_mode_display()}，由乡镇{version.get_township_role_display()}",
            ),
            ("期限", contents.term(version)),
            (contents.own_label(case, "township_duties", "乡镇职责"), version.township_duties),
            (
                contents.own_label(case, "department_duties", case.county.worded("县级部门职责")),
                version.department_duties,
            ),
            (contents.own_label(case, "boundary", ""), version.boundary),
            ("保障措施", "\n".join(guarantees)),
            ("依据", version.basis),
        ]
    return under_headings([*told, *more])


def changed(at, old, new):
    """One change as a notice tells it; nothing where there was nothing and is 无."""
    old, new = (text.rstrip("。；") for text in (old, new))
    if not old:
        return f"{at}：增加“{new}”。" if new.strip() != "无" else ""
    return f"{at}：由“{old}”调整为“{new}”。" if new else f"{at}：删去“{old}”。"


def changes(case):
    """[(label, listed text, text applied for)] of what an adjustment changes; of several lines those that differ."""
    told = []
    for line in contents.against_list(case, case.version):
        if line.changed:
            told += text_differences(line.label, line.old, line.value)
    return told


def positions(case):
    told = []
    for concern in case.dossier.concerns:
        position, stance = concern.position, concern.stance
        line = f"{concern.unit.name}：{dict(Answer.choices).get(stance) or STANCES[stance]}"
        told.append(f"{line}。{position.text}" if position and position.text else line)
    return "\n".join(told)


def in_brief(answers):
    """[(unit's name, its answer in words, conditions)] by answer, for a sheet of one page: of conditions the beginning."""
    told = {}
    for name, answer, conditions in answers:
        words = " ".join(conditions.split())
        more = f"（{words[:BRIEF]}{'……' * (len(words) > BRIEF)}）" if words else ""
        told.setdefault(answer, []).append(f"{name}{more}")
    return "\n".join(f"{answer}（{len(names)}个）：{'、'.join(names)}" for answer, names in told.items())


def opinion_row(case, review):
    opinion, stance = case.dossier.opinion(review), case.dossier.stance(review)
    finding = finding_said(opinion, question_of(review, case.rules)) if opinion else ""
    why = "\n".join(filter(None, [opinion.conditions, opinion.reasons])) if opinion else ""
    return [review.unit.name, finding, STANCES[stance], why]


def experts(dossier):
    """Those heard on the 稿 in hand; no county hears any unless its file says so."""
    for view in dossier.rows.expert_views if dossier.rules.experts else ():
        if view.version_id == dossier.version_id:
            yield [f"专家：{view.expert}", "", "听取意见", view.gist]


def places(dossier):
    """What each unit concerned holds; a member that the round of this text asks stands there with its answer."""
    for concern in dossier.concerns:
        in_round = asked_in_the_round(concern, dossier)
        stance = f"第{dossier.round.number}轮答复" if in_round else STANCES[concern.stance]
        yield [concern.unit.name, "", stance, answer_said(concern, dossier)]


def answer_said(concern, dossier):
    """What the unit wrote; where it is the answer to an older text and does not count any more, of which."""
    given = concern.position
    if given is None or concern.stance in Answer.values:
        return given.text if given else ""
    number = dossier.versions[given.version_id].number
    return "，".join(filter(None, [f"第{number}稿：{given.get_answer_display()}", given.text]))


def path(case):
    """How it came to be approved, in one breath; of the county's bodies only those that have decided."""
    dossier = case.dossier
    decided = "、".join(body.name for body in case.deciders if body.key in dossier.decisions)
    resolved = any(
        hasattr(h, "resolution") and h.resolution.outcome == Outcome.PASSED and not h.resolution.lapsed_at
        for h in dossier.hearings
    )
    signed = any(row.lapsed_at is None for row in dossier.rows.sign_offs)
    upper = dossier.filing and dossier.filing.outcome == Reply.PASSED and case.rules.bodies.upper
    steps = [
        case.words("联席会议办公室审核"),
        case.words("征求成员单位意见") if dossier.round else "",
        case.words("联席会议审议通过") if resolved else "",
        case.words("联席会议召集人审签同意") if signed else "",
        f"{decided}{case.words('审定')}同意" if decided else "",
        f"{upper.name}{upper.verb}通过" if upper else "",
    ]
    return "经" + "、".join(filter(None, steps))


def present(parties):
    """[(出席, names), (请假, names), (缺席, names)] of minutes, without an empty one, of [(name, which of them)]."""
    return said(
        (label, join_cn(n for n, how in parties if how == label)) for label in (CAME, EXCUSED, ABSENT)
    )
