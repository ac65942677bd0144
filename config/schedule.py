"""Every periodic job: what runs, how often, and when a message that waited too long is dropped.

Intervals only, in UTC: whether anything is due is asked of the rows, so a late, lost or doubled
beat changes nothing. `expires` keeps a queue that stood still from replaying the past.
"""

import os
from datetime import timedelta

SOON = timedelta(seconds=10).total_seconds()  # for what somebody waits for before a page
MINUTE = timedelta(minutes=1).total_seconds()
HOUR = timedelta(hours=1).total_seconds()
DAY = timedelta(days=1).total_seconds()
SWEEP_EVERY = float(os.environ.get("SWEEP_EVERY") or HOUR)  # seconds

BEAT_SCHEDULE = {
    # tracker/tasks.py
    "sweep": {"task": "tracker.tasks.sweep", "schedule": SWEEP_EVERY, "options": {"expires": SWEEP_EVERY / 2}},
    "complete-clocks": {"task": "tracker.tasks.complete_clocks", "schedule": HOUR, "options": {"expires": HOUR / 2}},
    "send-notices": {"task": "tracker.tasks.send_notices", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "verify-ledger": {"task": "tracker.tasks.verify_ledger", "schedule": DAY, "options": {"expires": DAY / 2}},
    "make-packs": {"task": "tracker.tasks.make_packs", "schedule": SOON, "options": {"expires": SOON}},
    "heartbeat": {"task": "tracker.tasks.heartbeat", "schedule": MINUTE / 2, "options": {"expires": MINUTE / 2}},
}
