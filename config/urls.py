from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tracker.admin.access import on_site

urlpatterns = [
    path("accounts/email/", RedirectView.as_view(pattern_name="settings"), name="own_email"),  # an account's address is its person's
    path("accounts/", include("allauth.urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password"), name="own_password"),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout"), name="own_logout"),
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(on_site), name="on_site"),
    path("admin/", admin.site.urls),
    path("", include("tracker.urls")),
]
