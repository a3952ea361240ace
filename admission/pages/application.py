"""What stands around the application form: findings at their fields, what is missing, the sections' state,
the attachments, and the units asked with what can be done about each. Reads only.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django import forms
from django.urls import reverse

from accounts.models import Post
from admission import checks, rules
from admission.acts import SPECS, openness
from admission.listed import carrying_today
from admission.pages import contents
from admission.pages.sheets import position_said
from admission.queries import events_for, reasons_for
from admission.states import FileRole, Role, State
from audit import clock
from config.forms import Check
from config.templatetags.pages import sections_of
from regimes.calendar import Calendar

POSITIONS, ATTACHMENTS = "consultations", "attachments"  # anchors that are no fields
TITLES = {
    checks.HARD: "不改正不能提交",
    checks.EXPLAIN: "与已有的事项相近，须说明不同在哪里",
    checks.WORDING: "这样的写法，制度不允许",
}
# There is no clearing by the applicant: the office gives its reason in the initial review (第七条; I-12).
CLEARED = "请改掉。没有改的，由办公室在初评时核定：写明理由保留，或退回补正。"
SENT_BACK = {State.CORRECTING: "return_for_correction", State.REVISING: "call_revision"}
ADVISED = re.compile(r"不超过(\d+)个?字")
ADVICE = "可以保存、提交；能写短的，文书和清单上更好读。"
STEPS = ("consult", "consult_again", "submit", "revise")


@dataclass
class Section:
    """One section of the form: its fields, and whether it is filled."""

    id: str
    heading: str
    article: str
    fields: list
    state: tuple = ("", "")
    next: object = None


class Due(NamedTuple):
    """A request's day, for the deadline chip."""

    date: date
    provisional: bool


@dataclass
class Row:
    """A unit concerned, where its consent stands, and what may be done about it now."""

    unit: object
    role: str
    key: str
    word: str
    request: object = None
    position: object = None
    left: int | None = None
    acts: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.unit.short_name

    @property
    def deadline(self):
        """Only while an answer is awaited."""
        if self.key != "wait" or self.request is None:
            return None
        return Due(self.request.due, self.request.due_provisional)


