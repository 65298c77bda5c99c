"""区域: the subdistrict's places, from committee down to the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet

from .rules import Address, Place, name_key, render

if TYPE_CHECKING:
    from lianfang.core import Actor

P = TypeVar("P", bound=models.Model)


class PlaceQuerySet(LocalQuerySet[P]):
    """Places carry no personal data: staff see their names across the subdistrict; doors by area only."""

    to_committee = ""

    def visible_to(self, viewer: Actor) -> Self:
        """Places of the viewer's subdistrict."""
        return self.of(viewer.subdistrict)

    def within(self, viewer: Actor) -> Self:
        """Only the places the viewer answers for."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        return mine.filter(**{f"{self.to_committee}__in": viewer.committees})


class CommitteeQuerySet(PlaceQuerySet["Committee"]):
    """Committees."""

    to_committee = "id"


class CompoundQuerySet(PlaceQuerySet["Compound"]):
    """Compounds by their committee."""

    to_committee = "committee_id"


class NameQuerySet(PlaceQuerySet["CompoundName"]):
    """Further names by their compound's committee."""

    to_committee = "compound__committee_id"


class BuildingQuerySet(PlaceQuerySet["Building"]):
    """Buildings by their compound's committee; a leader's own stairs."""

    to_committee = "compound__committee_id"

    def within(self, viewer: Actor) -> Self:
        """A leader answers for single stairs, everybody else for committees."""
        if viewer.buildings:
            return self.of(viewer.subdistrict).filter(id__in=viewer.buildings)
        return super().within(viewer)


class DoorQuerySet(PlaceQuerySet["Door"]):
    """Doors are homes: seen only by those who answer for them."""

    to_committee = "building__compound__committee_id"

    def visible_to(self, viewer: Actor) -> Self:
        """Doors within the viewer's area."""
        if viewer.buildings:
            return self.of(viewer.subdistrict).filter(building_id__in=viewer.buildings)
        return self.within(viewer)


class Committee(Local):
    """居民委员会: a residents' committee; `code` is the 12-digit statistical division code where known."""

    personal = False

    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=40, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "name"], name="one_committee_a_name"),
            models.UniqueConstraint(
                fields=["subdistrict", "code"], condition=~models.Q(code=""), name="one_committee_a_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Compound(Local):
    """小区/弄: a lane or estate with one wall around it; the houses along a road count as one per committee.

    Road, lane and sublane are bare parts of the address grammar (`新闸路`, `390`); `name` is what people
    call it.
    """

    class Kind(models.TextChoices):
        """Types of housing as the household ledger names them."""

        OLD_HOUSE = "old_house", _("Old garden house")
        LANE = "lane", _("Lane houses and single houses")
        OLD_ESTATE = "old_estate", _("Old public housing")
        COMMODITY = "commodity", _("Commodity housing")
        SERVICED = "serviced", _("Serviced flats")
        OTHER = "other", _("Other housing")

    personal = False

    committee = LocalForeignKey(Committee, related_name="compounds")
    name = models.CharField(max_length=60)
    road = models.CharField(max_length=40, blank=True)
    lane = models.CharField(max_length=20, blank=True)
    sublane = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    sort_key = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = CompoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "road", "lane", "sublane", "name"], name="one_compound_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """What the address grammar finds it by."""
        if self.road:
            return Place(self.road, self.lane, self.sublane)
        return Place("", "", "", name_key(self.name))

    @classmethod
    def old_kinds(cls) -> tuple[str, ...]:
        """Housing one goes to door by door: old houses, lanes, cottages, villages."""
        return (cls.Kind.OLD_HOUSE, cls.Kind.LANE)

    @property
    def is_front(self) -> bool:
        """True for the houses along a road, which have no wall and no name."""
        return bool(self.road and not self.lane)


class CompoundName(Local):
    """别名: another name for a compound (金龙小区 for 胶州路1240弄), with the evidence counted.

    Evidence is the number of list rows that wrote it beside the lane; 0 where somebody here entered it.
    A name struck off stays as a row, so that the next list does not bring it back.
    """

    personal = False

    compound = LocalForeignKey(Compound, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=60)
    evidence = models.PositiveIntegerField(default=1)
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = NameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "compound", "name"], name="one_alias_a_compound")
        ]

    def __str__(self) -> str:
        return self.name


class Building(Local):
    """号/楼: one stair. Number, unit and block are bare, as the address grammar gives them (`37`, `26甲`).

    All three are empty for a tower that is its whole compound (1357号).
    """

    personal = False

    compound = LocalForeignKey(Compound, related_name="buildings")
    number = models.CharField(max_length=30, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    block = models.CharField(max_length=20, blank=True)
    sort_key = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = BuildingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "compound", "number", "unit", "block"], name="one_building_a_number"
            )
        ]

    def __str__(self) -> str:
        return render(Address(block=self.block, building=self.number, unit=self.unit)) or self.compound.name

    @property
    def whole(self) -> str:
        """With its compound before it, as people say it: 柳荫路390弄25号. A tower that is its whole compound is
        named once, and a house along a road by road and number."""
        ground, stair = self.compound, str(self)
        if stair == ground.name:
            return stair
        return (ground.road if ground.road and not ground.lane else ground.name) + stair


class Door(Local):
    """户室: one flat, the unit a team knocks at and a household lives behind; a house without flats has no `room`."""

    building = LocalForeignKey(Building, related_name="doors")
    room = models.CharField(max_length=30)
    is_rented = models.BooleanField(default=False)
    residents = models.PositiveSmallIntegerField(null=True, blank=True)
    sort_key = models.CharField(max_length=60, blank=True)

    objects = DoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "building", "room"], name="one_door_a_room")
        ]

    def __str__(self) -> str:
        return render(Address(room=self.room)) or gettext("whole house")
