"""A sheet of readings against what is known: whose each row is, what it would add, what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, cipher, clock, masking
from lianfang.registry.people.models import Contact
from lianfang.registry.people.rules.phones import read_phones
from lianfang.registry.places import selectors as places
from lianfang.registry.places.rules import parse, resolve
from lianfang.response.screening.rules import read_celsius

from . import fortnight, rules
from .models import Episode, Reading
from .operations.excuses import Silence
from .rules import sheet
from .rules.judging import HIGHEST, LOWEST
from .rules.protocol import SLOT_NAMES
from .taking import Typed

ROWS = 1000


@dataclass(slots=True)
class Checked:
    """One row looked at: whose it is (masked), what it would add, what is wrong with it."""

    line: sheet.Line
    who: str = ""
    typed: list[Typed] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_abnormal: bool = False

    @property
    def cells(self) -> list[tuple[str, str]]:
        """What the sheet says for each slot it has a column for, with the slot's name."""
        return [(str(SLOT_NAMES[code]), said) for code, said in self.line.values.items()]

    @property
    def is_new(self) -> bool:
        """True where it adds something."""
        return bool(self.typed or self.silences) and not self.problems


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet looked at. `columns` is None where no heading was found."""

    columns: sheet.Columns | None
    rows: list[Checked]

    @property
    def slots(self) -> list[str]:
        """The names of the slots it has columns for, in the order of the day."""
        at = self.columns.at if self.columns else {}
        return [str(SLOT_NAMES[code]) for code in sheet.SLOTS if code in at]

    @property
    def fresh(self) -> list[Checked]:
        """Rows that add something."""
        return [row for row in self.rows if row.is_new]

    @property
    def wrong(self) -> list[Checked]:
        """Rows that are refused."""
        return [row for row in self.rows if row.problems]


@dataclass(slots=True)
class _Known:
    """What the rows are held against: the viewer's episodes with their fortnights."""

    viewer: Actor
    episodes: dict[UUID, Episode]
    facts: fortnight.Facts
    reasons: dict[str, str]
    at: datetime
    homes: dict[str, tuple[UUID | None, UUID | None]] = field(default_factory=dict)


def check(viewer: Actor, grid: sheet.Grid, at: datetime) -> Sheet:
    """Looks at every row; nothing is written. A bounded number of queries."""
    columns = sheet.find_columns(grid)
    if columns is None:
        return Sheet(None, [])
    lines = sheet.read_lines(grid, columns)
    known = _known(viewer, lines[:ROWS], at)
    seen: dict[UUID, int] = {}
    rows = []
    for number, line in enumerate(lines):
        row = Checked(line)
        rows.append(row)
        if number >= ROWS:
            row.problems.append(_("more than %(n)d rows: hand in the rest by itself") % {"n": ROWS})
            continue
        if line.is_uncomputed:
            row.problems.append(
                _("row %(n)d: a formula has no value; open the sheet in Excel, save it, hand it in again")
                % {"n": line.number}
            )
            continue
        episode = _whose(known, line, row)
        if episode is None:
            continue
        first = seen.setdefault(episode.id, line.number)
        if first != line.number and not line.is_blank:
            row.problems.append(_("this person stands in row %(n)d already") % {"n": first})
        else:
            _read(known, episode, row)
    return Sheet(columns, rows)


def _known(viewer: Actor, lines: Sequence[sheet.Line], at: datetime) -> _Known:
    under = Episode.objects.visible_to(viewer).open().select_related("person", "protocol")
    keys = [line.episode for line in lines if line.episode]
    names = [line.name for line in lines if not line.episode]
    found = {one.id: one for one in under.filter(pk__in=keys)} if keys else {}
    if names:
        found |= {one.id: one for one in under.filter(person__name__in=names)}
    known = _Known(viewer, found, fortnight.facts_of(found.values()), _reasons(), at)
    unplaced = {line.address for line in lines if not line.episode and not line.phone and line.address}
    known.homes = _homes(viewer, unplaced) if unplaced else {}
    return known


def _reasons() -> dict[str, str]:
    """Reasons as written in either language → their codes."""
    words: dict[str, str] = {}
    for language in {settings.LANGUAGE_CODE, "en"}:
        with translation.override(language):
            words |= {str(label).casefold(): code.value for code, label in rules.EXCUSES.items()}
    return words


def _homes(viewer: Actor, addresses: Iterable[str]) -> dict[str, tuple[UUID | None, UUID | None]]:
    """Flat and stair of each address, as far as the gazetteer knows it."""
    names, gazetteer = places.names(viewer.subdistrict), places.gazetteer(viewer.subdistrict)
    found = {text: resolve(parse(text, known=names), gazetteer) for text in addresses}
    return {text: (one.flat, one.stair) for text, one in found.items()}  # type: ignore[misc]


def _whose(known: _Known, line: sheet.Line, row: Checked) -> Episode | None:
    """The episode a row means; a problem where it means nobody here, or more than one."""
    if line.episode:
        found = [known.episodes[line.episode]] if line.episode in known.episodes else []
    else:
        found = _by_words(known, line)
    if len(found) == 1:
        row.who = masking.name(found[0].person.name)
        return found[0]
    if line.is_blank and not line.episode:
        return None
    row.problems.append(
        _("several people under observation fit; add phone or address")
        if found
        else _("nobody under observation in your area fits this row")
    )
    return None


