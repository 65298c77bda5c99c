"""排摸: key regions and deadlines as data, reports with their grounds, and what verifications found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Mention, Person
from lianfang.registry.places.models import Committee

from . import rules
from .registrations import Registrant as Registrant
from .registrations import Registration as Registration

if TYPE_CHECKING:
    from lianfang.core import Actor


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class RuleQuerySet(LocalQuerySet):
    """Rules are open to all staff: everybody may know why somebody is asked."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()

    def standing(self) -> Self:
        """Rules not withdrawn; whether one covers an arrival is for its days to say."""
        return self.filter(withdrawn_at=None)


class KeyRegion(Local):
    """重点地区: for arrivals from a place within certain days, what they need. Ended, never deleted."""

    personal = False

    country = models.CharField(max_length=2, default="CN")
    province = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=30, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    need = models.CharField(max_length=8, choices=_choices(rules.NEED_LABELS))
    days = models.PositiveSmallIntegerField(default=14)
    note = models.CharField(max_length=120, blank=True)
    is_demonstration = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")),
                name="a_rule_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "from_on"], name="key_regions_by_day")]

    def __str__(self) -> str:
        return str(rules.Place(self.country, self.province, self.city))

    def as_region(self, today: date) -> rules.Region:
        """The rule as the pure rules take it on a day."""
        place = rules.Place(self.country, self.province, self.city)
        is_over = self.to_on is not None and self.to_on + timedelta(days=self.days) < today
        need = rules.Need(self.need)
        return rules.Region(self.id, place, self.from_on, self.to_on, need, self.days, is_over)


class Policy(Local):
    """期限: from a day on, within how many hours a report is verified, how long a close contact is observed, and
    from which temperature a self-registration goes straight to the duty desk."""

    personal = False

    begins_on = models.DateField()
    hours_to_verify = models.PositiveSmallIntegerField(default=24)
    contact_days = models.PositiveSmallIntegerField(default=14)
    urgent_from = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal("37.3"))
    set_by_name = models.CharField(max_length=60, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_deadline_policy_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)


class ReportQuerySet(LocalQuerySet):
    """Reports, in the words of those who verify them."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, the own committees, or the own stairs."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(committee_id__in=viewer.committees)
        if viewer.role == Role.LEADER:
            return mine.filter(person__building_id__in=viewer.buildings)
        return self.none()

    def open(self) -> Self:
        """Still to verify."""
        return self.filter(state=rules.State.OPEN)


class Report(Local):
    """待核实: one person who may have come back, on the word of one source or seven. `state` is computed
    from
    the verifications; the facts of the journey are those of the ground that rules, or what was verified."""

    person = LocalForeignKey(Person, related_name="reports")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=_choices(rules.STATES), default=rules.State.OPEN.value)
    need = models.CharField(max_length=8, choices=_choices(rules.NEED_LABELS))
    basis = models.CharField(max_length=16, choices=_choices(rules.BASIS_LABELS))
    place = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    rule = LocalForeignKey(KeyRegion, null=True, blank=True, related_name="+")
    sources = ArrayField(models.CharField(max_length=12), default=list)
    grounds_count = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    joined_into = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "person"], condition=Q(state="open"), name="one_open_report_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "due_at"], name="reports_due"),
            models.Index(
                fields=["subdistrict", "committee", "state", "due_at"], name="reports_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "person"], name="reports_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.starts_on or ''}".strip()

    @property
    def is_open(self) -> bool:
        """True while somebody has to verify it."""
        return self.state == rules.State.OPEN

    @property
    def asked_days(self) -> int | None:
        """The count that the rule or the policy asks for, where it is another than the usual: then the protocol's
        does not hold."""
        if self.starts_on is None or self.last_day is None:
            return None
        days = (self.last_day - self.starts_on).days
        return None if days == rules.USUAL_DAYS else days

    @property
    def sources_said(self) -> list[str]:
        """The kinds of source in the reader's language."""
        return [str(Mention.Kind(kind).label) for kind in self.sources]

    @property
    def reason_said(self) -> str:
        """Why it was refuted, in the reader's language."""
        return str(rules.REASONS[rules.Reason(self.reason)]) if self.reason in set(rules.Reason) else ""


class UnderReportQuerySet(LocalQuerySet):
    """Rows under a report are seen by those who see the report."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the report."""
        return self.of(viewer.subdistrict).filter(report__in=Report.objects.visible_to(viewer))


class Ground(Local):
    """名单依据: one mention as a ground of a report, with what the rules found in it."""

    report = LocalForeignKey(Report, on_delete=models.CASCADE, related_name="grounds")
    mention = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    need = models.CharField(max_length=8, choices=_choices(rules.NEED_LABELS))
    basis = models.CharField(max_length=16, choices=_choices(rules.BASIS_LABELS))
    place = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    rule = LocalForeignKey(KeyRegion, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    client_id = models.CharField(max_length=64, blank=True)

    objects = UnderReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "mention"], name="one_ground_a_mention"),
            models.UniqueConstraint(
                fields=["subdistrict", "client_id"], condition=~Q(client_id=""), name="one_ground_a_client_id"
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "report"], name="grounds_of_a_report")]

    def __str__(self) -> str:
        return self.place

    def as_finding(self) -> rules.Finding:
        """What the rules found in it, as they said it."""
        need, basis = rules.Need(self.need), rules.Basis(self.basis)
        return rules.Finding(need, basis, None, self.rule_id, self.starts_on, self.last_day)

    def is_past(self, today: date) -> bool:
        """True where its whole count lies behind."""
        return self.last_day is not None and self.last_day < today


class Verification(Local):
    """核实: one attempt and what it found. Never changed; a mistake is answered by opening the report
    again."""

    report = LocalForeignKey(Report, on_delete=models.CASCADE, related_name="verifications")
    outcome = models.CharField(max_length=12, choices=_choices(rules.OUTCOMES))
    method = models.CharField(max_length=8, choices=_choices(rules.METHODS), blank=True)
    reason = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=80, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    companions = ArrayField(models.UUIDField(), default=list)
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    can_stay_home = models.BooleanField(null=True, blank=True)
    to_committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = UnderReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "report", "at"], name="verifications_of_a_report")]

    def __str__(self) -> str:
        return self.outcome

    @property
    def starts_on(self) -> date | None:
        """Day zero as verified: the last contact where there was one, else the arrival."""
        return self.last_contact_on or self.arrived_on

    @property
    def reason_said(self) -> str:
        """The reason in the reader's language, or the words given."""
        known = self.reason in set(rules.Reason)
        return str(rules.REASONS[rules.Reason(self.reason)]) if known else self.reason
