"""Addresses of this app."""

from django.urls import path

from workday import views

urlpatterns = [
    path("notices/mail/", views.mail_choices, name="mail-choices"),
]
