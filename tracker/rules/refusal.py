"""How an action says no: with words beside the fields they belong to."""


class Refused(Exception):
    """Bad input: `problems` maps a field's name ("" for the whole form) to a sentence that says what to do."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(str(sentence) for sentence in problems.values()))
        self.problems = problems


class Stale(Refused):
    """The row has changed since the form was shown; nothing was written."""


def refuse(problems: dict[str, str]) -> None:
    """Raise Refused when there are problems."""
    if problems:
        raise Refused(problems)
