"""Feedback on the office's pages: how many wait, and which."""

from registry import rules
from registry.models import Feedback


def waiting_count(acting):
    """How many pieces of feedback wait for the acting seat's office; 0 for everybody else, without a query."""
    if not acting or acting.county is None or not rules.is_office(acting, acting.county):
        return 0
    return Feedback.objects.filter(county=acting.county, answered_at=None).count()


def received(county, done):
    """Feedback of the county: those that wait, oldest first, or those that are answered, newest first."""
    rows = Feedback.objects.filter(county=county, answered_at__isnull=not done)
    return rows.select_related("duty", "township").order_by("-answered_at" if done else "received_at", "id")
