"""Editions for everyone, and the office's page that publishes one."""

from dataclasses import replace
from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import seat_required
from audit import clock
from documents.correcting import told
from documents.handing import NotPreviewed, previewed, tell_done
from documents.numbers import BadNumber
from documents.papers import papers_about
from registry import actions, editions, rules
from registry.caching import public_page
from registry.comparison import Comparison
from registry.draft_path import list_steps
from registry.draft_queries import follows_drafts
from registry.forms.editions import EditionForm
from registry.kind_names import renamed_since, without_sentence
from registry.models import Edition, ListImport
from registry.pages import addresses
from registry.pages.asked import found_or_404, page_of
from registry.pages.linked import linked
from registry.pages.postings import PostingPage, missing_counts
from registry.papers import begun_number
from registry.since_edition import marked_changes, waiting_changes
from registry.views.county import county_of

ENTRIES = 100
SHOWN = 100


@require_safe
@public_page
def edition_list(request):
    county, today = county_of(request), clock.today()
    is_office = rules.is_office(request.acting, county)
    rows = list(county.editions.all())
    latest = rows[0] if rows else None
    changes = replace(marked_changes(county, latest, today, SHOWN), renamed=renamed_since(latest))
    context = {
        "section": "editions",
        "editions": rows,
        "waiting": linked(changes.first(SHOWN), county, today) if latest else None,
        "is_office": is_office,
        "may_publish": rules.may_publish_edition(request.acting, county) and not list_steps(county),
        "follows_drafts": is_office or follows_drafts(request.acting),
        "may_post": (may_post := rules.may_record_posting(request.acting, county)),
    }
    if may_post:
        missing = missing_counts(rows, None if is_office else request.acting.unit)
        for row in rows:
            row.missing = missing[row.pk]
    return render(request, "registry/edition_list.html", context)


@require_safe
@public_page
def edition(request, year, number):
    county = county_of(request)
    found = get_object_or_404(Edition, county=county, year=year, number=number)
    page = page_of(found.entries.all(), request.GET, ENTRIES)
    page.object_list = editions.shown(found, page.object_list, clock.today())
    papers = papers_about(found.uuid)
    context = {
        "section": "editions",
        "edition": found,
        **_before(found),
        "postings": PostingPage(found, by=request.acting),
        "may_post": rules.may_record_posting(request.acting, county),
        "paper": bool(papers),
        **_numbers(request, found, papers),
        **_whence(request, found),
        "page": page,
        "downloads": addresses.edition_downloads(found),
        "canonical": request.build_absolute_uri(found.get_absolute_url()),
        "crumbs": [("版本与变更", reverse("edition-list")), (str(found), None)],
    }
    return render(request, "registry/edition.html", context)


def _before(edition):
    """The one before it and what it changes against that; its 说明 says none of this again."""
    previous = editions.previous_of(edition)
    if previous is None:
        return {"previous": None, "notes": edition.notes}
    compared = Comparison(previous, edition)
    changes = linked(compared.page(1).changes, edition.county, clock.today())
    notes = without_sentence(edition.notes, compared.renamed)
    return {"previous": previous, "notes": notes, "compared": compared, "changes": changes}


def _numbers(request, edition, papers):
    """For documents/put_right.html; what a new number stands on is the office's own."""
    key = [edition.year, edition.number]
    is_office = rules.is_office(request.acting, edition.county)
    scans = edition.scans.order_by("pk") if is_office else []
    return {
        "put_right": told(
            papers,
            number=edition.document_number,
            address=lambda uuid: reverse("edition-paper-before", args=[*key, uuid]),
        ),
        "scans": [(scan, reverse("edition-scan", args=[*key, scan.uuid])) for scan in scans],
        "may_correct": bool(papers) and rules.may_publish_edition(request.acting, edition.county),
    }


def _whence(request, edition):
    """What passed it, and the import that became a 基础清单, whose file and approving document are the office's to read."""
    return {
        "steps": _steps(edition),
        "brought": ListImport.objects.filter(edition=edition).select_related("approval").first(),
        "reads_import": rules.may_prepare_list(request.acting, edition.county),
    }


def _steps(edition):
    """What the bodies said of this very content, for everyone; [] where the office published directly."""
    draft = getattr(edition, "draft", None)
    if draft is None:
        return []
    return draft.steps.filter(outcome="passed", content_hash=edition.sha256)


@require_safe
@public_page
def compare(request):
    """Any two editions, ?from=2026-1&to=2026-3; the later one is read as the newer, whichever is named first."""
    county = county_of(request)
    every = {f"{each.year}-{each.number}": each for each in county.editions.all()}
    named = list(every)
    asked = (
        request.GET.get("from") or (named[1:2] or [""])[0],
        request.GET.get("to") or (named[:1] or [""])[0],
    )
    if any(key and key not in every for key in asked):
        raise Http404
    one, other = (every.get(key) for key in asked)
    compared = Comparison(one, other) if one and other and one != other else None
    page = found_or_404(compared.page, request.GET) if compared else None
    context = {
        "section": "editions",
        "editions": list(every.values()),
        "same": bool(one and one == other),
        "compared": compared,
        "page": page,
        "changes": linked(page.changes, county, clock.today()) if compared else None,
        "crumbs": [("版本与变更", reverse("edition-list")), ("比较两版", None)],
    }
    return render(request, "registry/edition_compare.html", context)


def _sent_before(county, notes, **sent):
    """The edition that the same form published a moment before; what the list adds to its notes stands behind them."""
    return county.editions.filter(notes__startswith=notes, **sent).first()


@seat_required
def edition_publish(request):
    county, today = county_of(request), clock.today()
    if list_steps(county) and rules.may_publish_edition(request.acting, county):
        return redirect("edition-drafts")
    initial = {"published_on": today, "document_number": begun_number(county, today)}
    form = EditionForm(request.POST or None, initial=initial)
    if not form.is_valid():
        actions.check_may_publish(county, request.acting, sent=request.method == "POST")
    else:
        publish = partial(actions.publish_edition, county=county, by=request.acting, **form.cleaned_data)
        try:
            if "preview" in request.POST:
                return previewed(request, publish)
            published = publish()
        except (actions.NotPossible, BadNumber, NotPreviewed) as reason:
            if same := _sent_before(county, **form.cleaned_data):
                return redirect(same)
            form.add_error("document_number" if isinstance(reason, BadNumber) else None, str(reason))
        else:
            tell_done(request, form, f"已公布{published}，共{published.size}项。")
            return redirect(published)
    latest, changes = waiting_changes(county, today)
    context = {"section": "editions", "crumbs": [("版本与变更", reverse("edition-list")), ("发布新版", None)]}
    context |= {"form": form, "latest": latest, "changes": linked(changes.first(SHOWN), county, today)}
    return render(request, "registry/edition_publish.html", context)