class ApplicationPage:
    """Everything the page of one seat says about the application it may edit."""

    def __init__(self, case, by, form):
        self.case, self.by, self.form = case, by, form
        self.findings = checks.findings(case)
        self.spec = SPECS["revise" if case.state == State.REVISING else "submit"]
        self.problems = self.spec.problems(case)
        form.checks, self.above = self._checks()

    # -- findings ---------------------------------------------------------------------------------------------

    def _checks(self):
        """({field: [Check]}, those whose field is not on the form)."""
        placed, above = {}, []
        in_order = sorted(self.findings, key=lambda found: (found.field, found.level))
        for (name, level), found in groupby(in_order, key=lambda found: (found.field, found.level)):
            note = _check(level, list(found))
            if name in self.form.fields:
                placed.setdefault(name, []).append(note)
            else:
                above.append(note)
        for name, note in self._long():
            placed.setdefault(name, []).append(note)
        for notes in placed.values():
            notes.sort(key=lambda note: not note.hard)
        return placed, above

    def _long(self):
        """(field, Check) of what is longer than the hint of the regime's file advises; it may stand so."""
        for each in self.form.regime_fields:
            advised, now = ADVISED.search(each.hint), len(self.case.version.value(each) or "")
            if advised and now > int(advised[1]):
                yield each.key, Check(f"有{now}个字，比建议的{advised[1]}个字长", ADVICE)

    # -- sections ---------------------------------------------------------------------------------------------

    @cached_property
    def sections(self):
        found = [
            Section(f"section-{number}", heading, article, fields)
            for number, (heading, article, fields) in enumerate(sections_of(self.form), 1)
        ]
        for section, following in zip(found, [*found[1:], None], strict=True):
            section.next = following
            section.state = self._state(section)
        return found

    def _state(self, section):
        """(key, word) for the list of sections: worst first."""
        names = {bound.name for bound in section.fields}
        choices = [revealed for name in names for revealed in self.form.reveals.get(name, {}).values()]
        names |= {inner for revealed in choices for inner in revealed}
        levels = {found.level for found in self.findings if found.field in names}
        wanted = names | {ATTACHMENTS} if "files" in names else names
        missing = [problem for problem in self.problems if problem.anchor in wanted]
        if checks.HARD in levels:
            return "late", "须改正"
        if checks.WORDING in levels:
            return "back", "须改写"
        if any(problem.anchor == "similarity_note" for problem in missing):
            return "back", "须说明"
        if missing:
            return "wait", f"缺{len(missing)}项" if self._filled(names) else "未填"
        if not self._filled(names):
            return "wait", "选填"
        return "done", "已填"

    def _filled(self, names):
        if "files" in names:
            return bool(self.files)
        return any(self.form.initial.get(name) not in (None, "", []) for name in names)

    @cached_property
    def nav(self):
        items = [
            {"label": each.heading, "url": f"#{each.id}", "key": each.state[0], "word": each.state[1]}
            for each in self.sections
        ]
        if self.rows:
            agreed = sum(row.key == "agree" for row in self.rows)
            word = f"{agreed} / {len(self.rows)}同意"
            items.append({"label": "征询意见", "url": f"#{POSITIONS}", "key": "", "word": word})
        return items

    # -- what is missing --------------------------------------------------------------------------------------

    @cached_property
    def missing(self):
        """[{label, url}] in the procedure's order; many units without an answer are one line."""
        found = []
        for anchor, problems in groupby(self.problems, key=lambda problem: problem.anchor):
            problems = list(problems)
            if anchor == POSITIONS and len(problems) > 2:
                text = f"{len(problems)}个单位没有征询、没有答复，或须再次征询。"
                found.append({"label": text, "url": f"#{POSITIONS}"})
            else:
                found += [{"label": self._lacking(each), "url": self._url(anchor)} for each in problems]
        return found

    def _lacking(self, problem):
        """An empty field by its name, anything else in the words of the check."""
        if problem.anchor not in self.form.fields or self._filled([problem.anchor]):
            return problem.text
        if problem.anchor in self.form.talk:
            return self.case.words("与联席会议办公室沟通的情况")
        return self.form[problem.anchor].label

    def _url(self, anchor):
        if anchor in self.form.fields:
            bound = self.form[anchor]
            several = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
            return f"#{bound.auto_id}_0" if several else f"#{bound.auto_id}"
        if anchor == ATTACHMENTS:
            return "#id_paper" if "paper" in self.form.fields else "#id_files"
        return f"#{POSITIONS}" if anchor == POSITIONS else ""

    @property
    def missing_title(self):
        act = "提交修改稿" if self.spec.verb == "revise" else "提交"
        title = f"还不能{act}，缺{len(self.missing)}样" if self.missing else f"可以{act}了"
        return f"{title}（{self.as_saved}）" if self.as_saved else title

    @property
    def as_saved(self):
        """A form that came back unsaved stands beside what was saved before it."""
        return "按上次保存的内容" if self.form.is_bound else ""

    @property
    def steps(self):
        """The next acts on the whole case that this seat may open now."""
        case, by = self.case, self.by
        return [
            {
                "label": SPECS[verb].label,
                "url": reverse("case-act", args=[case.uuid, verb]),
                "primary": verb == self.spec.verb and not self.problems,
            }
            for verb in STEPS
            if openness(SPECS[verb], case, by) == "open" and not SPECS[verb].problems(case)
        ]

    @property
    def nobody_was_asked(self):
        return self.case.state == State.DRAFT

    @cached_property
    def before_asking(self):
        """What a draft still lacks before its units can be asked."""
        consult = SPECS["consult"]
        return [each.text for each in consult.problems(self.case)] if self.nobody_was_asked else []

    @property
    def waits_for_head(self):
        return not self.missing and self.by.post == Post.HANDLER and not self.case.on_paper

    @cached_property
    def asked_for(self):
        """What the office wants corrected or changed: the words it gave when it sent the text back."""
        verb = SENT_BACK.get(self.case.state)
        told = [row for row in reasons_for(self.case, self.by) if row.verb == verb]
        return told[-1] if told else None

    # -- saving -----------------------------------------------------------------------------------------------

    @property
    def makes_new_version(self):
        return self.case.version.frozen_at is not None

    @property
    def next_number(self):
        return self.case.version.number + 1

    @property
    def who_is_asked_again(self):
        """What becomes of a saved change: while consulting it is asked about at once (settled 2, 4)."""
        match self.case.state:
            case State.CONSULTING:
                return "改动涉及的单位会再次收到征询，原来的答复仍可查看；没有涉及的不受影响。"
            case State.REVISING:
                return "保存不会通知任何单位；按“提交修改稿”后，改动涉及的和尚未同意的单位会再次收到征求。"
        return "保存不会通知任何单位；改动涉及的单位须再次征询，再提交申请。"

    @property
    def asked_by_article(self):
        """A revocation is applied for jointly with the townships by its own article (灵川 第四条)."""
        rules = self.case.rules
        return rules.source("joint_revocation") if self.case.is_joint else rules.cite("consultation")

    @property
    def what_counts_as_agreement(self):
        if self.case.is_joint:
            return f"各乡镇都同意联合申请，才能提交（{self.asked_by_article}）。"
        rules, told = self.case.rules, "附条件同意、不同意、逾期未复都不算同意"
        if rules.agreement_is_precondition:
            return f"{told}；有关乡镇都同意，才能提交申请{rules.cited('consultation')}。"
        return f"{told}；仍可提交申请{'，按一般程序办理' if rules.has_general(self.case.kind) else ''}。"

    @property
    def save_label(self):
        return "保存为新一稿" if self.makes_new_version else "保存草稿"

    @cached_property
    def saved(self):
        """When the text was last saved, from the record; None before the first time."""
        saved = [event for event in events_for(self.case, self.by) if event.verb == "save_text"]
        return saved[-1] if saved else None

    # -- attachments and units asked --------------------------------------------------------------------------

    @cached_property
    def files(self):
        rows = self.case.files.select_related("file").filter(
            role__in=(FileRole.ATTACHMENT, FileRole.PAPER), removed_at__isnull=True
        )
        return list(rows)

    @cached_property
    def rows(self):
        today, calendar = clock.today(), Calendar.load()
        return [self._row(concern, today, calendar) for concern in self.case.dossier.concerns]

    def _row(self, concern, today, calendar):
        key, word = position_said(concern, self.case)
        request = concern.request
        row = Row(concern.unit, Role(concern.role).label, key, word, request, concern.position)
        if request is not None:
            row.left = calendar.between(today, request.due)
            row.acts = self._acts(concern, request, today)
        return row

    def _acts(self, concern, request, today):
        """{verb: True} for the buttons of a unit: the same conditions as the acts have."""
        if request.closed_at or (request.round_id and not rules.is_office(self.case, self.by)):
            return {}
        silent = not request.positions.all() and not request.overdue_at
        late = silent and request.reminded_at and request.due < today
        wanted = {"remind": silent, "record_overdue": late, "file_position": not concern.agrees}
        return {verb: True for verb, fits in wanted.items() if fits and self._open(verb)}

    def _open(self, verb):
        return openness(SPECS[verb], self.case, self.by) == "open"

    @property
    def tally(self):
        """[(key, “8个同意”)] for the aside; those against are named."""
        found = []
        for key, word in dict.fromkeys((row.key, row.word) for row in self.rows):
            names = [row.unit.short_name for row in self.rows if row.word == word]
            named = f"：{'、'.join(names)}" if len(names) <= 3 and key != "agree" else ""
            found.append((key, f"{len(names)}个{word}{named}"))
        return found


