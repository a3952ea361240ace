"""本县的规定: what may be admitted here, by whom, how and how long, and what the interpreting office answered."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import new_form_key, seat_required
from admission.act import Problem, Refused
from admission.forms.regulation import InterpretationForm
from admission.pages.regulation import RegulationPage, versions_of
from admission.views.shell import carry_out, once
from audit import clock
from regimes.interpreting import BadInterpretation, may_interpret, publish_interpretation
from regimes.models import Interpretation, Regime
from regimes.queries import in_force
from registry.views.county import county_of


@require_safe
def regulation(request):
    """For everyone; where the county has loaded no rules yet, the page says so."""
    county = county_of(request)
    current = in_force(county, on=clock.today()).first()
    rows = Regime.objects.filter(county=county).order_by("-pk")
    wanted = request.GET.get("version", "")
    regime = _version(rows, wanted) if wanted else current
    context = {
        "section": "duties",
        "regime": regime,
        "is_current": regime == current,
        "versions": versions_of(rows, shown=regime, current=current, by=request.acting),
        "shown": regime and RegulationPage(regime.rules),
        "answers": Interpretation.objects.filter(county=county).select_related(
            "replaced_by", "replaces", "regime"
        ),
        "may_answer": may_interpret(request.acting, county),
        "crumbs": [("清单", reverse("duty-list")), (county.worded("本县的规定"), None)],
    }
    return render(request, "admission/regulation.html", context)


def _version(rows, wanted):
    """The version of that number; an address that names another leads nowhere."""
    found = rows.filter(version=wanted).first() if wanted.isdecimal() and len(wanted) < 10 else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def interpret(request):
    """Whoever interprets publishes an answer (灵川 第十二条), or one in the place of an earlier one (?replaces=)."""
    county = county_of(request)
    if not may_interpret(request.acting, county):
        raise PermissionDenied
    earlier = _earlier(county, request.GET.get("replaces", ""))
    form = InterpretationForm(request.POST or None, earlier=earlier)
    if form.is_valid():
        done = {"done": "已公布这条解释。", "to": reverse("regulation")}
        if response := carry_out(
            request, lambda: _publish(request, county, form, earlier), form=form, **done
        ):
            return response
    context = {"section": "duties", "form": form, "form_key": new_form_key(request), "earlier": earlier}
    title = "更正或者废止解释" if earlier else "公布解释"
    context["crumbs"] = [(county.worded("本县的规定"), reverse("regulation")), (title, None)]
    return render(request, "admission/interpretation_new.html", context | {"title": title})


def _earlier(county, asked):
    """The answer of the county that is asked for by its uuid; an address that names another leads nowhere."""
    if not asked:
        return None
    try:
        return get_object_or_404(Interpretation, county=county, uuid=asked)
    except ValidationError:
        raise Http404 from None


def _publish(request, county, form, earlier):
    try:
        with once(request):
            publish_interpretation(county=county, by=request.acting, replaces=earlier, **form.cleaned_data)
    except BadInterpretation as wrong:
        raise Refused(Problem(str(wrong), wrong.field)) from None
