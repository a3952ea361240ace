"""What the acts on the list have in common."""

from django.core.exceptions import PermissionDenied

from accounts.acting import still_acts
from accounts.models import County
from registry.models import Duty


def check_still_acts(by):
    """PermissionDenied where the seat ended, or its head the delegation, since the request came: asked where the act holds
    its locks, which may have waited for that."""
    if by is not None and not still_acts(by):
        raise PermissionDenied


def one_after_another(county):
    """Acts that say what the county's list was, or that compare with its newest edition: the second waits here for the first,
    and reads after it. A draft, an import is locked before; a kind of list, a duty, a counter after."""
    County.objects.select_for_update(no_key=True).get(pk=county.pk)


def hold_kinds(county):
    """Nothing is entered into a list of the county, and no file is imported, until the act ends; duties are locked after."""
    list(county.list_kinds.select_for_update(no_key=True).values_list("pk"))


def hold_duties(keys):
    """Lowest pk first, as who locks all duties of a kind or of a department does."""
    list(Duty.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
