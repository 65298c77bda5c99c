"""Others at home, asked about in the same call by an office's own questionnaire (`others` of the daily call)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor
from lianfang.registry.people.models import Person
from lianfang.response.calls.answering import Told
from lianfang.response.screening import operations as screening
from lianfang.response.screening.operations.reporting import Sighting

from .. import rights, rules
from ..models import Episode, Reading
from .calling import NONE, read_celsius, several
from .readings import Typed, record_readings


@dataclass(frozen=True, slots=True)
class _Mate:
    """One of the others: how they are called, what was said; `key` makes telling it again harmless."""

    key: str
    name: str
    celsius: Decimal | None
    symptoms: tuple[str, ...]

    @property
    def is_unwell(self) -> bool:
        """True where somebody has to look after them, whoever they are."""
        return bool(self.symptoms) or (self.celsius is not None and self.celsius >= rules.Terms().threshold)


@transaction.atomic
def take_mates(*, by: Actor, told: Sequence[Told], at: datetime) -> int:
    """What a call said of others at home: a reading of whoever is under observation too; a report to verify of whoever
    is unwell and is not. Returns how many came to something."""
    rights.check(by, rights.RULERS)
    return sum(_take(by, one, mate, at) for one in told for mate in _mates(one))


def _mates(one: Told) -> list[_Mate]:
    others = one.values.get("others")
    found = [other for other in others if isinstance(other, Mapping)] if isinstance(others, list) else []
    return [_read(other, f"call-{one.answer.id.hex}-{n}") for n, other in enumerate(found)]


def _read(other: Mapping[str, Any], key: str) -> _Mate:
    said = (code for code in several(other.get("other_symptoms")) if code != NONE)
    name = str(other.get("other_name") or "").strip()[:40]
    return _Mate(key, name, read_celsius(other.get("other_celsius")), tuple(said))


def _take(by: Actor, one: Told, mate: _Mate, at: datetime) -> bool:
    asked = Person.objects.of(by.subdistrict).filter(pk=one.need.person_id).first()
    if asked is None or not (mate.celsius or mate.symptoms):
        return False
    known = _known(asked, mate)
    episode = Episode.objects.of(by.subdistrict).active().filter(person=known).first() if known else None
    if episode is not None:
        _record(by, episode, mate, at)
        return True
    if mate.is_unwell:
        screening.report(by=by, sighting=_sighting(asked, known, mate), at=at)
    return mate.is_unwell


def _known(asked: Person, mate: _Mate) -> Person | None:
    """Who of the same home has this very name; None where nobody or several."""
    rows = Person.objects.of(asked.subdistrict).present().filter(household_id=asked.household_id)
    found = list(rows.filter(name=mate.name).exclude(pk=asked.pk)[:2]) if asked.household_id else []
    return found[0] if len(found) == 1 else None


def _record(by: Actor, episode: Episode, mate: _Mate, at: datetime) -> None:
    typed = Typed(
        client_id=mate.key, episode=episode.id, celsius=mate.celsius, symptoms=mate.symptoms, taken_at=at,
        channel=Reading.Channel.CALL,
    )  # fmt: skip
    record_readings(by=by, typed=[typed], at=at)


def _sighting(asked: Person, known: Person | None, mate: _Mate) -> Sighting:
    parts = [f"{mate.celsius}℃"] if mate.celsius is not None else []
    # Kept in the office's language, whichever the caller reads.
    with translation.override(settings.LANGUAGE_CODE):
        parts += [str(rules.SYMPTOMS.get(code, code)) for code in mate.symptoms]
        note = _("said in the daily call: %(what)s") % {"what": " ".join(parts)}
        name = mate.name or _("somebody of this home")
    return Sighting(known.id if known else None, asked.door_id, name, note=note, client_id=mate.key)
