"""One version as a page tells it: what stands in its row, its marks, who carries it and until when."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from accounts.models import County
from accounts.succession import named_now
from config.templatetags.chinese import crange, plain_date
from registry.awaiting import mark
from registry.models import DutyVersion, Edition
from registry.normalize import hits
from registry.queries import carrying
from registry.states import LEFT, Standing, told_standing

EXCERPT = 38
STATE_KEYS = {
    Standing.EXPIRED: "late",
    Standing.REVOKED: "back",
    Standing.CANCELLED: "back",
    Standing.MOVED: "back",
}


def marked(text, words):
    """The text with each hit of the words in <mark>, safe for a page."""
    if not words:
        return escape(text)
    pieces, at = [], 0
    for start, end in hits(text, words):
        pieces += [escape(text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - every piece is escaped


def excerpt(text, words):
    """One line of the text around the first hit; its beginning when there is none."""
    line = "".join(text.splitlines())
    found = hits(line, words)
    start = max(found[0][0] - EXCERPT // 3, 0) if found and found[0][1] > EXCERPT else 0
    cut = line[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(line) else "")


@dataclass
class Row:
    """A version with its `standing` and `all_carriers`, as it was on the day `on`."""

    version: DutyVersion
    on: date
    townships_total: int
    township: object = None
    words: list = field(default_factory=list)
    latest: Edition | None = None
    previous: Edition | None = None
    # whose rules say what a text has to pass before it stands in an edition; None: nothing is said of that
    county: County | None = None
    note: str = ""  # what a page has to say of it besides

    @property
    def standing(self):
        return Standing(self.version.standing)

    @property
    def state(self):
        """(key, word) of components/state.html."""
        return STATE_KEYS.get(self.standing, "done"), told_standing(self.standing).label

    @property
    def standing_said(self):
        """现行; 已取消，止于2026年3月31日."""
        word = self.state[1]
        return f"{word}，止于{plain_date(self.last_day)}" if self.has_ended else word

    @property
    def has_ended(self):
        return self.standing in LEFT

    @property
    def has_moved(self):
        """Whether it went over into another list, where townships carry it on: not forbidden."""
        return self.standing == Standing.MOVED

    @cached_property
    def concerned(self):
        """The carriers that the standing speaks of: all, or the one township asked for."""
        rows = self.version.all_carriers
        return [row for row in rows if self.township in (None, row.township)]

    @cached_property
    def carriers(self):
        """The townships that carry it on the day; of an ended duty those that carried it last."""
        if self.has_ended:
            return self.concerned
        return carrying(self.version, self.on)

    @property
    def leaving(self):
        """["大境瑶族乡已于2026年3月31日终止（灵编发〔2026〕3号）", …]: townships that end apart from the others."""
        rows = [row for row in self.version.all_carriers if row.ended_on]
        if self.has_ended or self.last_day:
            return []
        return [
            f"{row.township.short_name}{'已' if row.ended_on < self.on else '将'}于"
            f"{plain_date(row.ended_on)}终止（{row.end_document}）"
            for row in rows
        ]

    @property
    def carrier_names(self):
        return [row.township.short_name for row in self.carriers]

    @property
    def places(self):
        if self.version.duty.list_kind.recalled:
            return "不再由乡镇承担"
        return format_html("{}{}", "原" if self.has_ended else "", self._carriers_said())

    def _carriers_said(self):
        number = len(self.carriers)
        if number == self.townships_total and number > 1:
            return f"{number}个乡镇"
        names = self.carrier_names
        if self.township and self.township.short_name in names:
            names.insert(0, names.pop(names.index(self.township.short_name)))
        if number == 1:
            return names[0]
        return format_html('{}<span class="nowrap">等{}个</span>', names[0], number)

    @property
    def name(self):
        return marked(self.version.name, self.words)

    @property
    def code(self):
        return marked(self.version.duty.code, self.words)

    @property
    def category(self):
        category = self.version.duty.category
        return marked(category.name, self.words) if category else ""

    @property
    def department(self):
        return marked(named_now(self.version.department), self.words)

    @property
    def document_number(self):
        return marked(self.version.document_number, self.words)

    @property
    def summary(self):
        """A line of what the township does, or of the text in which the search found the words."""
        version = self.version
        labelled = (
            ("", version.township_duties),
            ("部门：", version.department_duties),
            ("边界：", version.boundary),
            ("依据：", version.basis),
        )
        found = next(((label, text) for label, text in labelled if hits(text, self.words)), labelled[0])
        return format_html("{}{}", found[0], marked(excerpt(found[1], self.words), self.words))

    @property
    def line(self):
        """What stands below the name: category, term, a line of its text; a list may say no more than names."""
        version = self.version
        term = crange(version.term_from, version.term_until) if version.term_until else ""
        parts = filter(None, [self.category, term, self.summary])
        return format_html_join(" · ", "{}", ((part,) for part in parts))

    @property
    def term(self):
        return self.version.term_from, self.version.term_until

    @property
    def last_day(self):
        """The last day in force of an ended duty, or the one already made known."""
        ends = [row.ended_on for row in self.concerned]
        if self.standing == Standing.EXPIRED:
            return self.version.term_until
        if any(end is None for end in ends):
            return None
        return min(filter(None, [max(ends), self.version.term_until]))

    @property
    def end_document(self):
        rows = [row for row in self.concerned if row.ended_on]
        return max(rows, key=lambda row: row.ended_on).end_document if rows else ""

    @property
    def ends_sooner(self):
        """Whether a last day before the end of its term is known."""
        until = self.version.term_until if self.standing == Standing.REVOKING else None
        return bool(until and self.last_day and self.last_day < until)

    @property
    def days_left(self):
        """Of its term; None without one, and where it ends sooner."""
        until = None if self.ends_sooner else self.version.term_until
        return (until - self.on).days if until else None

    @property
    def tags(self):
        """[(text, css class)] beside the name."""
        tags = []
        if self.has_ended:
            tags.append((f"止于{plain_date(self.last_day)}", ""))
        elif self.version.duty.list_kind.recalled:
            tags.append((f"{plain_date(self.version.in_force_from)}收回", ""))
        elif self.standing == Standing.REVOKING and self.last_day:
            tags.append((f"止于{plain_date(self.last_day)}", ""))
        if self.version.term_until and not self.has_ended:
            left = f" · 还剩{self.days_left}天" if self.days_left else " · 今天到期"
            tags.append((f"临时性、阶段性{'' if self.ends_sooner else left}", "is-temp"))
        return tags + [(text, "") for text in self.edition_tags]

    @property
    def edition_tags(self):
        """What the latest edition did with it, or that it waits for the next one."""
        version, latest = self.version, self.latest
        if self.awaits:
            return [self.awaits]
        if latest is None or not hasattr(version, "in_latest"):
            return []
        if self._left_since or version.in_latest == self.has_ended:
            waits = version.in_latest or not self.has_ended
            return ["待编入新版"] if waits else []
        if self.has_ended or self.previous is None or version.in_previous:
            return []
        if not version.known_before:
            return [f"第{latest.number}版新增"]
        return [f"第{latest.number}版有{'勘误' if version.only_slips else '修改'}"]

    @property
    def _left_since(self):
        """Whether the latest edition's list has a township that has left the text, be it on a day before the edition's."""
        version = self.version
        if version.end_since or not version.listed_text:
            return version.end_since
        # a text is given no township after its first: by their number, for names may be others since (told_apart.in_words_of)
        told = json.loads(version.listed_text)["townships"].split("、")
        return len(told) > len(carrying(version, self.on))

    @cached_property
    def awaits(self):
        """待市级审核、省级备案, by the rule of `awaiting.mark`; "" of what has ended, and where the row knows no edition."""
        version = self.version
        if self.county is None or self.has_ended or not hasattr(version, "in_latest"):
            return ""
        return mark(self.county, version, in_latest=version.in_latest, latest=self.latest)
