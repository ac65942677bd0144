"""Every address of the product; the names are what templates and tests use."""

from django.urls import path

from tracker.views.health import health

urlpatterns = [
    path("health", health, name="health"),
]
