"""What observation adds to a person's page, and whom it still needs the registry for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.registry.people.hooks import Event, Mark, Panel
from lianfang.registry.people.models import Person

from . import rules, selectors
from .models import Alert, Episode, Turn
from .purposes import KEPT_DAYS


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """Beginnings, what changed the course, and alerts; readings stand on the strip. Four queries."""
    yield from _handed_on(viewer, person)
    turns = Turn.objects.visible_to(viewer).standing().filter(episode__person=person)
    turned = list(turns.select_related("committee"))
    yield from (_turned(turn) for turn in turned)
    told = {turn.episode_id for turn in turned if turn.kind in rules.CLOSING}
    for one in Episode.objects.visible_to(viewer).filter(person=person):
        url = reverse("observation:episode", args=[one.id])
        until = _("until %(day)s") % {"day": one.last_day.isoformat()}
        yield Event(one.begun_at, _("Home observation begun"), until, one.begun_by_name, url)
        if one.closed_at and one.id not in told:
            title = str(rules.STATES[rules.State(one.state)])
            yield Event(one.closed_at, title, one.closed_note, one.closed_by_name, url, "good")
    for alert in Alert.objects.visible_to(viewer).filter(episode__person=person):
        url = reverse("observation:alert", args=[alert.id])
        said = str(rules.ALERT_STATES[rules.AlertState(alert.state)])
        yield Event(alert.opened_at, _("Abnormal"), said, "", url, "bad")


def _handed_on(viewer: Actor, person: Person) -> Iterator[Event]:
    """What the viewer's committee did until somebody moved to another's: read, not followed by a link."""
    if viewer.sees_whole or not viewer.sees_health or not viewer.committees:
        return
    mine = [str(committee) for committee in viewer.committees]
    moves = Turn.objects.of(viewer.subdistrict).standing().filter(kind=rules.Event.MOVED)
    moves = moves.filter(episode__person=person, before__committee__in=mine).select_related(
        "committee", "episode"
    )
    for move in moves.exclude(episode__committee_id__in=viewer.committees):
        where = str(move.committee or "")
        yield Event(move.episode.begun_at, _("Home observation begun"), "", move.episode.begun_by_name)
        yield Event(
            move.effective_at, _("Moved: %(where)s looks after them now") % {"where": where}, move.home
        )


def _turned(turn: Turn) -> Event:
    said = " ".join(filter(None, (turn.get_site_display(), turn.place or turn.home, turn.why)))
    url = reverse("observation:episode", args=[turn.episode_id])
    mark = "good" if turn.kind in (rules.Event.RELEASED, rules.Event.RETURNED) else ""
    return Event(turn.effective_at, turn.get_kind_display(), said, turn.by_name, url, mark)


def panel(viewer: Actor, person: Person, at: datetime) -> Panel | None:
    """The fortnight strip of the running observation, for those who see readings."""
    rows = Episode.objects.visible_to(viewer).open().filter(person=person)
    one = rows.select_related("protocol", "person", "committee").first()
    if one is None or not viewer.sees_health:
        return None
    row = selectors.card_of(viewer, one, at)
    said = str(rules.STATES[rules.State(one.state)])
    return Panel("observation/parts/panel.html", {"row": row, "state_said": said})


def facts(viewer: Actor, persons: list[UUID], at: datetime) -> dict[UUID, list[Mark]]:
    """A mark with the day for those under observation; one query for the page."""
    rows = Episode.objects.visible_to(viewer).open().filter(person_id__in=persons)
    today = clock.day_of(at)
    return {one.person_id: [_mark(one, today)] for one in rows}


def _mark(one: Episode, today: date) -> Mark:
    day = rules.day_number(one.starts_on, today)
    return Mark(_("under observation, day %(n)d") % {"n": day}, "now")


def needed(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons under observation, or released less than thirty days ago."""
    recent = Q(state__in=rules.OPEN) | Q(closed_at__gte=at - timedelta(days=KEPT_DAYS))
    return Episode.objects.of(subdistrict).filter(recent).values_list("person_id", flat=True)


def cared_for(viewer: Actor) -> QuerySet[Any]:
    """Persons who moved for their observation to where the viewer answers. Their records stay with the register's
    committee; only the new one acts."""
    moved = Episode.objects.visible_to(viewer).open().exclude(home="")
    return moved.values("person_id")
