"""How somebody is called on the phone: in full by staff; by surname and title (张女士) on a volunteer's page."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Person, Sex
from lianfang.registry.people.rules.names import read_name

from . import rights

GROWN_UP = 18


def called(viewer: Actor, person: Person, at: datetime) -> str:
    """The name as this viewer may say it."""
    if rights.knows_more(viewer):
        return person.name
    name = read_name(person.name)
    surname = name.surname or person.name[:1]
    if name.is_latin:
        surname = name.text.split()[0].title() if name.text else surname
    return _title(person, at) % {"surname": surname}


def _title(person: Person, at: datetime) -> str:
    born = person.born_on
    if born and clock.day_of(at).year - born.year < GROWN_UP:
        return _("child %(surname)s")
    if person.sex == Sex.FEMALE:
        return _("Ms %(surname)s")
    return _("Mr %(surname)s") if person.sex == Sex.MALE else _("Mr or Ms %(surname)s")
