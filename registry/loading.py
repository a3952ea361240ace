"""What a county's list begins with: the kinds and categories that its rules name, set up; and a list from a CSV file with the
columns of fixtures/demo/duties.csv, entered by the list's own verbs. (A county's own table is imported: `registry.importing`.)

A key that comes again is the next text of that duty. Days may be counted from today (-25, +9), so
that a demonstration always has a duty near its end. Without 施行日期 a duty stays 已准入待生效.
"""

import csv
from datetime import date, timedelta

from django.db import transaction

from accounts.models import UnitKind
from audit import clock
from audit.record import SYSTEM
from documents.numbers import BadNumber
from regimes.queries import in_force
from regimes.states import USUAL_LISTS
from registry import actions
from registry.actions.kinds import record_kind
from registry.changes import changed
from registry.columns import templates
from registry.models import Category, ListKind
from registry.states import EndKind, ServiceCentre, SourceKind, TownshipRole, TransferMode

ALL = "全部"
FIRST_CATEGORY = "综合"  # of a county that has no categories yet
OWN = "duty_list"  # whose columns a list of the county's own begins with
MARKS = ("temporary", "recalled", "may_lack_department")
WORDS = {
    "transfer_mode": {word: value for value, word in TransferMode.choices},
    "township_role": {word: value for value, word in TownshipRole.choices},
    "source_kind": {
        **{word: value for value, word in SourceKind.choices},
        "部门确需": SourceKind.DEPARTMENT.value,
    },
    "service_centre": {word: value for value, word in ServiceCentre.choices},
    "end_kind": {word: value for value, word in EndKind.choices},
}
TEXTS = (
    "name",
    "township_duties",
    "department_duties",
    "boundary",
    "basis",
    "why_temporary",
    "guarantee_funding",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
    "publication_ground",
)


class BadRow(Exception):
    """A line of the file that cannot be entered; the message names it."""


def set_up_kinds(county):
    """The four list kinds in use nationwide, those of the county's own rules, and the categories that they name; what the
    county has stays. {prefix: ListKind}."""
    _usual_lists(county)
    if regime := in_force(county, on=clock.today()).first():
        take_up(regime, by=SYSTEM)
    return {kind.prefix: kind for kind in county.list_kinds.all()}


def _usual_lists(county):
    """Those of the usual lists that the county has not yet; neither one whose prefix it gave to another."""
    there, made = list(county.list_kinds.all()), []
    for order, (key, name, prefix) in enumerate(USUAL_LISTS, start=1):
        if any(kind.key == key or kind.prefix == prefix for kind in there):
            continue
        template = key if key in templates() else OWN
        marks = {mark: getattr(templates()[template], mark) for mark in MARKS}
        columns = _columns(county, template)
        facts = {"name": name, "prefix": prefix, "order": order, "columns": columns, **marks}
        made.append(ListKind.objects.create(county=county, key=key, **facts))
    return made


@transaction.atomic
def set_up(regime, *, by):
    """As `take_up`, for a county that has to work by the regime: the usual lists too, and one category where it has none."""
    usual = _usual_lists(regime.county)
    for kind in usual:
        record_kind("add_kind", kind, by)
    added, left = take_up(regime, by=by)
    added = [*(kind.name for kind in usual), *added]
    if not regime.county.categories.exists():
        added.append(_category(regime.county, FIRST_CATEGORY).name)
    return added, left


def _columns(county, key):
    """The usual columns, headed in the county's own words."""
    return [column.as_data() | {"label": county.worded(column.label)} for column in templates()[key].columns]


@transaction.atomic
def take_up(regime, *, by):
    """The lists and categories that a regime names and its county has not, each list with its event; what the county has
    stays. ([what was added], [a sentence for each list that another one stands in the way of])."""
    county, rules = regime.county, regime.rules
    there, added, left = list(county.list_kinds.select_for_update(no_key=True)), [], []
    for each in rules.lists:
        taken = [
            kind
            for kind in there
            if each.key == kind.key or each.name == kind.name or each.prefix == kind.prefix
        ]
        if any(kind.key == each.key for kind in taken):
            continue
        if taken:
            left.append(_in_the_way(each, taken[0]))
            continue
        order = max((kind.order for kind in there), default=len(USUAL_LISTS)) + 1
        facts = {"name": each.name, "prefix": each.prefix, "order": order, "columns": _columns(county, OWN)}
        there.append(ListKind.objects.create(county=county, key=each.key, **facts))
        record_kind("add_kind", there[-1], by)
        added.append(each.name)
    last = max(county.categories.values_list("order", flat=True), default=0)
    for order, name in enumerate(rules.categories.names if rules.categories else (), start=last + 1):
        _, is_new = Category.objects.get_or_create(county=county, name=name, defaults={"order": order})
        added += [name] if is_new else []
    changed(county)  # its words stand on the pages of the list
    return added, left


