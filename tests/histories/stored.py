"""What the database holds of one case, read as plain rows: no rule, condition or dossier of the product is asked."""

from functools import cache, cached_property

from accounts.models import Seat, Unit
from admission.models import (
    AdmissionNotice,
    Application,
    ApplicationGroupObjectPermission,
    Consultation,
    Decision,
    Filing,
    Hearing,
    HearingParty,
    InitialReview,
    Opinion,
    Position,
    Reason,
    Reminder,
    Resolution,
    Review,
    Round,
    Searched,
    SignOff,
    Version,
)
from audit.models import Event
from config.composed import Composed, Given
from registry.models import DutyTownship, DutyVersion

CASE_PATHS = {  # how a row leads to its case, where it does not name it itself
    Review: "round__application",
    Opinion: "review__round__application",
    Position: "consultation__application",
    HearingParty: "hearing__application",
    Resolution: "hearing__application",
    ApplicationGroupObjectPermission: "content_object",
    Searched: "case",
}


@cache
def _of_a_case(model, names):
    """The query for a case's rows: asked after every move."""
    there = {CASE_PATHS.get(model, "application"): Given("case", Application)}
    return Composed(lambda: model.objects.filter(**there).order_by("pk").values(*names))


THE_CASE = Composed(lambda: Application.objects.filter(pk=Given("case", Application)).values(*CASE))


class County:
    """What does not change during a history: how it began, the groups of the bodies, who heads what."""

    def __init__(self, begins):
        self.begins = begins
        codes = ("bb", "zjr", "sbb", "xwb", "zgb", "rd", "sjj", "jw")
        self.groups = dict(Unit.objects.filter(code__in=codes).values_list("code", "group"))
        self.heads = {}
        for person, code in Seat.objects.filter(post="head").values_list("user", "unit__code"):
            self.heads.setdefault(person, set()).add(code)


class Stored:
    """The rows of the case as they are now, each table read once and only when asked for."""

    def __init__(self, pk, county):
        self.pk, self.county, self.begins = pk, county, county.begins

    def rows(self, model, *names):
        return _of_a_case(model, names or tuple(ALL.get(model, ())))(case=self.pk)

    @cached_property
    def case(self):
        return THE_CASE(case=self.pk)[0]

    @property
    def state(self):
        return self.case["state"]

    @cached_property
    def versions(self):
        return self.rows(Version)

    @cached_property
    def ties(self):
        """{(version, township unit code)}"""
        named = Version.townships.through.objects.filter(version__application=self.pk)
        return set(named.values_list("version", "unit__code"))

    @property
    def townships(self):
        return {code for version, code in self.ties if version == self.case["version"]}

    @cached_property
    def requests(self):
        return self.rows(Consultation)

    @cached_property
    def positions(self):
        return self.rows(Position)

    @cached_property
    def rounds(self):
        return self.rows(Round)

    @cached_property
    def reviews(self):
        return self.rows(Review)

    @cached_property
    def opinions(self):
        return self.rows(Opinion)

    @cached_property
    def hearings(self):
        return self.rows(Hearing)

    @cached_property
    def parties(self):
        return {row["unit__group"] for row in self.rows(HearingParty)}

    @cached_property
    def joined(self):
        return set(Application.objects.filter(joined_to=self.pk).values_list("applicant__group", flat=True))

    @cached_property
    def resolutions(self):
        return self.rows(Resolution)

    @cached_property
    def decisions(self):
        return self.rows(Decision)

    @cached_property
    def sign_offs(self):
        return self.rows(SignOff)

    @cached_property
    def filings(self):
        return self.rows(Filing)

    @cached_property
    def searched(self):
        (row,) = self.rows(Searched)
        return row

    @cached_property
    def notice(self):
        return next(iter(self.rows(AdmissionNotice)), None)

    @cached_property
    def reasons(self):
        return self.rows(Reason)

    @cached_property
    def reminders(self):
        return self.rows(Reminder)

    @cached_property
    def review(self):
        """The initial review that counts, or None."""
        named = InitialReview.objects.filter(pk=self.case["review"])
        return named.values("version", "lawful", "conforming", "issued_by", "issued_at").first()

    @cached_property
    def reviewers(self):
        """Who issued an initial review of whichever text, or confirmed."""
        issued = InitialReview.objects.filter(application=self.pk, issued_at__isnull=False)
        return set(issued.values_list("issued_by", flat=True))

    @cached_property
    def grants(self):
        rows = ApplicationGroupObjectPermission.objects.filter(content_object=self.pk)
        return set(rows.values_list("group", "permission__codename"))

    @cached_property
    def events(self):
        return list(Event.objects.filter(subject=str(self.case["uuid"]), outcome="done").order_by("seq"))

    @cached_property
    def entered(self):
        """The duty's versions that came of the case."""
        rows = DutyVersion.objects.filter(case=str(self.case["uuid"]))
        return [
            {"townships": set(row.townships.values_list("code", flat=True)), **vars(row)}
            for row in rows.only("name", "effective_from")
        ]

    @cached_property
    def ended(self):
        """The townships whose duty the case ended, or will."""
        rows = DutyTownship.objects.filter(end_case=str(self.case["uuid"]))
        return list(rows.values("township__code", "end_pending", "ended_on"))

    def latest(self, rows, code):
        """The unit's last answer or opinion among the rows, or None."""
        return next((row for row in reversed(by_time(rows)) if row[unit_of(row)] == code), None)


def by_time(rows):
    return sorted(rows, key=lambda row: (row["issued_at"], row["pk"]))


def unit_of(row):
    return "review__unit__code" if "review__unit__code" in row else "consultation__unit__code"


CASE = [
    "uuid",
    "state",
    "lock",
    "kind",
    "procedure",
    "on_paper",
    "number",
    "receipt_number",
    "submitted_at",
    "accepted_at",
    "version",
    "review",
    "joined_to",
    "applicant__group",
    "applicant__code",
]
SAID = ("pk", "version", "issued_at", "issued_by", "on_paper")
ALL = {
    Consultation: (
        *("pk", "unit__code", "unit__group", "round", "version"),
        *("reminded_at", "overdue_at", "due", "closed_at"),
    ),
    Position: (*SAID, "answer", "text", "consultation", "consultation__unit__code"),
    Round: ("pk", "number", "version", "opened_at", "closed_at", "concluded_at"),
    Review: (
        *("pk", "round", "unit__code", "unit__group", "question", "asked", "standing"),
        *("reminded_at", "overdue_at", "round__closed_at"),
    ),
    Opinion: (
        *(*SAID, "finding", "view", "reasons", "conditions"),
        *("review", "review__unit__code", "review__question", "review__round"),
    ),
    HearingParty: ("unit__group",),
    Reminder: ("at", "consultation", "review"),
}
