"""The kinds of commitments, one file each; docs/kinds.md shows how to add one. ORDER is how forms and filters offer them."""

from importlib import import_module

from tracker.models.kind import KINDS

ORDER = ("roadmap", "joint_working_group", "project_acceleration", "agreement", "exchange", "event", "funding", "study", "other")

KINDS.update((name, import_module(f"tracker.kinds.{name}").KIND) for name in ORDER)
