"""Forgetting what nobody asks about any more."""

import datetime

from django.utils import timezone

from bokal.programme.queue.models import Job, Worker
from bokal.programme.queue.services.backend import limits

PORTION = 1000


def remove_old_jobs() -> int:
    """Remove jobs that have been over for longer than they are kept, and workers long gone."""
    now = timezone.now()
    Worker.objects.filter(seen_at__lt=now - datetime.timedelta(days=1)).delete()
    old = Job.objects.over().filter(finished_at__lt=now - datetime.timedelta(days=limits().keep_days))
    removed = 0
    # In portions, so that the lock of SQLite is free in between.
    while portion := list(old.order_by("pk").values_list("pk", flat=True)[:PORTION]):
        removed += Job.objects.filter(pk__in=portion).delete()[0]
    return removed
