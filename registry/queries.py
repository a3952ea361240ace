"""What the list is on a day. The rule of being in force is here once, in SQL, for every page and check; `hit_facts.days` keeps the
same rule as the days it gives, which a test compares.

In force on d ⇔ effective_from ≤ d, not superseded by d, d ≤ term_until, and a township carries it
on d. The last day of a term or of a township counts (until 24:00, 灵川 第四条, 第六条).
"""

from dataclasses import dataclass
from itertools import chain

from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, Q, Subquery, Value, When

from accounts.models import Unit, UnitKind
from accounts.succession import left_to, stands_for
from audit import clock
from registry import search_index
from registry.models import Duty, DutyTownship, DutyVersion, EditionEntry, HitFacts, Purchase
from registry.normalize import grams, grams_of, normalized, searchable, without_signs
from registry.states import IN_FORCE, EndKind, Standing

ALIKE = 0.5
MOST_COMPARED = 5000  # names with the one that is typed, in a county: more than a county has duties


def _carriers(*conditions, township=None, **more):
    # Said twice, the second time by >=: PostgreSQL then asks the index for each version instead of reading the carriers
    # of every county into a table of its own, which it expects to be sooner and is not.
    same = {"version": OuterRef("pk"), "version__gte": OuterRef("pk")}
    rows = DutyTownship.objects.filter(*conditions, **same, **more)
    return rows.filter(township=township) if township else rows


def carried_on(on):
    """Q over DutyTownship: the township carries the version that day."""
    return Q(ended_on__isnull=True) | Q(ended_on__gte=on)


def current_on(on):
    """Q over DutyVersion: the text that counts that day; at most one a duty."""
    return Q(effective_from__lte=on) & (Q(superseded_on__isnull=True) | Q(superseded_on__gt=on))


def in_force_on(on, township=None):
    """Q over DutyVersion: in force that day (with a township: in force there)."""
    within = Q(term_until__isnull=True) | Q(term_until__gte=on)
    return current_on(on) & within & Q(Exists(_carriers(carried_on(on), township=township)))


def _standing_on(on, township=None):
    in_force = in_force_on(on, township)
    staying = Exists(_carriers(end_pending=False, ended_on__isnull=True, township=township))
    return _standing(
        on,
        township,
        When(in_force & Q(staying), then=Value(Standing.IN_FORCE.value)),
        When(in_force, then=Value(Standing.REVOKING.value)),
    )


def status_on(on, township=None):
    """The standing of versions_on where 已撤销待生效 is 现行 still: worked out in half the time."""
    return _standing(on, township, When(in_force_on(on, township), then=Value(Standing.IN_FORCE.value)))


def _standing(on, township, *in_force):
    return Case(
        *in_force,
        When(Exists(_carriers(carried_on(on), township=township)), then=Value(Standing.EXPIRED.value)),
        When(last_end=EndKind.CANCELLED, then=Value(Standing.CANCELLED.value)),
        When(last_end=EndKind.MOVED, then=Value(Standing.MOVED.value)),
        default=Value(Standing.REVOKED.value),
        output_field=CharField(),
    )


def versions_on(county, on, *, township=None):
    """One version a duty, the text that counts that day, each with its `standing`; ended duties too.

    With a township: the versions it carries or carried, standing as it is there. Not yet public
    duties have no text that counts, so they are never among them.
    """
    versions = DutyVersion.objects.filter(current_on(on), duty__county=county)
    if township:
        versions = versions.filter(Exists(_carriers(township=township)))
    return _with_standing(versions, on, township)


def _with_standing(versions, on, township=None):
    # of ends on one day the first by the words' spelling: cancelled before all others, moved only where all were; likewise
    # importing.listed of rows at hand
    last_end = _carriers(township=township).order_by("-ended_on", "end_kind").values("end_kind")
    return versions.annotate(last_end=Subquery(last_end[:1])).annotate(standing=_standing_on(on, township))


def office_of(county):
    """The county's 联席会议办公室, or None: whom a reader may call."""
    return county.units.filter(kind=UnitKind.OFFICE).first()


def load_kinds(county):
    """The kinds of list whose duties a township itself carries: not what was taken back from it, nor what villages help with."""
    rows = county.list_kinds.filter(recalled=False)
    villages = county.rules.village_list if county.rules else None
    return rows.exclude(key=villages.key) if villages else rows


def column_keys(kind):
    """The keys of the kind's own columns under which its duties have texts, also of columns that were given up."""
    texts = DutyVersion.objects.filter(duty__list_kind=kind).exclude(texts={})
    return set(chain.from_iterable(texts.values_list("texts", flat=True).iterator()))


def in_force(county, on):
    """The versions in force that day, 不予公开 ones included."""
    return DutyVersion.objects.filter(in_force_on(on), duty__county=county)


def public_today(county, today):
    """Rows of HitFacts: of what is public and in force today, without its texts; the pk is the version's."""
    return HitFacts.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), county_id=county.pk, since__lte=today, is_public=True
    )


