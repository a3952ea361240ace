"""What a person set for itself: the workbench's columns and filters, the phrases it often writes."""

from django.db.models import Q

from accounts.models import County, Post, User
from config.composed import Composed, Given
from workday.models import DeskWays, Phrase


def ways_of(user):
    """The person's `DeskWays`; one that is not stored where it never chose."""
    return DeskWays.objects.filter(user=user).first() or DeskWays(user=user)


def owner_of_phrases(by):
    """Whose phrases the seat keeps: the system administrator its county's, everybody else its own."""
    return {"county": by.county} if by.post == Post.SYSTEM_ADMIN else {"user": by.user}


def phrases_kept(by):
    return Phrase.objects.filter(**owner_of_phrases(by))


def phrases_of_county_of(by):
    return Phrase.objects.filter(county=by.county, county__isnull=False)


def phrases_for(acting):
    """What the person may put into a text: its own first, then its county's; none for administrators."""
    if acting is None or acting.unit is None:
        return []
    found = _PHRASES(user=acting.user, county=acting.county)
    return sorted(found, key=lambda row: (row.user_id is None, row.pk))


def _phrases():
    of_county = Q(county=Given("county", County), county__isnull=False)
    return Phrase.objects.filter(Q(user=Given("user", User)) | of_county)


_PHRASES = Composed(_phrases)
