"""The cast: the same few people in every test, in two committees of one subdistrict and in another subdistrict.

Chen (陈) works for committee A and must never see B; Bao (鲍) works for B and must never see A. Everybody is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from lianfang.core import Actor, Role, ids
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.people.models import Household, Mention, Person
from lianfang.registry.places.models import Building, Committee, Compound, Door

AT = datetime(2020, 2, 10, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
PASSWORD = "a-long-invented-password"


@dataclass
class Area:
    """One committee with one compound, two stairs, and doors."""

    committee: Committee
    compound: Compound
    stairs: list[Building]
    doors: list[Door]


@dataclass
class Cast:
    """Everybody and everything a test may name."""

    subdistrict: Subdistrict
    a: Area
    b: Area
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]


ROLES = {
    "commander": (Role.COMMANDER, "司令员", None),
    "duty": (Role.DUTY_OFFICER, "值班员", None),
    "data": (Role.DATA_OFFICER, "数据员", None),
    "chen": (Role.COMMITTEE_WORKER, "陈干事", "a"),
    "bao": (Role.COMMITTEE_WORKER, "鲍干事", "b"),
    "leader": (Role.LEADER, "楼组长", "a"),
    "doctor": (Role.DOCTOR, "杜医生", "a"),
    "police": (Role.POLICE, "景警官", "a"),
    "caller": (Role.CALLER, "电话员", None),
    "guard": (Role.GATE_GUARD, "门岗", None),
    "firm": (Role.FIRM_CONTACT, "企业联络人", None),
}

# The awkward: twins, one phone for a household, no ID card, a foreigner, somebody who moved out, a rare character.
PEOPLE = {
    "twin_one": ("欧阳晨", "M", date(2001, 5, 4), "a", 0),
    "twin_two": ("欧阳辰", "M", date(2001, 5, 4), "a", 0),
    "rare": ("王㛃", "F", date(1990, 3, 8), "a", 1),
    "foreigner": ("MARIA GARCIA", "F", date(1985, 7, 1), "a", 2),
    "neighbour_b": ("张北", "M", date(1970, 1, 2), "b", 0),
}


def assemble(key: UUID, code: str = "310199001") -> Cast:
    """Builds the places of a subdistrict with this key; call it inside `tenant.inside(key)`."""
    subdistrict = Subdistrict.objects.create(
        id=key, code=code, name="测试街道", district="测试区", city="上海市", help_phone="021-00000000"
    )
    return Cast(
        subdistrict, _area(subdistrict.id, "甲", code + "001"), _area(subdistrict.id, "乙", code + "002")
    )


def fill(cast: Cast) -> Cast:
    """Adds staff and residents."""
    for key, (role, name, where) in ROLES.items():
        cast.users[key], cast.actors[key] = _staff(cast, key, role, name, where)
    for key, (name, sex, born, where, door) in PEOPLE.items():
        cast.people[key] = _person(cast, name, sex, born, getattr(cast, where), door)
    return cast


def _area(tenant: UUID, word: str, code: str) -> Area:
    committee = Committee.objects.create(subdistrict=tenant, code=code, name=f"{word}居民区")
    compound = Compound.objects.create(
        subdistrict=tenant, committee=committee, name=f"{word}路10弄", road=f"{word}路", lane="10"
    )
    stairs = [Building.objects.create(subdistrict=tenant, compound=compound, number=n) for n in ("1", "2")]
    doors = [
        Door.objects.create(subdistrict=tenant, building=stairs[i // 2], room=str(101 + i)) for i in range(4)
    ]
    return Area(committee, compound, stairs, doors)


def _staff(cast: Cast, key: str, role: Role, name: str, where: str | None) -> tuple[User, Actor]:
    tenant = cast.subdistrict.id
    user = User.objects.create(
        subdistrict=tenant, username=f"{key}-{cast.subdistrict.code}", name=name, password=PASSWORD
    )
    area = getattr(cast, where) if where else None
    stair = area.stairs[0] if area and role == Role.LEADER else None
    committee = area.committee if area and not stair else None
    Post.objects.create(
        subdistrict=tenant, user=user, role=role.value, committee=committee, building=stair, began_at=AT
    )
    committees = frozenset({committee.id}) if committee else frozenset()
    buildings = frozenset({stair.id}) if stair else frozenset()
    return user, Actor(user.id, name, role, tenant, committees, buildings)


def _person(cast: Cast, name: str, sex: str, born: date, area: Area, door: int) -> Person:
    tenant, home = cast.subdistrict.id, area.doors[door]
    household, _made = Household.objects.get_or_create(
        subdistrict=tenant, door=home, defaults={"id": ids.new(), "committee": area.committee}
    )
    person = Person.objects.create(
        subdistrict=tenant,
        name=name,
        sex=sex,
        born_on=born,
        committee=area.committee,
        compound=area.compound,
        building=home.building,
        door=home,
        household=household,
        is_registered=True,
        created_at=AT,
        updated_at=AT,
    )
    Mention.objects.create(
        subdistrict=tenant,
        kind=Mention.Kind.REGISTER,
        purpose="registry",
        label="实有人口",
        as_of=AT,
        name=name,
        sex=sex,
        born_on=born,
        person=person,
        committee=area.committee,
        door=home,
        building=home.building,
        compound=area.compound,
    )
    return person
