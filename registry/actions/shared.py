"""What the acts on the list have in common."""

from django.core.exceptions import PermissionDenied

from accounts.acting import still_acts


def check_still_acts(by):
    """PermissionDenied where the seat ended, or its head the delegation, since the request came: asked where the act holds
    its locks, which may have waited for that."""
    if by is not None and not still_acts(by):
        raise PermissionDenied
