"""./run bench sweep|list|mail|pack [--rows N]: fill a database of its own, measure, print ratios, and drop the database.

SQLite in a temporary folder, or a scratch database beside the one DATABASE_URL names.
"""

import argparse
import importlib
import os
import tempfile

import django
from django.db import connection


def main() -> None:
    parser = argparse.ArgumentParser(prog="run bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["sweep", "list", "mail", "pack"])
    parser.add_argument(
        "--rows",
        type=int,
        help="commitments (sweep, list: default 100,000 on SQLite, 1,000,000 on PostgreSQL; pack: default 5,000) or letters (mail: default 1,000)",
    )
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    with tempfile.TemporaryDirectory(prefix="pledgewatch-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        django.setup()
        connection.creation.create_test_db(verbosity=0)
        try:
            importlib.import_module(f"bench.{options.what}").run(options.rows)
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
