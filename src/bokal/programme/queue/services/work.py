"""The process that works off jobs until it is told to stop."""

from __future__ import annotations

import datetime
import logging
import os
import signal
import socket
import threading
import time
import uuid
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from bokal.programme.queue.errors import Interrupted
from bokal.programme.queue.models import Worker
from bokal.programme.queue.services.backend import limits
from bokal.programme.queue.services.lease import Lease, claim_job, reap_abandoned
from bokal.programme.queue.services.progress import CurrentRun
from bokal.programme.queue.services.recur import enqueue_recurring
from bokal.programme.queue.services.run import run_job

logger = logging.getLogger("bokal.queue")
SILENT_AFTER = datetime.timedelta(seconds=60)


def workers_alive() -> list[str]:
    """Return the workers that were heard of within a minute."""
    return list(
        Worker.objects.filter(seen_at__gte=timezone.now() - SILENT_AFTER).values_list("name", flat=True)
    )


class Heartbeat(threading.Thread):
    """Says every now and then that the worker lives, keeps its lease and carries its progress out."""

    def __init__(self, worker: WorkerProcess) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker = worker
        self.over = threading.Event()
        self.interval = max(1.0, limits().lease_seconds / 4)

    def run(self) -> None:
        last = 0.0
        try:
            while not self.over.wait(0.5):
                run = self.worker.current
                due = time.monotonic() - last >= self.interval
                if due or (run is not None and run.has_news):
                    self.beat(run, due=due)
                    last = time.monotonic() if due else last
        finally:
            connection.close()

    def beat(self, run: CurrentRun | None, *, due: bool) -> None:
        try:
            if due:
                Worker.objects.filter(name=self.worker.name).update(seen_at=timezone.now())
            if run is not None:
                run.beat()
        except DatabaseError:
            # The next beat tries again; the lease is four beats long.
            logger.warning("The heartbeat could not be written.", exc_info=True)
            close_old_connections()


class WorkerProcess:
    """One process, one job at a time."""

    def __init__(
        self,
        *,
        queues: frozenset[str] = frozenset(),
        idle_seconds: float = 0.5,
        grace_seconds: float = 20,
        parent: int | None = None,
    ) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.queues = queues
        self.idle_seconds = idle_seconds
        self.grace_seconds = grace_seconds
        self.parent = parent
        self.current: CurrentRun | None = None
        self.stopping = threading.Event()

    def work(self) -> None:
        """Work until a signal asks to stop."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, self._on_stop)
        signal.signal(signal.SIGALRM, self._on_grace_over)
        Worker.objects.create(name=self.name)
        heartbeat = Heartbeat(self)
        heartbeat.start()
        logger.info("Worker %s waits for jobs.", self.name)
        try:
            self._loop()
        except Interrupted:
            logger.info("Worker %s gave its job back.", self.name)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            heartbeat.over.set()
            heartbeat.join(timeout=30)
            Worker.objects.filter(name=self.name).delete()
            logger.info("Worker %s has stopped.", self.name)

    def _loop(self) -> None:
        upkeep_every = max(1.0, limits().lease_seconds / 4)
        last_upkeep = -upkeep_every
        while not self.stopping.is_set() and not self._is_orphaned():
            try:
                if time.monotonic() - last_upkeep >= upkeep_every:
                    last_upkeep = time.monotonic()
                    reap_abandoned()
                    enqueue_recurring()
                found = self._do_next()
            except DatabaseError:
                logger.exception("The database did not answer; the worker tries again.")
                close_old_connections()
                found = False
            if not found:
                close_old_connections()
                self.stopping.wait(self.idle_seconds)

    def _do_next(self) -> bool:
        job = claim_job(worker=self.name, queues=self.queues)
        if job is None:
            return False
        self.current = CurrentRun(Lease.of(job))
        try:
            run_job(job, self.current)
        finally:
            self.current = None
        return True

    def _is_orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            self._on_grace_over(number, frame)
            return
        self.stopping.set()
        signal.setitimer(signal.ITIMER_REAL, self.grace_seconds)

    def _on_grace_over(self, number: int, frame: FrameType | None) -> None:
        if self.current is not None:
            raise Interrupted
