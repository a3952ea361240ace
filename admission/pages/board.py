"""The opinion board, the positions and who is still waited for, as one seat may read them (workflow.md, “Who sees what”)."""

import re
from functools import cached_property
from types import SimpleNamespace

from django.urls import reverse

from accounts.succession import has_ended, heir, with_heir
from admission import acts, deadlines, queries, rules
from admission.dossier import OUTDATED, OVERDUE, UNASKED, WAITING
from admission.models import Review
from admission.opinions import finding_said, question_of
from admission.plan import asked_in_the_round
from admission.states import STANDING_STILL, Answer, Role, View
from audit import clock
from config.templatetags.chinese import cday, due_words, tentative

VIEWS = {
    View.AGREE: ("agree", "同意", "同意"),
    View.CONDITIONAL: ("cond", "附条件同意", "附条件"),
    View.DISAGREE: ("against", "不同意", "不同意"),
    View.NOT_OURS: ("agree", "不涉及本单位职责", "不涉及"),
}
PLACES = {
    Answer.AGREE: ("agree", "同意"),
    Answer.CONDITIONAL: ("cond", "附条件"),
    Answer.DISAGREE: ("against", "不同意"),
    OVERDUE: ("late", "逾期未复"),
    WAITING: ("wait", "待答复"),
    UNASKED: ("wait", "未征询"),
    OUTDATED: ("back", "待再征询"),
}


# the glossary's short names, where the page's own are too long for the tally
SHORT = {"hr": "人社局", "service_admin": "政管办"}


