"""Readings that residents write: whose each is, for which slot, and what to answer. Part of taking messages in
(`operations.answering`), inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role, clock, masking
from lianfang.registry.people.models import Person
from lianfang.response.messages import finding
from lianfang.response.messages.models import Incoming
from lianfang.response.messages.operations.receiving import is_correction, meant_of
from lianfang.response.messages.rules.labels import Said, Unclear
from lianfang.response.messages.rules.whose import Member, whose

from . import fortnight, rules
from .models import Episode, Reading
from .rules.slots import Key
from .taking import Typed

# A message that was longer on its way than this may mean another day's slot.
LONGEST_WAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Household:
    """Everybody behind a number and at home with them, and who of them is under observation."""

    people: dict[UUID, Person]
    episodes: dict[UUID, Episode]
    members: tuple[Member, ...]

    @property
    def writers(self) -> list[UUID]:
        """Those whose number it is."""
        return [one.id for one in self.members if one.writes]


@dataclass(slots=True)
class Reported:
    """One reading as it will be stored; `standing` is what fills its slot now."""

    person: Person
    episode: Episode
    key: Key
    said: Said
    standing: Reading | None = None


@dataclass(slots=True)
class Heard:
    """One message with the household behind it: what it reports, or why a person has to read it."""

    incoming: Incoming
    home: Household
    said: tuple[Said, ...]
    found: list[Reported] = field(default_factory=list)
    why: Unclear | Refused | None = None

    @property
    def is_ill(self) -> bool:
        """True where somebody should look at once. Which line counts is the protocol's to say; whoever reads it
        should not have to wait for the doubtful ones."""
        return any(one.symptoms or (one.celsius is not None and one.celsius >= 37) for one in self.said)


def hear(incomings: Sequence[Incoming], at: datetime) -> list[Heard]:
    """Sorts messages of different households out, in a handful of queries however many they are."""
    homes = households_of(incomings, at)
    heard = [_heard(one, homes[one.id]) for one in incomings]
    _lay_standing_beside(heard)
    return heard


def _heard(incoming: Incoming, home: Household) -> Heard:
    one = Heard(incoming, home, meant_of(incoming))
    try:
        if incoming.received_at - incoming.sent_at > LONGEST_WAY:
            raise Unclear("long on its way")
        one.found = sort_out(one.said, home, incoming.sent_at)
    except Unclear as why:
        one.why = why
    return one


def household_of(incoming: Incoming, at: datetime) -> Household:
    """The household behind a message; two queries where one person writes, five where several share the number."""
    return households_of([incoming], at)[incoming.id]


def households_of(incomings: Sequence[Incoming], at: datetime) -> dict[UUID, Household]:
    """The households behind messages, by message."""
    if not incomings:
        return {}
    home, today = incomings[0].subdistrict, clock.day_of(at)
    behind = _writing(incomings, at)
    people = _people(home, behind.values())
    active = Episode.objects.of(home).active().filter(person_id__in=[one.id for one in people])
    episodes = {one.person_id: one for one in active.select_related("protocol")}
    return {key: _household(one, people, episodes, today) for key, one in behind.items()}


class _Writing(NamedTuple):
    """Who may have written a message, and of which homes."""

    persons: set[UUID]
    doors: set[UUID | None]

    def counts(self, one: Person) -> bool:
        """True of whoever may have written, and of everybody at home with them."""
        return one.id in self.persons or (one.is_listed and one.household_id in self.doors)


def _writing(incomings: Sequence[Incoming], at: datetime) -> dict[UUID, _Writing]:
    unsure = {one.id: (one.kind, bytes(one.sender_lookup)) for one in incomings if not one.person_id}
    behind = finding.behind_many(incomings[0].subdistrict, unsure.values(), at) if unsure else {}
    found = {}
    for one in incomings:
        if one.person_id:
            found[one.id] = _Writing({one.person_id}, {one.household_id} - {None})
            continue
        people = behind[unsure[one.id]]
        found[one.id] = _Writing(
            {each.id for each in people}, {each.household_id for each in people} - {None}
        )
    return found


def _people(subdistrict: UUID, writing: Iterable[_Writing]) -> list[Person]:
    """Everybody who may have written one of several messages, and everybody at home with them."""
    persons, doors = set(), set()
    for one in writing:
        persons |= one.persons
        doors |= one.doors
    mates = Q(household_id__in=doors, is_listed=True) if doors else Q()
    return list(Person.objects.of(subdistrict).present().filter(Q(pk__in=persons) | mates).order_by("pk"))


def _household(
    writing: _Writing, people: Sequence[Person], episodes: dict[UUID, Episode], today: date
) -> Household:
    home = {one.id: one for one in people if writing.counts(one)}
    theirs = {key: episodes[key] for key in home if key in episodes}
    members = tuple(_member(one, theirs, writing.persons, today) for one in home.values())
    return Household(home, theirs, members)


def _member(one: Person, episodes: dict[UUID, Episode], writing: set[UUID], today: date) -> Member:
    age = clock.age(one.born_on, today) if one.born_on else None
    return Member(one.id, one.sex, age, one.id in writing, one.id in episodes)


def sort_out(said: Sequence[Said], home: Household, sent_at: datetime) -> list[Reported]:
    """Whose each reading is and which slot it fills, told at this instant. Raises Unclear where anything is not
    plain: then none counts."""
    if len(said) == 2 and all(not (one.who or one.slot or one.day) for one in said):
        said = _morning_and_afternoon(said, home, sent_at)
    found = []
    for one in said:
        member = whose(one, home.members)
        episode = home.episodes.get(member.id)
        if episode is None:
            raise Unclear("not observed")
        key = _key(one, episode.protocol.terms, sent_at)
        found.append(Reported(home.people[member.id], episode, key, one))
    keys = [(one.person.id, one.key) for one in found]
    if len(keys) != len(set(keys)):
        raise Unclear("twice")
    return found


def _lay_standing_beside(heard: Iterable[Heard]) -> None:
    """What fills these slots now: of several the abnormal one while it is not corrected, else the latest."""
    found = [each for one in heard for each in one.found]
    if not found:
        return
    subdistrict = found[0].episode.subdistrict
    days = {one.key[0] for one in found}
    episodes = {one.episode.id for one in found}
    rows = Reading.objects.of(subdistrict).filter(episode_id__in=episodes, slot_day__in=days)
    slots: dict[UUID, dict[Key, Reading]] = {}
    for row in rows.order_by("taken_at", "received_at", "id"):
        fortnight.put(slots.setdefault(row.episode_id, {}), row)
    for one in found:
        one.standing = slots.get(one.episode.id, {}).get(one.key)


def _morning_and_afternoon(said: Sequence[Said], home: Household, sent_at: datetime) -> list[Said]:
    """36.5 36.8 of one person in the afternoon: the morning's and the afternoon's. Of two people it says nothing."""
    if len(home.episodes) != 1:
        raise Unclear("two figures")
    [episode] = home.episodes.values()
    opened = rules.slots.open_slots(episode.protocol.terms, sent_at)
    if len(opened) != 2 or len(episode.protocol.terms.slots) != 2:
        raise Unclear("two figures")
    return [
        Said("", 0, slot.code, one.celsius, one.symptoms, one.method)
        for slot, one in zip(opened, said, strict=True)
    ]


def _key(said: Said, terms: rules.Terms, sent_at: datetime) -> Key:
    """The slot a reading fills: the one that is said, else the one open now. Raises Unclear for one to come."""
    today = clock.day_of(sent_at)
    day = today + timedelta(days=said.day or 0)
    if not said.slot:
        if said.day:
            raise Unclear("which part of the day")
        return today, _open_now(terms, sent_at, today).code
    slot = _slot_called(terms, said.slot)
    if slot.at(day, slot.opens) > sent_at:
        raise Unclear("slot to come")
    return day, slot.code


def _open_now(terms: rules.Terms, sent_at: datetime, today: date) -> rules.Slot:
    for slot in terms.slots:
        if slot.at(today, slot.opens) <= sent_at < slot.at(today, slot.closes):
            return slot
    raise Unclear("no slot is open")


def _slot_called(terms: rules.Terms, called: str) -> rules.Slot:
    """Morning and afternoon by name; the evening is the last slot of the day, where that is open in the evening."""
    known = {slot.code: slot for slot in terms.slots}
    if called in known:
        return known[called]
    last = terms.slots[-1] if terms.slots else None
    if called == "night" and last is not None and last.opens < 20 * 60 < last.closes:
        return last
    raise Unclear("no such part of the day")


def typed_of(one: Heard) -> list[Typed]:
    """The readings as they are recorded: by the household itself, once however often the message comes.

    A later figure takes the place of the household's own earlier one; after an abnormal one it stands beside it as
    measured again, unless the sender says that the earlier was wrong.
    """
    corrects = is_correction(one.incoming)
    return [_typed(one.incoming, each, n, is_correction=corrects) for n, each in enumerate(one.found)]


def _typed(incoming: Incoming, one: Reported, n: int, *, is_correction: bool) -> Typed:
    before, said = one.standing, one.said
    is_own = before is not None and before.channel == Reading.Channel.SELF
    replaces = before if is_own and before and (is_correction or not before.is_abnormal) else None
    return Typed(
        client_id=f"message {incoming.id.hex} {n}",
        episode=one.episode.id,
        celsius=said.celsius,
        method=said.method or "axillary",
        symptoms=said.symptoms,
        channel="self",
        slot_day=one.key[0],
        slot=one.key[1],
        supersedes=replaces.id if replaces else None,
        received_at=incoming.received_at,
    )


def resident_of(one: Heard) -> Actor:
    """The household as an actor: what it writes is its own word."""
    person = next((each for each in one.home.writers), one.found[0].person.id)
    return Actor(None, "", Role.RESIDENT, one.incoming.subdistrict, person=person)


def told(one: Heard) -> str:
    """What was understood, in the sender's language: 您 36.5℃（上午）；王** 36.8℃（昨天下午）."""
    today = clock.day_of(one.incoming.sent_at)
    with translation.override(one.incoming.language):
        return str(_("; ")).join(_line(each, one.home, today) for each in one.found)


def _line(one: Reported, home: Household, today: date) -> str:
    is_writer = home.writers == [one.person.id]
    who = _("you") if is_writer else masking.name(one.person.name)
    slot = str(rules.protocol.SLOT_NAMES.get(one.key[1], one.key[1]))
    day = (
        ""
        if one.key[0] == today
        else _("%(month)s-%(day)s ") % {"month": one.key[0].month, "day": one.key[0].day}
    )
    parts = [f"{one.said.celsius}℃"] if one.said.celsius is not None else []
    parts += [str(rules.SYMPTOMS[code]) for code in one.said.symptoms]
    return _("%(who)s %(what)s (%(when)s)") % {
        "who": who,
        "what": str(_(", ")).join(parts),
        "when": f"{day}{slot}",
    }
