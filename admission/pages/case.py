"""The case page: one case as one seat may see it. Reads through `queries`, decides nothing.

Templates take the properties of `CasePage` one by one; each is worked out when it is shown.
"""

from functools import cached_property

from django.urls import reverse

from accounts.models import UnitKind
from accounts.succession import with_heir
from admission import acts, deadlines, queries, rules, turns
from admission.outcomes import is_confirmed
from admission.pages import approvals, contents, obstacles, papers, steps
from admission.pages.application import listed
from admission.pages.board import Board, answers, places, places_summary
from admission.pages.offers import offers
from admission.pages.returned import returned
from admission.pages.timeline import entries
from admission.states import (
    EDITABLE,
    ENDED,
    ENDINGS,
    OPEN,
    STANDING_STILL,
    FileRole,
    Procedure,
    State,
)
from audit import clock
from config.templatetags.chinese import cday, join_cn, workdays
from regimes.calendar import Calendar

# the act that takes the case on from a state: what stands in its way is what is lacking
NEXT_ACTS = {
    State.DRAFT: ("consult",),
    State.CONSULTING: ("submit",),
    State.CORRECTING: ("submit",),
    State.SUBMITTED: ("accept",),
    State.CIRCULATING: ("conclude_circulation",),
    State.REVISING: ("revise",),
    State.COORDINATING: ("conclude_coordination",),
    State.SIGNING: ("sign",),
}
LACKING_SHOWN = 6
VERBS = {
    State.CONSULTING: "答复",
    State.CORRECTING: "补正",
    State.REVISING: "修改",
    State.CIRCULATING: "答复",
    State.UPPER_REVIEW: "答复",
}


