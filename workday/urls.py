"""Addresses of this app."""

from django.urls import path

from workday import views

urlpatterns = [
    path("notices/mail/", views.mail_choices, name="mail-choices"),
    path("notices/calendar/", views.calendar, name="calendar"),
    path("phrases/", views.phrases, name="phrases"),
    path("phrases/<uuid:uuid>/drop/", views.drop_phrase, name="phrase-drop"),
    path("manage/phrases/", views.phrases_of_county, name="manage-phrases"),
    path("calendar/<str:token>.ics", views.feed, name="calendar-feed"),
    path("manage/readings/", views.readings, name="manage-readings"),
]
