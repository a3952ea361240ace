"""The papers of the list in words: an edition as a notice with its table, a 勘误."""

import json
from itertools import groupby

from accounts.words import own_name
from audit import clock
from config.templatetags.chinese import plain_date
from documents.models import PaperKind
from documents.papers import issue
from regimes.clauses import Papers
from regimes.queries import in_force
from registry import kind_names
from registry.columns import with_own
from registry.editions import carried, townships_on
from registry.queries import office_of
from registry.states import changes_said

HEAD, WIDTHS = ["编号", "事项名称", "承担乡镇", "乡镇职责", "县级部门及其职责"], [15, 30, 24, 41, 46]
CHANGED_HEAD, CHANGED_WIDTHS = ["变更", "编号", "事项名称", "内容"], [15, 18, 55, 68]


def edition(published, entries, changes, previous, *, by):
    """《清单》 as a notice: what is new, the whole list as its table, and what changed since the edition before."""
    county = published.county
    rules = rules_on(county, published.published_on)
    ways, office = ways_of(county, rules)
    listed = f"{published.title}（{published}）"
    annexes = [{"title": listed, "grids": _tables(county, rules, entries, published.list_day)}]
    if previous and changes.all:
        annexes.append({"title": f"与{previous}相比的变更", "grids": [_changed(changes)]})
    issuers = list(ways.edition_issuers) or [office]
    return issue(
        county=county,
        subject=published.uuid,
        kind=PaperKind.EDITION,
        number=published.document_number,
        by=by,
        snapshot={"edition": [published.year, published.number], "sha256": published.sha256},
        words={
            "list": published.title,
            "edition": str(published),
            "size": published.size,
            "effective": plain_date(published.published_on),
            "changes": previous and f"与{previous}相比，{_changes_said(changes)}。",
            "notes": published.notes,
        },
        rules=rules,
        issuers=issuers,
        to=[county.worded(each, rules=rules) for each in ways.edition_to],
        date=published.published_on,
        attachments=[annex["title"] for annex in annexes],
        annexes=annexes,
        printed_by=issuers[0],
    )


def _changes_said(changes):
    parts = [changes_said(changes.numbers, all_four=False), kind_names.said(changes.renamed)]
    return "，".join(filter(None, parts))


def corrigendum(settled, *, label, by):
    """勘误通知 of one that was confirmed, to the department in charge and the townships that carry the duty."""
    version = settled.result
    county, duty = version.duty.county, version.duty
    rules = rules_on(county, clock.today())
    _, office = ways_of(county, rules)
    townships = [carrier.township.name for carrier in version.carriers.select_related("township")]
    return issue(
        county=county,
        subject=settled.uuid,
        kind=PaperKind.CORRIGENDUM,
        by=by,
        snapshot={"duty": str(duty.uuid), "old": settled.old_text, "new": settled.new_text},
        words={
            "list": f"{county.name}乡镇职责任务清单",
            "matter": version.name,
            "code": duty.code,
            "field": label,
            "slip": settled.get_kind_display(),
            "old": settled.old_text,
            "new": settled.new_text,
            "reason": settled.reason,
            "effective": plain_date(version.effective_from),
        },
        rules=rules,
        issuers=[office],
        to=list(dict.fromkeys([*([version.department.name] if version.department else []), *townships])),
    )


def rules_on(county, day):
    """The county's rules in force that day, or None."""
    regime = in_force(county, on=day).first()
    return regime.rules if regime else None


def ways_of(county, rules):
    """(how the county words its papers, its office's full name), by its rules if there are any."""
    if rules:
        return rules.papers, own_name(rules.bodies.office.name)
    office = office_of(county)
    return Papers(), office.name if office else county.name


def begun_number(county, day):
    """With what the number of an edition's document begins that year; "" where the county's file gives no 代字."""
    return ways_of(county, rules_on(county, day))[0].begun_number("edition", day.year)


def _tables(county, rules, entries, day):
    """One table a kind of list, in the list's order."""
    townships = townships_on(county, day)
    said = (json.loads(entry.snapshot) for entry in entries)
    head = [county.worded(each, rules=rules) for each in HEAD]
    return [
        {"title": kind, "head": head, "widths": WIDTHS, "rows": [_row(facts, townships) for facts in rows]}
        for kind, rows in groupby(said, key=lambda facts: facts["kind"])
    ]


def _row(facts, townships):
    duties = "：".join(filter(None, [facts["department"], facts["department_duties"]]))
    does = with_own(facts["township_duties"], facts.get("texts", {}).items())
    return [facts["code"], facts["name"], carried(facts, townships), does, duties]


def _changed(changes):
    rows = [["新增", facts["code"], facts["name"], ""] for facts in changes.added]
    for word, pairs in (("调整", changes.changed), ("勘误", changes.corrected)):
        for pair in pairs:
            labels = dict.fromkeys(label for label, _, _ in pair.texts)
            rows.append([word, pair.code, pair.after["name"], "、".join(labels) or "文号、施行日期"])
    rows += [["退出", facts["code"], facts["name"], facts["end"]] for facts in changes.ended]
    return {"title": "", "head": CHANGED_HEAD, "widths": CHANGED_WIDTHS, "rows": rows}
