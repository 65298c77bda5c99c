"""居家观察: protocols as data, episodes, readings and excuses as facts, alerts with their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Building, Committee
from lianfang.response.screening.models import Report

from . import rules
from .duty import DutyRule as DutyRule
from .duty import Handover as Handover
from .reminders import Reminder as Reminder
from .reminders import ReminderRule as ReminderRule
from .rules import protocol as terms
from .turns import Paper as Paper
from .turns import Turn as Turn

if TYPE_CHECKING:
    from lianfang.core import Actor


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class ProtocolQuerySet(LocalQuerySet):
    """Protocols are open to all staff."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict)


def default_slots() -> list[dict[str, str]]:
    """Morning and afternoon."""
    return [dict(slot) for slot in terms.DEFAULT_SLOTS]


def default_symptoms() -> list[str]:
    """The symptoms named in February 2020."""
    return list(terms.DEFAULT_SYMPTOMS)


class Protocol(Local):
    """方案: how long, which slots, from which line on abnormal. Effective from a day; an episode keeps
    the one it
    began under unless the commander moves it."""

    personal = False

    class Release(models.TextChoices):
        """When release may be confirmed at the earliest."""

        LAST_SLOT = "last_slot", _("on the last day, with its last slot")
        MIDNIGHT = "midnight", _("at the midnight after the last day")

    class SeenDaily(models.TextChoices):
        """每日见面: whom somebody looks in on at the door once a day."""

        NOBODY = "nobody", _("nobody")
        SILENT = "silent", _("households that never report by themselves")
        EVERYBODY = "everybody", _("every household")

    name = models.CharField(max_length=60)
    begins_on = models.DateField()
    days = models.PositiveSmallIntegerField(default=14)
    slots = models.JSONField(default=default_slots)
    threshold = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal("37.3"))
    thresholds = models.JSONField(default=dict)
    inclusive = models.BooleanField(default=True)
    symptoms = ArrayField(models.CharField(max_length=20), default=default_symptoms)
    retest_minutes = models.PositiveSmallIntegerField(default=5)
    release = models.CharField(max_length=10, choices=Release.choices, default=Release.LAST_SLOT)
    seen_daily = models.CharField(max_length=10, choices=SeenDaily.choices, default=SeenDaily.NOBODY)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "begins_on", "name"], name="one_protocol_a_day_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def limits(self) -> list[str]:
        """The thresholds that hold for one way of measuring only, in words."""
        words = {str(method): word for method, word in rules.METHODS.items()}
        return [f"{words.get(method, method)} {limit} ℃" for method, limit in self.thresholds.items()]

    @property
    def terms(self) -> rules.Terms:
        """The protocol as the pure rules take it."""
        return rules.read_terms(self)


class EpisodeQuerySet(LocalQuerySet):
    """Episodes, in the words of those who look after people."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, the own committees, the own stairs, or whom a resident lives with."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(committee_id__in=viewer.committees)
        if viewer.role == Role.LEADER:
            return mine.filter(building_id__in=viewer.buildings)
        if viewer.role == Role.RESIDENT:
            return mine.filter(person__in=Person.objects.visible_to(viewer)).under_the_roof_of(viewer.person)
        return self.none()

    def under_the_roof_of(self, person: UUID | None) -> Self:
        """Without those of a household who moved, or who stayed where this person moved away."""
        own = self.filter(person=person).order_by("-begun_at").values("home")[:1]
        return self.filter(Q(person=person) | Q(home=Coalesce(models.Subquery(own), models.Value(""))))

    def active(self) -> Self:
        """Under observation at home now."""
        return self.filter(state=rules.State.ACTIVE)

    def open(self) -> Self:
        """Under observation now, at home or at a hospital or a central site."""
        return self.filter(state__in=rules.OPEN)


class Episode(Local):
    """一次观察: one person's fourteen days. `begun_for` never changes; `person` follows merges.

    State, day zero, last day, committee, building, home and the times away are folded from the turns
    (`rules.course`) and kept here for lists; `first_on` is the first day zero where an extension set a later one.
    """

    person = LocalForeignKey(Person, related_name="episodes")
    begun_for = models.UUIDField()
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    protocol = LocalForeignKey(Protocol, related_name="+")
    report = LocalForeignKey(
        Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="episodes"
    )
    because = models.CharField(max_length=12, default="report")
    place = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    last_day = models.DateField()
    begun_at = models.DateTimeField()
    begun_by_name = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=_choices(rules.STATES), default=rules.State.ACTIVE.value)
    first_on = models.DateField(null=True, blank=True)
    home = models.CharField(max_length=120, blank=True)
    home_since = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)
    closed_note = models.CharField(max_length=200, blank=True)
    joined_into = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined"
    )

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "person"],
                condition=Q(state__in=["active", "transferred"]),
                name="one_open_episode_a_person",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("starts_on")), name="an_episode_ends_later"
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "last_day"], name="episodes_ending"),
            models.Index(
                fields=["subdistrict", "committee", "state", "last_day"], name="episodes_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "building", "state"], name="episodes_of_a_building"),
            models.Index(fields=["subdistrict", "person"], name="episodes_of_a_person"),
            models.Index(fields=["subdistrict", "household", "state"], name="episodes_of_a_household"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.last_day}"

    @property
    def is_active(self) -> bool:
        """True while under observation at home."""
        return self.state == rules.State.ACTIVE

    @property
    def is_open(self) -> bool:
        """True while under observation, at home or elsewhere."""
        return rules.is_open(self.state)

    @property
    def days(self) -> int:
        """How long the count is: the protocol's, or what the rule asks for that named another."""
        return (self.last_day - self.starts_on).days

    @property
    def counted_since(self) -> date:
        """The first day zero; `starts_on` is the present one."""
        return self.first_on or self.starts_on

    @property
    def where(self) -> str:
        """The address of observation to the building: after a move the new one, else the person's."""
        return self.home or self.person.where


