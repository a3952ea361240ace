"""What the text of an application is compared with: listed duties, purchases, the other open cases."""

from django.apps import apps
from django.db.models import CharField, DateField

from accounts.models import County, Unit
from accounts.succession import left_to_given
from admission.states import ENDED, Kind, State
from config.composed import Given
from config.together import AtOnce
from regimes.calendar import today
from registry.normalize import normalized
from registry.queries import known_as, lookalikes, running_purchases
from registry.states import ENDED as GONE


def open_texts(case):
    """The version last handed in or shown to others, of every other submitted case still open."""
    return list({version.application_id: version for version in against(case)["texts"]}.values())


def against(case):
    """{"duties", "purchases" of the text, "texts" of the other cases}: read together, once an instance and text."""
    version = case.dossier.version
    asked = version.name, version.department_id, today()
    known, found = case.__dict__.get("_against", (None, None))
    if known != asked:
        unit, wanted = version.department, normalized(version.name)
        given = {"name": wanted, "department": unit, "of": unit and unit.county_id, "today": today()}
        found = dict(_AGAINST(case=case, county=case.county_id, **given))
        if not wanted:
            found["duties"] = []
        case.__dict__["_against"] = asked, found
    return found


def _asked_against():
    county, name, day = Given("county", County), Given("name", CharField()), Given("today", DateField())
    departments = left_to_given(Given("department", Unit), Given("of", County), day)
    shown = (
        apps.get_model("admission", "Version")
        .objects.filter(
            application__county=county,
            application__submitted_at__isnull=False,
            application__kind__in=(Kind.ADMISSION, Kind.ADJUSTMENT),
            frozen_at__isnull=False,
        )
        .exclude(application=Given("case", apps.get_model("admission", "Application")))
        .exclude(application__state__in=[*ENDED, State.DRAFT])
        .select_related("application", "department")
        .only(
            "name", "number", "department", *(f"application__{name}" for name in ("uuid", "number", "duty"))
        )
        .order_by("application_id", "number")
    )
    return {
        "duties": known_as(county, name, departments),
        "purchases": running_purchases(county, name, departments, day).select_related("department"),
        "texts": shown,
    }


_AGAINST = AtOnce(_asked_against)


def come_back(case):
    """[[code, name, standing, address]] of ended duties that the text resembles: a revoked duty that comes back under
    another name (灵川 第十条; I-70)."""
    version = case.version
    if case.ends_duty or not version.department:
        return []
    return [
        [like.duty.code, like.duty.name, like.standing.label, like.duty.get_absolute_url()]
        for like in lookalikes(case.county, version.name, version.department, on=today())
        if like.standing in GONE and like.duty.pk != case.duty_id
    ]


def like_what_is_typed(case, name):
    """[Lookalike], at most five, most alike first: duties of the list, ended ones too, that a name resembles (灵川 第三条、第十条).

    The check of `checks.similar`, before anything is saved.
    """
    department = case.version.department or case.acting_applicant
    found = lookalikes(case.county, name, department, on=today())
    return [like for like in found if like.duty.pk != case.duty_id][:5]
