"""The public list and a duty's page."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import UnitKind
from audit import clock
from regimes.states import KIND_LABELS, USUAL_LISTS
from registry import rules
from registry.caching import public_page
from registry.models import Duty
from registry.pages import addresses
from registry.pages.duty import History
from registry.pages.duty_list import Listing
from registry.pages.feedback import waiting_count
from registry.pages.not_listed import NotListed
from registry.views.county import county_of


@require_safe
@public_page
def duty_list(request):
    county = county_of(request)
    listing = Listing(county, request.GET, clock.today())
    page = listing.page()
    context = {
        "section": "duties",
        "listing": listing,
        "page": page,
        "answer": NotListed(listing),
        "downloads": addresses.downloads(listing) if page.object_list else [],
        "edition_downloads": addresses.edition_downloads(listing.edition) if listing.edition else [],
        "feedback_waiting": waiting_count(request.acting),
        "is_office": rules.is_office(request.acting, county),
        "may_publish": rules.may_publish_edition(request.acting, county),
        "canonical": request.build_absolute_uri(addresses.canonical(listing)),
    }
    return render(request, "registry/list.html", context)


@require_safe
@public_page
def duty(request, uuid, number=None):
    county = county_of(request)
    duties = Duty.objects.select_related("list_kind", "category", "department")
    found = get_object_or_404(duties, uuid=uuid, county=county)
    found.county = county  # its rules are known
    history = History(found, clock.today(), number=number)
    listed = reverse("duty-list")
    kind = found.list_kind
    shown = {
        "section": "duties",
        "duty": found,
        "history": history,
        "row": history.shown,
        "archived": found.archived_cases.prefetch_related("files"),
        "sees_files": rules.is_staff_of(request.acting, county),
        "may_write_guide": rules.may_write_guide(request.acting, found),
        "may_correct": rules.is_office(request.acting, county) and not history.is_old,
        **_offered(request.acting, county.rules, history),
        "may_ask_for_its_end": rules.may_ask_for_its_end(request.acting, history),
        "canonical": request.build_absolute_uri(
            (history.chosen if history.is_old else found).get_absolute_url()
        ),
        "crumbs": [("清单", listed), (kind.name, f"{listed}?kind={kind.key}"), (found.code, None)],
    }
    return render(request, "registry/duty.html", shown)


def _offered(acting, known, history):
    """What the county's rules say of the duty: what may be applied for, where it goes then, what its basis is called."""
    changes = _changes(acting, known, history)
    return {
        "changes": changes,
        "turns": _turns(known, history) if "adjustment" in dict(changes) else None,
        "principle": known.principle if known else "",
        "basis_called": known.called("basis") if known else "依据",
    }


def _changes(acting, known, history):
    """[(kind, label)] of what the county's rules let the seat apply for: 调整, 取消 (灵川 第五条) of what is in force, 撤销 of
    what expired too (第四条)."""
    if not rules.may_ask_for_its_end(acting, history):
        return []
    township = acting.unit.kind == UnitKind.TOWNSHIP
    changed = known and rules.may_ask_for_its_change(acting, history)
    offered = ("adjustment", "cancellation", "revocation") if changed else ("revocation",)
    if known:
        offered = [kind for kind in offered if known.may_apply(kind, township=township)]
    return [(kind, KIND_LABELS[kind]) for kind in offered]


def _turns(known, history):
    """(lists, article): into which a temporary duty goes that becomes a standing one (阿荣旗 第四条第（五）项)."""
    if known is None or known.turned_standing is None or not history.current.term_until:
        return None
    named = {key: name for key, name, _ in USUAL_LISTS} | {each.key: each.name for each in known.lists}
    *others, last = [named[key] for key in known.turned_standing.lists]
    return "或者".join(filter(None, ["、".join(others), last])), known.turned_standing.source
