"""What rounds show: the list, one round's progress and coverage, its homes, what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock
from lianfang.core.listing import NONE
from lianfang.core.waiting import Urgency, Waiting
from lianfang.registry.places.models import Committee
from lianfang.response.calls.models import Attempt, Need
from lianfang.response.calls.rules import Outcome
from lianfang.response.calls.rules import Purpose as About

from . import picking, rules
from .models import Campaign, Selection, Target
from .picking import Choice, Counted

STATES = tuple(rules.State)
DOORS = "doors"
PERCENT = (40, 50, 60)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the homes of a round are narrowed to; empty values narrow nothing. `state`: a state, doors, or all."""

    state: str = DOORS
    committee: str = ""
    why: str = ""


@dataclass(slots=True)
class Line:
    """How far a round is in one committee (None: not known), or in all."""

    committee: UUID | None
    name: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Homes in it."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """Homes that answered the questions."""
        return sum(self.counts.get(state, 0) for state in rules.ANSWERED)

    @property
    def waiting(self) -> int:
        """Still to call."""
        return self.counts.get(rules.State.WAITING, 0)

    @property
    def doors(self) -> int:
        """For the door: not reached, or would not answer."""
        return sum(self.counts.get(state, 0) for state in rules.FOR_THE_DOOR)

    @property
    def coverage(self) -> int:
        """Per cent that answered or were visited."""
        reached = self.answered + self.counts.get(rules.State.VISITED, 0)
        return 100 * reached // self.total if self.total else 0

    def of(self, state: str) -> int:
        """How many stand there."""
        return self.counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """One round at a glance: everything, each committee (those that lag first), and how many dials it took."""

    whole: Line
    lines: list[Line]
    dials: int
    tried: int


def campaigns(viewer: Actor) -> list[tuple[Campaign, Line]]:
    """Rounds, open ones first, each with how far it is; two queries."""
    rows = list(Campaign.objects.visible_to(viewer).order_by("-closed_at", "-opened_at")[:100])
    rows.sort(key=lambda one: (not one.is_open, -one.opened_at.timestamp()))
    counted = (
        Target.objects.visible_to(viewer)
        .filter(campaign__in=rows)
        .values_list("campaign_id", "state")
        .annotate(n=Count("id"))
    )
    found: dict[UUID, Line] = {one.id: Line(None, one.name) for one in rows}
    for campaign, state, n in counted.order_by():
        found[campaign].counts[state] = n
    return [(one, found[one.id]) for one in rows]


def campaign(viewer: Actor, campaign_id: UUID) -> Campaign:
    """One round; DoesNotExist where it is not for this viewer."""
    found: Campaign = Campaign.objects.visible_to(viewer).get(pk=campaign_id)
    return found


def progress(viewer: Actor, one: Campaign) -> Progress:
    """How far a round is; four queries however many homes."""
    mine = Target.objects.visible_to(viewer).filter(campaign=one)
    names = dict(Committee.objects.of(viewer.subdistrict).values_list("id", "name"))
    lines: dict[UUID | None, Line] = {}
    whole = Line(None, one.name)
    for committee, state, n in mine.values_list("committee_id", "state").annotate(n=Count("id")).order_by():
        line = lines.setdefault(committee, Line(committee, names.get(committee, "")))
        line.counts[state] = n
        whole.counts[state] = whole.counts.get(state, 0) + n
    needs = Need.objects.of(viewer.subdistrict).filter(purpose=About.ROUND, about_id__in=mine.values("id"))
    found = needs.aggregate(dials=Sum("tries"), answered=Count("id", filter=Q(state="answered")))
    dials = (found["dials"] or 0) + found["answered"]
    tried = needs.filter(Q(tries__gt=0) | Q(state="answered")).values("about_id").distinct().count()
    ordered = sorted(lines.values(), key=lambda line: (line.coverage, line.name))
    return Progress(whole, ordered, dials, tried)


def by_round(viewer: Actor, one: Campaign) -> list[tuple[int, Line]]:
    """How many homes came to what in which round, as they stand now."""
    mine = Target.objects.visible_to(viewer).filter(campaign=one)
    found: dict[int, Line] = {}
    for number, state, n in mine.values_list("round", "state").annotate(n=Count("id")).order_by():
        found.setdefault(number, Line(None, "")).counts[state] = n
    return sorted(found.items())


def targets(viewer: Actor, one: Campaign, filters: Filters) -> QuerySet[Target]:
    """Homes of a round, in their order."""
    rows = (
        Target.objects.visible_to(viewer)
        .filter(campaign=one)
        .select_related(
            "household__door__building__compound",
            "person__compound",
            "person__building",
            "committee",
            "building__compound",
        )
    )
    if filters.state == DOORS:
        rows = rows.for_the_door()
    elif filters.state != "all":
        rows = rows.filter(state=filters.state)
    if filters.committee:
        rows = rows.filter(committee_id=None if filters.committee == NONE else filters.committee)
    if filters.why:
        rows = rows.filter(why=filters.why)
    is_expected = filters.state == rules.State.NOT_YET
    return rows.order_by("expected_on", "place") if is_expected else rows.order_by("place")


def selections(viewer: Actor) -> QuerySet[Selection]:
    """Choices kept under a name."""
    rows: QuerySet[Selection] = Selection.objects.visible_to(viewer).order_by("name")
    return rows


def counted(viewer: Actor, choice: Choice, at: datetime) -> Counted:
    """What a choice comes to."""
    return picking.count(viewer, picking.pick(viewer, choice), at)


def pick_up(viewer: Actor, at: datetime) -> float | None:
    """The share of calls that somebody answered in the last seven days; None where too few were made to say."""
    rows = Attempt.objects.of(viewer.subdistrict).standing().filter(at__gte=at - timedelta(days=7))
    reached = Q(outcome__in=[Outcome.ANSWERED, Outcome.REFUSED, Outcome.CALL_BACK, Outcome.LANGUAGE])
    found = rows.aggregate(calls=Count("id"), reached=Count("id", filter=reached))
    return found["reached"] / found["calls"] if found["calls"] >= rules.ENOUGH else None


def reckonings(
    viewer: Actor, found: Counted, *, tries: int, per_day: int, at: datetime
) -> list[tuple[rules.Reckoning, bool]]:
    """What to expect with 40, 50 and 60 % picking up, and as measured (marked) where enough calls were made."""
    shares = [(percent / 100, False) for percent in PERCENT]
    measured = pick_up(viewer, at)
    if measured:
        shares.append((measured, True))
    return [
        (
            rules.reckon(found.homes, found.numberless, pick_up=share, tries=tries, per_day=per_day),
            is_measured,
        )
        for share, is_measured in shares
    ]


def of_committees(viewer: Actor, counts: dict[UUID | None, int]) -> list[tuple[str, int]]:
    """Committees by name with their counts."""
    names = dict(Committee.objects.of(viewer.subdistrict).values_list("id", "name"))
    return sorted(
        (names.get(key, _("committee not known")) if key else _("committee not known"), n)
        for key, n in counts.items()
    )


def last_change(viewer: Actor, one: Campaign) -> datetime | None:
    """When something last happened to a home of it."""
    found: datetime | None = (
        Target.objects.visible_to(viewer).filter(campaign=one).aggregate(at=Max("changed_at"))["at"]
    )
    return found


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """For committees and the command post: doors of open rounds, and people expected back tomorrow or before."""
    if viewer.role not in (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER):
        return []
    mine = Target.objects.visible_to(viewer).filter(campaign__closed_at=None)
    doors = mine.for_the_door()
    soon = mine.filter(state=rules.State.NOT_YET, expected_on__lte=clock.day_of(at) + timedelta(days=1))
    return [
        Waiting(
            _("Doors that the phone did not reach"),
            doors.count(),
            Urgency.TODAY,
            _url(doors, DOORS),
            _("Door list"),
        ),
        Waiting(
            _("Expected back by tomorrow"),
            soon.count(),
            Urgency.TODAY,
            _url(soon, rules.State.NOT_YET),
            _("Look"),
        ),
    ]


def _url(rows: QuerySet[Target], state: str) -> str:
    """To the homes of the round that has them; to all rounds where it is more than one."""
    found = list(rows.order_by().values_list("campaign_id", flat=True).distinct()[:2])
    if len(found) != 1:
        return reverse("rounds:index")
    return f"{reverse('rounds:targets', args=[found[0]])}?state={state}"
