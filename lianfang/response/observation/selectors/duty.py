"""Who has the desk, what was handed over, and the rules of duty in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.response.screening.models import Report

from .. import rules
from ..duty import KEEPERS, DutyRule, Handover
from ..models import Alert, Episode
from ..rules.timing import CUTOFFS, Pace, next_cutoff
from .standing import muster


@dataclass(frozen=True, slots=True)
class Shift:
    """Who has the desk since when (nobody: empty), and the note that waits to be taken over, for those whom it
    may concern. `is_mine`: the viewer has it; `can_take`, `can_write`: the buttons to show."""

    id: UUID | None
    name: str
    since: datetime | None
    waiting: Handover | None
    is_mine: bool
    can_take: bool
    can_write: bool


def shift(viewer: Actor) -> Shift:
    """The desk as it is manned now; two small queries."""
    rows = Handover.objects.of(viewer.subdistrict)
    now = rows.received().only("receiver", "receiver_name", "received_at", "subdistrict").first()
    is_keeper, is_mine = viewer.role in KEEPERS, now is not None and now.receiver == viewer.id
    written = Handover.objects.visible_to(viewer).waiting().first() if is_keeper else None
    return Shift(
        now.id if now else None,
        now.receiver_name if now else "",
        now.received_at if now else None,
        written,
        is_mine,
        can_take=is_keeper and not is_mine,
        can_write=is_keeper and is_mine and written is None,
    )


def handed_on(viewer: Actor) -> list[Waiting]:
    """A note that waits for whoever comes: on 今天 of everybody who can take the desk but wrote it not."""
    written = Handover.objects.visible_to(viewer).waiting().exclude(giver=viewer.id).first()
    if written is None:
        return []
    url = reverse("observation:desk")
    top = Top(written.giver_name, reverse("observation:handover_read", args=[written.id]), written.note[:60])
    title = _("The desk waits to be taken over")
    return [Waiting(title, 1, Urgency.TODAY, url, _("To the desk"), (top,), written.shift)]


def handovers(viewer: Actor) -> QuerySet[Handover]:
    """Every handover that was not taken back, the latest first."""
    return Handover.objects.visible_to(viewer).filter(withdrawn_at=None).order_by("-written_at", "-id")


def handover(viewer: Actor, handover_id: UUID) -> Handover:
    """One handover; DoesNotExist where it is not for this viewer."""
    return Handover.objects.visible_to(viewer).get(pk=handover_id)


def stands_open(viewer: Actor, at: datetime) -> dict[str, Any]:
    """What stands open at the desk, as plain facts: `alerts` (id and state of each) and `counts`."""
    rows = Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)
    alerts = [[str(key), state] for key, state in rows.order_by("opened_at").values_list("id", "state")]
    found = muster(viewer, at)
    reports = Report.objects.visible_to(viewer).open()
    counts = {
        "abnormal": len(alerts),
        "unseen": sum(state == rules.AlertState.OPEN for _key, state in alerts),
        "silent": found.total("silent"),
        "due": found.total("due_today"),
        "held": found.total("overdue"),
        **reports.aggregate(unverified=Count("id", filter=Q(due_at__lt=at))),
    }
    return {"alerts": alerts, "counts": counts}


def stood_open(viewer: Actor, one: Handover) -> list[tuple[Alert, str]]:
    """The alerts a handover named, with the state each was in then; those destroyed since are left out."""
    then = dict(one.stood_open.get("alerts", []))
    rows = Alert.objects.visible_to(viewer).filter(pk__in=list(then)).select_related("episode__person")
    return [(alert, then[str(alert.id)]) for alert in rows.order_by("opened_at")]


def duty_rules(viewer: Actor) -> QuerySet[DutyRule]:
    """All duty rules, the latest first."""
    return DutyRule.objects.visible_to(viewer).order_by("-begins_on")


def duty_rule(viewer: Actor, on: date) -> DutyRule | None:
    """The rule in force on a day; None where none was set: then the defaults hold."""
    return duty_rules(viewer).filter(begins_on__lte=on).first()


def pace(viewer: Actor, at: datetime) -> Pace:
    """The minutes of each step in force."""
    rule = duty_rule(viewer, clock.day_of(at))
    if rule is None:
        return Pace()
    return Pace(rule.acknowledge_minutes, rule.retest_grace_minutes, rule.decide_minutes, rule.close_minutes)


def cutoff(viewer: Actor, at: datetime) -> datetime | None:
    """When the command post counts next."""
    rule = duty_rule(viewer, clock.day_of(at))
    return next_cutoff(rule.cutoffs if rule else CUTOFFS, at)


def unplaced_episodes(viewer: Actor) -> QuerySet[Episode]:
    """People under observation whose committee nobody knows."""
    return Episode.objects.visible_to(viewer).active().filter(committee=None)
