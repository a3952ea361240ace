from django.urls import path

from registry.views import duties, editions

urlpatterns = [
    path("", duties.duty_list, name="duty-list"),
    path("duties/<uuid:uuid>/", duties.duty, name="duty"),
    path("duties/<uuid:uuid>/versions/<int:number>/", duties.duty, name="duty-version"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/<int:year>/<int:number>/", editions.edition, name="edition"),
]
