"""What `up` says before anybody has an account; tests/faults/test_up.py runs it whole."""

from pathlib import Path

from tracker.management.commands.up import first_account


def test_the_first_account_is_made_in_the_data_folder_in_use(settings):
    settings.DATA_DIR = Path("/srv/my data")

    assert first_account() == "DATA_DIR='/srv/my data' ./run manage createsuperuser"


def test_the_usual_folder_is_not_named(settings):
    settings.DATA_DIR = settings.BASE_DIR / "var"

    assert first_account() == "./run manage createsuperuser"
