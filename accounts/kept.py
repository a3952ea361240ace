"""What was typed when a session ended, kept on the server for the same person until the next login."""

from config.forms import Form
from config.views import SECRETS

KEPT = "kept"
# Never kept: secrets, the tokens of the old session, and which phrase would be put in.
LEFT_OUT = ("csrfmiddlewaretoken", "insert-phrase", "insert-into", *SECRETS)
# Pages whose forms are nothing but secrets.
NEVER = ("login", "password")
AT_MOST = 200_000


def keep(request):
    """Remember the fields of a refused POST; called by a view's decorator, so CSRF was checked.

    Files are not kept; of several pages the one sent first. Returns whether anything was.
    """
    if request.resolver_match.url_name in NEVER:
        return False
    path = request.get_full_path()
    if request.session.get(KEPT, {}).get("path", path) != path:
        return False
    fields = [
        [name, value] for name, values in request.POST.lists() if name not in LEFT_OUT for value in values
    ]
    if not fields or sum(len(value) for _, value in fields) > AT_MOST:
        return False
    request.session[KEPT] = {
        "user": request.signed_out["user"],
        "acting": request.signed_out["acting"],
        "path": path,
        "app": request.resolver_match.func.__module__.partition(".")[0],
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


def labelled(form, county=None):
    """[(label, text)] of the texts in it, by the labels of that form of the same app which has most of its fields; where that
    one asks what the county's rules name, by their words."""
    names = {name for name, _ in form["fields"]}
    forms = [each for each in _kinds(Form) if each.__module__.startswith(f"{form.get('app', '')}.")]
    best = max(forms, key=lambda each: len(names & each.base_fields.keys()), default=Form)
    texts = [(name, value) for name, value in form["fields"] if len(value) > 1 and not value.isascii()]
    own = _columns(county) if best.named_by_rules else {}
    return [
        (_label(best, name) or own.get(name) or f"第{place}段", text)
        for place, (name, text) in enumerate(texts, 1)
    ]


def _columns(county):
    """{name: label} of the columns that the county's rules ask of an application; none without rules."""
    rules = county.rules if county else None
    return {field.key: field.label for field in rules.fields} if rules else {}


def _kinds(form):
    for each in form.__subclasses__():
        yield each
        yield from _kinds(each)


def _label(form, name):
    field = form.base_fields.get(name)
    return str(field.label or "") if field else ""


def forget(request):
    request.session.pop(KEPT, None)
