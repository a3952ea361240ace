"""What was typed when a session ended, kept on the server for the same person until the next login."""

from config.views import SECRETS

KEPT = "kept"
# Never kept: secrets and the tokens of the old session.
LEFT_OUT = ("csrfmiddlewaretoken", *SECRETS)
# Pages whose forms are nothing but secrets.
NEVER = ("login", "password")
AT_MOST = 200_000


def keep(request):
    """Remember the fields of a refused POST; called by a view's decorator, so CSRF was checked.

    Files are not kept. Returns whether anything was.
    """
    if request.resolver_match.url_name in NEVER:
        return False
    fields = [
        [name, value] for name, values in request.POST.lists() if name not in LEFT_OUT for value in values
    ]
    if not fields or sum(len(value) for _, value in fields) > AT_MOST:
        return False
    request.session[KEPT] = {
        "user": request.signed_out["user"],
        "acting": request.signed_out["acting"],
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return True


def kept_for(request):
    """The kept form if it belongs to the person now signed in, else None (and it is dropped)."""
    form = request.session.get(KEPT)
    if form and form["user"] != str(request.user.pk):
        del request.session[KEPT]
        return None
    return form


def forget(request):
    request.session.pop(KEPT, None)
