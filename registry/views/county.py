"""Whose list a request reads."""

from django.http import Http404

from accounts.models import County


def county_of(request):
    """The acting seat's county; for everyone else the one this installation serves (the first).

    Told to the frame of the page too, so that it is asked for once.
    """
    if getattr(request, "county", None) is None:
        acting = request.acting
        request.county = (acting and acting.county) or County.objects.first()
    if request.county is None:
        raise Http404
    return request.county
