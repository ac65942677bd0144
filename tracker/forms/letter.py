"""The short report form behind a letter's link."""

from tracker.forms.progress import WordForm


class AnswerForm(WordForm):
    """Without evidence, and without a key: a link takes one report, so the link is the key. “Nothing to report” is its other button."""
