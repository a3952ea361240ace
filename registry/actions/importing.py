"""A plan of an import written into the list: what enter_duty, amend_duty, set_effective and set_end do, many rows at once.

The same checks and the same rows as those verbs leave, in a handful of statements: thousands of rows a second. Part of the
caller's transaction, which holds the lock of the list kind (the verbs wait for the same row before a number is given).
"""

import re
from collections import Counter
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace
from uuid import uuid4

from django.db.models import Max

from accounts.succession import other_names
from audit import clock
from documents.numbers import check_form
from registry import hit_facts, search_index
from registry.actions.duties import NotPossible
from registry.changes import changed
from registry.filling import Table, copying
from registry.importing.planning import CHANGED, NEW, too_early
from registry.models import Category, Duty, DutyTownship, DutyVersion, HitFacts
from registry.normalize import normalized
from registry.states import EndKind

BATCH = 500
DUTY_AMENDED = ["name", "normalized_name", "department", "category"]


def write_plan(
    *,
    kind,
    plan,
    document_number,
    effective_from,
    ends_missing=False,
    is_sample=False,
    told=lambda done, total: None,
):
    """Enter what is new, amend what has changed, end what is gone (where asked for); how many rows of each. `told` hears how
    many texts are written.

    Rows that name a 文号 or a day of their own keep them; `document_number` and `effective_from` are for the others, and
    both may be missing where no row needs them. NotPossible names the row.
    """
    writer = _Writer(kind, plan, document_number, effective_from, is_sample, told)
    writer.enter()
    writer.amend()
    if ends_missing and plan.gone:
        writer.end()
    changed(kind.county_id)
    return writer.counts


