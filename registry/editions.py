"""What an edition is made of, and what changed between two."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import Unit, UnitKind
from audit import clock
from config.templatetags.chinese import plain_date
from regimes.queries import in_force
from registry import kind_names
from registry.columns import own_texts
from registry.models import DutyTownship, DutyVersion, Edition, EditionEntry
from registry.queries import (
    carrying,
    current_on,
    public_duties,
    with_carriers,
)
from registry.states import CHANGES, IN_FORCE, EndKind, ServiceCentre, TownshipRole, TransferMode
from registry.told_apart import MANY, in_words_of, without_slips

AT_ONCE = 500  # texts whose carriers are in memory
MOST_PAIRS = 100  # of lines that are looked at to find which became which

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
    """A duty of both; `slip`: it differs by 勘误 alone."""

    code: str
    before: dict
    after: dict
    slip: bool = False

    @property
    def texts(self):
        """[(label, old, new)] of what differs; a change of date alone gives none.

        Every change brings a 文号 of its own, which is no part of the text: it is told where 勘误 put it right
        and where nothing else is another.
        """
        found = differences(self.before, self.after)
        number = text_differences(
            "文号", *(facts.get("document_number", "") for facts in (self.before, self.after))
        )
        return [*found, *number] if self.slip or not found else found


@dataclass(frozen=True)
class Changes:
    """Snapshots added and ended, and pairs changed; size(n) = size(n−1) + added − ended.

    `corrected` are the changed that differ by 勘误 alone; `renamed`: [(old, new)] of kinds, whose duties stay as they are.
    `totals` where the lists are one page of more.
    """

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    corrected: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    renamed: list = field(default_factory=list)
    totals: dict | None = None

    def __bool__(self):
        return self.all > 0 or bool(self.renamed)

    def first(self, most):
        """The first so many of each; the numbers stay those of all."""
        return replace(self, **{kind: getattr(self, kind)[:most] for kind in CHANGES}, totals=self.numbers)

    @property
    def shown(self):
        return len(self.added) + len(self.changed) + len(self.corrected) + len(self.ended)

    @property
    def all(self):
        return sum(self.numbers.values())

    @property
    def is_part(self):
        return self.shown < self.all

    @property
    def numbers(self):
        return self.totals or {kind: len(getattr(self, kind)) for kind in CHANGES}


def entries_on(county, on):
    """Unsaved entries of the list in force and public that day, in the list's order. Two queries, of thousands one more for every
    AT_ONCE of them."""
    return entries_of(_listed(county, on), on, county)


def _listed(county, on):
    return public_duties(county, on, today=clock.today()).filter(standing__in=IN_FORCE)


def entries_of(versions, on, county):
    """Unsaved entries of the versions as they are that day, in the list's order. Of so many texts AT_ONCE the carriers are held:
    a long list that many townships carry has millions of them."""
    sources = sources_of(county, on)
    versions = with_carriers(
        versions.select_related("duty__list_kind", "duty__category", "department").order_by(
            "duty__list_kind__order", "duty__serial"
        )
    )
    entries = []
    for version in versions.iterator(chunk_size=AT_ONCE):
        if carrying(version, on):  # the last of them may have left since the first of the two queries
            said = _canonical(snapshot(version, on, sources))
            entries.append(EditionEntry(version=version, code=version.duty.code, snapshot=said))
        del version.all_carriers
    return entries


def _canonical(facts):
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sources_of(county, on=None):
    """{key: where a temporary duty comes from, in the words of the county's rules of the day, or of today's}; they are read
    where a duty has one."""

    def told():
        if on in (None, clock.today()):
            return county.sources_of_temporary
        regime = in_force(county, on=on).first()
        return county.sources_by(regime and regime.rules)

    return SimpleLazyObject(told)


def snapshot(version, on, sources):
    """Everything the public page says of a version that day, in words that no later change reaches."""
    duty = version.duty
    term = [plain_date(day) for day in (version.term_from, version.term_until) if day]
    return {
        "duty": str(duty.uuid),
        "version": version.number,
        "code": duty.code,
        "kind": duty.list_kind.name,
        "recalled": duty.list_kind.recalled,
        "category": duty.category.name if duty.category else "",
        "name": version.name,
        "department": version.department.name if version.department else "",
        "townships": "、".join(carrier.township.short_name for carrier in carrying(version, on)),
        "township_duties": version.township_duties,
        "department_duties": version.department_duties,
        "boundary": version.boundary,
        "basis": version.basis,
        "transfer_mode": TransferMode(version.transfer_mode).label if version.transfer_mode else "",
        "township_role": TownshipRole(version.township_role).label if version.township_role else "",
        "source_kind": sources[version.source_kind] if version.source_kind else "",
        "term": "至".join(term),
        "guarantee_funding": version.guarantee_funding,
        "guarantee_staff": version.guarantee_staff,
        "guarantee_technology": version.guarantee_technology,
        "guarantee_training": version.guarantee_training,
        "service_centre": ServiceCentre(version.service_centre).label if version.service_centre else "",
        "document_number": version.document_number,
        "effective_from": version.in_force_from.isoformat(),
        **({"source_key": version.source_kind} if version.source_kind else {}),
        # only where there are any: what was published before kinds had columns stays byte for byte the same
        **({"texts": dict(texts)} if (texts := own_texts(duty.list_kind, version.texts)) else {}),
    }


def townships_on(county, day):
    """How many townships there were that day."""
    return Unit.objects.on(day).filter(county=county, kind=UnitKind.TOWNSHIP).count()


def carried(facts, townships):
    """The townships of a snapshot, short where they are all that there were."""
    everywhere = len(facts["townships"].split("、")) == townships > 1
    return f"全部{townships}个乡镇" if everywhere else facts["townships"]


def differences(before, after):
    """[(label, old, new)] between two snapshots; of a text of several lines only those that differ."""
    found = []
    for label, was, now in _texts_of_both(before, after):
        found += text_differences(label, was, now)
    return found


def text_differences(label, was, now):
    """[(label, old, new)] between two texts; 第n条 of one of several lines."""
    if was == now:
        return []
    old, new = was.splitlines(), now.splitlines()
    if max(len(old), len(new)) < 2:
        return [(label, was, now)]
    return [(f"{label}第{line}条", gone, come) for line, gone, come in _lines(old, new)]


def _texts_of_both(before, after):
    """(label, old, new): what every kind says, then the kind's own columns by their labels."""
    for key, label in TEXTS:
        yield label, before.get(key, ""), after.get(key, "")  # an old edition may lack a key
    old, new = before.get("texts", {}), after.get("texts", {})
    for label in dict.fromkeys([*old, *new]):
        yield label, old.get(label, ""), new.get(label, "")


