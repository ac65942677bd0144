from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Pledgewatch"

    def ready(self):
        from tracker import checks, kinds  # noqa: F401 (they register themselves)
        from tracker.models import guard

        pre_migrate.connect(guard.before_migrate, sender=self)
        post_migrate.connect(guard.after_migrate, sender=self)
