"""What an edition is made of, and what changed between two."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.urls import reverse

from audit import clock
from config.templatetags.chinese import plain_date
from registry.columns import own_texts
from registry.models import DutyVersion, Edition, EditionEntry
from registry.queries import current_on, public_duties, with_carriers
from registry.states import IN_FORCE, ServiceCentre, SourceKind, TownshipRole, TransferMode

TEXTS = (
    ("name", "事项名称"),
    ("category", "类别"),
    ("department", "牵头部门"),
    ("townships", "承担乡镇"),
    ("township_duties", "乡镇职责"),
    ("department_duties", "县级部门职责"),
    ("boundary", "职责边界"),
    ("basis", "依据"),
    ("term", "期限"),
    ("transfer_mode", "下放方式"),
    ("township_role", "承担方式"),
    ("source_kind", "来源"),
    ("guarantee_funding", "经费保障"),
    ("guarantee_staff", "人员保障"),
    ("guarantee_technology", "技术保障"),
    ("guarantee_training", "培训保障"),
    ("service_centre", "便民服务中心"),
)
"""Keys of a snapshot that a reader compares, with their labels, in the order of the page."""


@dataclass(frozen=True)
class Changed:
    code: str
    before: dict
    after: dict

    @property
    def texts(self):
        """[(label, old, new)] of what differs; a change of 文号 or date alone gives none."""
        return differences(self.before, self.after)


@dataclass(frozen=True)
class Changes:
    """Snapshots added and ended, and pairs changed; size(n) = size(n−1) + added − ended."""

    added: list
    changed: list
    ended: list

    def __bool__(self):
        return bool(self.added or self.changed or self.ended)


def entries_on(county, on):
    """Unsaved entries of the list in force and public that day, in the list's order. Two queries."""
    versions = with_carriers(
        public_duties(county, on, today=clock.today())
        .filter(standing__in=IN_FORCE)
        .select_related("duty__list_kind", "duty__category", "department")
        .order_by("duty__list_kind__order", "duty__serial")
    )
    return [
        EditionEntry(version=version, code=version.duty.code, snapshot=_canonical(snapshot(version, on)))
        for version in versions
    ]


def _canonical(facts):
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def snapshot(version, on):
    """Everything the public page says of a version that day, in words that no later change reaches."""
    duty = version.duty
    carried = [c for c in version.all_carriers if c.ended_on is None or c.ended_on >= on]
    term = [plain_date(day) for day in (version.term_from, version.term_until) if day]
    return {
        "duty": str(duty.uuid),
        "version": version.number,
        "code": duty.code,
        "kind": duty.list_kind.name,
        "recalled": duty.list_kind.recalled,
        "category": duty.category.name if duty.category else "",
        "name": version.name,
        "department": version.department.name,
        "townships": "、".join(carrier.township.short_name for carrier in carried),
        "township_duties": version.township_duties,
        "department_duties": version.department_duties,
        "boundary": version.boundary,
        "basis": version.basis,
        "transfer_mode": TransferMode(version.transfer_mode).label if version.transfer_mode else "",
        "township_role": TownshipRole(version.township_role).label if version.township_role else "",
        "source_kind": SourceKind(version.source_kind).label if version.source_kind else "",
        "term": "至".join(term),
        "guarantee_funding": version.guarantee_funding,
        "guarantee_staff": version.guarantee_staff,
        "guarantee_technology": version.guarantee_technology,
        "guarantee_training": version.guarantee_training,
        "service_centre": ServiceCentre(version.service_centre).label if version.service_centre else "",
        "document_number": version.document_number,
        "effective_from": version.effective_from.isoformat(),
        # only where there are any: what was published before kinds had columns stays byte for byte the same
        **({"texts": dict(texts)} if (texts := own_texts(duty.list_kind, version.texts)) else {}),
    }


def differences(before, after):
    """[(label, old, new)] between two snapshots; of a text of several lines only those that differ."""
    found = []
    for label, was, now in _texts_of_both(before, after):
        if was == now:
            continue
        old, new = was.splitlines(), now.splitlines()
        if max(len(old), len(new)) < 2:
            found.append((label, was, now))
        else:
            found += [(f"{label}第{line}条", gone, come) for line, gone, come in _lines(old, new)]
    return found


def _texts_of_both(before, after):
    """(label, old, new): what every kind says, then the kind's own columns by their labels."""
    for key, label in TEXTS:
        yield label, before[key], after[key]
    old, new = before.get("texts", {}), after.get("texts", {})
    for label in dict.fromkeys([*old, *new]):
        yield label, old.get(label, ""), new.get(label, "")


def _lines(old, new):
    """(number, old line, new line) of the lines that differ; the number is the new text's, or the old's."""
    for name, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name != "equal":
            for at, (gone, come) in enumerate(zip_longest(old[i:j], new[k:end], fillvalue="")):
                yield (k + at if come else i + at) + 1, gone, come


def compare(before, after):
    """Changes between two lists of entries; a duty is the same duty by its code."""
    old = {entry.code: entry.snapshot for entry in before}
    new = {entry.code: entry.snapshot for entry in after}
    return Changes(
        added=[json.loads(text) for code, text in new.items() if code not in old],
        changed=[
            Changed(code, json.loads(old[code]), json.loads(text))
            for code, text in new.items()
            if code in old and old[code] != text
        ],
        ended=[json.loads(text) for code, text in old.items() if code not in new],
    )


def changes_since(edition, entries):
    """What the entries change against an edition; against none everything is added."""
    return compare(edition.entries.all() if edition else [], entries)


def waiting_changes(county, on):
    """待编入新版: what the list of that day changes against the latest edition. Four queries."""
    latest = Edition.objects.filter(county=county).first()
    return latest, changes_since(latest, entries_on(county, on))


def shown(entries, today):
    """The snapshots of the entries; `url` is empty where the duty has become 不予公开 since. One query."""
    hidden = set(
        DutyVersion.objects.filter(
            current_on(today), is_public=False, duty__versions__in=[entry.version_id for entry in entries]
        ).values_list("duty__code", flat=True)
    )
    return [
        facts | {"url": "" if entry.code in hidden else reverse("duty", args=[facts["duty"]])}
        for entry, facts in ((entry, json.loads(entry.snapshot)) for entry in entries)
    ]


def previous_of(edition):
    """The edition before it, or None: dates never run backwards, so the order of rows is that of days."""
    return Edition.objects.filter(county=edition.county_id, pk__lt=edition.pk).order_by("-pk").first()