def _lines(old, new):
    """(number, old line, new line) of the lines that differ; the number is the new text's, or the old's."""
    for name, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name != "equal":
            for gone, come in _beside(old[i:j], new[k:end]):
                number = i + gone if come is None else k + come
                yield number + 1, "" if gone is None else old[i + gone], "" if come is None else new[k + come]


def _beside(old, new):
    """[(index of the old line, of the new one)], None where there is none: of unequal numbers each of the fewer beside
    the one it is most like, in their order; of as many one by one."""
    if len(old) > len(new):
        return [(gone, come) for come, gone in _beside(new, old)]
    if len(old) == len(new) or len(old) * len(new) > MOST_PAIRS:
        return list(zip_longest(range(len(old)), range(len(new))))

    @cache
    def alike(one, other):  # (how alike the lines from `one` and from `other` on are, where the former stand)
        if len(old) - one > len(new) - other:
            return -1, ()
        if one == len(old):
            return 0, ()
        rest, places = alike(one + 1, other + 1)
        here = SequenceMatcher(None, old[one], new[other], autojunk=False).ratio() + rest
        return max((here, (other, *places)), alike(one, other + 1), key=lambda found: found[0])

    stands = {place: n for n, place in enumerate(alike(0, 0)[1])}
    return [(stands.get(n), n) for n in range(len(new))]


def digest(snapshots):
    """The hash of a list of snapshots: an edition's, and a draft's content's."""
    return hashlib.sha256("\n".join(snapshots).encode()).hexdigest()


def compare_texts(before, after):
    """Changes between two lists of snapshots as written; what is the same in both is not even read."""
    same = set(before) & set(after)
    old, new = ({facts["code"]: facts for facts in _read(texts, same)} for texts in (before, after))
    renamed = kind_names.renamed((old[code], facts) for code, facts in new.items() if code in old)
    both = ((code, in_words_of(facts, old[code]), facts) for code, facts in new.items() if code in old)
    pairs = [Changed(code, was, facts) for code, was, facts in both if was != facts]
    changed, corrected = without_slips(pairs)
    return Changes(
        added=[facts for code, facts in new.items() if code not in old],
        changed=changed,
        corrected=corrected,
        renamed=renamed,
        ended=with_ends([facts for code, facts in old.items() if code not in new]),
    )


def with_ends(ended):
    """The snapshots of what left the list, each with `end`: 取消, 已办结, 到期 …; one query where there are any."""
    duties = [facts["duty"] for facts in ended][:MANY]
    if not duties:
        return ended
    rows = DutyTownship.objects.filter(version__duty__uuid__in=duties, version__superseded_on=None)
    rows = (
        rows.exclude(ended_on=None).order_by("ended_on", "pk").values_list("version__duty__uuid", "end_kind")
    )
    said = {str(uuid): EndKind(kind).label for uuid, kind in rows}
    return [facts | {"end": said.get(facts["duty"], "")} for facts in ended]


def _read(texts, same):
    return (json.loads(text) for text in texts if text not in same)


def newest(county):
    """The edition published last, or None."""
    return Edition.objects.filter(county=county).first()


def changes_since(edition, entries):
    """What the entries change against an edition; against none everything is added."""
    before = edition.entries.values_list("snapshot", flat=True) if edition else []
    return compare_texts(list(before), [entry.snapshot for entry in entries])


def shown(edition, entries, today):
    """The snapshots of the edition's entries; `url` is empty where the duty has become 不予公开 since. Two queries."""
    hidden = set(
        DutyVersion.objects.filter(
            current_on(today), is_public=False, duty__versions__in=[entry.version_id for entry in entries]
        ).values_list("duty__code", flat=True)
    )
    townships = townships_on(edition.county_id, edition.list_day)
    return [
        facts
        | {
            "url": "" if entry.code in hidden else reverse("duty", args=[facts["duty"]]),
            "townships": carried(facts, townships),
        }
        for entry, facts in ((entry, json.loads(entry.snapshot)) for entry in entries)
    ]


def previous_of(edition):
    """The edition before it, or None: dates never run backwards, so the order of rows is that of days."""
    return Edition.objects.filter(county=edition.county_id, pk__lt=edition.pk).order_by("-pk").first()
