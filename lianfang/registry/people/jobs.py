"""Work on people that goes on in the background. A job carries ids only."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lianfang.core import actor, clock, tenant

from . import caching
from .models import Mention
from .operations import linking


@app.task(queue="lists", name="people.link", retry=RetryStrategy(max_attempts=4, wait=15))
def link(subdistrict: str) -> None:
    """Joins every mention that is about nobody yet."""
    home = UUID(subdistrict)
    with tenant.inside(home):
        linking.run(by=actor.system(home), at=clock.now())


@app.task(queue="lists", name="people.reread_masks")
def reread_masks(subdistrict: str) -> None:
    """After an order across purposes began or ended: whoever reserved masks is looked at anew."""
    home = UUID(subdistrict)
    with tenant.inside(home):
        named = Mention.objects.of(home).filter(kind=Mention.Kind.MASK).exclude(person=None)
        caching.refresh(home, named.values_list("person_id", flat=True).distinct(), clock.now())
