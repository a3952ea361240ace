"""Addresses that stand on papers: they never change."""

from django.urls import path

from documents import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<slug:code>/", views.verify_code, name="verify-code"),
]
