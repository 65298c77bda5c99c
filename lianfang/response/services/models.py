"""居家服务: kinds of errands as data, errands with their steps, money laid out, and what repeats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Committee

from . import rules

if TYPE_CHECKING:
    from lianfang.core import Actor

# The data officer counts people, not their shopping; the police have no part in it.
OVERSEERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.SYSTEM})
CARERS = frozenset({Role.COMMITTEE_WORKER, Role.DOCTOR})
HELPERS = frozenset({Role.COMMITTEE_WORKER, Role.DOCTOR, Role.LEADER, Role.CALLER})


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class KindQuerySet(LocalQuerySet):
    """Kinds of errands are known to everybody, residents too."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict)

    def in_force(self, day: Any) -> Self:
        """Those offered on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), begins_on__lte=day)


class Kind(Local):
    """服务种类: within how many hours, whether money changes hands, who may ask, and on which weekdays isolated
    homes have it of themselves. Changed from a day on, ended, never deleted."""

    personal = False

    code = models.CharField(max_length=20)
    zh = models.CharField(max_length=20)
    en = models.CharField(max_length=30, blank=True)
    hours = models.PositiveSmallIntegerField(default=24)
    has_money = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    is_confirmed = models.BooleanField(default=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = KindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "begins_on"], name="one_kind_a_code_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """Its name in the reader's language."""
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh


class SeriesQuerySet(LocalQuerySet):
    """What repeats."""

    def visible_to(self, viewer: Actor) -> Self:
        """Whole-subdistrict carers all, committees theirs, a resident the own household's."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in OVERSEERS:
            return mine
        if viewer.role in CARERS:
            return mine.filter(committee_id__in=viewer.committees)
        if viewer.role == Role.RESIDENT:
            return mine.filter(person__in=Person.objects.visible_to(viewer))
        return self.none()

    def running(self) -> Self:
        """Not ended."""
        return self.filter(ended_at=None)


class Series(Local):
    """重复的服务: the same errand on certain weekdays. `observed` ones begin and end with the observation of a home;
    `home_key` is the household, or the person where no household is known."""

    class Because(models.TextChoices):
        """Why it repeats."""

        OBSERVED = "observed", _("isolated home")
        ASKED = "asked", _("agreed with the household")

    person = LocalForeignKey(Person, related_name="+")
    home_key = models.UUIDField()
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    because = models.CharField(max_length=10, choices=Because.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    wish = SealedTextField(null=True, blank=True)
    helper = models.UUIDField(null=True, blank=True)
    helper_name = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField()
    begun_by_name = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "home_key"],
                condition=Q(because="observed", ended_at=None),
                name="one_series_an_isolated_home",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "ended_at"], name="series_running")]

    def __str__(self) -> str:
        return self.kind


class ErrandQuerySet(LocalQuerySet):
    """Errands, in the words of those who run them."""

    def visible_to(self, viewer: Actor) -> Self:
        """Overseers all, committee carers theirs, helpers what they hold, a resident the own household's."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in OVERSEERS:
            return mine
        if viewer.role == Role.RESIDENT:
            return mine.filter(person__in=Person.objects.visible_to(viewer)) if viewer.person else self.none()
        if viewer.role in CARERS:
            return mine.filter(Q(committee_id__in=viewer.committees) | _held(viewer))
        return mine.filter(_held(viewer)) if viewer.role in HELPERS and viewer.id else self.none()

    def running(self) -> Self:
        """Somebody still has to do it."""
        return self.filter(state__in=rules.RUNNING)

    def unconfirmed(self) -> Self:
        """Done, and the household has not said so yet."""
        return self.filter(state=rules.State.DONE, wants_confirming=True)

    def held_by(self, viewer: Actor) -> Self:
        """What this helper has in hand."""
        return self.filter(helper=viewer.id, state=rules.State.ASSIGNED)


def _held(viewer: Actor) -> Q:
    """What they have in hand or did: the household pays back after it has what was bought."""
    states = (rules.State.ASSIGNED, rules.State.DONE, rules.State.CONFIRMED)
    return Q(helper=viewer.id, state__in=states)


class Errand(Local):
    """一件服务: what a household asked for. `state` and `helper` are computed from the steps. `asked_for` never
    changes; `person` follows merges. `wish` may speak of medicine, so it is sealed."""

    class Source(models.TextChoices):
        """By which way it came in."""

        PAGE = "page", _("the household's own page")
        STAFF = "staff", _("entered by staff")
        CALL = "call", _("a call")
        VISIT = "visit", _("a visit")
        SERIES = "series", _("repeats by itself")

    person = LocalForeignKey(Person, related_name="errands")
    asked_for = models.UUIDField()
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    wish = SealedTextField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    about = models.UUIDField(null=True, blank=True)
    series = LocalForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="errands")
    on_day = models.DateField()
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    wants_confirming = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=_choices(rules.STATES), default=rules.State.OPEN.value)
    helper = models.UUIDField(null=True, blank=True)
    helper_name = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    client_id = models.CharField(max_length=64, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "client_id"], condition=~Q(client_id=""), name="one_errand_a_client_id"
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "about", "kind"],
                condition=Q(about__isnull=False),
                name="one_errand_a_call_and_kind",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "series", "on_day"],
                condition=Q(series__isnull=False),
                name="one_errand_a_series_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="assigned") | ~Q(helper_name=""), name="somebody_has_an_assigned_errand"
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "due_at"], name="errands_due"),
            models.Index(
                fields=["subdistrict", "committee", "state", "due_at"], name="errands_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "helper", "state"], name="errands_of_a_helper"),
            models.Index(fields=["subdistrict", "person"], name="errands_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_running(self) -> bool:
        """True while somebody still has to do it."""
        return self.state in rules.RUNNING


class UnderErrandQuerySet(LocalQuerySet):
    """Rows under an errand are seen by those who see the errand."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the errand."""
        return self.of(viewer.subdistrict).filter(errand__in=Errand.objects.visible_to(viewer))


class Step(Local):
    """一步: one thing somebody did with an errand. Never changed."""

    errand = LocalForeignKey(Errand, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=10, choices=_choices(rules.MOVES))
    helper = models.UUIDField(null=True, blank=True)
    helper_name = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    is_by_phone = models.BooleanField(default=False)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = UnderErrandQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "errand", "at"], name="steps_of_an_errand")]

    def __str__(self) -> str:
        return self.move


class Payment(Local):
    """垫付与归还: money that went one way, in whole 分. Never changed; a wrong one is struck by a second row."""

    errand = LocalForeignKey(Errand, on_delete=models.CASCADE, related_name="payments")
    kind = models.CharField(max_length=10, choices=_choices(rules.PAYMENTS))
    fen = models.PositiveIntegerField()
    way = models.CharField(max_length=8, choices=_choices(rules.WAYS))
    note = models.CharField(max_length=120, blank=True)
    receipt = models.BinaryField(null=True, blank=True)
    receipt_kind = models.CharField(max_length=12, blank=True)
    strikes = LocalForeignKey("self", null=True, blank=True, related_name="struck_by")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    client_id = models.CharField(max_length=64, blank=True)

    objects = UnderErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="a_payment_moves_money"),
            models.UniqueConstraint(
                fields=["subdistrict", "strikes"],
                condition=Q(strikes__isnull=False),
                name="a_payment_is_struck_once",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "client_id"],
                condition=~Q(client_id=""),
                name="one_payment_a_client_id",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "errand", "at"], name="payments_of_an_errand")]

    def __str__(self) -> str:
        return rules.spell_yuan(self.fen)
