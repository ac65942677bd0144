"""Every address of the product; the names are what templates and tests use."""

from django.urls import path

from tracker.views import letter
from tracker.views.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("answer/<str:token>/", letter.answer, name="answer"),
    path("unsubscribe/<str:token>/", letter.unsubscribe, name="unsubscribe"),
]