class _Writer:
    def __init__(self, kind, plan, document_number, effective_from, is_sample, told):
        self.kind, self.county, self.plan, self.is_sample = kind, kind.county, plan, is_sample
        self.document_number = check_form(document_number) if document_number else ""
        self.effective_from, self.today = effective_from, clock.today()
        self.counts = Counter()
        self.categories = {each.name: each for each in self.county.categories.all()}
        written = [row for row in plan.rows if row.what in (NEW, CHANGED)]
        self.names = other_names({_key(row.entry.department) for row in written})
        self.told, self.written, self.total = told, 0, len(written)

    def _given(self, row, storage):
        return row.entry.by_storage.get(storage) or None

    def _day_and_number(self, row, before=None):
        """The row's own, where they are not those of the text it replaces; else those of the whole import."""
        day, number = self._given(row, "effective_from"), self._given(row, "document_number")
        if before and day == before.in_force_from:
            day = None
        if before and number == before.document_number:
            number = None
        day, number = day or self.effective_from, number or self.document_number
        said = row.entry.said
        if not (day and number):
            raise NotPossible(f"{said}没有施行日期或者文号，请为这次导入填写。")
        if before and day <= before.effective_from:
            raise NotPossible(f"{said}：{too_early(before)}。")
        if row.facts.term_until and row.facts.term_until < day:
            raise NotPossible(f"{said}：施行日期晚于这项职责的结束日期。")
        return {"effective_from": day, "document_number": number}

    def _category(self, row):
        name = self._given(row, "category")
        if not name:
            return None
        if name not in self.categories:
            # manage.py load_duties may bring the same one meanwhile
            named = {"county": self.county, "name": name}
            order = {"order": len(self.categories) + 1}
            self.categories[name], _ = Category.objects.get_or_create(**named, defaults=order)
        return self.categories[name]

    # -- new ---------------------------------------------------------------------------------------------------

    def enter(self):
        rows = [row for row in self.plan.rows if row.what == NEW]
        for row in rows:
            self._category(row)  # all of them now: nothing is asked while rows are written
        numbers = _Numbers(self.kind)
        numbers.reserve(row.entry.code for row in rows if row.entry.code)
        table = Table(Duty(county=self.county, list_kind=self.kind, is_sample=self.is_sample))
        keys = table.keys(len(rows))
        duties = (
            self._duty(table, key, row, *numbers.of(row.entry.code))
            for key, row in zip(keys, rows, strict=True)
        )
        self._write(rows, duties, [1] * len(rows), [None] * len(rows), first=table)
        self.counts[NEW] = len(rows)

    def _duty(self, table, key, row, serial, code):
        """A duty into its table; of it, what its text needs."""
        category = self._category(row)
        table.add(
            id=key,
            uuid=uuid4().hex,
            category_id=category and category.pk,
            serial=serial,
            code=code,
            name=row.facts.name,
            normalized_name=normalized(row.facts.name),
            department_id=_key(row.entry.department),
        )
        return SimpleNamespace(
            pk=key,
            county_id=self.county.pk,
            code=code,
            serial=serial,
            category=category,
            category_id=category and category.pk,
        )

    # -- changed -----------------------------------------------------------------------------------------------

    def amend(self):
        rows = [row for row in self.plan.rows if row.what == CHANGED]
        before = [row.current.version for row in rows]
        duties = [version.duty for version in before]
        days = [self._day_and_number(row, row.current.version) for row in rows]
        for row, version, each in zip(rows, before, days, strict=True):
            if not self._carried(row, version, each["effective_from"]):
                raise NotPossible(f"{row.entry.said}：到施行日期，承担的乡镇都已经退出。")
        # first the old texts: one text a duty counts, and the database watches over it
        for day in {each["effective_from"] for each in days}:
            old = [
                version.pk
                for version, each in zip(before, days, strict=True)
                if each["effective_from"] == day
            ]
            for some in _batches(old):
                DutyVersion.objects.filter(pk__in=some).update(superseded_on=day)
        hit_facts.put(version.pk for version in before)
        amended = [duty for duty, row in zip(duties, rows, strict=True) if self._amends(duty, row)]
        Duty.objects.bulk_update(amended, DUTY_AMENDED, batch_size=BATCH)
        self._write(rows, duties, [version.number + 1 for version in before], before)
        self.counts[CHANGED] = len(rows)

    def _amends(self, duty, row):
        """Whether the duty's own row changes with its text; it says then what the text says."""
        before = duty.name, duty.department_id, duty.category_id
        duty.name, duty.normalized_name = row.facts.name, normalized(row.facts.name)
        duty.department = row.entry.department
        if "category" in row.entry.by_storage:
            duty.category = self._category(row)
        return before != (duty.name, duty.department_id, duty.category_id)

    # -- both --------------------------------------------------------------------------------------------------

    def _write(self, rows, duties, numbers, before, *, first=None):
        """The texts of the rows, their places in the index, and who carries them; `first`: the table of duties that are new."""
        texts = Table(DutyVersion()), Table(DutyTownship(), keyed=False), Table(HitFacts())
        tables = (first, *texts) if first else texts
        each = zip(texts[0].keys(len(rows)), rows, duties, numbers, before, strict=True)
        with copying() as copy:
            while some := [self._add(*texts, *one) for one in islice(each, BATCH)]:
                for table in tables:
                    table.flush(copy)
                search_index.append(some, copy)
                self.written += len(some)
                self.told(self.written, self.total)

    def _add(self, versions, carriers, hits, key, row, duty, number, before):
        """A text and its carriers into their tables; its row of the index."""
        facts, department, when = row.facts, row.entry.department, self._day_and_number(row, before)
        lines = search_index.lines(
            duty, facts, department, when["document_number"], self.names[_key(department)]
        )
        versions.add(
            id=key,
            uuid=uuid4().hex,
            duty_id=duty.pk,
            number=number,
            department_id=_key(department),
            normalized_name=normalized(facts.name),
            search_text=search_index.text(lines),
            is_public=facts.is_public,
            **when,
            **{name: said for name, said in vars(facts).items() if said and name != "is_public"},
        )
        carried = self._carried(row, before, when["effective_from"])
        for township, end in carried.items():
            carriers.add(version_id=key, township_id=township, **end)
        last_days = [end.get("ended_on") for end in carried.values()]
        dated = hit_facts.days(when["effective_from"], None, facts.term_until, last_days)
        hits.add(
            version_id=key, **dated, **hit_facts.of(duty, self.kind.order, facts.is_public, lines["name"])
        )
        return key, *search_index.columns_of(lines, self.county.code)

    def _carried(self, row, before, day):
        """{township's id: its end} of the new text: the row's townships, but for those that leave before the day, which no file
        prolongs; and those of the text before whose end is decided or came after the day, whether or not the row names them."""
        carried = {township.pk: {} for township in row.entry.townships}
        for was in before.all_carriers if before else ():
            named = was.township_id in carried
            if was.end_pending or (was.ended_on and was.ended_on >= (max(day, self.today) if named else day)):
                carried[was.township_id] = {name: getattr(was, name) for name in END}
            elif named and was.ended_on and was.ended_on >= self.today:
                del carried[was.township_id]
        return carried

    # -- gone --------------------------------------------------------------------------------------------------

    def end(self):
        """取消 from the day the import takes effect: the day before is the last one (灵川 第五条), but of townships whose end is
        decided, which keep theirs, and of what runs out by then."""
        if not (self.effective_from and self.document_number):
            raise NotPossible("取消文件中没有的事项，须填写文号和施行日期。")
        last_day = self.effective_from - timedelta(days=1)
        ending, ended = [], len(self.plan.gone)
        for current in self.plan.gone:
            if current.version.term_until and current.version.term_until <= last_day:
                ended -= 1  # it runs out by itself
                continue
            if current.coming:
                raise NotPossible(
                    f"{current.duty.code}已有文本待生效，生效后才能取消；不取消的，请不选“按取消处理”。"
                )
            if current.version.effective_from > last_day:
                raise NotPossible(f"{current.duty.code}自施行起还不满一天，不能取消：施行日期须再晚一些。")
            ending += [
                row for row in current.version.all_carriers if row.ended_on is None and not row.end_pending
            ]
        for some in _batches([row.pk for row in ending]):
            DutyTownship.objects.filter(pk__in=some).update(
                ended_on=last_day, end_kind=EndKind.CANCELLED, end_document=self.document_number
            )
        hit_facts.put(current.version.pk for current in self.plan.gone)
        self.counts["gone"] = ended


