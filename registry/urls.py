from django.urls import path, re_path

from registry.pages.addresses import FORMS
from registry.views import downloads, duties, editions, feedback, feeds, guides, open_data, townships

OF_EDITION = "counties/<slug:county>/editions/<int:year>/<int:number>/"
FORM = "|".join(FORMS)

urlpatterns = [
    path("", duties.duty_list, name="duty-list"),
    re_path(rf"^duties\.(?P<form>{FORM})$", downloads.duty_list, name="duty-download"),
    path("duties/<uuid:uuid>/", duties.duty, name="duty"),
    path("duties/<uuid:uuid>/guide/", guides.guide, name="duty-guide"),
    path("duties/<uuid:uuid>/versions/<int:number>/", duties.duty, name="duty-version"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/<int:year>/<int:number>/", editions.edition, name="edition"),
    path("editions/<int:year>/<int:number>/list.<slug:form>", downloads.edition, name="edition-download"),
    path("townships/", townships.township_list, name="township-list"),
    path("townships/<slug:code>/", townships.township, name="township"),
    path("townships/<slug:code>/poster.pdf", townships.poster, name="township-poster"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/thanks/<uuid:uuid>/", feedback.thanks, name="feedback-thanks"),
    path("feedback/received/", feedback.received, name="feedback-received"),
    path("feedback/received/<uuid:uuid>/", feedback.answer, name="feedback-item"),
    path("changes.atom", feeds.feed, name="changes-feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", feeds.sitemap_section, name="sitemap-section"),
    path("robots.txt", feeds.robots, name="robots"),
    path("open-data/", open_data.about, name="open-data"),
    path("api/v1/openapi.json", open_data.openapi, name="api-openapi"),
    path("api/v1/counties/", open_data.counties, name="api-counties"),
    path("api/v1/counties/<slug:county>/", open_data.one_county, name="api-county"),
    path("api/v1/counties/<slug:county>/kinds/", open_data.kinds, name="api-kinds"),
    path("api/v1/counties/<slug:county>/townships/", open_data.townships, name="api-townships"),
    path("api/v1/counties/<slug:county>/departments/", open_data.departments, name="api-departments"),
    path("api/v1/counties/<slug:county>/duties/", open_data.duties, name="api-duties"),
    path("api/v1/counties/<slug:county>/duties/<uuid:uuid>/", open_data.duty, name="api-duty"),
    path("api/v1/counties/<slug:county>/editions/", open_data.editions, name="api-editions"),
    path(f"api/v1/{OF_EDITION}", open_data.edition, name="api-edition"),
    path(f"api/v1/{OF_EDITION}entries/", open_data.entries, name="api-entries"),
    path(f"api/v1/{OF_EDITION}entries.<slug:form>", open_data.entries_file, name="api-entries-file"),
]