def _check(level, found):
    """The findings of one level at one field as one remark."""
    if level == checks.WORDING:
        return Check(TITLES[level], CLEARED, hits=_hits(found))
    lines = [f"{each.text}（{_cited(each.article)}）" for each in found]
    lines += dict.fromkeys(each.suggestion for each in found if each.suggestion)
    links = tuple((f"看{each.key or '这一项'}", each.url) for each in found if each.url)
    return Check(TITLES[level], "\n".join(lines), hard=level == checks.HARD, links=links)


def _hits(found):
    """(the words found, the article and how to write it instead), one for each rule that was hit."""
    by_rule = {}
    for each in found:
        by_rule.setdefault((each.article, each.suggestion), []).append(each.word)
    return tuple(
        (tuple(words), f"{_cited(article)}。可以这样改：{suggestion}" if suggestion else _cited(article))
        for (article, suggestion), words in by_rule.items()
    )


def _cited(article):
    return f"制度{article}" if article.startswith("第") else article


def told(case, version):
    """The lines of a version for those asked about it, against the list where it is to change; of one that ends a duty
    the listed text too."""
    rows = [contents.Line("applicant", "申请方", case.applicant.short_name)]
    rows += contents.against_list(case, version)
    return rows + [contents.Line("", *row) for row in listed(case)] if case.ends_duty else rows


def listed(case):
    """[(label, text)] of the listed duty that the application would end; once it has ended nobody carries it."""
    rows = [
        ("清单事项", str(case.duty)),
        ("牵头部门", case.duty.department.short_name if case.duty.department else ""),
        ("现在承担的乡镇", contents.names(carrying_today(case.duty))),
        ("乡镇职责", case.version.township_duties),
        (case.county.worded("县级部门职责"), case.version.department_duties),
        ("职责边界", case.version.boundary),
    ]
    return [(label, text) for label, text in rows if text]
