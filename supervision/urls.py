"""Addresses of what follows admission."""

from django.urls import path

from supervision.views import reports

urlpatterns = [
    path("supervision/reports/", reports.index, name="report-list"),
    path("supervision/reports/new/", reports.new, name="report-new"),
    path("supervision/reports/<uuid:uuid>/", reports.show, name="report"),
    path("supervision/reports/<uuid:uuid>/clock/", reports.counted, name="report-clock"),
    path("supervision/reports/<uuid:uuid>/papers/<uuid:paper>/", reports.paper, name="report-paper"),
    path("supervision/reports/<uuid:uuid>/files/<uuid:file>/", reports.file, name="report-file"),
    path("supervision/reports/<uuid:uuid>/<slug:verb>/", reports.act, name="report-act"),
]
