"""The demonstration's notable cases, in every state: which scripts are played."""

from demo import begun, closing
from demo.story import Tale
from demo.texts import written

ALONE = (
    begun.draft,
    begun.half_draft,
    begun.consulting,
    begun.submitted_by_township,
    begun.on_paper,
    begun.correcting,
    begun.reviewing,
    begun.circulating_late,
    begun.circulating,
    begun.revising,
    begun.coordinating,
    begun.returned_for_substance,
    closing.due_today,
    closing.conflicted,
    closing.revocation_to_sign,
    closing.adjusted,
    closing.cancelled,
    closing.cancellation_to_sign,
    closing.to_send_up,
    closing.sent_up,
    closing.returned_for_form,
    closing.in_force,
    closing.pending,
    closing.in_force_soon,
    closing.temporary,
    closing.revoking,
    closing.revoked,
    closing.not_accepted,
    closing.withdrawn,
    closing.found_unlawful,
)


def scripts(stage, last, coming):
    """`last` and `coming` are the meetings already held and called."""
    for script in ALONE:
        yield script(stage)
    lead = Tale(stage, written("boars"), -9)
    yield closing.leading(lead)
    yield closing.joined(stage, lead)
    yield begun.switched(stage, coming)
    yield begun.deferred(stage, last, coming)
    yield begun.half_decided(stage, last)
    yield begun.refused_by_meeting(stage, last)
