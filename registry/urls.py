from django.urls import path

from registry.views import duties, editions, everywhere, region

urlpatterns = [
    path("", duties.duty_list, name="duty-list"),
    path("duties/<uuid:uuid>/", duties.duty, name="duty"),
    path("duties/<uuid:uuid>/versions/<int:number>/", duties.duty, name="duty-version"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/<int:year>/<int:number>/", editions.edition, name="edition"),
    # of several counties
    path("counties/", everywhere.county_list, name="county-list"),
    path("search/", everywhere.search, name="search"),
    path("region/", region.region, name="region"),
    path("region/table.<slug:ending>", region.table, name="region-table"),
    path("region/compare/", region.compare, name="region-compare"),
    path("region/compare/texts/", region.texts, name="region-texts"),
    path("region/drafts/", region.drafts, name="region-drafts"),
]
