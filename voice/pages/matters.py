"""The pages of matters: the list, one matter."""

from functools import cached_property

from django.urls import reverse

from accounts.models import Post, UnitKind
from accounts.succession import heir_or_self, line_of, named_now, stands_for, with_heir, with_successors
from admission.rules import STAFF
from admission.states import Kind
from audit import clock
from audit.record import events_about
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from supervision.acts import available
from supervision.deadlines import Due, is_late
from supervision.models import DayChange
from supervision.pages.guarantees import said_of
from supervision.pages.tabbed import Tabbed
from voice import queries, rules
from voice.acts import MATTER, SAID
from voice.kinds import KINDS, applied_for, words_of
from voice.states import OPEN, Grade, MatterKind, MatterState

KEYS = {
    MatterState.ASKED: "todo",
    MatterState.ANSWERED: "wait",
    MatterState.CLOSED: "done",
    MatterState.WITHDRAWN: "back",
}
# answers that go against who asked, and those that ask for a change; the others are told as done
AGAINST, CONDITIONAL = (
    ("disagree", "refuse", "decline", "not_ours"),
    ("with_opinion", "partly", "amend", "adjust", "admit"),
)
GRADE_KEYS = {Grade.GOOD: "done", Grade.FAIR: "wait", Grade.POOR: "against"}
NOTES = {
    "answer": "答复提出的单位，答复后不再改动。",
    "rate_answers": "对每一个答复评价，办结。",
    "file_opinion": "写明怎样采纳，随材料归档。",
    "conclude_review": "由负责人作出；要变动清单的另按程序办理。",
    "decide_assessment": "由县委办、县政府办负责人登记；批准的只管一年。",
    "ask_again": "写明哪里没有解决，另定期限。",
    "escalate": "提请牵头督导的单位督促，另定期限。",
    "withdraw_matter": "写明理由，不再办理。",
}
ASKED = {
    MatterKind.COORDINATION: "乡镇请部门协调",
    MatterKind.SUGGESTION: "乡镇提出建议",
    MatterKind.OPINION: "部门征求乡镇党委意见",
    MatterKind.VETTING: "文件送审",
    MatterKind.ASSESSMENT: "部门考核一事一报",
    MatterKind.POWERS: "赋权事项每年评估",
}


def state_of(matter):
    """(key, word) of the badge; a day that has passed is told first."""
    if matter.state == MatterState.ASKED and matter.due < clock.today():
        return "late", "逾期没有答复"
    return KEYS[matter.state], matter.state_label


class MatterList(Tabbed):
    """The matters of a seat, of one kind (?kind=) or of all."""

    SHOWN = {"open": "办理中", "late": "逾期", "ended": "已办结", "all": "全部"}

    def __init__(self, by, asked):
        super().__init__(by, asked)
        self.kind = asked.get("kind") if asked.get("kind") in MatterKind.values else ""

    @property
    def kept(self):
        return f"&kind={self.kind}" if self.kind else ""

    def _of(self, shown):
        rows = queries.matters_seen_by(self.by)
        rows = rows.filter(kind=self.kind) if self.kind else rows
        match shown:
            case "open":
                return rows.filter(state__in=OPEN)
            case "late":
                return queries.late(rows)
            case "ended":
                return rows.exclude(state__in=OPEN)
        return rows

    @cached_property
    def matters(self):
        rows = self._of(self.shown).prefetch_related("replies__unit")
        return rows.order_by("due", "pk") if self.shown in ("open", "late") else rows

    @property
    def kinds(self):
        """Links to one kind each, and to all."""
        here = [each for each in MatterKind.choices if self.by.offers(each[0])]
        found = [("", "全部种类"), *here]
        return [
            {"label": label, "url": f"?show={self.shown}&kind={key}", "current": key == self.kind}
            for key, label in found
        ]

    @property
    def lead(self):
        """What townships and departments may ask here."""
        told = "、".join(label for kind, label in ASKED.items() if self.by.offers(kind))
        return f"{told}：按期答复，提出的单位评价、办结。" if told else "以前提出的请求和答复。"

    @property
    def begins(self):
        """What the seat may begin: [(label, address)]."""
        return [(KINDS[kind].ask, reverse("matter-new", args=[kind])) for kind in rules.kinds_for(self.by)]

    def rows(self, page):
        calendar, found = Calendar.load(), with_successors(page, "asker")
        with_successors((reply for matter in found for reply in matter.replies.all()), "unit")
        return [_row(matter, calendar) for matter in found]


def _row(matter, calendar):
    due = due_of(matter)
    return {
        "matter": matter,
        "state": state_of(matter),
        "units": [named_now(reply.unit) for reply in matter.replies.all()],
        "due": due,
        "left": calendar.between(clock.today(), due.date) if due else None,
        "late": is_late(due),
    }


def due_of(matter):
    return Due(matter.due, matter.due_provisional) if matter.state == MatterState.ASKED else None


