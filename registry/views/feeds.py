"""For machines that follow the list: the feed of changes, the map of the site, what a crawler may read."""

from contextlib import nullcontext
from datetime import datetime, time
from uuid import UUID, uuid5

from django.contrib.sitemaps import Sitemap, views
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.chosen import addresses_of
from accounts.models import County, Unit, UnitKind
from accounts.queries import several_counties
from audit import clock
from registry import queries
from registry.caching import public_page
from registry.pages.feed_items import feed_items
from registry.views.county import county_of

SPACE = UUID("c2a3b1de-5f0f-4f0f-9a35-6d3c1b2e7a10")  # of the feed's ids: never another one
PRIVATE = ("/desk/", "/cases/", "/meetings/", "/manage/", "/figures/", "/login/", "/feedback/")


class ChangesFeed(Feed):
    """Atom: texts that took effect, duties that ended, editions."""

    feed_type = Atom1Feed
    language = "zh-CN"

    def get_object(self, request):
        return county_of(request)

    def title(self, county):
        return f"{county.name}乡镇职责任务清单：变更"

    def subtitle(self, county):
        return "列入、修订、退出的事项和公布的版次。"

    def link(self, county):
        return reverse("duty-list")

    def feed_guid(self, county):
        return uuid5(SPACE, county.code).urn

    def author_name(self, county):
        return county.organiser_name or county.name

    def items(self, county):
        return feed_items(county, clock.today())

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.text

    def item_link(self, item):
        return item.url

    def item_guid(self, item):
        return uuid5(SPACE, item.key).urn

    def item_updateddate(self, item):
        return timezone.make_aware(datetime.combine(item.on, time.min))


feed = require_safe(public_page(ChangesFeed()))


class Places(Sitemap):
    """Addresses that are always there, editions and townships."""

    def __init__(self, county):
        self.county = county

    def items(self):
        names = ("duty-list", "township-list", "edition-list", "open-data")
        townships = Unit.objects.on(clock.today()).filter(county=self.county, kind=UnitKind.TOWNSHIP)
        return [
            *map(reverse, names),
            *(reverse("township", args=[unit.code]) for unit in townships),
            *(edition.get_absolute_url() for edition in self.county.editions.all()),
        ]

    def location(self, item):
        return item


class Duties(Sitemap):
    """Every duty everyone may see, ended ones too: an old address must say that it ended."""

    limit = 10_000

    def __init__(self, county):
        self.county = county

    def items(self):
        today = clock.today()
        versions = queries.public_duties(self.county, today, today=today)
        return versions.order_by("pk").values_list("duty__uuid", "effective_from")

    def location(self, item):
        return reverse("duty", args=[item[0]])

    def lastmod(self, item):
        return item[1]


def _maps(request):
    county = county_of(request)
    return {"places": Places(county), "duties": Duties(county)}


@require_safe
@public_page
def sitemap(request):
    return views.index(request, _maps(request), sitemap_url_name="sitemap-section")


@require_safe
@public_page
def sitemap_section(request, section):
    return views.sitemap(request, _maps(request), section=section)


@require_safe
def robots(request):
    """Everything public may be read and kept; what needs an account is not there for a crawler, of no county (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {before}{path}" for before in ("", "/c/*") for path in PRIVATE)]
    for county in County.objects.all() if several_counties() else [None]:
        with addresses_of(county) if county else nullcontext():
            lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
