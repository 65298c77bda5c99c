"""Readings that residents write: whose each is, for which slot, and what to answer. Part of taking a message in
(`operations.answering`), inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.registry.people.models import Person
from lianfang.response.messages import finding
from lianfang.response.messages.models import Incoming
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


@dataclass(frozen=True, slots=True)
class Reported:
    """One reading as it will be stored."""

    person: Person
    episode: Episode
    key: Key
    said: Said
    standing: Reading | None = None


def household_of(incoming: Incoming, at: datetime) -> Household:
    """The household behind a message; two queries where one person writes, four where several share the number."""
    home = incoming.subdistrict
    writing, people = _people(incoming, at)
    rows = Episode.objects.of(home).active().filter(person_id__in=list(people)).select_related("protocol")
    episodes = {one.person_id: one for one in rows} if people else {}
    today = clock.day_of(at)
    members = [_member(one, episodes, writing, today) for one in people.values()]
    return Household(people, episodes, tuple(members))


def _people(incoming: Incoming, at: datetime) -> tuple[set[UUID], dict[UUID, Person]]:
    """Who may have written, and everybody at home with them."""
    home = incoming.subdistrict
    if incoming.person_id:
        writing, doors = {incoming.person_id}, {incoming.household_id} - {None}
    else:
        behind = finding.people_behind(home, incoming.kind, bytes(incoming.sender_lookup), at)
        writing = {one.id for one in behind}
        doors = {one.household_id for one in behind} - {None}
    if not writing:
        return set(), {}
    mates = Q(household_id__in=doors, is_listed=True) if doors else Q()
    rows = Person.objects.of(home).present().filter(Q(pk__in=writing) | mates)
    return writing, {one.id: one for one in rows}


def _member(one: Person, episodes: dict[UUID, Episode], writing: set[UUID], today: date) -> Member:
    born = one.born_on
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
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
        found.append((home.people[member.id], episode, _key(one, episode.protocol.terms, sent_at), one))
    keys = [(person.id, key) for person, _episode, key, _said in found]
    if len(keys) != len(set(keys)):
        raise Unclear("twice")
    standing = _standing(home, found)
    return [Reported(p, e, key, one, standing.get((e.id, *key))) for p, e, key, one in found]


def _standing(
    home: Household, found: Sequence[tuple[Person, Episode, Key, Said]]
) -> dict[tuple[UUID, date, str], Reading]:
    """What fills these slots now: of several the abnormal one while it is not corrected, else the latest."""
    if not found:
        return {}
    subdistrict = found[0][1].subdistrict
    days = {key[0] for _p, _e, key, _s in found}
    rows = Reading.objects.of(subdistrict).filter(
        episode_id__in=[e.id for _p, e, _k, _s in found], slot_day__in=days
    )
    slots: dict[UUID, dict[Key, Reading]] = {}
    for row in rows.order_by("taken_at", "received_at", "id"):
        fortnight.put(slots.setdefault(row.episode_id, {}), row)
    return {(key, *slot): row for key, ones in slots.items() for slot, row in ones.items()}


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


def typed_of(incoming: Incoming, found: Sequence[Reported], *, is_correction: bool) -> list[Typed]:
    """The readings as they are recorded: by the household itself, once however often the message comes.

    A later figure takes the place of the household's own earlier one; after an abnormal one it stands beside it as
    measured again, unless the sender says that the earlier was wrong.
    """
    return [_typed(incoming, one, n, is_correction=is_correction) for n, one in enumerate(found)]


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


def resident_of(home: Household, found: Sequence[Reported]) -> Actor:
    """The household as an actor: what it writes is its own word."""
    person = next((one for one in home.writers), found[0].person.id)
    return Actor(None, "", Role.RESIDENT, found[0].episode.subdistrict, person=person)


def told(incoming: Incoming, home: Household, found: Sequence[Reported]) -> str:
    """What was understood, in the sender's language: 您 36.5℃（上午）；王** 36.8℃（昨天下午）."""
    today = clock.day_of(incoming.sent_at)
    with translation.override(incoming.language):
        return str(_("; ")).join(_line(one, home, today) for one in found)


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
