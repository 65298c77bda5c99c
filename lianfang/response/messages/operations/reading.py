"""What a message says, read with the names of everybody at home with whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from lianfang.registry.people.models import Person

from ..models import Incoming
from ..rules.understanding import Understood, understand
from ..rules.whose import names_of


def household_mates(subdistrict: UUID, people: Sequence[Person]) -> list[Person]:
    """Those behind the number and everybody at home with them."""
    return at_home_with(people, mates_of(subdistrict, people))


def mates_of(subdistrict: UUID, people: Iterable[Person]) -> list[Person]:
    homes = {one.household_id for one in people if one.household_id}
    return list(Person.objects.of(subdistrict).listed().filter(household_id__in=homes)) if homes else []


def at_home_with(people: Sequence[Person], mates: Iterable[Person]) -> list[Person]:
    homes = {one.household_id for one in people if one.household_id}
    with_them = (one for one in mates if one.household_id in homes)
    return list({one.id: one for one in (*people, *with_them)}.values())


def as_text(meant: Understood) -> str:
    """What was understood, as it is kept."""
    said = [
        {**asdict(one), "celsius": str(one.celsius) if one.celsius is not None else ""} for one in meant.said
    ]
    return json.dumps({"said": said, "is_correction": meant.is_correction}, ensure_ascii=False)


def read_anew(incoming: Incoming, person: Person) -> None:
    """Reads a message once more, now that it is known who wrote it (saved)."""
    mates = household_mates(incoming.subdistrict, [person])
    meant = understand(incoming.body, names_of([(one.id, one.name) for one in mates]))
    set_sender(incoming, person)
    incoming.meaning, incoming.meant = meant.meaning.value, as_text(meant)
    incoming.save(update_fields=[*SENDER, "meaning", "meant"])


SENDER = ["person", "household", "committee"]


def set_sender(incoming: Incoming, person: Person) -> None:
    """Whose a message is (saved by the caller)."""
    incoming.person, incoming.household_id, incoming.committee_id = (
        person,
        person.household_id,
        person.committee_id,
    )
