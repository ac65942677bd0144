"""The words by which a commitment is found, apart from its row, so that their index is paid only when words change."""

from django.db import models


class SearchText(models.Model):
    """One commitment's words, folded by rules.search. Written only by actions.search; on PostgreSQL a trigram index answers parts of words."""

    commitment = models.OneToOneField("tracker.Commitment", models.CASCADE, primary_key=True, related_name="search_text")
    folded = models.TextField()

    def __str__(self):
        return self.folded