class Board:
    """Cards in the regime's order; what the seat may not read stays 征求中, with the day only."""

    def __init__(self, case, by, dossier, calendar):
        self.case, self.by, self.dossier, self.calendar = case, by, dossier, calendar
        self.round = dossier.round
        self.everything = queries.sees_everything_issued(case, by)
        self.readable = {opinion.pk: opinion for opinion in queries.opinions_for(case, by)}
        self.review = next(reversed(dossier.issued_reviews), None)  # never a draft, not even to the office

    @property
    def cards(self):
        reviews = self.dossier.reviews
        found = [_initial(self.case, self.review)] if self.review else []
        return found + [self._card(review) for review in reviews]

    @property
    def title(self):
        """No member unit is spoken of where the rules have none and none was asked."""
        if self.dossier.reviews:
            return "成员单位意见"
        if self.review is not None and self.review.lawful is None:
            return "核实意见"
        return "成员单位意见" if self.case.rules.members else self.case.words("初评意见")

    @property
    def summary(self):
        """7家：5家同意，1家附条件同意，1家逾期未复; the day alone while the answers are not this seat's to read."""
        reviews = self.dossier.reviews
        if not reviews:
            return ""
        if not all(self.may_read(review) for review in reviews):
            return f"第{self.round.number}轮，{len(reviews)}家，{_until(self.round)}前答复"
        words = [_word(self.dossier.stance(review)) for review in reviews]
        told = "，".join(f"{words.count(word)}家{word}" for word in dict.fromkeys(words))
        return f"第{self.round.number}轮，{len(reviews)}家：{told}"

    @property
    def asks_in_vain(self):
        """Some of the cards are hidden from this seat for now."""
        return any(not self.may_read(review) for review in self.dossier.reviews)

    def may_read(self, review):
        """Whether the seat may know how the review stands: an opinion it may read, or a round open to it."""
        if self.everything or review.unit_id == self.by.unit.pk:
            return True
        opinion = self.dossier.opinion(review)
        return opinion.pk in self.readable if opinion else self._round_read(review.round)

    def _round_read(self, current):
        if queries.was_asked(self.case, self.by):
            return current.closed_at is not None
        return current.concluded_at is not None

    def _card(self, review):
        question = question_of(review, self.case.rules)
        card = {
            "anchor": f"unit-{review.unit.code}",
            "unit": with_heir(review.unit) + ("（利益相关）" if review.interested else ""),
            "short": SHORT.get(review.unit.key) or _short(review.unit.short_name),
            "asks": review.asks if question is None or not question.findings else question.label,
        }
        if not self.may_read(review):
            return card | {"key": "wait", "word": "征求中", "brief": "征求中"}
        opinion = self.dossier.opinion(review)
        card |= self._said(review, opinion, question) if opinion else self._unsaid(review)
        earlier = [o for o in self.readable.values() if o.review.unit_id == review.unit_id and o != opinion]
        card["doors"] = self.doors.get(card["anchor"])
        card["earlier"] = [_earlier(each) for each in sorted(earlier, key=_when, reverse=True)]
        return card

    def _said(self, review, opinion, question):
        key, word, brief = VIEWS[View(opinion.view)]
        waits = opinion.view == View.CONDITIONAL and self.round.closed_at is None
        return {
            "key": key,
            "word": word,
            "brief": brief,
            "finding": finding_said(opinion, question),
            "sign": _sign(opinion) + ("" if review.asked else "，本轮不再征求"),
            "condition": opinion.conditions,
            "says": opinion.reasons,
            "wait_note": "申请方在新一稿中采纳、该单位再答复同意后，才算同意。" if waits else "",
        }

    def _unsaid(self, review):
        deadline = _day(review.round)
        left = deadlines.left(self.calendar, deadline)
        if review.overdue_at or review.round.closed_at:
            card = {"key": "late", "word": "逾期未复", "brief": "逾期"}
        elif deadlines.is_late(deadline):
            card = {"key": "late", "word": f"未答复，{due_words(left, deadline)}", "brief": "逾期"}
            card["sign"] = f"应于{cday(deadline.date, clock.today())}答复"
        else:
            card = {"key": "wait", "word": "待答复", "brief": "待答复", "deadline": deadline, "left": left}
        said = _for_the_ended(review.unit) + reminders(self.case, review.unit_id, review=review)
        return card | {"says": said}

    @cached_property
    def experts(self):
        """{expert, asks, gist, sign} of what experts wrote, as this seat may read it."""
        return [
            {
                "expert": row.expert,
                "asks": row.asks,
                "gist": row.gist,
                "sign": f"{cday(row.written_on, clock.today())}落款，{row.label}"
                f"{cday(row.filed_at, clock.today())}登记，{row.version}",
            }
            for row in queries.expert_views_for(self.case, self.by)
        ]

    # -- who is waited for -------------------------------------------------------------------------------------------

    @cached_property
    def waiting(self):
        """Rows with what this seat may do about each unit waited for: 催办, 记录逾期未复, 登记书面答复."""
        may = {spec.verb for spec in acts.available(self.case, self.by)}
        office = rules.is_office(self.case, self.by)
        rows = []
        if office:
            rows += [self._review_row(r, may) for r in self.dossier.reviews if self._is_waited_for(r)]
        if office or may & {"remind", "record_overdue", "file_position"}:
            rows += [
                self._request_row(r, may)
                for r in self.dossier.requests
                if _is_open(r) and (office or not r.round_id)
            ]
        if office and "remind" in may and self.case.state in STANDING_STILL:
            rows += self._late_applicant()
        return rows

    @cached_property
    def doors(self):
        """The rows of `waiting` whose unit has a card, by its anchor: what may be done about it stands there."""
        return {row["anchor"]: row for row in self.waiting if "anchor" in row}

    def _is_waited_for(self, review):
        stance = self.dossier.stance(review)
        return review.asked and review.round.closed_at is None and stance in (WAITING, OVERDUE)

    def _review_row(self, review, may):
        row = self._row(review, review.unit, _day(review.round), may)
        row["anchor"] = f"unit-{review.unit.code}"
        if "file_opinion" in may:
            row["paper_url"] = reverse("opinion-paper", args=[self.case.uuid, review.pk])
        return row

    def _request_row(self, request, may):
        row = self._row(request, request.unit, _day(request), may)
        if "file_position" in may and rules.may_file_position(self.case, self.by):
            row["paper_url"] = reverse("position-paper", args=[self.case.uuid, request.pk])
        return row

    def _row(self, asked, unit, deadline, may):
        late, args = deadlines.is_late(deadline), [self.case.uuid, unit.uuid]
        row = {
            "unit": with_heir(unit),
            "code": unit.code,
            "deadline": deadline,
            "left": deadlines.left(self.calendar, deadline),
            "late": late,
            "key": "late" if late else "wait",
            "word": "逾期未复" if asked.overdue_at else "待答复",
            "note": _for_the_ended(unit)
            + reminders(
                self.case, unit.pk, **{"review" if isinstance(asked, Review) else "consultation": asked}
            ),
        }
        if "remind" in may:
            row["remind_url"] = reverse("case-remind", args=args)
        if "record_overdue" in may and late and asked.reminded_at and not asked.overdue_at:
            row["overdue_url"] = reverse("case-overdue", args=args)
        return row

    def _late_applicant(self):
        wanted = self.dossier.wanted
        if wanted is None or not rules.is_past(wanted.answer_by):
            return []
        asked = SimpleNamespace(overdue_at=None, reminded_at=wanted.reminded_at)
        deadline = SimpleNamespace(date=wanted.answer_by, provisional=wanted.answer_provisional)
        return [self._row(asked, self.case.applicant, deadline, {"remind"}) | {"word": "未提交"}]


def places(dossier):
    """(townships, other departments) as components/places.html takes them."""
    rows = [(concern.role == Role.TOWNSHIP, _place(concern, dossier)) for concern in dossier.concerns]
    return [row for is_town, row in rows if is_town], [row for is_town, row in rows if not is_town]


def places_summary(dossier):
    """12个乡镇：10个同意，2个附条件."""
    concerns = [c for c in dossier.concerns if c.role == Role.TOWNSHIP]
    words = [PLACES[c.stance][1] for c in concerns]
    told = "，".join(f"{words.count(word)}个{word}" for word in dict.fromkeys(words))
    return f"{len(words)}个乡镇：{told}" if words else ""


