"""What changed in a county's list, newest first: texts that took effect, ends, editions. For the feed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, Q
from django.urls import reverse

from config.templatetags.chinese import plain_date
from registry import queries
from registry.models import DutyTownship, DutyVersion
from registry.states import EndKind

NEWEST = 50
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """`key` is the same as long as the change is the same; `on` the first day of what it says."""

    key: str
    on: date
    title: str
    text: str
    url: str


def feed_items(county, today):
    """The newest changes that have come about and that everyone may know, at most NEWEST. Five queries."""
    found = [*_texts(county, today), *_ends(county, today), *_editions(county)]
    return sorted(found, key=lambda change: change.on, reverse=True)[:NEWEST]


def _public(county, today):
    """Duties that everyone may see today."""
    return queries.public_duties(county, today, today=today).values("duty")


def _texts(county, today):
    versions = (
        DutyVersion.objects.filter(duty__in=_public(county, today), is_public=True, effective_from__lte=today)
        .select_related("duty", "department")
        .order_by("-effective_from", "-pk")[:NEWEST]
    )
    for version in versions:
        word = "列入清单" if version.number == 1 else version.label
        url = version.get_absolute_url() if version.superseded_on else version.duty.get_absolute_url()
        yield Change(
            key=f"version:{version.uuid}",
            on=version.effective_from,
            title=f"{word}：{version.duty.code} {version.name}",
            text=f"{plain_date(version.effective_from)}{'更正' if version.is_corrigendum else '起施行'}，{_led(version)}"
            f"文号{version.document_number}。",
            url=url,
        )


def _led(version):
    return f"牵头部门{version.department.short_name}，" if version.department else ""


def _ends(county, today):
    """One change for all townships that a duty left on one day by one document, and one for a term that ran out."""
    yield from _left(county, today)
    ran_out = (
        queries.public_duties(county, today, today=today)
        .filter(term_until__lt=today)
        .filter(Q(carriers__ended_on=None) | Q(carriers__ended_on__gt=F("term_until")))
        .select_related("duty")
        .distinct()
        .order_by("-term_until", "-pk")[:NEWEST]
    )
    for version in ran_out:
        yield Change(
            key=f"expiry:{version.uuid}",
            on=version.term_until + ONE_DAY,
            title=f"到期退出：{version.duty.code} {version.name}",
            text=f"期限到{plain_date(version.term_until)}为止，乡镇不再承担。",
            url=version.duty.get_absolute_url(),
        )


LEFT = ("ended_on", "end_kind", "end_document")


def _left(county, today):
    """Whatever text it was told on: of a text that was amended or put right the end stays the same change."""
    rows = (
        DutyTownship.objects.filter(
            ended_on__lt=today, version__duty__in=_public(county, today), version__is_public=True
        )
        .values("version__duty__uuid", "version__duty__code", *LEFT)
        .annotate(last=Max("pk"))
        .order_by("-ended_on", "-last")[:NEWEST]
    )
    called = _called([row["version__duty__uuid"] for row in rows], today)
    for row in rows:
        uuid = row["version__duty__uuid"]
        yield Change(
            key=":".join(["end", str(uuid), *(str(row[name]) for name in LEFT)]),
            on=row["ended_on"] + ONE_DAY,
            title=f"退出：{row['version__duty__code']} {called[uuid]}",
            text=f"止于{plain_date(row['ended_on'])}（{EndKind(row['end_kind']).label}），文号{row['end_document']}。",
            url=reverse("duty", args=[uuid]),
        )


def _called(duties, today):
    """{uuid: the name that everyone reads today}: the duty's own row says already what a text to come is called."""
    texts = DutyVersion.objects.filter(queries.current_on(today), duty__uuid__in=duties)
    return dict(texts.values_list("duty__uuid", "name"))


def _editions(county):
    for edition in county.editions.all()[:NEWEST]:
        yield Change(
            key=f"edition:{edition.uuid}",
            on=edition.published_on,
            title=f"公布{edition}",
            text=f"{edition.document_number}，共{edition.size}项，{edition.changes_said}。",
            url=edition.get_absolute_url(),
        )
