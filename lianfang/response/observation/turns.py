"""变更与文书: what changed the course of an observation, and the papers that went with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Building, Committee

from . import rules
from .rules import papers

if TYPE_CHECKING:
    from lianfang.core import Actor

# What those may know who see no health: that somebody moved, refuses, or is free.
PLAIN = (
    rules.Event.MOVED,
    rules.Event.REFUSED,
    rules.Event.RESUMED,
    rules.Event.RELEASED,
    rules.Event.MOVED_AWAY,
    rules.Event.WITHDRAWN,
)


def _choices(labels: Any) -> list[tuple[str, Any]]:
    return [(str(key), label) for key, label in labels.items()]


class TurnQuerySet(LocalQuerySet):
    """Turns, seen with their episode; those that tell of health only by roles that may read it."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the episode."""
        from .models import Episode

        mine = self.of(viewer.subdistrict).filter(episode__in=Episode.objects.visible_to(viewer))
        if viewer.sees_health or viewer.role == Role.RESIDENT:
            return mine
        return mine.filter(kind__in=PLAIN)

    def standing(self) -> Self:
        """Turns that were not taken back, in the order in which they were entered."""
        undone = self.model._default_manager.filter(undoes=models.OuterRef("pk"))
        kept = self.exclude(kind=rules.Event.UNDONE).filter(~models.Exists(undone))
        return kept.order_by("nth")


class Turn(Local):
    """变更: one thing that changed the course of an episode. Never changed itself; what was entered by mistake is
    taken back by another turn that names it. `nth` is its place in the order of entry, `before` the course as it
    stood."""

    episode = LocalForeignKey("observation.Episode", on_delete=models.CASCADE, related_name="turns")
    nth = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=_choices(rules.EVENTS))
    effective_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=12, choices=_choices(rules.SITES), blank=True)
    place = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    day_zero = models.DateField(null=True, blank=True)
    protocol = LocalForeignKey("observation.Protocol", null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    home = models.CharField(max_length=120, blank=True)
    room = models.CharField(max_length=20, blank=True)
    asks_police = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    undoes = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "undoes"],
                condition=Q(undoes__isnull=False),
                name="a_turn_is_taken_back_once",
            ),
            models.UniqueConstraint(fields=["subdistrict", "episode", "nth"], name="one_turn_after_another"),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "episode", "at"], name="turns_of_an_episode"),
            models.Index(fields=["subdistrict", "committee", "at"], name="turns_to_a_committee"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def change(self) -> rules.Change:
        """The turn as the pure rules take it."""
        return rules.Change(
            kind=rules.Event(self.kind),
            effective_at=self.effective_at,
            day_zero=self.day_zero,
            days=self.protocol.days if self.protocol else None,
            committee=self.committee_id,
            building=self.building_id,
            home=self.home,
        )


class PaperQuerySet(LocalQuerySet):
    """Papers; they name a person and a course, so they are seen by those who look after people."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the episode, for health roles."""
        from .models import Episode

        if not viewer.sees_health:
            return self.none()
        return self.of(viewer.subdistrict).filter(episode__in=Episode.objects.visible_to(viewer))


class Paper(Local):
    """文书: one paper given to one person: its number, how it went out, whether and by whom it was signed."""

    episode = LocalForeignKey("observation.Episode", on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=_choices(papers.KINDS))
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    english = models.BooleanField(default=False)
    delivered = models.CharField(max_length=10, choices=_choices(papers.WAYS), default=papers.Way.HAND.value)
    issued_at = models.DateTimeField()
    issued_by_name = models.CharField(max_length=60)
    prints = models.PositiveSmallIntegerField(default=1)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=10, choices=_choices(papers.SIGNERS), blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    noted_by_name = models.CharField(max_length=60, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "year", "number"], name="one_paper_a_number"
            ),
            models.UniqueConstraint(fields=["subdistrict", "episode", "kind"], name="one_paper_a_kind"),
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "issued_at"],
                condition=Q(kind="commitment", signed_at=None, declined_at=None),
                name="commitments_to_sign",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}-{self.number}"

    @property
    def is_settled(self) -> bool:
        """True where it was signed or signing was refused."""
        return bool(self.signed_at or self.declined_at)
