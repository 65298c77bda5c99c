"""Where to go: requests for visits, and the order in which a shift knocks at them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Building, Committee, Compound, Door

from . import rules
from .teams import Member, OpenQuerySet, Shift, Team, choices

if TYPE_CHECKING:
    from lianfang.core import Actor


class RequestQuerySet(LocalQuerySet):
    """Requests, in the words of those who send teams out."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict; the own committees; and for whoever goes, the doors of their own shifts."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(Q(committee_id__in=viewer.committees) | Q(pk__in=doors_of(viewer)))
        return self.none()

    def open(self) -> Self:
        """Not visited yet."""
        return self.filter(state__in=(rules.State.WAITING, rules.State.UNDER_WAY))


def doors_of(viewer: Actor) -> models.QuerySet[Any]:
    """Requests on the lists of the viewer's own teams, as ids."""
    teams = Member.objects.of(viewer.subdistrict).filter(user=viewer.id, left_at=None).values("team_id")
    return Stop.objects.of(viewer.subdistrict).filter(shift__team__in=teams).values("request_id")


class Request(Local):
    """上门申请: one door to knock at, why, how soon and who must be there. `state` follows from the visits;
    `version` grows with whatever the office changes, so that a phone's older word is noticed."""

    kind = models.CharField(max_length=12, choices=choices(rules.KINDS))
    state = models.CharField(max_length=10, choices=choices(rules.STATES), default=rules.State.WAITING.value)
    urgency = models.CharField(max_length=8, choices=choices(rules.URGENCIES))
    person = LocalForeignKey(Person, null=True, blank=True, related_name="visit_requests")
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    door = LocalForeignKey(Door, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    compound = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    is_elderly = models.BooleanField(default=False)
    needs_doctor = models.BooleanField(default=False)
    needs_police = models.BooleanField(default=False)
    needs_female = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=60)
    asked_by_role = models.CharField(max_length=20, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    team = LocalForeignKey(Team, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=choices(rules.OUTCOMES), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "about_kind", "about_id"],
                condition=Q(state__in=("waiting", "under_way"), about_id__isnull=False),
                name="one_open_visit_a_matter",
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "due_at"], name="visits_due"),
            models.Index(
                fields=["subdistrict", "committee", "state", "due_at"], name="visits_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "person"], name="visits_of_a_person"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        """True while somebody still has to knock."""
        return self.state not in rules.CLOSED

    @property
    def needs(self) -> rules.Needs:
        """Who must be there, as the rules take it."""
        return rules.Needs(self.needs_doctor, self.needs_police, self.needs_female, self.language)

    def set_needs(self, needs: rules.Needs) -> None:
        """Takes over who must be there (saved by the caller)."""
        self.needs_doctor, self.needs_police = needs.doctor, needs.police
        self.needs_female, self.language = needs.female, needs.language

    def is_late(self, at: datetime) -> bool:
        """True where nobody was there in time."""
        return self.is_open and self.due_at < at


class StopQuerySet(LocalQuerySet):
    """Doors on a shift's list."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the request."""
        return self.of(viewer.subdistrict).filter(request__in=Request.objects.visible_to(viewer))

    def ahead(self) -> Self:
        """Not dealt with yet."""
        return self.filter(done_at=None)


class Stop(Local):
    """派单: one request on the list of one shift, in which place, and when the team is expected there.

    `walk` are metres from the door before; a pinned one stays with its team whatever is planned anew.
    """

    request = LocalForeignKey(Request, on_delete=models.CASCADE, related_name="stops")
    shift = LocalForeignKey(Shift, on_delete=models.CASCADE, related_name="stops")
    place = models.PositiveSmallIntegerField()
    arrives_at = models.DateTimeField()
    walk = models.PositiveIntegerField(default=0)
    is_pinned = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "request"], condition=Q(done_at=None), name="one_team_a_door"
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "shift", "place"], name="stops_of_a_shift")]

    def __str__(self) -> str:
        return str(self.place)


class Plan(Local):
    """排程: one run of the planner with its arithmetic: what was asked, what came out, what was left over."""

    personal = False

    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=60)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    came_to = models.CharField(max_length=8, blank=True)
    figures = models.JSONField(default=dict)

    objects = OpenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-asked_at"], name="plans_newest_first")]

    def __str__(self) -> str:
        return str(self.asked_at)
