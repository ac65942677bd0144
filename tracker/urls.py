"""Every address of the product; the names are what templates and tests use."""

urlpatterns = []
