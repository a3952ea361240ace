"""Addresses that stand on papers, which never change; the standard paragraphs of papers."""

from django.urls import path

from documents import handing, views, views_texts

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<slug:code>/", views.verify_code, name="verify-code"),
    path("papers/made/<slug:key>/", handing.made, name="made"),
    path("papers/texts/", views_texts.text_list, name="paper-texts"),
    path("papers/texts/<slug:kind>/", views_texts.text, name="paper-text"),
]
