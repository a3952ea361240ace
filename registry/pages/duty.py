"""A duty's page: the text shown, and every public text it had with what changed between them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.http import Http404
from django.utils.timezone import localdate

from accounts.models import Unit, UnitKind
from accounts.succession import heir, in_place_of, named_now, with_successors
from config.templatetags.chinese import plain_date
from regimes.states import PROMISES
from registry import queries
from registry.columns import columns_of, own_texts
from registry.draft_path import passed_above, steps_above
from registry.editions import differences, snapshot, sources_of
from registry.models import DutyTownship, DutyVersion, Edition, ServiceGuide
from registry.pages.row import Row
from registry.states import EndKind

ONE_DAY = timedelta(days=1)
# what the database says of the text that counts today: its standing, and what queries.with_edition_marks adds
MARKS = (
    "standing",
    "in_latest",
    "in_previous",
    "known_before",
    "only_slips",
    "end_since",
    "listed_text",
)
# a column of theirs by one of these words is headed as everywhere
OF_TOWNSHIPS = ("乡镇", "镇街", "街道", "苏木")
OWN_NUMBER = re.compile(r"\s*([0-9]+[.．、]|[（(]|[一二三四五六七八九十]+、)")


@dataclass
class Step:
    """One text of the history, its days and its differences from the public text before it."""

    version: DutyVersion
    is_current: bool
    texts: list
    ended_on: date | None = None

    @property
    def first(self):
        return plain_date(self.version.effective_from)

    @property
    def label(self):
        """首次列入, 第n次修订, or 勘误 with its kind."""
        slip = getattr(self.version, "corrects", None)
        return f"勘误（{slip.get_kind_display()}）" if slip else self.version.label

    @property
    def last(self):
        """The last day of a text that was replaced, or of a duty that ended; empty for the text in force."""
        superseded = self.version.superseded_on
        last = superseded - ONE_DAY if superseded else self.ended_on
        return plain_date(last) if last else ""


class History:
    """Public texts with effect by today, newest first. None, or a duty that is 不予公开: Http404."""

    def __init__(self, duty, today, number=None):
        self.duty, self.today = duty, today
        self.versions = list(
            queries.with_carriers(
                DutyVersion.objects.filter(duty=duty, effective_from__lte=today, is_public=True)
                .select_related("department", "corrects")
                .order_by("-number")
            )
        )
        with_successors(self.versions, "department")
        for version in self.versions:
            version.duty = duty
            version.slips_before = sum(
                other.is_corrigendum and other.number < version.number for other in self.versions
            )
        current = self._current()
        if current is None or not any(version.pk == current.pk for version in self.versions):
            raise Http404
        self.current = current
        number = current.number if number is None else number
        self.chosen = next((v for v in self.versions if v.number == number), None)
        if self.chosen is None:
            raise Http404
        self.townships = list(Unit.objects.on(today).filter(county=duty.county_id, kind=UnitKind.TOWNSHIP))

    def _current(self):
        latest, previous = ([*Edition.objects.filter(county=self.duty.county_id)[:2], None, None])[:2]
        self.latest, self.previous = latest, previous
        versions = queries.versions_on(self.duty.county_id, self.today).filter(duty=self.duty)
        return queries.with_edition_marks(versions, on=self.today, latest=latest, previous=previous).first()

    @property
    def is_old(self):
        return self.chosen.pk != self.current.pk

    @cached_property
    def shown(self):
        """The Row of the text shown: as of today, or of an old text as of its last day."""
        version, on = self.chosen, self.today
        if self.is_old:
            on = version.superseded_on - ONE_DAY
            version.standing = "in_force"
        else:
            for mark in MARKS:
                setattr(version, mark, getattr(self.current, mark))
        return Row(
            version=version,
            on=on,
            townships_total=len(self.townships),
            latest=None if self.is_old else self.latest,
            previous=self.previous,
            county=None if self.is_old else self.duty.county,
        )

    @cached_property
    def today_row(self):
        """The Row of the text that counts, whichever is shown."""
        if not self.is_old:
            return self.shown
        text = next(version for version in self.versions if version.pk == self.current.pk)
        text.standing = self.current.standing
        return Row(text, self.today, len(self.townships))

    @property
    def told_above(self):
        """What is said of a text that no edition has yet, where bodies above the county pass its list (黑龙江 四（一）)."""
        steps = steps_above(self.duty.county, self.duty.county.rules)
        source = "、".join(dict.fromkeys(step.source for step in steps))
        sent = f"随下一版清单报{passed_above(steps)}，通过以后才编入公布的清单（{source}）"
        return f"{self.here}已经决定、印发并执行；{sent}。"

    @cached_property
    def moved_to(self):
        """The duty it became in another list."""
        texts = queries.public_duties(self.duty.county_id, self.today, today=self.today)
        version = texts.filter(duty__in=queries.became([self.chosen])).select_related("duty").first()
        return version and queries.called_as_today(version)

    @cached_property
    def moved_from(self):
        """The duty of another list that the case ended which wrote this one here."""
        if not (case := self.versions[-1].case):
            return None
        ended = DutyTownship.objects.filter(end_case=case, end_kind=EndKind.MOVED, version__is_public=True)
        carrier = ended.exclude(version__duty=self.duty).select_related("version__duty").first()
        return carrier and carrier.version.duty

    @property
    def here(self):
        """本县; 本旗 of a 旗, 本市 of a 市."""
        return self.duty.county.worded("本县")

    @property
    def lead(self):
        """Who carries it, who leads, since when and until when, in one line."""
        row, version = self.shown, self.chosen
        leading = f"牵头部门是{named_now(version.department)}" if version.department else "没有牵头部门"
        if self.duty.list_kind.recalled:
            return f"{leading}。自{plain_date(version.in_force_from)}起收回。"
        if row.has_ended:
            return f"曾由{self.here}{len(row.carriers)}个乡镇承担，{leading}。"
        if self.is_old:
            return f"当时由{self.here}{len(row.carriers)}个乡镇承担，{leading}。"
        since = f"自{plain_date(version.in_force_from)}起施行"
        last = (row.standing == "revoking" and row.last_day) or version.term_until
        until = f"到{plain_date(last)}为止" if last else "长期有效"
        corrected = f"勘误日期：{plain_date(version.effective_from)}。" if version.is_corrigendum else ""
        return f"{self.here}{len(row.carriers)}个乡镇承担，{leading}。{since}，{until}。{corrected}"

    @property
    def chosen_step(self):
        return next(step for step in self.steps if step.version.pk == self.chosen.pk)

    @property
    def why_replaced(self):
        """Why an old text counts no more, in a sentence or two; nothing where what came after it is not for everyone."""
        after = next(
            (step for step in self.steps if step.version.effective_from == self.chosen.superseded_on), None
        )
        if after is None:
            return ""
        if not after.version.is_corrigendum:
            return f"{after.first}起以{after.label}的文本（{after.version.document_number}）为准。"
        return f"文字有误，{after.first}起以{after.label}更正的文本为准。{self._why_next_day(after)}"

    def _why_next_day(self, after):
        """What was put right on the first day of the text: see actions.corrigenda.first_day."""
        settled = localdate(after.version.corrects.settled_at)
        if settled != self.chosen.effective_from:
            return ""
        return "勘误在施行的第一天就已复核；一个文本至少施行一天，所以从第二天起更正。"

    @property
    def without_names(self):
        return [township.short_name for township in self.without]

    @property
    def without(self):
        """Townships that do not carry the text shown."""
        carrying = {row.township_id for row in self.chosen.all_carriers}
        return [township for township in self.townships if township.pk not in carrying]

    @cached_property
    def steps(self):
        steps, today = [], self.today_row
        ended_on = today.last_day if today.has_ended else None
        for at, version in enumerate(self.versions):
            before = self.versions[at + 1] if at + 1 < len(self.versions) else None
            texts = _differences(before, version) if before else []
            is_current = version.pk == self.current.pk
            steps.append(Step(version, is_current, texts, ended_on if is_current else None))
        return steps

    @property
    def sides(self):
        """(township's, department's) duties, each as (points, text)."""
        texts = (self.chosen.township_duties, self.chosen.department_duties)
        return [(points(text), text) for text in texts]

    @property
    def headings(self):
        """What the two sides are headed: a kind whose columns call them otherwise (村（社区）协助内容, 网格职责) says it its own way,
        for there it is not the township, or not a department alone, that does it."""
        kind, worded = self.duty.list_kind, self.duty.county.worded
        called = {column.storage: column.label for column in columns_of(kind)}
        township, department = called.get("township_duties", ""), called.get("department_duties", "")
        if kind.recalled or not township or any(word in township for word in OF_TOWNSHIPS):
            township = "乡镇做什么"
        if kind.recalled or not department or ("部门" in department and "乡镇" not in department):
            department = worded("县级部门做什么")
        return township, department

    @cached_property
    def guide(self):
        """办事指南, where the duty is a service and somebody wrote how it is done; of the text that counts only."""
        if self.is_old:
            return None
        return ServiceGuide.objects.filter(duty=self.duty).select_related("answer_unit").first()

    @property
    def guide_facts(self):
        """[(label, text, its lines where they are numbered)] of what the guide says, and whether the matter is stationed in the
        centre: a step that runs over the line of a phone begins where its number stands."""
        guide = self.guide
        if guide is None:
            return []
        said = [(name, getattr(guide, name)) for name in ("steps", "materials", "time_limit", "place", "fee")]
        facts = [(ServiceGuide._meta.get_field(name).verbose_name, text) for name, text in said if text]
        if facts and self.chosen.service_centre:
            facts.append(("便民服务中心", self.chosen.get_service_centre_display()))
        return [(label, text, points(text)) for label, text in facts]

    @property
    def answers(self):
        """(unit, post, telephone) to ask: the guide's, else the contact of the department in charge; of one that ended
        those of who goes on for it. Without a department its townships: the one, or all of them.
        """
        guide, named = self.guide, self.chosen.department
        if guide and guide.answer_unit:
            named = guide.answer_unit
        if self.asks_townships:
            return "承担的乡镇", *((guide.answer_post, guide.telephone) if guide else ("", ""))
        named = named or self.shown.carriers[0].township
        unit = heir(named) or named
        post, telephone = unit.contact_post, unit.telephone
        if guide and unit == named:
            post, telephone = guide.answer_post or post, guide.telephone or telephone
        return in_place_of(unit, named), post, telephone

    @property
    def asks_townships(self):
        """Whether nobody is named to ask, and several townships carry it."""
        named = self.chosen.department or (self.guide and self.guide.answer_unit)
        return not named and len(self.shown.carriers) != 1

    @property
    def own_columns(self):
        """[(label, text)] of the columns that only this kind of list has."""
        return own_texts(self.duty.list_kind, self.chosen.texts)

    @property
    def guarantees(self):
        """[(label, text)] of what goes along with the duty, in the words of the county's rules (通渭 第10项: 人才、资金)."""
        promised = {key: getattr(self.chosen, f"guarantee_{key}") for key in PROMISES}
        rules = self.duty.county.rules if any(promised.values()) else None
        called = rules.promise_called if rules else PROMISES.get
        return [(called(key), text) for key, text in promised.items() if text]


def _differences(before, after):
    """[(label, old, new)]: each as it read on its first day."""
    both = (before, after)
    return differences(*(snapshot(each, each.effective_from, sources_of(each.duty.county)) for each in both))


def points(text):
    """The lines of a text to be numbered by the page; none when it is one line or numbers itself."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines if len(lines) > 1 and not any(OWN_NUMBER.match(line) for line in lines) else []
