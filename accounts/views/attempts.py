"""What becomes of a form of the administrators' that was sent: done, back with its errors, or told that somebody was quicker."""

from django.contrib import messages
from django.core.exceptions import ValidationError

from accounts.checks import ChangedMeanwhile, mark_of
from config.forms import differing
from config.views import conflict


def attempt(request, form, act, said):
    """Run an act on a valid POST; what it refuses stands in the form. True when done. ChangedMeanwhile goes through."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ChangedMeanwhile:
        raise
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, said)
    return True


def opened_with(request, row, form):
    """The mark of what the form shows: of the row now, or, where the form was sent, the one it was opened with."""
    return request.POST.get("lock") or mark_of(row, form.fields)


def slower(request, form, row, found):
    """409: what is stored now beside what was typed."""
    row.refresh_from_db()
    stored = {name: getattr(row, row._meta.get_field(name).attname) for name in form.fields}
    return conflict(
        request,
        happened=found.messages[0],
        texts=differing(form, stored),
        back_url=request.path,
        title=str(row),
    )
