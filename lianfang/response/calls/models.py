"""呼叫: whom to call and why, in whose hand it is, what came of each call; policy and advice as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Committee

from . import rules

if TYPE_CHECKING:
    from lianfang.core import Actor


def _choices(labels: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """A table of labels as a column takes it."""
    return [(getattr(key, "value", key), label) for key, label in labels.items()]


class OpenQuerySet(LocalQuerySet):
    """Rules and texts that all staff may read."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


def default_gaps() -> list[int]:
    """Minutes to wait after the first and the second miss."""
    return list(rules.Terms().gaps)


class Policy(Local):
    """呼叫规则: from a day on, between which hours, after which waits, and when the door follows the phone."""

    personal = False

    begins_on = models.DateField()
    opens = models.TimeField(default=time(8, 30))
    closes = models.TimeField(default=time(20, 30))
    morning = models.TimeField(default=time(9, 0))
    evening = models.TimeField(default=time(18, 30))
    gaps = ArrayField(models.PositiveSmallIntegerField(), default=default_gaps)
    busy_minutes = models.PositiveSmallIntegerField(default=10)
    most_tries = models.PositiveSmallIntegerField(default=4)
    most_tries_of_round = models.PositiveSmallIntegerField(default=3)
    door_hours = models.PositiveSmallIntegerField(default=12)
    door_missed = models.PositiveSmallIntegerField(default=2)
    door_after = models.PositiveSmallIntegerField(default=4)
    idle_minutes = models.PositiveSmallIntegerField(default=3)
    set_by_name = models.CharField(max_length=60, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_call_policy_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)

    @property
    def terms(self) -> rules.Terms:
        """The policy as the pure rules take it."""
        names = [field for field in rules.Terms.__dataclass_fields__ if field != "gaps"]
        return rules.Terms(gaps=tuple(self.gaps), **{name: getattr(self, name) for name in names})


class Advice(Local):
    """健康提示: a sentence or two that a caller may read out."""

    personal = False

    title = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    language = models.CharField(max_length=8, default="zh")
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "language", "position"], name="advice_in_order")]

    def __str__(self) -> str:
        return self.title


class SeatQuerySet(LocalQuerySet):
    """Seats."""

    def visible_to(self, viewer: Actor) -> Self:
        """Supervisors: all; everybody else their own."""
        mine = self.of(viewer.subdistrict)
        return mine if viewer.sees_whole else mine.filter(user=viewer.id)


class Seat(Local):
    """坐席: one agent at the phone: which languages, since when, when their page was last alive."""

    user = models.UUIDField()
    name = models.CharField(max_length=60)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "user"], name="one_seat_a_person")]

    def __str__(self) -> str:
        return self.name


class CalleeQuerySet(LocalQuerySet):
    """Whom to call."""

    def visible_to(self, viewer: Actor) -> Self:
        """Whole-subdistrict roles: all; committee roles theirs; a caller only the one in hand."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(Q(committee_id__in=viewer.committees) | Q(agent=viewer.id))
        if viewer.role == Role.CALLER and viewer.id:
            return mine.filter(agent=viewer.id)
        return self.none()

    def waiting(self) -> Self:
        """Something is open with them, and nobody has them in hand."""
        return self.filter(rank__isnull=False, agent=None)


class Callee(Local):
    """一户一呼: everybody whom one call reaches: a household, or people with one phone, or one person alone.

    `key` is the household's id, else made of the phone, else the person's. Rank, due and not-before are those of
    the open needs, kept here for the queue; rank is null where nothing is open. `agent` holds it until
    `claimed_until`; `contact` is the number in that hand. `resting_until`: no ringing before, after a try.
    """

    key = models.UUIDField()
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    resting_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    agent = models.UUIDField(null=True)
    agent_name = models.CharField(max_length=60, blank=True)
    last_agent = models.UUIDField(null=True)
    contact = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    draft = SealedTextField(null=True)

    objects = CalleeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "key"], name="one_callee_a_household"),
            models.UniqueConstraint(
                fields=["subdistrict", "agent"],
                condition=Q(agent__isnull=False),
                name="one_callee_in_a_hand",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "rank", "due_at", "id", "not_before"],
                condition=Q(rank__isnull=False, agent=None),
                name="callees_in_order",
            ),
            models.Index(
                fields=["subdistrict", "claimed_until"],
                condition=Q(agent__isnull=False),
                name="callees_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class UnderCalleeQuerySet(LocalQuerySet):
    """Rows under a callee."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the callee."""
        return self.of(viewer.subdistrict).filter(callee__in=Callee.objects.visible_to(viewer))

    def open(self) -> Self:
        """Still to call."""
        return self.filter(state=rules.State.OPEN)

    def of_call(self, callee: Callee) -> Self:
        """What the call in hand is about: what is open with them, and what was withdrawn after the call began: what
        they say of it meanwhile is not lost."""
        meanwhile = Q(state=rules.State.WITHDRAWN, closed_at__gt=callee.claimed_at)
        standing = Q(state=rules.State.OPEN)
        return self.filter(standing | meanwhile if callee.claimed_at else standing, callee=callee)


