"""How observations turned: the path of one, who refuses, who moved in, who is away and when their days are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lianfang.core import Actor, clock
from lianfang.response.screening.models import Verification

from .. import rules
from ..models import Episode, Paper, Reading, Turn

# A hand-over waits for the receiving committee until somebody there has written something down, or two days.
WAITS = timedelta(days=2)
PERSON = ("person", "person__building__compound", "person__compound", "committee")
PRINTED = (
    "episode__person__building__compound",
    "episode__person__compound",
    "episode__person__door",
    "episode__committee",
    "episode__protocol",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who refuses observation: since when, in whose words, and whether the police are asked to check."""

    episode: Episode
    turn: Turn | None


def refusals(viewer: Actor) -> list[Refusal]:
    """Those who refuse and have not consented again, the longest first. Two queries."""
    rows = Episode.objects.visible_to(viewer).open().exclude(refused_at=None)
    found = list(rows.select_related(*PERSON).order_by("refused_at", "id"))
    turns = Turn.objects.visible_to(viewer).standing().filter(kind=rules.Event.REFUSED)
    last = {turn.episode_id: turn for turn in turns.filter(episode__in=[one.id for one in found])}
    return [Refusal(one, last.get(one.id)) for one in found]


def turns_of(viewer: Actor, episode: Episode) -> QuerySet[Turn]:
    """Everything that changed an observation, oldest first, what was taken back as well."""
    mine = Turn.objects.visible_to(viewer).filter(episode=episode)
    return mine.select_related("committee", "building__compound", "protocol", "undoes").order_by("nth")


def is_unfit(one: Episode, turns: Iterable[Turn]) -> bool:
    """True where the verification found that the home does not do (2020-02-10: a fixed, suitable residence), and
    nobody has taken them elsewhere since."""
    if any(turn.kind == rules.Event.TRANSFERRED for turn in turns):
        return False
    found = Verification.objects.of(one.subdistrict).filter(report_id=one.report_id, can_stay_home=False)
    return one.report_id is not None and found.filter(outcome="confirmed").exists()


def last_turn(viewer: Actor, episode: Episode) -> Turn | None:
    """The turn that may be taken back now, if there is one."""
    last: Turn | None = Turn.objects.visible_to(viewer).filter(episode=episode).standing().last()
    return last if last is not None and last.kind in rules.UNDOABLE else None


def moved_in(viewer: Actor, at: datetime) -> QuerySet[Episode]:
    """Those who moved to the viewer's committees from another and whom nobody there has written a reading for."""
    turns = Turn.objects.of(viewer.subdistrict).standing().filter(kind=rules.Event.MOVED, at__gt=at - WAITS)
    from_elsewhere = ~Q(before__committee=None) & Q(episode=OuterRef("pk"), committee=OuterRef("committee"))
    came = turns.filter(from_elsewhere)
    since = Reading.objects.of(viewer.subdistrict).filter(
        episode=OuterRef("pk"), received_at__gt=at - WAITS, by_name__isnull=False
    )
    rows = (
        Episode.objects.visible_to(viewer).active().annotate(moved_at=came.order_by("-at").values("at")[:1])
    )
    return rows.exclude(moved_at=None).exclude(Exists(since.filter(received_at__gt=OuterRef("moved_at"))))


def away(viewer: Actor) -> QuerySet[Episode]:
    """Those at a hospital or a central site, who left first on top."""
    rows = Episode.objects.visible_to(viewer).filter(state=rules.State.TRANSFERRED)
    return rows.select_related(*PERSON).order_by("away_since", "id")


def away_and_over(viewer: Actor, at: datetime) -> QuerySet[Episode]:
    """Those away whose last day has come: to be released by the word of the site, or it says they stay."""
    return away(viewer).filter(last_day__lte=clock.day_of(at))


def papers_of(viewer: Actor, episodes: Iterable[UUID]) -> dict[UUID, dict[str, Paper]]:
    """The papers of these episodes by kind."""
    found: dict[UUID, dict[str, Paper]] = {}
    for paper in Paper.objects.visible_to(viewer).filter(episode__in=list(episodes)):
        found.setdefault(paper.episode_id, {})[paper.kind] = paper
    return found


def unsigned(viewer: Actor) -> QuerySet[Episode]:
    """Those under observation at home without a commitment that is signed or whose signing was refused."""
    settled = (
        Paper.objects.visible_to(viewer).filter(kind="commitment").exclude(signed_at=None, declined_at=None)
    )
    rows = Episode.objects.visible_to(viewer).active().exclude(Exists(settled.filter(episode=OuterRef("pk"))))
    return rows.order_by(F("begun_at"), "id")
