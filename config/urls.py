"""The site map: each app owns its addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("registry.urls")),  # what everyone comes for is looked for first
    path("", include("accounts.urls")),
    path("", include("workday.urls")),
    path("", include("documents.urls")),
    path("", include("admission.urls")),
    path("", include("jointmeeting.urls")),
    path("", include("supervision.urls")),
    path("", include("voice.urls")),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.page_not_found"
handler500 = "config.views.server_error"
