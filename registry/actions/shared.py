"""What the acts on the list have in common."""

from django.core.exceptions import PermissionDenied

from accounts.acting import still_acts
from accounts.models import County


def check_still_acts(by):
    """PermissionDenied where the seat ended, or its head the delegation, since the request came: asked where the act holds
    its locks, which may have waited for that."""
    if by is not None and not still_acts(by):
        raise PermissionDenied


def one_after_another(county):
    """Acts that say what the county's list was, or that compare with its newest edition: the second waits here for the first,
    and reads after it. A draft, an import is locked before; a kind of list, a duty, a counter after."""
    County.objects.select_for_update(no_key=True).get(pk=county.pk)