def public_duties(county, on, *, today, township=None):
    """versions_on for everyone: without texts that are 不予公开, or of a duty that is so today."""
    versions = versions_on(county, on, township=township).filter(is_public=True)
    if on == today:  # the text that counts today is the one that says whether the duty is public
        return versions
    hidden = DutyVersion.objects.filter(current_on(today), duty=OuterRef("duty"), is_public=False)
    return versions.filter(~Exists(hidden))


def called_as_today(version):
    """The duty of a text that counts today, by its name: the duty's own row says already what a text to come is called."""
    version.duty.name = version.name
    return version.duty


def with_pages(county, duties):
    """Ids of those of the duties that have a page on the public list today: not of 不予公开 ones, nor before their notice."""
    today = clock.today()
    return set(
        public_duties(county, today, today=today).filter(duty__in=duties).values_list("duty", flat=True)
    )


def search(versions, text):
    """The versions of which each word stands somewhere in the text: name, code, both sides' duties, boundary, basis,
    department, category, 文号, the kind's own columns (`search_index.parts`).

    It reads every one of the texts, so they are to be few: what everyone searches goes by the index (`searching`). One character
    suffices; width, case and punctuation do not matter; % and _ are themselves.
    """
    words = search_words(text)
    if text.strip() and not words:
        return versions.none()
    for word in words:
        versions = versions.filter(search_text__contains=word)
    return versions


def search_words(text):
    """The words of what was typed; characters that stand one by one (防 汛) are one word written apart."""
    words, apart = [], False
    for word in filter(None, map(searchable, text.split())):
        if apart and len(word) == 1:
            words[-1] += word
        else:
            words.append(word)
        apart = len(word) == 1
    return words


def once_named(county, words, on):
    """Of duties that an earlier text, which everyone could read, called by a name that holds every word; without a county, of
    all that there are."""
    in_name = search_index.tiers(words, county.code if county else "")[0]
    before = DutyVersion.objects.filter(is_public=True, superseded_on__lte=on)
    before = before.filter(pk__in=search_index.among(in_name))
    if county:
        before = before.filter(duty__county=county)
    for word in words:
        before = before.filter(normalized_name__contains=without_signs(word))
    return before.values("duty")


def became(ended):
    """A query for the duties that versions, their `all_carriers` at hand, became in another list: the case that ended it here wrote
    it there (阿荣旗 第四条第（五）项)."""
    ends = {
        row.end_case for version in ended for row in version.all_carriers if row.end_kind == EndKind.MOVED
    }
    written = DutyVersion.objects.filter(case__in=ends - {""})
    return written.exclude(duty__in=[version.duty_id for version in ended]).values("duty")


def in_force_everywhere(duties, on):
    """The public versions in force that day of so many duties, of whatever counties."""
    return DutyVersion.objects.filter(in_force_on(on), is_public=True, duty__in=duties)


def ended_everywhere(on):
    """The public texts of duties of whatever county that have ended by that day, each with its `standing`: they count still, and
    nobody carries them."""
    return _with_standing(DutyVersion.objects.filter(current_on(on), is_public=True), on).exclude(
        in_force_on(on)
    )


def with_carriers(versions):
    """Carriers and their townships ready on each version as `all_carriers`: one query."""
    rows = DutyTownship.objects.select_related("township")
    return versions.prefetch_related(Prefetch("carriers", queryset=rows, to_attr="all_carriers"))


def carrying(version, on):
    """Of a version's `all_carriers` the rows that carry it that day: what `carried_on` says, of rows at hand."""
    return [row for row in version.all_carriers if row.ended_on is None or row.ended_on >= on]


def left_before(on):
    """Exists over DutyVersion: a township has left the text by that day, whenever it became known."""
    return Exists(_carriers(ended_on__lt=on))


def with_edition_marks(versions, *, on, latest, previous, since=None, before=None):
    """Adds in_latest, in_previous, known_before (the duty, with any text), only_slips (nothing since that one but 勘误, nor has a
    township left), end_since (a township left after the day of the latest edition's list, `since`) and listed_text (where one
    left before that day, which may have been told later, what that edition says): what the words 待编入新版, 新增, 有修改, 有勘误
    are told by. `before`: the day of the previous edition's list.
    """

    def entries(edition, **match):
        return Exists(EditionEntry.objects.filter(edition=edition, **match))

    since = since or listed_until(latest, on)
    listed = EditionEntry.objects.filter(edition=latest, version=OuterRef("pk")).values("snapshot")
    known = EditionEntry.objects.filter(edition=previous, version__duty=OuterRef(OuterRef("duty")))
    amendments = DutyVersion.objects.filter(
        duty=OuterRef("duty"),
        is_corrigendum=False,
        number__lte=OuterRef("number"),
        number__gt=Subquery(known.values("version__number")[:1]),
    )
    left = {"ended_on__gte": before or listed_until(previous, on), "ended_on__lt": since}
    leaving = DutyTownship.objects.filter(version__duty=OuterRef("duty"), **left)
    return versions.annotate(
        in_latest=entries(latest, version=OuterRef("pk")),
        in_previous=entries(previous, version=OuterRef("pk")),
        known_before=entries(previous, version__duty=OuterRef("duty")),
        only_slips=Case(
            When(is_corrigendum=True, then=~Exists(amendments) & ~Exists(leaving)), default=Value(False)
        ),
        end_since=Exists(_carriers(ended_on__gte=since, ended_on__lt=on)),
        listed_text=Case(When(left_before(since), then=Subquery(listed[:1])), output_field=CharField()),
    )


