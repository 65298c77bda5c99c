"""What visits do in the background: the order of doors, so that nobody waits for it."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from lianfang.core import actor, clock, tenant

QUEUE = "visits"


@app.task(queue=QUEUE, name="visits.plan")
def plan(subdistrict: str, plan_id: str) -> None:
    """Reads, searches outside any transaction, writes. What fails leaves the lists as they are, and is loud."""
    from . import planning
    from .operations import dispatching
    from .rules import routing

    home, key = UUID(subdistrict), UUID(plan_id)
    by = actor.system(home)
    try:
        with tenant.inside(home):
            sheet = planning.lay_out(by, clock.now())
        found = routing.plan(sheet.problem)
        with tenant.inside(home):
            dispatching.keep_plan(by=by, plan_id=key, sheet=sheet, found=found, at=clock.now())
    except Exception:
        with tenant.inside(home):
            dispatching.fail_plan(by=by, plan_id=key, at=clock.now())
        raise


def plan_soon(home: UUID, key: UUID) -> None:
    """Asks for the plan to be made."""
    plan.defer(subdistrict=str(home), plan_id=str(key))
