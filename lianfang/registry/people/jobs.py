"""Work on people that goes on in the background. A job carries ids only."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from lianfang.core import actor, clock, tenant

from .operations import linking


@app.task(queue="lists", name="people.link")
def link(subdistrict: str) -> None:
    """Joins every mention that is about nobody yet."""
    home = UUID(subdistrict)
    with tenant.inside(home):
        linking.run(by=actor.system(home), at=clock.now())
