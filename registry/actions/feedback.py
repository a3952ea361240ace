"""What readers say of the list: received from anybody, answered by the office."""

from uuid import NAMESPACE_OID, uuid4, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals
from audit.record import Actor, canonical, record
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.shared import check_still_acts
from registry.models import Feedback

PUBLIC = Actor(person="公众")


@transaction.atomic
def receive_feedback(*, county, subject, text, duty=None, township=None, matter="", contact="", form_key=""):
    """Keep what a reader wrote. Who it was is not asked and not kept, but for the contact that was given.

    The same form (`form_key`) with the same words again is the one there is already.
    """
    said = {"subject": subject, "text": text, "matter": matter, "contact": contact}
    about = {"county": county, "duty": duty, "township": township}
    sent = canonical([form_key, said, {name: row and row.pk for name, row in about.items()}])
    feedback, is_new = Feedback.objects.get_or_create(
        uuid=uuid5(NAMESPACE_OID, sent) if form_key else uuid4(),
        defaults=said | about | {"received_at": clock.now()},
    )
    if is_new:
        record(actor=PUBLIC, verb="receive_feedback", subject=feedback.uuid, subject_kind="feedback")
    return feedback


def answer_feedback(*, feedback, answer, by):
    """办结: what came of it, for the office's own record. Once; not allowed → PermissionDenied, on record."""
    try:
        if not rules.is_office(by, feedback.county):
            raise PermissionDenied
        with transaction.atomic():
            return _answer(feedback, answer, by)
    except PermissionDenied:
        refusals.remember("answer_feedback", by=by, subject=feedback.uuid, kind="feedback", why="NotAllowed")
        raise


def _answer(feedback, answer, by):
    feedback = Feedback.objects.select_for_update(no_key=True).get(pk=feedback.pk)
    check_still_acts(by)
    if feedback.answered_at:
        raise NotPossible("这一条已经办结。")
    feedback.answer, feedback.answered_at, feedback.answered_by = answer, clock.now(), by.label
    feedback.save(update_fields=["answer", "answered_at", "answered_by"])
    record(actor=by.as_actor(), verb="answer_feedback", subject=feedback.uuid, subject_kind="feedback")
    return feedback