def _by_words(known: _Known, line: sheet.Line) -> list[Episode]:
    named = [one for one in known.episodes.values() if one.person.name == line.name]
    if line.phone and named:
        numbers = [cipher.lookup("phone", phone.digits) for phone in read_phones(line.phone)]
        rows = Contact.objects.of(known.viewer.subdistrict).filter(
            lookup__in=numbers, mention__person__in=[one.person_id for one in named]
        )
        owners = set(rows.values_list("mention__person_id", flat=True))
        return [one for one in named if one.person_id in owners]
    if line.address:
        flat, stair = known.homes.get(line.address, (None, None))
        if flat:
            return [one for one in named if one.person.door_id == flat]
        return [one for one in named if stair and one.person.building_id == stair]
    return []


def _read(known: _Known, episode: Episode, row: Checked) -> None:
    """What the row would add for this person, slot by slot."""
    day = row.line.day or clock.day_of(known.at)
    if not clock.day_of(known.at) - timedelta(days=1) <= day <= clock.day_of(known.at):
        if not row.line.is_blank:
            row.problems.append(
                _("this sheet is for %(day)s; only today and yesterday are taken") % {"day": day}
            )
        return
    symptoms, is_clear = sheet.read_symptoms(row.line.symptoms)
    if not is_clear:
        row.problems.append(_("“%(said)s” is not a symptom we know") % {"said": row.line.symptoms[:40]})
    fresh = _values(known, episode, row, day)
    _put_symptoms(known, episode, fresh, symptoms)
    row.typed = [_typed(episode, (day, code), value) for code, value in fresh.items()]
    judged = [rules.judge(episode.protocol.terms, one.celsius, one.method, one.symptoms) for one in row.typed]
    row.is_abnormal = any(one.is_abnormal for one in judged)
    _excuse(known, episode, row, day)


Value = tuple[Decimal | None, tuple[str, ...]]


def _values(known: _Known, episode: Episode, row: Checked, day: date) -> dict[str, Value]:
    """Temperatures that stand in no slot yet; what differs from a slot's reading is a problem."""
    fresh: dict[str, Value] = {}
    slots = {slot.code: slot for slot in episode.protocol.terms.slots}
    for code, said in row.line.values.items():
        if sheet.UNTAKEN.match(said):
            continue
        celsius = _celsius(said)
        standing = known.facts.readings[episode.id].get((day, code))
        if celsius is None:
            row.problems.append(_("“%(said)s” is no temperature of a person") % {"said": said[:20]})
        elif code not in slots:
            row.problems.append(_("there is no such slot under this person's protocol"))
        elif slots[code].at(day, slots[code].opens) > known.at:
            row.problems.append(_("%(slot)s is not open yet") % {"slot": slots[code].name})
        elif standing is not None and standing.celsius != celsius:
            facts = {"slot": slots[code].name, "value": standing.celsius or "–", "who": standing.by_name}
            row.problems.append(
                _("%(slot)s stands as %(value)s (%(who)s); correct it on the person's page") % facts
            )
        elif standing is None:
            fresh[code] = (celsius, ())
    return fresh


def _celsius(said: str) -> Decimal | None:
    try:
        value = Decimal(read_celsius(said)).quantize(Decimal("0.1"))
    except ArithmeticError:
        return None
    return value if LOWEST <= value <= HIGHEST else None


def _put_symptoms(
    known: _Known, episode: Episode, fresh: dict[str, Value], symptoms: tuple[str, ...]
) -> None:
    """Symptoms go with the latest value of the row; without one they are a reading of the slot now open, unless
    it says so already."""
    if not symptoms:
        return
    if fresh:
        last = max(fresh, key=sheet.SLOTS.index)
        fresh[last] = (fresh[last][0], symptoms)
        return
    day, code = rules.slot_for(episode.protocol.terms, known.at)
    said = [one.symptoms for (on, _slot), one in known.facts.readings[episode.id].items() if on == day]
    if not any(set(symptoms) <= set(one) for one in said):
        fresh[code] = (None, symptoms)


def _typed(episode: Episode, key: rules.slots.Key, value: Value) -> Typed:
    """The same cell of the same sheet is the same reading, however often it is handed in."""
    (day, code), (celsius, symptoms) = key, value
    said = f"{episode.id.hex} {day} {code} {celsius} {' '.join(symptoms)}"
    return Typed(
        client_id="sheet-" + hashlib.sha256(said.encode()).hexdigest()[:40],
        episode=episode.id,
        celsius=celsius,
        symptoms=symptoms,
        channel=Reading.Channel.SHEET,
        slot_day=day,
        slot=code,
    )


def _excuse(known: _Known, episode: Episode, row: Checked, day: date) -> None:
    """A reason ends today's open slots that have no value in this row either."""
    if not row.line.reason:
        return
    reason = known.reasons.get(row.line.reason.casefold())
    if reason is None:
        words = {
            "said": row.line.reason[:40],
            "known": "、".join(str(word) for word in rules.EXCUSES.values()),
        }
        row.problems.append(_("“%(said)s” is not one of the reasons: %(known)s") % words)
        return
    strip = fortnight.strip_of(episode, known.facts, known.at)
    filled = {one.slot for one in row.typed}
    for cell in strip.on(day):
        if cell.mark in rules.slots.WANTED and cell.slot.code not in filled:
            row.silences.append(Silence(episode.id, day, cell.slot.code, reason, known.at))