class Need(Local):
    """待呼事项: why somebody is to be called. `about_*` is what asked for it. Closed by an attempt, or withdrawn."""

    callee = LocalForeignKey(Callee, on_delete=models.CASCADE, related_name="needs")
    purpose = models.CharField(max_length=12, choices=_choices(rules.PURPOSES))
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    rank = models.PositiveSmallIntegerField(choices=_choices(rules.RANKS))
    due_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(default=0)
    questionnaire = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=_choices(rules.STATES), default=rules.State.OPEN.value)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    objects = UnderCalleeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "purpose", "about_id"],
                condition=Q(state="open"),
                name="one_open_need_about_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "callee", "state"], name="needs_of_a_callee"),
            models.Index(fields=["subdistrict", "about_id"], name="needs_about_a_thing"),
            models.Index(fields=["subdistrict", "person"], name="needs_of_a_person"),
            models.Index(fields=["subdistrict", "closed_at"], name="needs_by_close"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}"

    @property
    def purpose_said(self) -> str:
        """What it is about, in the reader's language."""
        return str(rules.PURPOSES.get(rules.Purpose(self.purpose), self.purpose))


class AttemptQuerySet(LocalQuerySet):
    """Attempts."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the callee; a caller their own of the moment."""
        mine = self.of(viewer.subdistrict)
        if viewer.role == Role.CALLER:
            return mine.filter(agent=viewer.id) if viewer.id else self.none()
        return mine.filter(callee__in=Callee.objects.visible_to(viewer))

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at=None)


class Attempt(Local):
    """呼叫记录: one call and what came of it. Its words never change; within seconds it may be taken back.

    `needs`: what was open; `lookup`: which number, as its keyed hash; `before`: how the callee stood, for taking it
    back."""

    callee = LocalForeignKey(Callee, on_delete=models.CASCADE, related_name="attempts")
    agent = models.UUIDField(null=True)
    agent_name = models.CharField(max_length=60)
    contact = models.UUIDField(null=True)
    lookup = models.BinaryField(null=True)
    needs = ArrayField(models.UUIDField(), default=list)
    outcome = models.CharField(max_length=12, choices=_choices(rules.OUTCOMES))
    note = models.CharField(max_length=200, blank=True)
    call_back_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField()
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "callee", "at"], name="attempts_of_a_callee"),
            models.Index(fields=["subdistrict", "at"], name="attempts_by_time"),
            models.Index(fields=["subdistrict", "agent", "at"], name="attempts_of_an_agent"),
        ]

    def __str__(self) -> str:
        return self.outcome


class AnswerQuerySet(LocalQuerySet):
    """Answers."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the callee, for roles that may read health."""
        if not viewer.sees_health:
            return self.none()
        return self.of(viewer.subdistrict).filter(need__in=Need.objects.visible_to(viewer))


class Answer(Local):
    """应答: what was said about one need in one call: sealed values by name, or the submission that holds them."""

    attempt = LocalForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    need = LocalForeignKey(Need, on_delete=models.CASCADE, related_name="answers")
    words = SealedTextField(null=True)
    submission = models.UUIDField(null=True)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "attempt", "need"], name="one_answer_a_need_and_call"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "need"], name="answers_of_a_need")]

    def __str__(self) -> str:
        return str(self.at)
