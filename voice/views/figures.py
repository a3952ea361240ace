"""准入以后的统计, for those who lead: the pictures, and each part as a file."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from admission.act import NotAllowed
from registry import sheets
from voice import rules
from voice.pages import figures


def _leading_only(request):
    if not rules.reads_all(request.acting):
        raise NotAllowed


@seat_required
@require_safe
def show(request):
    _leading_only(request)
    parts = figures.of_county(request.acting)
    return render(request, "voice/figures.html", {"parts": parts, "section": "figures"})


@seat_required
@require_safe
def download(request, part, ending):
    _leading_only(request)
    if part not in (there := figures.parts_of(request.acting)):
        raise Http404
    title, shown = there[part]
    return sheets.answer(shown(request.acting.county).table, f"统计 {title}", ending)
