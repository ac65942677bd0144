"""A sweep is one run of the watch; a heartbeat says when a process was last alive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sweep(models.Model):
    at = models.DateTimeField(_("for the moment"), help_text="the `now` the sweep compared with")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    looked = models.PositiveIntegerField(_("looked at"), default=0)
    raised = models.PositiveIntegerField(_("raised"), default=0)
    cleared = models.PositiveIntegerField(_("cleared"), default=0)
    queued = models.PositiveIntegerField(_("letters queued"), default=0)
    held = models.PositiveIntegerField(_("letters held back"), default=0, help_text="beyond LETTERS_PER_SWEEP: the next sweep queues them")
    seconds = models.FloatField(_("seconds"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["-id"]
        indexes = [models.Index(fields=["-finished_at"], name="sweep_last")]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """Written by the worker on beat's request: a fresh one proves beat, broker and worker at once."""

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self):
        return self.name
