"""What may be pressed on the page of a row, whichever matter of the joint meeting it is."""

from django.urls import reverse

from jointmeeting.acts import SPECS, available

GRAVE = ("cancel_meeting", "withdraw_topic")


def buttons(row, by, shown, hidden=lambda verb: False):
    """For components/acts.html, in the order of `shown` ({verb: (address, what it does)}): what the seat may do now, but for
    what is `hidden`, which the act itself would refuse. In the county's own words.
    """
    may, words = available(row, by), by.county.worded
    return [
        {
            "label": words(SPECS[verb].label),
            "url": reverse(address, args=[row.uuid]),
            "note": words(note),
            "grave": verb in GRAVE,
        }
        for verb, (address, note) in shown.items()
        if verb in may and not hidden(verb)
    ]
