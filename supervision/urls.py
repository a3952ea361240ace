"""Addresses of what follows admission."""

from django.urls import path

from supervision.views import calendar, guarantees, purchases, reports, temporary

urlpatterns = [
    path("supervision/reports/", reports.index, name="report-list"),
    path("supervision/reports/new/", reports.new, name="report-new"),
    path("supervision/reports/<uuid:uuid>/", reports.show, name="report"),
    path("supervision/reports/<uuid:uuid>/clock/", reports.counted, name="report-clock"),
    path("supervision/reports/<uuid:uuid>/papers/<uuid:paper>/", reports.paper, name="report-paper"),
    path("supervision/reports/<uuid:uuid>/files/<uuid:file>/", reports.file, name="report-file"),
    path("supervision/reports/<uuid:uuid>/<slug:verb>/", reports.act, name="report-act"),
    path("supervision/guarantees/", guarantees.index, name="guarantee-list"),
    path("supervision/guarantees/new/", guarantees.new, name="guarantee-new"),
    path("supervision/guarantees/of/<uuid:duty>/", guarantees.board, name="guarantee-board"),
    path("supervision/guarantees/of/<uuid:duty>/deliver/", guarantees.deliver, name="guarantee-deliver"),
    path("supervision/guarantees/<uuid:uuid>/", guarantees.show, name="guarantee"),
    path("supervision/guarantees/<uuid:uuid>/papers/<uuid:paper>/", guarantees.paper, name="guarantee-paper"),
    path("supervision/guarantees/<uuid:uuid>/files/<uuid:file>/", guarantees.file, name="guarantee-file"),
    path("supervision/guarantees/<uuid:uuid>/<slug:verb>/", guarantees.act, name="guarantee-act"),
    path("supervision/calendar/", calendar.show, name="workdays"),
    path("supervision/calendar/day/", calendar.day, name="workdays-day"),
    path("supervision/calendar/year/", calendar.year, name="workdays-year"),
    path("supervision/purchases/", purchases.index, name="purchase-list"),
    path("supervision/purchases/new/", purchases.new, name="purchase-new"),
    path("supervision/purchases/<uuid:uuid>/", purchases.show, name="purchase"),
    path("supervision/purchases/<uuid:uuid>/files/<uuid:file>/", purchases.file, name="purchase-file"),
    path("supervision/purchases/<uuid:uuid>/<slug:verb>/", purchases.act, name="purchase-act"),
    path("supervision/temporary/", temporary.index, name="temporary-list"),
    path("supervision/urgent/new/", temporary.new, name="urgent-new"),
    path("supervision/urgent/<uuid:uuid>/", temporary.show, name="urgent"),
    path("supervision/urgent/<uuid:uuid>/papers/<uuid:paper>/", temporary.paper, name="urgent-paper"),
    path("supervision/urgent/<uuid:uuid>/<slug:verb>/", temporary.act, name="urgent-act"),
    path("supervision/ends/", temporary.ends, name="end-list"),
    path("supervision/ends/<uuid:uuid>/<slug:verb>/", temporary.end_act, name="end-act"),
    path("supervision/trainings/", guarantees.trainings, name="training-list"),
    path("supervision/trainings/new/", guarantees.training_new, name="training-new"),
    path(
        "supervision/trainings/<uuid:uuid>/files/<uuid:file>/", guarantees.training_file, name="training-file"
    ),
]
