"""The day of which a page is asked, and the filters of the list of commitments at such a day."""

from tracker.forms.field import DayField
from tracker.forms.filters import CommitmentFilter
from tracker.models import Commitment
from tracker.queries import past_list
from tracker.rules.access import Standing
from tracker.rules.past import Past

DAY = DayField()
KEPT = ("text", "party", "body", "reporting", "flag", "sides", "renewed", "lifecycle", "kind", "due_after", "due_before")


class PastFilter(CommitmentFilter):
    """The filters that can be answered of a day gone by."""

    def __init__(self, data, *, past: Past, standing: Standing, offered: dict):
        super().__init__(data, Commitment.objects.none(), offered=offered)
        self.past, self.standing = past, standing
        for name in set(self.filters) - set(KEPT):
            del self.filters[name]

    def filter_queryset(self, rows):
        return past_list.filtered(self.standing, self.past, **{name: value for name, value in self._wanted().items() if name not in past_list.COMPUTED})

    def computed(self) -> dict[str, list[str]]:
        """What was asked for of the filters that are computed."""
        return {name: value for name, value in self._wanted().items() if name in past_list.COMPUTED}

    @property
    def party_id(self) -> int | None:
        return self._wanted().get("party")
