"""消息: texts and ways out as data, messages with what happened to them as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Committee

from . import rules
from .incoming import Correspondent as Correspondent
from .incoming import Incoming as Incoming
from .incoming import OptOut as OptOut
from .incoming import TyingCode as TyingCode

if TYPE_CHECKING:
    from lianfang.core import Actor

SETTERS = (Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM)


class SettingQuerySet(LocalQuerySet):
    """What the command post sets: texts, hours, ways out."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict, for staff."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


class Template(Local):
    """模板: one text in one language from a day on. The newest that has begun counts; before the first one the
    standard text does."""

    personal = False

    code = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    body = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    is_required = models.BooleanField(default=False)
    begins_on = models.DateField()
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = SettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "language", "begins_on"], name="one_text_a_day_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.language}"

    @property
    def text(self) -> rules.Text:
        """The template as the rules take it."""
        return rules.Text(
            self.code, self.language, self.body, self.subject, tuple(self.kinds), self.is_required
        )


class SendingRule(Local):
    """发送规则: from a day on, the quiet hours (minutes since local midnight), the throttles, and the address under
    which residents reach this office."""

    personal = False

    begins_on = models.DateField()
    quiet_from = models.PositiveSmallIntegerField(default=21 * 60)
    quiet_to = models.PositiveSmallIntegerField(default=8 * 60)
    per_hour = models.PositiveSmallIntegerField(default=4)
    group_per_minute = models.PositiveSmallIntegerField(default=20)
    base_url = models.CharField(max_length=120, blank=True)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = SettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_sending_rule_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)

    @property
    def hours(self) -> rules.Hours:
        """The rule as the pure rules take it."""
        return rules.Hours(self.quiet_from, self.quiet_to, self.per_hour, self.group_per_minute)


class Channel(Local):
    """渠道: one way out and in, with its keys sealed. `settings` is JSON; what it holds depends on the kind
    (`gateways`)."""

    personal = False

    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()))
    name = models.CharField(max_length=60)
    settings = SealedTextField()
    is_on = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = SettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind"],
                condition=Q(is_on=True) & ~Q(kind="group"),
                name="one_channel_of_a_kind_is_on",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(LocalQuerySet):
    """Messages to residents; they tell of health, so only roles that may read it see them."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, or the own committees."""
        mine = self.of(viewer.subdistrict)
        if not viewer.sees_health:
            return self.none()
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def for_the_office(self) -> Self:
        """What no gateway takes: somebody gives it by hand."""
        return self.filter(state=rules.State.HELD)


class Message(Local):
    """消息: one text to one address. Body and address are sealed; `state` is folded from the deliveries.

    `key` makes sending it again harmless. `person` is whom it is about and `about` what; for a child the address is
    the guardian's. `due_at` is when it may next go, `until` when it is no longer worth sending. `channel` is set
    for a staff group. `claim` names the sender that set out with it.
    """

    key = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()), blank=True)
    channel = LocalForeignKey(Channel, null=True, blank=True, related_name="+")
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    about_kind = models.CharField(max_length=40, blank=True)
    about = models.UUIDField(null=True, blank=True)
    address = SealedTextField(null=True, blank=True)
    address_lookup = models.BinaryField(null=True, blank=True)
    address_masked = models.CharField(max_length=24, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    body = SealedTextField()
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=[(str(k), v) for k, v in rules.STATES.items()],
        default=rules.State.WAITING.value,
    )
    why = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    gateway_id = models.CharField(max_length=80, blank=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "key"], name="one_message_a_key")]
        indexes = [
            models.Index(
                fields=["subdistrict", "due_at"], condition=Q(state="waiting"), name="messages_to_send"
            ),
            models.Index(
                fields=["subdistrict", "changed_at"], condition=Q(state="sending"), name="messages_under_way"
            ),
            models.Index(fields=["subdistrict", "state", "-created_at"], name="messages_by_state"),
            models.Index(
                fields=["subdistrict", "committee", "state", "-created_at"], name="messages_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "person", "-created_at"], name="messages_of_a_person"),
            models.Index(
                fields=["subdistrict", "address_lookup", "changed_at"], name="messages_to_an_address"
            ),
            models.Index(
                fields=["subdistrict", "gateway_id"],
                condition=~Q(gateway_id=""),
                name="messages_by_gateway_id",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def why_said(self) -> str:
        """Why it is held or was taken back, in the reader's language."""
        return str(rules.WHY[rules.Why(self.why)]) if self.why else ""

    @property
    def can_be_handed(self) -> bool:
        """True where the office may give it by hand."""
        return self.state in (rules.State.HELD, rules.State.FAILED, rules.State.WAITING)


class DeliveryQuerySet(LocalQuerySet):
    """What happened to messages."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the message."""
        return self.of(viewer.subdistrict).filter(message__in=Message.objects.visible_to(viewer))


class Delivery(Local):
    """经过: one thing that happened to a message. Never changed; the message's state is folded from these."""

    message = LocalForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=12, choices=[(str(k), v) for k, v in rules.STEPS.items()])
    channel = LocalForeignKey(Channel, null=True, blank=True, related_name="+")
    address_lookup = models.BinaryField(null=True, blank=True)
    code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60, blank=True)

    objects = DeliveryQuerySet.as_manager()

    @property
    def code_said(self) -> str:
        """The reason in the reader's language, or the gateway's own word."""
        return str(rules.WHY[rules.Why(self.code)]) if self.code in set(rules.Why) else self.code

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "message", "number"], name="one_step_a_number")
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "channel", "at"], condition=Q(step="set_out"), name="sent_by_a_channel"
            ),
            models.Index(
                fields=["subdistrict", "address_lookup", "at"],
                condition=Q(step="set_out"),
                name="sent_to_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.step


def about_of(thing: models.Model | tuple[str, Any] | None) -> tuple[str, Any]:
    """What a message is about, as two columns hold it."""
    if thing is None:
        return "", None
    return thing if isinstance(thing, tuple) else (thing._meta.label, thing.pk)
