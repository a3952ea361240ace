"""The system administrator enters people and seats from a table: checked first, then entered as it was checked."""

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import importing
from accounts.decorators import posts_required
from accounts.models import Post
from config.forms import Form

CHECKED = "people_checked"


class PeopleFileForm(Form):
    upload = forms.FileField(
        label="人员表",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=f"XLSX，第一行是{'、'.join(importing.COLUMNS)}，一人一个岗位一行，最多{importing.MOST}行。",
    )


@posts_required(Post.SYSTEM_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request):
    """A file is checked and its rows kept in the session; 导入 enters them, and shows the passwords once."""
    county, by = request.acting.county, request.acting
    outcomes, entered, form = [], False, PeopleFileForm()
    if request.method == "POST" and request.POST.get("do") == "enter":
        rows = request.session.pop(CHECKED, [])
        outcomes = importing.enter(rows, county=county, by=by)
        entered = bool(rows) and not any(outcome.problem for outcome in outcomes)
    elif request.method == "POST":
        request.session.pop(CHECKED, None)
        form = PeopleFileForm(request.POST, request.FILES)
        outcomes = _checked(request, form)
    sound = bool(outcomes) and not any(outcome.problem for outcome in outcomes)
    context = {"form": form, "outcomes": outcomes, "entered": entered, "sound": sound}
    failed = request.method == "POST" and not (sound or entered)
    return render(request, "accounts/people_import.html", context, status=422 if failed else 200)


def _checked(request, form):
    if not form.is_valid():
        return []
    try:
        rows = importing.read(form.cleaned_data["upload"])
    except importing.BadTable as bad:
        form.add_error("upload", str(bad))
        return []
    outcomes = importing.enter(rows, county=request.acting.county, by=request.acting, check_only=True)
    if not any(outcome.problem for outcome in outcomes):
        request.session[CHECKED] = rows
    return outcomes