def answers(dossier):
    """Every position given, oldest unit order kept: who said what about which text, with its scans."""
    return [
        {
            "unit": concern.unit.short_name,
            "state": PLACES[Answer(position.answer)],
            "sign": _sign(position),
            "text": position.text,
        }
        for concern in dossier.concerns
        for request in concern.requests
        for position in request.positions.all()
        if position.text or position.on_paper
    ]


def _place(concern, dossier):
    key, word = PLACES[concern.stance]
    if concern.stance == Answer.AGREE:
        word = Answer.said(Answer.AGREE, joint=dossier.case.is_joint)
    if asked_in_the_round(concern, dossier):
        key, word = "wait", f"第{dossier.round.number}轮答复"
    return {"name": with_heir(concern.unit), "key": key, "word": word, "note": _place_note(concern)}


def _place_note(concern):
    position, request = concern.position, concern.request
    if position is None:
        return f"{_until(request)}前答复" if request and concern.stance == WAITING else ""
    said = [p for r in concern.requests for p in r.positions.all()]
    if concern.stance in (WAITING, OUTDATED, OVERDUE):
        return f"第{position.version.number}稿：{Answer(position.answer).label}"
    changed = [p for p in said if p.answer != position.answer]
    if changed:
        return f"第{changed[-1].version.number}稿{Answer(changed[-1].answer).label}，第{position.version.number}稿{Answer(position.answer).label}"
    if concern.stance != Answer.AGREE:
        return position.text[:40] + ("……" if len(position.text) > 40 else "")
    return "书面答复，附扫描件" if position.on_paper else ""


def _for_the_ended(unit):
    """How what a unit that ended was asked is answered: on paper, by whoever goes on for it (record 0033)."""
    to = has_ended(unit) and heir(unit)
    return f"由{to.short_name}出具书面答复，登记书面答复。" if to else ""


def reminders(case, unit_id, **about):
    """已催办2次：11月18日、11月19日."""
    (name, row), *_ = about.items()
    sent = [
        r
        for r in case.dossier.rows.reminders
        if r.unit_id == unit_id and getattr(r, f"{name}_id") == getattr(row, "pk", None)
    ]
    days = "、".join(f"{d.month}月{d.day}日" for d in (clock.local_date(r.at) for r in sent))
    return f"已催办{len(sent)}次：{days}。" if sent else ""


def _initial(case, review):
    office = case.rules.bodies.office.short_name
    basics = {
        "anchor": "initial-review",
        "unit": office,
        "short": _short(office),
    }
    said = [
        ("合法合规" if review.lawful else "不合法合规", review.lawful_basis),
        ("符合上级要求" if review.conforming else "不符合上级要求", review.conforming_basis),
        ("列入清单", "，".join(str(each) for each in (review.list_kind, review.category) if each)),
        ("职责分工", review.division),
        ("保障措施", review.guarantees),
        ("程序", review.procedure_reason),
    ]
    if review.lawful is None:
        return basics | {
            "asks": "核实",
            "key": "agree",
            "word": "已确认",
            "sign": _sign(review),
            "says": review.division,
        }
    if review.is_favourable:
        key, word = "agree", "合法合规，符合上级要求"
    else:
        key, word = "against", "不合法合规" if not review.lawful else "不符合上级要求"
    return basics | {
        "asks": case.words("初评"),
        "key": key,
        "word": word,
        "brief": case.words("初评通过" if review.is_favourable else "初评未过"),
        "sign": _sign(review),
        "says": "\n".join(f"{label}：{text}" for label, text in said if text),
    }


def _short(name):
    """司法局 of 县司法局, 编办 of 旗委编办; 县委办公室 as it is: there is one of the government too (通渭 has both)."""
    return re.sub(r"^[县旗](?:委(?!办公室)|(?!委))", "", name)


def _sign(row):
    """负责人签发，11月17日（周二），基于第3稿."""
    day, text = cday(row.issued_at, clock.today()), f"基于{row.version}"
    if getattr(row, "on_paper", False):
        paper = f"书面答复{row.paper_number and f'（{row.paper_number}）'}"
        signed = f"，{cday(row.paper_on, clock.today())}落款" if row.paper_on else ""
        return f"{paper}{signed}，{row.label}{day}登记，{text}"
    return f"{row.label.partition(' · ')[2] or row.label}签发，{day}，{text}"


def _earlier(opinion):
    word = VIEWS[View(opinion.view)][1]
    says = "\n".join(filter(None, [opinion.conditions and f"条件：{opinion.conditions}", opinion.reasons]))
    return {
        "summary": f"{word}，基于{opinion.version}，{cday(opinion.issued_at, clock.today())}",
        "says": says,
    }


def _word(stance):
    return VIEWS[View(stance)][1] if stance in View.values else "逾期未复" if stance == OVERDUE else "待答复"


def _day(row):
    return SimpleNamespace(date=row.due, provisional=row.due_provisional)


def _until(row):
    return tentative(cday(row.due, clock.today()), row.due_provisional)


def _is_open(request):
    return request.closed_at is None and not request.positions.all()


def _when(opinion):
    return (opinion.issued_at, opinion.pk)
