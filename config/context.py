"""What every page needs: who acts, from where, and which sections that seat has.

At most two queries a page (the county of an anonymous visitor or the count of unread notices and errands, and that of the
cases where something was done since they were last counted), each made only when the page shows it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.chosen import addresses_of
from accounts.errands import tally
from accounts.models import Post, UnitKind
from accounts.notices import unread_count
from accounts.pages.tabs import tabs_of
from accounts.queries import only_county
from admission import worklist
from audit import clock
from jointmeeting.rules import LEADING
from voice.rules import EVERY
from workday.queries import phrases_for

PUBLIC, STAFF, ADMIN = "public", "staff", "admin"
NOT_UPPER = tuple(kind for kind in UnitKind if kind != UnitKind.UPPER)
MEETING = tuple(kind for kind in NOT_UPPER if kind != UnitKind.SUPERVISOR)


@dataclass(frozen=True)
class Section:
    """One entry of the row under the red band; it shows once its address exists."""

    key: str
    label: str
    url_name: str
    under: tuple[str, ...]
    audiences: tuple[str, ...]
    kinds: tuple[str, ...] = tuple(UnitKind)


SECTIONS = (
    Section("desk", "工作台", "desk", ("/desk/",), (STAFF,)),
    Section("cases", "申请", "case-list", ("/cases/",), (STAFF,)),
    Section("meetings", "联席会议", "meeting-list", ("/meetings/",), (STAFF,), MEETING),
    Section("supervision", "督办", "report-list", ("/supervision/",), (STAFF,), NOT_UPPER),
    Section("voice", "协同", "matter-list", ("/voice/",), (STAFF,), NOT_UPPER),
    Section("region", "所辖各县", "region", ("/region/",), (STAFF,), (UnitKind.UPPER,)),
    Section("filing", "清单备案", "region-drafts", ("/region/drafts/",), (STAFF,), (UnitKind.UPPER,)),
    Section("duties", "清单", "duty-list", ("/duties/",), (PUBLIC, STAFF, ADMIN)),
    Section("townships", "各乡镇", "township-list", ("/townships/",), (PUBLIC,)),
    Section(
        "editions", "版本与变更", "edition-list", ("/editions/", "/corrigenda/"), (PUBLIC, STAFF), NOT_UPPER
    ),
    # member units look too; which those are only the regime knows, so they find the link under 联席会议
    Section("figures", "统计", "figures", ("/figures/",), (STAFF,), (*LEADING, UnitKind.SUPERVISOR)),
    Section("manage", "管理", "manage", ("/manage/",), (ADMIN,)),
)


def audience(acting):
    if acting is None:
        return PUBLIC
    return ADMIN if acting.is_admin else STAFF


def allowed(acting):
    """The entries of SECTIONS that a seat, or a visitor (None), has; in order."""
    reader = audience(acting)
    return [
        item
        for item in SECTIONS
        if reader in item.audiences
        and (reader != STAFF or acting.unit.kind in item.kinds)
        and (item.key != "meetings" or acting.county_convenes)
        and (item.key != "voice" or acting.offers(*EVERY))
    ]


def sections_for(acting, path, todo=None):
    """The row under the red band, with the section the path lies in marked.

    A visitor stays among the pages of the county being read; a seat's sections are those of its own work.
    """
    known = get_resolver().reverse_dict
    rows = []
    for item in allowed(acting):
        if item.url_name not in known:
            continue
        with addresses_of(None):
            url = reverse(item.url_name)
        rows.append(
            {
                "key": item.key,
                "label": acting.county.worded(item.label) if acting and acting.county else item.label,
                "url": url if acting else reverse(item.url_name),
                "count": todo if item.key == "desk" else None,
                "current": path == url or path.startswith(item.under),
            }
        )
    return rows


def numbers(request):
    """(how many things wait for the acting seat, how many notices are new to it).

    What waits: as the workbench just counted it, else as counted since the last act. Whatever changes it is an act on the
    audit chain, or the day; counting is the dearest thing most pages do.
    """
    counted, acting = getattr(request, "todo_count", None), getattr(request, "acting", None)
    if acting is None:
        return counted or 0, 0
    key, now = f"todo:{acting.key}", (clock.today(), acting.record_head)
    if counted is None:
        then, counted = cache.get(key, (None, None))
        counted = counted if then == now else None
    if counted is not None:
        unread = getattr(request, "unread_count", None)
        return counted, unread_count(acting) if unread is None else unread
    found = tally(acting)
    counted = worklist.count(acting) + found.waiting
    cache.set(key, (now, counted))
    return counted, found.unread


def county_of(request):
    """The county of the address, else the acting seat's, else the only one there is; of several, none."""
    if chosen := getattr(request, "chosen_county", None):
        return chosen
    acting = getattr(request, "acting", None)
    if acting is not None and acting.county is not None:
        return acting.county
    return only_county()


def counties_url(request):
    """Where another county can be chosen, on the pages of one that was."""
    if not getattr(request, "chosen_county", None):
        return ""
    with addresses_of(None):
        return reverse("county-list")


def address_of(request):
    """Where a printed page was read; "" where the request names a host that is not ours: its own page says so (400)."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return ""


def page(request):
    """The context processor."""
    acting = getattr(request, "acting", None)
    county = getattr(request, "county", None) or SimpleLazyObject(lambda: county_of(request))
    counted = SimpleLazyObject(lambda: numbers(request))
    todo = SimpleLazyObject(lambda: counted[0])
    return {
        "acting": acting,
        "admin_tabs": SimpleLazyObject(lambda: tabs_of(acting)),
        "acting_choices": getattr(request, "acting_choices", []),
        "counties_url": counties_url(request),
        "address": address_of(request),
        "county": county,
        "delegates": acting is not None and acting.post == Post.HEAD,
        "elder": request.COOKIES.get("elder") == "1",
        "is_demo": settings.DEMO or SimpleLazyObject(lambda: bool(county and county.is_demo)),
        "notice_count": SimpleLazyObject(lambda: counted[1]),
        "own_phrases": SimpleLazyObject(lambda: phrases_for(acting)),
        "now": timezone.localtime(clock.now()),
        "sections": sections_for(acting, request.path_info, todo),
        "site_code": settings.SITE_CODE,
        "today": clock.today(),
        "todo_count": todo,
        "unasked": not hasattr(request, "acting"),  # turned away before anybody looked whose request it is
    }