class CasePage:
    """What is read for it, each once: the case with its days and stays (`deadlines.dated`), the calendar, the county's
    units, the rows of the dossier (`admission.rows`), and of files, papers and events what `queries` lets the seat read.
    """

    def __init__(self, case, by):
        self.case, self.by = deadlines.with_days(case), by
        self.calendar = Calendar.load()
        self.deadline = deadlines.deadline_of(self.case, self.calendar)
        self.left = deadlines.left(self.calendar, self.deadline)
        self.units = queries.units_around(self.case)
        self.dossier = queries.dossier_for(self.case, by)
        self.rows = self.dossier.rows
        self.version = self.dossier.version
        self.board = Board(self.case, by, self.dossier, self.calendar)

    # -- head ----------------------------------------------------------------------------------------------------

    @property
    def title(self):
        return self.version.name or "（未填名称）"

    @property
    def kicker(self):
        case = self.case
        told = [
            case.number or case.state_label,
            f"{case.kind_label}申请",
            f"申请方：{with_heir(case.applicant)}",
        ]
        if case.kind not in ENDINGS and (listed := self._listed()):
            told.insert(2, listed)
        return " · ".join(told + (["纸质申请"] if case.on_paper else []))

    def _listed(self):
        """The list as proposed; once the duty is in it, the one the office settled on."""
        case, kind = self.case, self.version.list_kind
        if not case.entered_id:
            return f"拟列入{kind}" if kind else ""
        return f"已列入{case.review.list_kind}"

    @cached_property
    def steps(self):
        return steps.line(self.case, self.calendar, self.deadline)

    @property
    def steps_note(self):
        return "" if self.given_back else steps.note(self.case)

    @cached_property
    def given_back(self):
        """The upper body gave its file back: what the office makes of it since is not told here."""
        return queries.sent_until(self.case, self.by) is not None

    # -- who has it, until when, what is lacking ------------------------------------------------------------------

    @cached_property
    def holder(self):
        case = self.case
        if case.state in ENDED:
            url = self._lead_url() if case.joined_to_id else ""
            said = {"title": "办理结果", "who": case.state_label, "note": self._ending_note(), "url": url}
            return said | {"deadline": self.deadline, "left": self.left, "verb": "印发通知"}
        stopped = f"{case.state_label}期间办理时限停止计时。" if case.state in STANDING_STILL else ""
        return {
            "who": join_cn([turns.holder(case), *self._asked_beside()]),
            "deadline": self.deadline,
            "left": self.left,
            "verb": VERBS.get(case.state, "办结"),
            "note": stopped or self._stage_note(),
            "lacking": self.lacking,
            "lacking_title": f"还差{len(self._problems)}件事：" if self._problems else "",
        }

    def _asked_beside(self):
        awaited = self._awaited
        places = any(unit.kind == UnitKind.TOWNSHIP for unit in awaited)
        whose = "成员单位和乡镇" if places else "成员单位"
        return [f"{whose}（还有{len(awaited)}个未答复）"] if awaited else []

    def _ending_note(self):
        if self.case.state == State.APPROVED:
            notice = self.notice
            if notice is None:
                return "待印发通知"
            day = cday(notice.effective_on, clock.today())
            said = f"最后一日{day}" if self.case.kind in ENDINGS else f"{day}起生效"
            return f"{notice.number}，{said}"
        if self.case.joined_to_id:
            return f"主办申请：{self.case.joined_to.number}"
        return ""

    def _lead_url(self):
        """Of the case this one was joined into, where the seat may open it."""
        lead = self.case.joined_to
        seen = queries.visible_to(self.by).filter(pk=lead.pk).exists()
        return lead.get_absolute_url() if seen else ""

    def _stage_note(self):
        """That the head can submit; 待上报 / 已上报, and whose decision is still out (workflow.md, “Only these”)."""
        if self.given_back:
            return ""
        case, decided = self.case, self.case.dossier.decisions
        if case.state == State.CONSULTING and rules.is_applicant(case, self.by) and not self._problems:
            return steps.all_answered(rules.may_submit(case, self.by))
        told = steps.reporting(case, len(decided), case.sent_number, case.sent_on)
        if case.state == State.DECIDING:
            waiting = [body.name for body in case.dossier.undecided]
            told += f"，还待{join_cn(waiting)}"
        return told

    @property
    def lacking(self):
        told = self._problems[:LACKING_SHOWN]
        more = len(self._problems) - len(told)
        rows = [{"key": "wait", "text": problem, "url": url} for problem, url in told]
        return rows + ([{"key": "", "text": f"还有{more}件"}] if more else []) + self._conditions()

    def _conditions(self):
        """Open conditions: not in the way of summing up, but of the simple procedure (settled 8)."""
        if self.case.state != State.CIRCULATING or not self.board.everything:
            return []
        return [
            {
                "key": "cond",
                "text": f"{card['unit']}的条件还没有采纳（不影响汇总）",
                "url": f"#{card['anchor']}",
            }
            for card in self.board.cards
            if card["key"] == "cond"
        ]

    @cached_property
    def _problems(self):
        """(what, where) in the way of the next act: for those who hold it; others see only who has not answered."""
        case, by = self.case, self.by
        own_text = queries.is_applicant_side(case, by)
        if case.state in EDITABLE and not own_text:
            awaited = self.dossier.yet_to_answer if case.state == State.CONSULTING else []
            return [(f"{concern.unit.short_name}答复", "#positions") for concern in awaited]
        holds = own_text if case.state in EDITABLE else self.board.everything and not self.given_back
        if not holds:
            return []
        told = [
            (case.words(p.text), self._anchor(p))
            for verb in self._next_acts()
            for p in acts.SPECS[verb].problems(case)
        ]
        awaited = len(self._awaited)  # the first of them, one each: their cards say it already
        return [(f"{awaited}个单位答复", "#board"), *told[awaited:]] if awaited > 1 else told

    @property
    def _awaited(self):
        """Member units and townships of the round not heard yet, where the seat may know of them."""
        may_know = self.case.state == State.CIRCULATING and self.board.everything and not self.given_back
        return self.case.dossier.unanswered if may_know else []

    def _next_acts(self):
        case = self.case
        if case.state == State.DRAFT and case.ends_duty and not case.dossier.concerns:
            return ("submit",)
        if case.state != State.REVIEWING:
            return NEXT_ACTS.get(case.state, ())
        if is_confirmed(case):
            return ("confirm",)
        if State.CIRCULATING not in case.path:
            return ("forward",)
        return ("convene",) if case.dossier.must_coordinate_first else ("circulate",)

    def _anchor(self, problem):
        if self.case.state == State.CIRCULATING:
            return "#waiting" if self.waiting_beside else "#board"
        if self.case.state in EDITABLE and problem.anchor:
            if problem.anchor == "consultations":
                return "#positions"
            return f"{reverse('case-edit', args=[self.case.uuid])}#id_{problem.anchor}"
        return ""

    @cached_property
    def waiting(self):
        return self.board.waiting if self.case.state in OPEN else []

    @property
    def waiting_beside(self):
        """Those without a card on the board, where 催办 stands for the others."""
        return [row for row in self.waiting if "anchor" not in row]

    @cached_property
    def acts(self):
        return offers(self.case, self.by, self.waiting)

    @property
    def colleague(self):
        return obstacles.colleague(self.case, self.by)

    @property
    def for_the_head(self):
        return obstacles.for_the_head(self.case, self.by)

    # -- the text --------------------------------------------------------------------------------------------------

    @cached_property
    def versions(self):
        return queries.versions_for(self.case, self.by)

    @cached_property
    def lines(self):
        earlier = [version for version in self.versions if version.number < self.version.number]
        return contents.marked(self.case, earlier[-1] if earlier else None, self.version)

    @cached_property
    def listed(self):
        """What the list says of the duty that this case would end: those concerned read what they are asked about."""
        return listed(self.case) if self.case.ends_duty else []

    @property
    def open_lines(self):
        return [line for line in self.lines if not line.aside]

    @property
    def folded_lines(self):
        return [line for line in self.lines if line.aside]

    @property
    def folded_changed(self):
        return any(line.changed for line in self.folded_lines)

    @property
    def folded_labels(self):
        return join_cn(line.label for line in self.folded_lines)

    @property
    def changed(self):
        return any(line.changed for line in self.lines)

    # -- positions, meetings, approvals ------------------------------------------------------------------------------

    @cached_property
    def places(self):
        return places(self.dossier)

    @property
    def places_summary(self):
        return places_summary(self.dossier)

    @cached_property
    def answers(self):
        return answers(self.dossier)

    @cached_property
    def hearings(self):
        """Newest first; an open coordination's record is the office's draft until it is concluded."""
        office = rules.is_office(self.case, self.by)
        return [approvals.hearing(each, office, self.case.words) for each in reversed(self.dossier.hearings)]

    @cached_property
    def approvals(self):
        """[(what, lapsed, facts)] in the order given; words written on them only for who sees everything issued."""
        shows = self.board.everything
        rows = [approvals.signed(row, self.case, shows) for row in self.rows.sign_offs]
        rows += [approvals.decided(row, self.case, shows) for row in self.rows.decisions]
        rows += [approvals.filed(row, self.case, shows) for row in self.rows.filings]
        return rows

    @property
    def notice(self):
        return getattr(self.case, "notice", None)

    @cached_property
    def reasons(self):
        told = queries.reasons_for(self.case, self.by)
        return [
            {
                "label": acts.label_of(row.verb, self.case),
                "sign": f"{row.label}，{cday(row.at, clock.today())}，第{row.version.number}稿",
                "row": row,
            }
            for row in reversed(told)
        ]

    @property
    def demand(self):
        """What the applicant is asked to put right now."""
        if self.case.state not in STANDING_STILL or not self.reasons:
            return None
        return next((each for each in self.reasons if each["row"].at >= self.case.state_since), None)

    @property
    def returned(self):
        """What sent it back to the step it stands at."""
        reasons = queries.reasons_for(self.case, self.by)
        return None if self.given_back else returned(self.case, self.rows, reasons)

    # -- papers, files, facts, timeline ---------------------------------------------------------------------------------

    @cached_property
    def papers(self):
        return papers.rows(self.case, queries.papers_for(self.case, self.by))

    @property
    def paper_groups(self):
        return papers.grouped(self.papers)

    @cached_property
    def files(self):
        return [
            {
                "name": each.file.name,
                "url": reverse("case-file", args=[self.case.uuid, each.file.uuid]),
                "size": each.file.size,
                "note": f"{FileRole(each.role).label}，{each.unit.short_name}",
            }
            for each in queries.files_there(self.case, self.by)
        ]

    @property
    def facts(self):
        case, version = self.case, self.version
        places = sum(unit.kind == UnitKind.TOWNSHIP for unit in self.units.values())
        told = [
            ("申请方", with_heir(case.applicant)),
            ("乡镇", contents.townships(version, places)),
            ("期限", contents.term(version) if case.kind not in ENDINGS else ""),
            ("程序", Procedure(case.procedure).label if case.procedure and not self.given_back else ""),
            ("制度", case.rules.named),
            ("受理编号", case.receipt_number),
            ("用时", self._spent()),
        ]
        return [(label, value) for label, value in told if value]

    def _spent(self):
        if not self.case.submitted_at:
            return ""
        return f"{workdays(deadlines.working_days_spent(self.case, self.calendar))}（不含补正、修改）"

    @property
    def joined(self):
        return self.rows.joined

    @cached_property
    def events(self):
        return entries(reversed(queries.events_for(self.case, self.by)), self.units, self.case)
