"""Addresses of what townships and departments ask of one another."""

from django.urls import path

from voice.views import burdens, evaluations, figures, matters

urlpatterns = [
    path("voice/", matters.index, name="matter-list"),
    path("voice/new/<slug:kind>/", matters.new, name="matter-new"),
    path("voice/powers/", matters.powers, name="power-list"),
    path("voice/figures/", figures.show, name="figures-after"),
    path("voice/figures/<slug:part>.<slug:ending>", figures.download, name="figures-download"),
    path("voice/burdens/", burdens.index, name="burden-list"),
    path("voice/burdens/list.<slug:ending>", burdens.download, name="burden-download"),
    path("voice/burdens/calendar/", burdens.calendar, name="burden-calendar"),
    path("voice/burdens/new/", burdens.new, name="burden-new"),
    path("voice/burdens/<uuid:uuid>/", burdens.show, name="burden"),
    path("voice/burdens/<uuid:uuid>/files/<uuid:file>/", burdens.file, name="burden-file"),
    path("voice/burdens/<uuid:uuid>/<slug:verb>/", burdens.act, name="burden-act"),
    path("voice/evaluations/", evaluations.index, name="period-list"),
    path("voice/evaluations/new/", evaluations.new, name="period-new"),
    path("voice/evaluations/<uuid:uuid>/", evaluations.show, name="period"),
    path(
        "voice/evaluations/<uuid:uuid>/<slug:kind>.<slug:ending>",
        evaluations.download,
        name="period-download",
    ),
    path("voice/evaluations/<uuid:uuid>/<slug:verb>/", evaluations.act, name="period-act"),
    path("voice/<uuid:uuid>/", matters.show, name="matter"),
    path("voice/<uuid:uuid>/files/<uuid:file>/", matters.file, name="matter-file"),
    path("voice/<uuid:uuid>/<slug:verb>/", matters.act, name="matter-act"),
]
