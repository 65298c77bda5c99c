"""人员: what each source said of a person, and the persons those sayings are about.

A mention is a fact and keeps its source's words. Which person it is about is a decision, written down as a
join and undoable. A person's own columns are the best values of their mentions, computed and cached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.core.purposes import Purpose
from lianfang.registry.places.models import Building, Committee, Compound, Door

from .caring import in_care_of

if TYPE_CHECKING:
    from lianfang.core import Actor


class Sex(models.TextChoices):
    """Sex as documents state it."""

    MALE = "M", _("male")
    FEMALE = "F", _("female")
    UNKNOWN = "", _("unknown")


class PersonQuerySet(LocalQuerySet):
    """Persons, in the words of those who look for them."""

    def visible_to(self, viewer: Actor) -> Self:
        """Whole-subdistrict roles: all. Committee roles: their committees. A leader: their own stairs.
        Both: who is in their care for a while. A resident: the own household. Everybody else: nobody."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.POLICE):
            return mine.filter(models.Q(committee_id__in=viewer.committees) | in_care_of(viewer))
        if viewer.role == Role.LEADER:
            return mine.filter(models.Q(building_id__in=viewer.buildings) | in_care_of(viewer))
        if viewer.role == Role.RESIDENT and viewer.person:
            own = Person.objects.of(viewer.subdistrict).filter(pk=viewer.person)
            return mine.filter(
                models.Q(pk=viewer.person) | models.Q(household_id__in=own.values("household_id"))
            )
        return self.none()

    def present(self) -> Self:
        """Persons who stand for themselves: not merged into another."""
        return self.filter(merged_into=None)

    def listed(self) -> Self:
        """Persons of whom some source that may be used speaks: what lists and searches show."""
        return self.filter(merged_into=None, is_listed=True)


class HouseholdQuerySet(LocalQuerySet):
    """Households, by the place of their door."""

    def visible_to(self, viewer: Actor) -> Self:
        """As persons are: whole-subdistrict roles all, committee roles theirs, a leader the own stairs."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        if viewer.role in (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.POLICE):
            return mine.filter(committee_id__in=viewer.committees)
        if viewer.role == Role.LEADER:
            return mine.filter(door__building_id__in=viewer.buildings)
        if viewer.role == Role.RESIDENT and viewer.person:
            own = Person.objects.of(viewer.subdistrict).filter(pk=viewer.person)
            return mine.filter(pk__in=own.values("household_id"))
        return self.none()


class Household(Local):
    """户: the people behind one door. The unit of observation, of calls and of services."""

    door = LocalForeignKey(Door, null=True, blank=True, related_name="households")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "door"], name="one_household_a_door"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Person(Local):
    """一人: one human being. Every column here is computed from mentions; `rebuild` makes it anew.

    `address` goes to the building and no further. `pinyin` and `initials` are for searching by sound.
    `is_listed` is False while no source that may be used speaks of the person: every mention withdrawn, or
    only mask reservations without an order in force.
    """

    name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=160, blank=True)
    pinyin = models.CharField(max_length=160, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(null=True, blank=True)
    id_masked = models.CharField(max_length=24, blank=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    address = models.CharField(max_length=120, blank=True)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    compound = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    door = LocalForeignKey(Door, null=True, blank=True, related_name="+")
    household = LocalForeignKey(Household, null=True, blank=True, related_name="persons")
    is_registered = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=True)
    sources = ArrayField(models.CharField(max_length=12), default=list)
    merged_into = LocalForeignKey("self", null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "sort_key", "id"], name="persons_by_name"),
            models.Index(
                fields=["subdistrict", "committee", "sort_key", "id"], name="persons_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "building"], name="persons_of_a_building"),
            models.Index(fields=["subdistrict", "household"], name="persons_of_a_household"),
            models.Index(fields=["subdistrict", "name"], name="persons_named"),
            models.Index(
                fields=["subdistrict", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="persons_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> str:
        """The home to its building, as far as it is known."""
        return self.building.whole if self.building else str(self.compound or "")


class MentionQuerySet(LocalQuerySet):
    """Mentions."""

    def visible_to(self, viewer: Actor) -> Self:
        """Mentions of persons that the viewer sees."""
        seen = Person.objects.visible_to(viewer)
        return self.of(viewer.subdistrict).filter(person_id__in=seen.values("id"))

    def standing(self) -> Self:
        """Mentions that count: not taken back."""
        return self.filter(withdrawn_at=None)


class Mention(Local):
    """来源记录: what one source said once about somebody (a list row, a declaration, a phone call).

    Its words never change; `person` is the present decision about whom they mean, and committee to door are
    where the gazetteer found its address (`place_level` says how far; empty: not looked up yet). `area` is
    the committee that the source itself named. `joined_to` is the person it was joined to where a merge has
    moved it since: whoever decides anew whom a mention means sets `person` and clears `joined_to`.
    """

    class Kind(models.TextChoices):
        """Where the words come from; also how far they are believed (order of trust in `rules`)."""

        REGISTER = "register", _("Actual-population register")
        LEDGER = "ledger", _("Household ledger")
        POLICE = "police", _("Police list")
        CDC = "cdc", _("CDC list")
        WECHAT = "wechat", _("WeChat self-registration")
        FIRM = "firm", _("Firm declaration")
        LEADER = "leader", _("Building-group leader")
        GATE = "gate", _("Gate register")
        MASK = "mask", _("Mask reservation")
        OTHER = "other", _("Other list")
        STAFF = "staff", _("Entered by staff")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    purpose = models.CharField(max_length=12, default=Purpose.SCREEN.value)
    label = models.CharField(max_length=120)
    as_of = models.DateTimeField()
    name = models.CharField(max_length=80, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(null=True, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    id_kind = models.CharField(max_length=16, blank=True)
    id_number = SealedTextField(null=True, blank=True)
    id_masked = models.CharField(max_length=24, blank=True)
    id_lookup = models.BinaryField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=40, blank=True)
    place_level = models.CharField(max_length=10, blank=True)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    compound = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    door = LocalForeignKey(Door, null=True, blank=True, related_name="+")
    employer = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    from_place = models.CharField(max_length=80, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    residence_kind = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    person = LocalForeignKey(Person, null=True, blank=True, related_name="mentions")
    joined_to = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # By which keys linkage finds this record again (`linkage.blocking`), as keyed hashes; 0: none made yet.
    traces = ArrayField(models.BigIntegerField(), default=list)
    traces_version = models.PositiveSmallIntegerField(default=0)

    objects = MentionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "person"], name="mentions_of_a_person"),
            models.Index(
                fields=["subdistrict", "joined_to"],
                condition=models.Q(joined_to__isnull=False),
                name="mentions_moved",
            ),
            models.Index(fields=["subdistrict", "id_lookup"], name="mentions_by_identifier"),
            models.Index(fields=["subdistrict", "door"], name="mentions_of_a_door"),
        ]

    def __str__(self) -> str:
        return f"{self.label}"


class Contact(Local):
    """联系方式: one phone number as one mention gave it, readable only through reveal or a call."""

    mention = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="contacts")
    number = SealedTextField()
    lookup = models.BinaryField()
    masked = models.CharField(max_length=24)
    is_valid = models.BooleanField(default=True)

    objects = LocalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "lookup"], name="contacts_by_number"),
            models.Index(fields=["subdistrict", "mention"], name="contacts_of_a_mention"),
        ]

    def __str__(self) -> str:
        return self.masked


class Join(Local):
    """归并: the decision that a mention is about a person: by which rule, what weight, why per field."""

    class How(models.TextChoices):
        """What decided it."""

        FIRST = "first", _("first mention")
        RULE = "rule", _("exact rule")
        WEIGHT = "weight", _("match weight")
        HAND = "hand", _("decided by a person")
        UNDONE = "undone", _("merge undone")

    append_only = False
    mention = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="joins")
    person = LocalForeignKey(Person, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices)
    rule = models.CharField(max_length=40, blank=True)
    weight = models.FloatField(null=True, blank=True)
    because = models.JSONField(default=list)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    objects = LocalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "mention", "-at"], name="joins_of_a_mention")]

    def __str__(self) -> str:
        return self.how


REVIEWERS = frozenset({Role.COMMITTEE_WORKER, Role.POLICE})


class PairQuerySet(LocalQuerySet):
    """Pairs to review."""

    def visible_to(self, viewer: Actor) -> Self:
        """The data officer: all. Committee workers and police: pairs that lie wholly in their committees."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in (Role.DATA_OFFICER, Role.SYSTEM):
            return mine
        if viewer.role in REVIEWERS:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def waiting(self) -> Self:
        """Pairs that still want a decision."""
        return self.filter(state__in=(Pair.State.OPEN, Pair.State.LATER))


