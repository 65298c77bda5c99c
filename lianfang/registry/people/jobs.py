"""Work on people that goes on in the background. A job carries ids only."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.core import actor, clock, tenant
from lianfang.ledger.operations import record

from . import caching
from .models import Mention
from .operations import linking

TRIES = 4
PAUSE = 15  # seconds between two tries


@app.task(queue="lists", name="people.link")
def link(subdistrict: str, tried: int = 0) -> None:
    """Joins every mention that is about nobody yet. What fails is tried again, then told; it stays loud here.

    Not procrastinate's own retry: that would put a second job beside one that waits already, which its lock forbids.
    """
    home = UUID(subdistrict)
    try:
        with tenant.inside(home):
            linking.run(by=actor.system(home), at=clock.now())
    except Exception:
        with tenant.inside(home):
            after_failure(home, tried + 1)
        raise


@app.periodic(cron="*/2 * * * *")
@app.task(queue="lists", name="people.look_after", queueing_lock="people.look_after")
def look_after(timestamp: int) -> None:
    """A joining whose worker was killed (too little memory, a power cut) has failed like any other."""
    for job in ProcrastinateJob.objects.filter(task_name="people.link", status="doing", worker=None):
        home = UUID(job.args["subdistrict"])
        with tenant.inside(home):
            with connection.cursor() as cursor:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.id])
            after_failure(home, job.args.get("tried", 0) + 1)


def after_failure(home: UUID, tried: int) -> None:
    """Another try in a while, or the word that joining failed: one event, for whoever waits for it."""
    if tried < TRIES:
        join_soon(home, tried=tried, pause=PAUSE)
    else:
        record("people.linking_failed", by=actor.system(home), at=clock.now(), tried=tried)


def join_soon(home: UUID, *, tried: int = 0, pause: int = 0) -> None:
    """Asks for the joining; one that waits already will see these rows too."""
    job = link.configure(queueing_lock=f"link {home}", schedule_in={"seconds": pause})
    try:
        with transaction.atomic():
            job.defer(subdistrict=str(home), tried=tried)
    except AlreadyEnqueued:
        pass


@app.task(queue="lists", name="people.reread_masks")
def reread_masks(subdistrict: str) -> None:
    """After an order across purposes began or ended: whoever reserved masks is looked at anew."""
    home = UUID(subdistrict)
    with tenant.inside(home):
        named = Mention.objects.of(home).filter(kind=Mention.Kind.MASK).exclude(person=None)
        caching.refresh(home, named.values_list("person_id", flat=True).distinct(), clock.now())
