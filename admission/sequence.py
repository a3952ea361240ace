"""From which day on the next word of approval may be dated: never before what led to it (I-81)."""

from admission.states import Outcome
from audit import clock


def earliest_decision(case):
    """(the day from which a body may decide, what it is in words)."""
    heard = [h.resolution.minutes_signed_at for h in case.dossier.hearings if hasattr(h, "resolution")]
    days = [(clock.local_date(at), case.words("联席会议纪要签署的日期")) for at in reversed(heard)]
    if signed := _signed(case):
        days.append((clock.local_date(signed.signed_at), case.words("召集人审签的日期")))
    return max([*days, (clock.local_date(case.accepted_at), "受理的日期")], key=lambda each: each[0])


def last_approved_on(case):
    """The day of the last signature, resolution, decision or reply that stands."""
    days = [row.decided_on for row in case.dossier.decisions.values()]
    filing = case.dossier.filing
    if filing and filing.reply_on:
        days.append(filing.reply_on)
    if signed := _signed(case):
        days.append(clock.local_date(signed.signed_at))
    days += [clock.local_date(resolution.minutes_signed_at) for resolution in _resolved(case)]
    return max(days)


def _signed(case):
    return case.sign_offs.filter(lapsed_at__isnull=True).last()


def _resolved(case):
    """The resolutions by which the case went on: those that let it pass, and stand."""
    found = [h.resolution for h in case.dossier.hearings if hasattr(h, "resolution")]
    return [each for each in found if each.outcome == Outcome.PASSED and each.lapsed_at is None]
