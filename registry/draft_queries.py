"""Which drafts of next editions a seat follows: its county's, or those of the counties below it."""

from django.db.models import Case, IntegerField, When

from accounts.models import STAFF, County
from accounts.queries import counties_below
from registry import rules
from registry.draft_path import list_steps, speaks_for
from registry.models import EditionDraft
from registry.states import OPEN_DRAFTS


def _counties(by):
    if by is None or by.unit is None:
        return County.objects.none()
    if by.unit.county_id:
        return County.objects.filter(pk=by.unit.county_id)
    return counties_below(by.unit).select_related("upper_body__above")


def follows_drafts(by):
    """The office of its county; a body that the list of some county has to pass."""
    return any(
        rules.is_office(by, county)
        or (
            by.post in STAFF
            and any(speaks_for(by.unit, county, step.unit_key) for step in list_steps(county))
        )
        for county in _counties(by)
    )


def drafts_for(by):
    """The drafts that the seat may see, those under way before the others, the newest first; at most a hundred are looked at."""
    rows = EditionDraft.objects.filter(county__in=_counties(by)).select_related(
        "county__upper_body", "edition", "regime"
    )
    rows = rows.prefetch_related("steps").defer("content", "regime__text")
    over = Case(When(state__in=OPEN_DRAFTS, then=0), default=1, output_field=IntegerField())
    rows = rows.order_by(over, "-created_at", "-pk")
    return [draft for draft in rows[:100] if rules.may_see_draft(draft, by)]
