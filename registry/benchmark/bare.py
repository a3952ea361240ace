"""The addresses of the site and one more: the bytes of a page given back by a view that does nothing else."""

from django.http import HttpResponse
from django.urls import include, path

body = {"is": b""}


def bare(request):
    return HttpResponse(body["is"])


urlpatterns = [path("bare/", bare), path("", include("config.urls"))]
