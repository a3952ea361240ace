"""A duty as one row of its kind's table: a cell a column, as export writes it and import reads it back.

    columns = table_columns(kind)
    [[column.label for column in columns], *(cells(version, columns) for version in versions)]

A version comes with its duty (and the duty's category), its department and `all_carriers` (queries.with_carriers). A cell
is plain text: days as 2026-11-23, choices by their word, townships by short name with 、 between. What the cells of a
row say, `Reader` turns back into the same values: writing and reading change nothing.
"""

import re
import unicodedata
from datetime import date
from functools import cache, cached_property

from accounts.models import UnitKind, UnitName
from accounts.succession import full_name_now, has_ended
from accounts.words import at_level
from audit import clock
from config.forms import YEARS
from documents.numbers import BadNumber, check_form
from registry.columns import STORAGES, Column, columns_of
from registry.normalize import normalized
from registry.queries import carrying
from registry.states import ServiceCentre, SourceKind, TownshipRole, TransferMode

CHOICES = {
    "transfer_mode": TransferMode,
    "township_role": TownshipRole,
    "source_kind": SourceKind,
    "service_centre": ServiceCentre,
}
CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
# Each run of blanks is read once, however long: it is looked at from its first, and nothing of it is given back.
BREAK = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")
BREAK_IN_CHINESE = re.compile(rf"(?<={CHINESE}){BREAK.pattern}(?={CHINESE})")
DAYS = ("term_from", "term_until", "effective_from")
# what else counties write for a choice
OTHER_WORDS = {
    "service_centre": {
        "是": ServiceCentre.STATIONED,
        "否": ServiceCentre.NOT_STATIONED,
        "不": ServiceCentre.NOT_STATIONED,
    },
    "township_role": {"协助": TownshipRole.ASSIST, "配合": TownshipRole.ASSIST, "承担": TownshipRole.HANDLE},
    "source_kind": {
        "部门确需": SourceKind.DEPARTMENT,
        "职能部门确需": SourceKind.DEPARTMENT,
        "县委、县政府及部门确需": SourceKind.COUNTY,
    },
}
NOW = re.compile(r"[（(]现.{1,200}[）)]$")  # no name of a unit is longer
EVERY_TOWNSHIP = {
    normalized(words)
    for words in (
        "全部", "所有乡镇", "各乡镇", "各乡镇（街道）", "全县各乡镇", "全部乡镇", "全部乡镇（街道）", "各镇街", "各镇（街道）", "乡镇（街道）",
        "全县", "全旗", "全区", "全市", "全县乡镇", "全县所有乡镇", "全县各乡镇（街道）", "全县各镇街", "所有乡镇（街道）", "所有镇街", "全部镇街",
        "乡镇", "镇街", "乡镇街道", "各乡镇街道",
    )
}  # fmt: skip
BETWEEN_NAMES = re.compile(r"[、，,；;/\n\s]+")
A_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
AT_MIDNIGHT = re.compile(r"(?<![T\s])[T\s]++0?0:00(:00(\.0+)?)?$")  # as programs write a day
NO_END = {"长期", "长期有效", "常态", "无"}
# with what a spreadsheet begins something it would run; a Chinese or Japanese one takes the full-width signs for it too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHORT = {"name": 200, "code": 20, "category": 50}


def table_columns(kind):
    """The columns of the kind's table: 编号 first, added where the kind itself has none."""
    columns = list(columns_of(kind))
    code = next((column for column in columns if column.storage == "code"), None)
    if code is None:
        taken = any(column.label == STORAGES["code"] for column in columns)
        code = Column(key="code_", label="系统编号" if taken else STORAGES["code"], storage="code")
    return [code, *(column for column in columns if column is not code)]


def cells(version, columns, on=None, county=""):
    """The texts of a version's row, as it is on the day (today); a 旗 of that name says 旗委 for 县委."""
    return [spoken(column.storage, value_of(version, column, on), county) for column in columns]


def value_of(version, column, on=None):
    """What the version says in the column: a text, a day or None, a Unit, or a list of townships."""
    match column.storage:
        case "":
            return version.texts.get(column.key, "")
        case "code":
            return version.duty.code
        case "category":
            return version.duty.category.name if version.duty.category else ""
        case "townships":
            return [row.township for row in carrying(version, on or clock.today())]
        case "effective_from":
            return version.in_force_from
        case storage:
            return getattr(version, storage)


def spoken(storage, value, county=""):
    """A value as its cell says it in the county of that name."""
    if value is None or value == "":
        return ""
    if storage in CHOICES:
        return at_level(CHOICES[storage](value).label, county)
    if storage == "department":
        return full_name_now(value)
    if storage == "townships":
        return "、".join(township.short_name for township in value)
    return value.isoformat() if storage in DAYS else str(value)


class BadCell(ValueError):
    """A cell that says nothing its column can hold; the message, in Chinese, why."""


class UnknownUnits(BadCell):
    """Names of units that the county does not have; `names` as written."""

    def __init__(self, names):
        super().__init__(f"不认识的单位：{'、'.join(names)}")
        self.names = names


def _note(units, name, unit):
    """A name that two units share is neither's."""
    units[name] = unit if units.get(name, unit) == unit else None