class UnderEpisodeQuerySet(LocalQuerySet):
    """Rows under an episode; they tell of health, so only roles that may read it see them."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the episode, for health roles and for the resident themselves."""
        if not (viewer.sees_health or viewer.role == Role.RESIDENT):
            return self.none()
        return self.of(viewer.subdistrict).filter(episode__in=Episode.objects.visible_to(viewer))


class Term(Local):
    """旧方案: the protocol an episode was under until a day, before it was moved to another."""

    episode = LocalForeignKey(Episode, on_delete=models.CASCADE, related_name="terms")
    protocol = LocalForeignKey(Protocol, related_name="+")
    until_on = models.DateField()
    reason = models.CharField(max_length=200)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = UnderEpisodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "episode"], name="terms_of_an_episode")]

    def __str__(self) -> str:
        return str(self.until_on)


class Reading(Local):
    """体温: one reading as it came in. Never changed; a correction is a new one that supersedes it."""

    class Channel(models.TextChoices):
        """Who gave it."""

        STAFF = "staff", _("typed by staff")
        SELF = "self", _("reported by the resident")
        CALL = "call", _("told on the phone")
        DEVICE = "device", _("from a device")
        SHEET = "sheet", _("from a sheet")

    episode = LocalForeignKey(Episode, on_delete=models.CASCADE, related_name="readings")
    client_id = models.CharField(max_length=64)
    slot_day = models.DateField()
    slot = models.CharField(max_length=8)
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    method = models.CharField(max_length=10, choices=_choices(rules.METHODS))
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.STAFF)
    is_abnormal = models.BooleanField(default=False)
    because = ArrayField(models.CharField(max_length=60), default=list)
    is_late = models.BooleanField(default=False)
    supersedes = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="superseded_by"
    )
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60, blank=True)

    objects = UnderEpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            # The episode comes before the id: readings of one person lie together in it, and a new one touches a
            # page that is at hand however many millions of the past are stored.
            models.UniqueConstraint(
                fields=["subdistrict", "episode", "client_id"], name="a_retry_counts_once"
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "episode", "slot_day", "slot"], name="readings_of_a_slot"),
            models.Index(fields=["subdistrict", "slot_day", "slot"], name="readings_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.celsius or ''}"


class Excuse(Local):
    """事由: a slot that ended with a reason instead of a reading."""

    episode = LocalForeignKey(Episode, on_delete=models.CASCADE, related_name="excuses")
    slot_day = models.DateField()
    slot = models.CharField(max_length=8)
    reason = models.CharField(max_length=16, choices=_choices(rules.EXCUSES))
    note = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = UnderEpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "episode", "slot_day", "slot"], name="one_excuse_a_slot"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Alert(Local):
    """异常: what an abnormal reading opened. One open alert a person; its steps are rows."""

    episode = LocalForeignKey(Episode, on_delete=models.CASCADE, related_name="alerts")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    reading = LocalForeignKey(Reading, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, default="abnormal")
    state = models.CharField(
        max_length=12, choices=_choices(rules.ALERT_STATES), default=rules.AlertState.OPEN.value
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = UnderEpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "episode"],
                condition=~Q(state="closed"),
                name="one_open_alert_an_episode",
            )
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "opened_at"], condition=~Q(state="closed"), name="alerts_to_settle"
            ),
        ]

    def __str__(self) -> str:
        return self.state


class StepQuerySet(LocalQuerySet):
    """Steps, seen with their alert."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the alert."""
        return self.of(viewer.subdistrict).filter(alert__in=Alert.objects.visible_to(viewer))


class AlertStep(Local):
    """处置步骤: one thing done about an alert, by whom, when."""

    alert = LocalForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14)
    decision = models.CharField(max_length=16, choices=_choices(rules.DECISIONS), blank=True)
    note = models.CharField(max_length=200, blank=True)
    reading = LocalForeignKey(Reading, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "alert", "at"], name="steps_of_an_alert")]

    def __str__(self) -> str:
        return self.kind
