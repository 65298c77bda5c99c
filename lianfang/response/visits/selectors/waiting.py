"""What waits on 今天: doors of forty minutes, contradictions, checks, the own list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, masking
from lianfang.core.waiting import Top, Urgency, Waiting

from .. import rules
from ..models import Loose, Request, Stop
from .board import checks, conflicts, unplanned
from .carrying import place_of, shift_of

TOP = 3
DESK = (Role.DUTY_OFFICER, Role.COMMANDER)


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """The viewer's own list; for dispatchers what is on nobody's; for the police what they are asked."""
    piles = [*alerts(viewer, at), *_own(viewer, at)]
    if viewer.role in (*DESK, Role.COMMITTEE_WORKER):
        piles += _desk(viewer, at)
    if viewer.role in (Role.POLICE, Role.DUTY_OFFICER):
        asked, url = checks(viewer), reverse("visits:checks")
        urgency = Urgency.OVERDUE if asked.filter(due_at__lt=at).exists() else Urgency.TODAY
        piles.append(_pile(_("Police checks asked for"), asked, urgency, url=url, action=_("Answer")))
    return piles


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Forty-minute doors that stand on nobody's list: somebody has to be sent now."""
    if viewer.role not in DESK:
        return []
    now, title = unplanned(viewer, at).filter(urgency=rules.Urgency.NOW), _("40-minute doors without a team")
    return [_pile(title, now, Urgency.NOW, url=reverse("visits:index"), action=_("Send a team"))]


def _desk(viewer: Actor, at: datetime) -> list[Waiting]:
    late = Request.objects.visible_to(viewer).open().filter(due_at__lt=at)
    all_late, two = f"{reverse('visits:requests')}?late=1", reverse("visits:conflicts")
    piles = [
        _pile(_("Visits past their time"), late, Urgency.OVERDUE, url=all_late, action=_("Look")),
        _pile(_("Two records of one visit"), conflicts(viewer), Urgency.TODAY, url=two, action=_("Decide")),
    ]
    loose = Loose.objects.visible_to(viewer).waiting().count()
    title, url = _("Answers from doors that fit no visit"), reverse("visits:answers")
    piles.append(Waiting(title, loose, Urgency.TODAY, url, _("Say where they belong")))
    if viewer.role in DESK:
        title, url = _("Doors on no team's list"), reverse("visits:index")
        piles.append(_pile(title, unplanned(viewer, at), Urgency.TODAY, url=url, action=_("Plan")))
    return piles


def _own(viewer: Actor, at: datetime) -> list[Waiting]:
    shift = shift_of(viewer, at)
    if shift is None:
        return []
    mine = Stop.objects.visible_to(viewer).ahead().filter(shift=shift).select_related(
        "request__person", "request__door", "request__building__compound", "request__compound", "request__committee"
    ).order_by("place")  # fmt: skip
    urgent = mine.filter(request__urgency=rules.Urgency.NOW).exists()
    top = tuple(
        Top(place_of(stop.request), "", str(rules.KINDS[rules.Kind(stop.request.kind)]))
        for stop in mine[:TOP]
    )
    return [
        Waiting(
            _("Doors on my list"),
            mine.count(),
            Urgency.NOW if urgent else Urgency.TODAY,
            reverse("visits:phone"),
            _("Set out"),
            top,
        )
    ]


def _pile(title: str, rows: QuerySet[Any], urgency: Urgency, *, url: str, action: str) -> Waiting:
    shown = [getattr(row, "request", row) for row in rows[:TOP]]
    top = tuple(
        Top(masking.name(one.person.name) if one.person else place_of(one), url, str(one.get_kind_display()))
        for one in shown
    )
    # Most piles are small or empty: then what is shown is all there is.
    count = rows.count() if len(shown) == TOP else len(shown)
    return Waiting(title, count, urgency, url, action, top)
