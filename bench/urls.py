"""The product's addresses and one bare view to measure them against."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("bare/", lambda request: HttpResponse("<!doctype html><title>bare</title>")),
    path("", include("config.urls")),
]
