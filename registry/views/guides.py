"""办事指南 of a duty, written by the department in charge or the office."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import new_form_key, seat_required
from audit import clock
from config.views import conflict
from registry import actions, rules
from registry.actions.guides import mark
from registry.forms.guides import GuideForm
from registry.models import Duty, ServiceGuide
from registry.pages.duty import History
from registry.views.county import county_of


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request, uuid):
    county = county_of(request)
    duty = get_object_or_404(Duty.objects.select_related("county", "list_kind"), uuid=uuid, county=county)
    History(duty, clock.today())  # what is not public is not there
    stored = ServiceGuide.objects.filter(duty=duty).first()
    initial = (model_to_dict(stored) if stored else {}) | {"seen": mark(stored)}
    form = GuideForm(request.POST or None, duty=duty, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_guide(duty=duty, by=request.acting, seen=form.cleaned_data["seen"], **form.facts)
        except actions.GuideChanged as changed:
            return _changed(request, form, duty, changed.guide)
        messages.success(request, "办事指南已更新。")
        return redirect(duty)
    if not rules.may_write_guide(request.acting, duty):
        raise PermissionDenied
    crumbs = [(duty.code, duty.get_absolute_url()), ("办事指南", None)]
    context = {"section": "duties", "form": form, "duty": duty, "stored": stored, "crumbs": crumbs}
    return render(request, "registry/guide.html", context | {"form_key": new_form_key(request)})


def _changed(request, form, duty, guide):
    """Both texts of every field that differs; nothing is overwritten."""
    texts = [
        (field.label, str(getattr(guide, field.name) or ""), str(form.cleaned_data[field.name] or ""))
        for field in form.visible_fields()
    ]
    return conflict(
        request,
        happened=f"{guide.updated_by}已更新这一项的办事指南。",
        texts=[each for each in texts if each[1] != each[2]],
        back_url=request.path,
        title=duty.name,
    )