END = ("ended_on", "end_pending", "end_kind", "end_document", "end_case")


def _key(row):
    return row and row.pk


def _batches(keys):
    return (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))


class _Numbers:
    """The numbers of a kind's new duties: those the file brings stay, the others go on from the last one."""

    def __init__(self, kind):
        self.prefix = kind.prefix
        self.last = Duty.objects.filter(list_kind=kind).aggregate(last=Max("serial"))["last"] or 0
        self.serials = set(Duty.objects.filter(list_kind=kind).values_list("serial", flat=True))
        self.codes = set(Duty.objects.filter(county=kind.county_id).values_list("code", flat=True))
        self.own = re.compile(re.escape(self.prefix) + r"0*([1-9]\d{0,5})")

    def reserve(self, codes):
        """What the file gives is not given to another row of it."""
        self.given = {}
        for code in codes:
            found = self.own.fullmatch(code)
            if found and (serial := int(found[1])) not in self.serials:
                self.serials.add(serial)
                self.given[code] = serial
        self.codes |= set(self.given)
        self.last = max([self.last, *self.given.values()])

    def of(self, code):
        """(serial, code) of the next duty."""
        if code in self.given:
            return self.given[code], code
        serial = self.last + 1
        while serial in self.serials or (not code and f"{self.prefix}{serial:03d}" in self.codes):
            serial += 1
        self.serials.add(serial)
        self.last = serial
        return serial, code or f"{self.prefix}{serial:03d}"