def _in_the_way(wanted, kind):
    if kind.prefix == wanted.prefix:
        return f"“{wanted.name}”没有设立：编号前缀“{wanted.prefix}”已经用于“{kind.name}”，请在制度文件里另写一个前缀。"
    return (
        f"“{wanted.name}”没有设立：已经有一种清单叫这个名称，请在“清单种类”页给它改名，再载入一次制度文件。"
    )


@transaction.atomic
def load_duties(*, county, lines, today, is_sample=True):
    """Enter the lines of a CSV file, all or nothing; the duties in the order of the file."""
    kinds = set_up_kinds(county)
    units = {}
    for unit in county.units.all():
        units |= {unit.name: unit, unit.short_name: unit, unit.code: unit}
    townships = [unit for unit in county.units.order_by("order") if unit.kind == UnitKind.TOWNSHIP]
    duties = {}
    for number, line in enumerate(csv.DictReader(lines), start=1):
        try:
            _enter(line, county, kinds, units, townships, duties, today, is_sample)
        except KeyError as unknown:
            raise BadRow(f"第{number}项：不认识“{unknown.args[0]}”。") from unknown
        except (ValueError, BadNumber, actions.NotPossible) as problem:
            raise BadRow(f"第{number}项：{problem}") from problem
    return list(duties.values())


def _enter(line, county, kinds, units, townships, duties, today, is_sample):
    facts, named = _facts(line, today), _townships(line["townships"], units, townships)
    department = _unit(units, line["department"]) if line["department"] else None
    if line["key"] in duties:
        version = actions.amend_duty(
            duty=duties[line["key"]], facts=facts, townships=named, department=department
        )
    else:
        version = actions.enter_duty(
            county=county,
            facts=facts,
            townships=named,
            list_kind=kinds[line["kind"]],
            category=_category(county, line["category"]),
            department=department,
            is_sample=is_sample,
        )
    duty = duties[line["key"]] = version.duty
    if line["effective_from"]:
        actions.set_effective(
            version=version,
            document_number=line["document_number"],
            issued_on=_day(line["issued_on"], today),
            effective_from=_day(line["effective_from"], today),
        )
    if line["ended_on"]:
        leaving = _townships(line["end_townships"], units, named)
        kind = WORDS["end_kind"][line["end_kind"]]
        actions.retire_duty(duty=duty, townships=leaving, kind=kind)
        actions.set_end(
            duty=duty,
            townships=leaving,
            document_number=line["end_document"],
            ended_on=_day(line["ended_on"], today),
        )


def _facts(line, today):
    coded = ("transfer_mode", "township_role", "source_kind", "service_centre")
    return actions.DutyFacts(
        **{name: line[name] for name in TEXTS},
        **{name: WORDS[name][line[name]] if line[name] else "" for name in coded},
        term_from=_day(line["term_from"], today),
        term_until=_day(line["term_until"], today),
        is_public=line["is_public"] != "否",
    )


def _category(county, name):
    """None of what is of no category (村级 of 湖南, whose nine are kinds of power)."""
    if not name:
        return None
    order = county.categories.count() + 1
    return Category.objects.get_or_create(county=county, name=name, defaults={"order": order})[0]


def _townships(names, units, every):
    return list(every) if names == ALL else [_unit(units, name) for name in names.split("、")]


def _unit(units, name):
    if name not in units:
        raise ValueError(f"没有“{name}”这个单位：写单位代码、简称或全称，还没有设立的先在“管理”里设立")
    return units[name]


def _day(text, today):
    if not text:
        return None
    return today + timedelta(days=int(text)) if text[0] in "+-" else date.fromisoformat(text)