class Pair(Local):
    """待核对: two mentions that may mean one person; a human decides.

    `committee` is the one that both lie in, or the only one known; empty where they lie in two: then only
    the data officer, who sees both, decides. `weight` is the probability, 0 to 1. `merge` is what deciding
    "same" did.
    """

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to review")
        SAME = "same", _("same person")
        DIFFERENT = "different", _("different people")
        LATER = "later", _("put off")
        MOOT = "moot", _("settled otherwise")

    left = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    right = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    weight = models.FloatField()
    because = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    merge = LocalForeignKey("Merge", null=True, blank=True, on_delete=models.SET_NULL, related_name="pairs")

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "left", "right"], name="one_pair_once")]
        indexes = [models.Index(fields=["subdistrict", "state", "-weight"], name="pairs_to_review")]

    def __str__(self) -> str:
        return self.state


class MergeQuerySet(LocalQuerySet):
    """Merges."""

    def visible_to(self, viewer: Actor) -> Self:
        """Merges into persons that the viewer sees."""
        seen = Person.objects.visible_to(viewer)
        return self.of(viewer.subdistrict).filter(kept_id__in=seen.values("id"))


class Merge(Local):
    """合并: one person's mentions moved to another. While it stands, `gone.merged_into` is `kept`; where each
    mention goes back to stands in `Mention.joined_to`, so merges may be undone in any order."""

    kept = LocalForeignKey(Person, related_name="+")
    gone = LocalForeignKey(Person, related_name="+")
    mentions = ArrayField(models.UUIDField(), default=list)
    how = models.CharField(max_length=8, choices=Join.How.choices)
    reason = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "kept"], name="merges_kept"),
            models.Index(fields=["subdistrict", "gone"], name="merges_gone"),
        ]

    def __str__(self) -> str:
        return self.how


class Linkage(Local):
    """归并模型: the fitted weights with which later lists are compared, and what the last run did."""

    fitted_at = models.DateTimeField()
    model = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)

    objects = LocalQuerySet.as_manager()
    personal = False

    def __str__(self) -> str:
        return str(self.fitted_at)