def facts_of(matter):
    """[(label, value)] for components/facts.html."""
    rows = [
        ("种类", matter.get_kind_display()),
        ("提出单位", f"{with_heir(matter.asker)}，{cdate(clock.local_date(matter.begun_at))}"),
        ("年度", matter.year and f"{matter.year}年"),
        *matter.facts.items(),
        ("清单事项", matter.duty and str(matter.duty)),
        (KINDS[matter.kind].text, matter.text),
        ("答复期限", cdate(matter.due)),
        ("提级协调", matter.escalated_on and cdate(matter.escalated_on)),
        ("结论", matter.result_word + (f"（{matter.result_number}）" if matter.result_number else "")),
        ("按结论办理", _applied_by(matter)),
    ]
    rows += [
        ("答复期限改过", f"{cdate(each.old)}改为{cdate(each.new)}。{each.reason}")
        for each in DayChange.objects.filter(subject=matter.uuid)
    ]
    return [(label, value) for label, value in rows if value]


def _applied_by(matter):
    """Who applies for what the review's conclusion wants changed in the list."""
    kind = matter.duty and applied_for(matter.result, matter.county.rules)
    lead = kind and heir_or_self(matter.duty.department)
    return kind and f"{f'由{lead.short_name}' if lead else '可以由承担的乡镇'}申请{Kind(kind).label}"


def _key(answer):
    if answer in AGAINST:
        return "against"
    return "cond" if answer in CONDITIONAL else "done"


def answers_of(matter):
    """One line a unit asked: (name, state, grade)."""
    return [
        {
            "unit": with_heir(reply.unit),
            "state": (_key(reply.choice), reply.word) if reply.answered_at else ("todo", "待答复"),
            "at": reply.answered_at,
            "grade": (GRADE_KEYS[reply.grade], reply.get_grade_display()) if reply.grade else None,
        }
        for reply in matter.answers
    ]


def answered(matter):
    """[(whose, the answer with its words)], for the pages of the acts that judge or end it."""
    words = {entry.unit_id: entry.text for entry in queries.entries_about(matter) if entry.verb == "answer"}
    return [
        (f"{reply.unit.short_name}的答复", f"{reply.word}。{_written(words, reply.unit)}")
        for reply in matter.answers
        if reply.answered_at
    ]


def _written(words, unit):
    """What the unit answered, or whoever went on for it."""
    return next((words[each.pk] for each in line_of(unit) if each.pk in words), "")


def said_in(matter, file_url):
    """What was written, for supervision/said.html: an answer with its word, also one that was asked for again later."""
    given, words = {}, words_of(matter.kind)
    for event in events_about(matter.uuid).filter(outcome="done", verb="answer").order_by("seq"):
        given.setdefault(event.unit_id, []).append(words.get(event.facts.get("choice"), ""))

    def named(entry, label):
        answers = given.get(str(entry.unit_id)) if entry.verb == "answer" else None
        return f"{label}：{answers.pop(0)}" if answers else label

    return said_of(matter, SAID, file_url, named=named)


BY_HEAD = {
    "answer": "由本单位负责人答复；经办人可以先看内容，把意见报给负责人。",
    "conclude_review": "由本单位负责人作出评估结论。",
    "decide_assessment": "由本单位负责人登记决定。",
}


def for_the_head(matter, by):
    """What a handler of the unit whose turn it is leaves to its head; "" where there is nothing of the kind."""
    kind = KINDS[matter.kind]
    if by.post != Post.HANDLER or not kind.by_head:
        return ""
    if matter.state == MatterState.ASKED:
        waits = any(stands_for(by.unit, reply.unit) and not reply.answered_at for reply in matter.answers)
        return BY_HEAD["answer"] if waits else ""
    closes = stands_for(by.unit, matter.asker) and rules.is_office_of(by)
    closes |= kind.closes == "decide_assessment" and by.unit.kind == UnitKind.PARTY_GOV
    return BY_HEAD.get(kind.closes, "") if matter.state == MatterState.ANSWERED and closes else ""


def _following(matter, by):
    """What the conclusion of a review leaves to the department in charge: the application, as long as it is not entered."""
    kind = applied_for(matter.result, matter.county.rules)
    if not kind or by.post not in STAFF:
        return []
    found = queries.to_follow(by.unit, matter.county, [matter.result]).filter(pk=matter.pk).first()
    if found is None:
        return []
    label, note = f"申请{Kind(kind).label}", "按评估结论，清单现行文本已填入；申请后这里不再提示。"
    if found.was_refused:
        note = f"上次申请没有通过。{note}"
    return [{"label": label, "url": queries.applying_url(kind, matter.duty), "note": note, "grave": False}]


def acts_for(matter, by):
    """For components/acts.html: what may be pressed now, with what it does."""
    waits = [reply.unit for reply in matter.answers if not reply.answered_at]
    wanted = [
        verb
        for verb in available(matter, by)
        if not (verb == "answer" and not any(stands_for(by.unit, unit) for unit in waits))
        and not (verb == "escalate" and matter.escalated_on)
    ]
    found = [
        {
            "label": matter.county.worded(MATTER[verb].label),
            "url": reverse("matter-act", args=[matter.uuid, verb]),
            "note": matter.county.worded(NOTES[verb]),
            "grave": MATTER[verb].grave,
        }
        for verb in NOTES
        if verb in wanted
    ]
    found += _following(matter, by)
    if found and not found[0]["grave"]:
        found[0]["primary"] = True
    return found
