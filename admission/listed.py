"""The listed text an adjustment or a cancellation is about, told as the application tells its own (灵川 第五条)."""

from dataclasses import fields

from django.db.models import Q

from accounts.models import Unit
from admission.states import Term
from audit import clock
from registry.actions import DutyFacts
from registry.models import DutyTownship
from registry.queries import carried_on, current_on

ARGUMENT = "argument_"  # keys of the three-part argument: each application makes its own

FOUND = {"service_centre", "texts"}  # what the list says of a duty and no application does
FACTS = tuple(each.name for each in fields(DutyFacts) if each.name not in FOUND)
HELD = (*FACTS, "department")  # columns of a version that the list holds as well


def listed_text(duty):
    """The text that counts of the duty, or the one that will; one not in effect yet is nobody's to amend."""
    return duty.versions.filter(effective_from__isnull=False).order_by("number").last()


def carrying(duty):
    """Townships that carry the duty still: what a revocation may name."""
    current = duty.versions.order_by("number").last()
    carried = current.carriers.filter(ended_on__isnull=True, end_pending=False)
    return Unit.objects.filter(pk__in=carried.values("township"))


def carrying_today(duty):
    """Townships that carry the duty today, those among them whose end is decided and still to come (I-66)."""
    today = clock.today()
    current = duty.versions.filter(current_on(today))
    carried = DutyTownship.objects.filter(carried_on(today), version__in=current)
    return Unit.objects.filter(pk__in=carried.values("township"))


def term_of(text):
    return Term.TEMPORARY if text.term_until else Term.STANDING


class ListedText:
    """The listed text with the columns of a `Version`: what `contents.lines` reads."""

    def __init__(self, case):
        self.application, self._text = case, (text := case.amends)
        self.term = term_of(text)
        self.list_kind, self.category = text.duty.list_kind, text.duty.category
        self.texts, self.cost, self.similarity_note = {}, None, ""
        self.publication_checked_by = self.ground = self.ground_evidence = ""

    def __getattr__(self, name):
        return getattr(self._text, name)

    @property
    def related(self):
        return Unit.objects.none()

    @property
    def townships(self):
        """Those that carry it still, or did until this very case."""
        staying = Q(ended_on__isnull=True, end_pending=False) | Q(end_case=str(self.application.uuid))
        return Unit.objects.filter(pk__in=self._text.carriers.filter(staying).values("township"))

    def value(self, field):
        return "" if field.storage == "text" else getattr(self._text, field.storage)


def differs(case, version):
    """Whether the version would change anything of the listed text."""
    listed = ListedText(case)
    names = [*HELD, "category", *(["list_kind"] if version.list_kind else [])]  # none: as its 承担方式 has it
    plain = any(getattr(version, name) != getattr(listed, name) for name in names)
    return plain or {*version.townships.all()} != {*listed.townships}
