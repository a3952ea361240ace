"""Addresses of what townships and departments ask of one another."""

from django.urls import path

from voice.views import matters

urlpatterns = [
    path("voice/", matters.index, name="matter-list"),
    path("voice/new/<slug:kind>/", matters.new, name="matter-new"),
    path("voice/<uuid:uuid>/", matters.show, name="matter"),
    path("voice/<uuid:uuid>/files/<uuid:file>/", matters.file, name="matter-file"),
    path("voice/<uuid:uuid>/<slug:verb>/", matters.act, name="matter-act"),
]
