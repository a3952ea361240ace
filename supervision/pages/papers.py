"""The papers of what is followed up, as its page lists them."""

from django.urls import reverse

from audit import clock
from config.templatetags.chinese import cday


def rows(subject, issued, *, address):
    """For components/files.html, each paper by the county's word for its kind; `address`: the name of a paper's page."""
    return [
        {
            "name": subject.county.worded(paper.get_kind_display()),
            "url": reverse(address, args=[subject.uuid, paper.uuid]),
            "note": cday(paper.issued_at, clock.today()),
        }
        for paper in issued
    ]