def listed_until(edition, on):
    """The day of its list; without an edition, the day of the page."""
    return edition.list_day if edition else on


def standings(duties, on, *, township=None):
    """{duty pk: Standing}; a duty whose text does not count yet is 已准入待生效. One query."""
    duties = list(duties)
    if not duties:
        return {}
    county = duties[0].county_id
    known = dict(
        versions_on(county, on, township=township).filter(duty__in=duties).values_list("duty_id", "standing")
    )
    return {duty.pk: Standing(known.get(duty.pk, Standing.PENDING)) for duty in duties}


def standing_of(duty, on, *, township=None):
    """The duty's Standing that day; with a township, there."""
    return standings([duty], on, township=township)[duty.pk]


@dataclass(frozen=True)
class Lookalike:
    """A listed, pending or ended duty that resembles a name. `same`: same name and department."""

    duty: Duty
    standing: Standing
    score: float
    same: bool

    @property
    def blocks(self):
        """Admission is refused: the same duty is in the list or about to be (灵川 第一条, 第六条)."""
        return self.same and self.standing in (*IN_FORCE, Standing.PENDING)


def lookalikes(county, name, department, *, on=None):
    """Duties like the name, most alike first, at most ten, as they stand on the day (today); for staff only.

    Ended ones are among them: a revoked duty must not come back unseen (灵川 第十条).
    """
    wanted, pieces = normalized(name), grams(name)
    if not wanted:
        return []
    scores = {}
    for pk, other in _resembling(county, wanted):
        score = alikeness(wanted, pieces, other)
        if score >= ALIKE:
            scores[pk] = score
    if not scores:
        return []
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:10]
    texts = versions_on(county, on or clock.today()).filter(duty__in=best)
    found = {
        text.duty_id: (text.duty, Standing(text.standing))
        for text in texts.select_related("duty__list_kind", "duty__department")
    }
    if waiting := set(best) - found.keys():
        duties = Duty.objects.select_related("list_kind", "department").in_bulk(waiting)
        found |= {pk: (duty, Standing.PENDING) for pk, duty in duties.items()}
    return [
        Lookalike(
            duty=duty,
            standing=standing,
            score=scores[duty.pk],
            same=duty.normalized_name == wanted and stands_for(department, duty.department),
        )
        for duty, standing in map(found.get, best)
    ]


def _resembling(county, wanted):
    """{(pk, normalised name)} of the county's duties that share two characters that stand together with the name.

    Of a list so long that more than MOST_COMPARED do, all that share four in a row, and as many others as there is room.
    """
    found, conditions = set(), search_index.alike(wanted, county.code)
    for condition in reversed(conditions):  # whoever shares four shares two: of a shorter list that is all
        named = HitFacts.objects.filter(pk__in=search_index.among(condition)).values("duty_id")
        duties = Duty.objects.filter(county=county, pk__in=named).order_by("pk")
        some = set(duties.values_list("pk", "normalized_name")[:MOST_COMPARED])
        found |= some
        if len(some) < MOST_COMPARED:
            break
    return found


def led_by(department):
    """The department, and those that ended and left to it what they led: the same matter is the same under its name."""
    return left_to(department) if department else Unit.objects.none()


def bought(county, name, department, *, on):
    """The purchases of the very same name and department, or one it took over from, that run on the day (灵川 第十一条; I-14)."""
    return running_purchases(county, normalized(name), led_by(department), on)


def running_purchases(county, wanted, departments, on):
    """A query for those of this normalised name of these departments."""
    rows = Purchase.objects.filter(county=county, normalized_name=wanted, department__in=departments)
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    return rows.filter(running, Q(until__isnull=True) | Q(until__gte=on))


def same_duties(county, name, department, *, on):
    """The lookalikes of the very same name and department, or one it took over from: found by the index, without reading
    every name."""
    return lookalikes_of(known_as(county, normalized(name), led_by(department)), on)


def known_as(county, wanted, departments):
    """A query for the duties of this normalised name of these departments, with what a lookalike tells of them."""
    known = Duty.objects.filter(county=county, normalized_name=wanted, department__in=departments)
    return known.select_related("list_kind", "department")


def lookalikes_of(duties, on):
    """Of the very same name and department: as they stand on the day."""
    duties = list(duties)
    standing = standings(duties, on)
    return [Lookalike(duty=duty, standing=standing[duty.pk], score=1.0, same=True) for duty in duties]


def alikeness(wanted, pieces, other):
    """0 to 1: share of two-character pieces in common; a name inside the other counts as alike. All are normalised."""
    theirs = grams_of(other)
    if not theirs:
        return 0.0
    score = 2 * len(pieces & theirs) / (len(pieces) + len(theirs))
    contained = min(len(wanted), len(other)) >= 4 and (wanted in other or other in wanted)
    return max(score, ALIKE) if contained else score
