"""A case's neighbours: the one it follows on, those that follow it, those joined into it, others of the same department, duty
or townships. Only what the seat sees; a text that was not handed in is nobody's neighbour.
"""

from django.db.models import Exists, OuterRef, Q

from admission import worklist
from admission.models import Version
from admission.pages.desk import tracked
from admission.queries import version_for, visible_to

SHOWN = 10


def previous_of(case, by):
    """The case it follows on, where the seat may open it."""
    return case.previous_id and visible_to(by).filter(pk=case.previous_id).first()


def neighbours(case, by):
    """[(heading, items, whether there are more)] of those groups in which there is anything."""
    around = worklist.everything(by).exclude(pk=case.pk).order_by("-state_since", "-pk")
    handed_in = Version.objects.filter(application=OuterRef("pk"), frozen_at__isnull=False)
    text = version_for(case, by)
    places = [unit.pk for unit in text.townships.all()]
    groups = [
        ("前案和据此再报的", Q(pk=case.previous_id) | Q(previous=case)),
        ("并案", Q(pk=case.joined_to_id) | Q(joined_to=case)),
        ("同一清单事项", _of_duty(case)),
        ("同一部门", Exists(handed_in.filter(department=text.department)) if text.department else None),
        ("有同样的承担乡镇", Exists(handed_in.filter(townships__in=places)) if places else None),
    ]
    found, named = [], set()
    for heading, wanted in groups:
        rows = [] if wanted is None else list(around.filter(wanted).exclude(pk__in=named)[: SHOWN + 1])
        named |= {row.pk for row in rows[:SHOWN]}
        if rows:
            found.append((heading, [tracked(row) for row in rows[:SHOWN]], len(rows) > SHOWN))
    return found


def _of_duty(case):
    """Cases about the duty that this one is about, or that came of it."""
    duty = case.duty_id or (case.entered.duty_id if case.entered else None)
    return Q(duty=duty) | Q(entered__duty=duty) if duty else None