class Reader:
    """Reads cells of one county's table. `units`: {name as written: Unit} settled by a person."""

    def __init__(self, county, units=()):
        self.county = county
        everyone = list(county.units.order_by("order", "id"))
        self.townships = [unit for unit in everyone if unit.kind == UnitKind.TOWNSHIP]
        usual = {at_level(each.label, county.name): each for each in SourceKind}
        self.own_sources = usual | (
            {said: key for key, said in rules.sources_of_temporary.items()} if (rules := county.rules) else {}
        )
        self._known = {}
        for said in ("short_name", "name"):
            for unit in everyone:
                _note(self._known, normalized(getattr(unit, said)), unit)
        self._known |= {normalized(name): unit for name, unit in dict(units).items()}
        # a table says the same units row after row
        self.unit, self._townships = cache(self.unit), cache(self._townships)

    @cached_property
    def _former(self):
        """{name as registered until a unit got another: the unit}; of names that no unit has today."""
        found = {}
        for row in UnitName.objects.filter(unit__county=self.county).select_related("unit"):
            for name in {normalized(row.short_name), normalized(row.name)} - self._known.keys():
                _note(found, name, row.unit)
        return found

    def unit(self, name):
        """The unit of this name, with or without the county's own name or a 县 before it, or of that name before it was renamed;
        else None. What a cell says of who goes on for it is not its name: 甲局（现乙局）.
        """
        spellings = self._spellings(name)
        found = next(filter(None, map(self._known.get, spellings)), None)
        return found or next(filter(None, map(self._former.get, spellings)), None)

    def _spellings(self, name):
        written = normalized(NOW.sub("", name.strip()))
        bare = written.removeprefix(normalized(self.county.name))
        return (
            written,
            bare,
            f"县{bare}",
            f"{normalized(self.county.name)}{bare}",
            bare.removeprefix("县"),
        )

    def value(self, column, text):
        """What the cell says, in the form of value_of; BadCell or UnknownUnits where it cannot be."""
        storage = column.storage
        if not text:
            return [] if storage == "townships" else None if storage in ("department", *DAYS) else ""
        if storage == "department":
            if unit := self.unit(text):
                return unit
            raise UnknownUnits([text])
        if storage == "townships":
            return self._townships(text)
        if storage in CHOICES:
            return _choice(storage, text, self.own_sources)
        if storage in DAYS:
            return _day(text)
        return _text(storage, text)

    def _townships(self, text):
        if normalized(text) in EVERY_TOWNSHIP:
            return [township for township in self.townships if not has_ended(township)]
        names = list(dict.fromkeys(name for name in BETWEEN_NAMES.split(text) if name))
        found = {name: self.unit(name) for name in names}
        if unknown := [name for name, unit in found.items() if unit is None]:
            raise UnknownUnits(unknown)
        others = {name: unit for name, unit in found.items() if unit.kind != UnitKind.TOWNSHIP}
        if others:
            raise BadCell("；".join(map(_no_township, others, others.values())))
        wanted = {unit.pk for unit in found.values()}
        return [township for township in self.townships if township.pk in wanted]


def _no_township(name, unit):
    meant = "" if name == unit.short_name else f"是{unit.short_name}，"
    return f"“{name}”{meant}不是乡镇"


def _choice(storage, text, own_sources):
    word = unicodedata.normalize("NFKC", "".join(text.split()))
    for value, label in CHOICES[storage].choices:
        if word == unicodedata.normalize("NFKC", label):
            return value
    others = OTHER_WORDS.get(storage, {}) | (own_sources if storage == "source_kind" else {})
    for said, value in others.items():
        if word == unicodedata.normalize("NFKC", said):
            return str(value)
    raise BadCell(f"“{text[:20]}”不是可选的内容，应为：{'、'.join(CHOICES[storage].labels)}")


def _day(text):
    said = "".join(AT_MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip()).split())
    if said in NO_END:
        return None
    if not (found := A_DAY.fullmatch(said)):
        raise BadCell(f"“{text[:20]}”不是日期，应写成2026-11-23或2026年11月23日")
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise BadCell(f"没有{text[:20]}这一天") from None
    if day.year not in YEARS:  # as in a form: what else it would be is a slip
        raise BadCell(f"“{text[:20]}”的年份要在{YEARS[0]}到{YEARS[-1]}之间")
    return day


def one_line(text):
    """Without the breaks that a narrow cell was given: nothing between two Chinese characters, else a space."""
    return BREAK.sub(" ", BREAK_IN_CHINESE.sub("", text)) if "\n" in text else text


def _text(storage, text):
    if storage in ("name", "category"):
        text = one_line(text)
    if storage == "document_number":
        try:
            return check_form(text)
        except BadNumber as problem:
            raise BadCell(str(problem).rstrip("。")) from None
    if storage == "code":
        text = unicodedata.normalize("NFKC", "".join(text.split()))
    if len(text) > SHORT.get(storage, 10_000):
        raise BadCell(f"最多{SHORT.get(storage, 10_000)}个字，现在有{len(text)}个字")
    return text


def guarded(text):
    """The text with ' before what a spreadsheet would run; `unguarded` gives back exactly what was given."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unguarded(text):
    """What a cell of a CSV said before it was guarded."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
