"""线索: what somebody saw, what was done with it; and, apart and sealed, who told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from lianfang.core import Role
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Building, Committee, Compound, Door
from lianfang.response.screening.models import Report

from . import rules

if TYPE_CHECKING:
    from lianfang.core import Actor

OVERSEERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.SYSTEM})
# The two who may learn who told, each time for a reason that is kept.
CONFIDANTS = frozenset({Role.COMMANDER, Role.DATA_OFFICER})


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class TipQuerySet(LocalQuerySet):
    """Tips, in the words of those who check them."""

    def visible_to(self, viewer: Actor) -> Self:
        """The command post all, committee workers those of their own area."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in OVERSEERS:
            return mine
        if viewer.role == Role.COMMITTEE_WORKER:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def to_check(self) -> Self:
        """Nobody has looked into it yet."""
        return self.filter(state=rules.State.RECEIVED)


class Tip(Local):
    """一条线索: what, where, when, as told. Words and names are sealed: nothing in them is verified.

    `kind` is a choice of the office's workbook, `kind_labels` the words it had that day by language.
    `state` is computed from the steps. `located_at` none: the address was not looked up yet. `sender` is a keyed
    hash of the network address, for the limit on how many come from one. `code_lookup` finds it by the code its
    teller keeps. Nothing here says who told.
    """

    class Source(models.TextChoices):
        """By which way it came."""

        PAGE = "page", "page"
        MESSAGE = "message", "message"

    client_id = models.CharField(max_length=64)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PAGE)
    language = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=40)
    kind_labels = models.JSONField(default=dict)
    what = SealedTextField()
    named = SealedTextField(null=True, blank=True)
    where = models.CharField(max_length=200)
    from_place = models.CharField(max_length=80, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    compound = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    door = LocalForeignKey(Door, null=True, blank=True, related_name="+")
    located_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sender = models.BinaryField()
    code_lookup = models.BinaryField()
    state = models.CharField(
        max_length=10, choices=_choices(rules.STATES), default=rules.State.RECEIVED.value
    )
    joined_into = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeats"
    )
    report = LocalForeignKey(Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    objects = TipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "client_id"], name="one_tip_a_client_id"),
            models.UniqueConstraint(fields=["subdistrict", "code_lookup"], name="one_tip_a_code"),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=models.F("id")),
                name="a_tip_repeats_another",
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "due_at"], name="tips_to_check"),
            models.Index(fields=["subdistrict", "committee", "state", "due_at"], name="tips_of_a_committee"),
            models.Index(fields=["subdistrict", "received_at"], name="tips_by_time"),
            models.Index(fields=["subdistrict", "sender", "received_at"], name="tips_of_a_sender"),
            models.Index(fields=["subdistrict", "report"], name="tips_of_a_report"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_open(self) -> bool:
        """True while nobody has looked into it."""
        return self.state == rules.State.RECEIVED

    @property
    def kind_said(self) -> str:
        """What it is about, in the words under which the page offered it."""
        language = "en" if (get_language() or "").startswith("en") else "zh"
        known = rules.KINDS.get(rules.Kind(self.kind)) if self.kind in set(rules.Kind) else self.kind
        return str(self.kind_labels.get(language) or known)

    def sketch(self) -> rules.Sketch:
        """What is compared with other tips and reports."""
        return rules.Sketch(
            self.received_at, self.kind, self.compound_id, self.building_id, self.door_id, self.named or ""
        )


class TipsterQuerySet(LocalQuerySet):
    """Who told. No list of them exists for anybody."""

    def visible_to(self, viewer: Actor) -> Self:
        """The two confidants; a page shows one at a time, for a reason."""
        return self.of(viewer.subdistrict) if viewer.role in CONFIDANTS else self.none()


class Tipster(Local):
    """反映人: how to reach who told, where they left it. Apart from the tip, sealed, read for a reason only."""

    class Way(models.TextChoices):
        """What the contact is."""

        PHONE = "phone", "phone"
        SMS = "sms", "sms"
        WECHAT = "wechat", "wechat"

    tip = LocalForeignKey(Tip, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PHONE)
    contact = SealedTextField()

    objects = TipsterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "tip"], name="one_tipster_a_tip")]

    def __str__(self) -> str:
        return "—"


class UnderTipQuerySet(LocalQuerySet):
    """Rows under a tip are seen by those who see the tip."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the tip."""
        return self.of(viewer.subdistrict).filter(tip__in=Tip.objects.visible_to(viewer))


class Step(Local):
    """一步: what was done with a tip, by whom, how it was checked. Never changed."""

    tip = LocalForeignKey(Tip, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12, choices=_choices(rules.MOVES))
    how = models.CharField(max_length=10, choices=_choices(rules.HOWS), blank=True)
    note = models.CharField(max_length=200, blank=True)
    into = LocalForeignKey(Tip, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    report = LocalForeignKey(Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    because = ArrayField(models.CharField(max_length=10), default=list)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = UnderTipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "tip", "at"], name="steps_of_a_tip")]

    def __str__(self) -> str:
        return self.move
