"""The form by which a post goes from one person to another."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.field import Choices, DayField, RowField
from tracker.models import Post
from tracker.queries import person as people


class HandOverForm(forms.Form):
    successor = RowField(label=_("Who takes over"))
    on = DayField(label=_("From the day"), help_text=_("Today or earlier. The post ends for its holder on the day before."))

    def __init__(self, *args, post: Post, **options):
        super().__init__(*args, **options)
        self.fields["successor"].offer(Choices(people.offered().exclude(pk=post.person_id), group=people.heading))
