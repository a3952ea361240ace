from django.urls import path

from registry import views

urlpatterns = [
    path("", views.duty_list, name="duty-list"),
    path("duties/<uuid:uuid>/", views.duty, name="duty"),
    path("duties/<uuid:uuid>/versions/<int:number>/", views.duty, name="duty-version"),
    path("editions/", views.edition_list, name="edition-list"),
    path("editions/publish/", views.edition_publish, name="edition-publish"),
    path("editions/<int:year>/<int:number>/", views.edition, name="edition"),
]
