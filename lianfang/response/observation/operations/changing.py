"""What changes the course of an observation: each intention of a user enters one turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, clock
from lianfang.registry.places.models import Building, Committee

from .. import rights, rules, turning
from ..models import Episode, Turn


@dataclass(frozen=True, slots=True)
class Going:
    """Where somebody is taken: kind of site, its name, and when they left home."""

    site: str
    place: str
    effective_at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class NewHome:
    """Where somebody moved to inside the subdistrict; the committee is that of the building where one is known."""

    home: str
    effective_at: datetime
    building: UUID | None = None
    committee: UUID | None = None
    room: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who goes on outside the subdistrict: the unit that received the hand-over, and its phone."""

    unit: str
    phone: str
    effective_at: datetime
    why: str = ""


@transaction.atomic
def extend(*, by: Actor, episode_id: UUID, last_contact_on: date, source: str, at: datetime) -> Turn:
    """Counts anew from a later last contact, with the source that tells of it. Never a number of days more: the
    last day stays what the protocol counts.

    Refused without a source, with a day ahead, or one that is not later than the day zero that counts now.
    """
    episode = _held(by, episode_id, rules.Event.EXTENDED)
    if last_contact_on > clock.day_of(at):
        raise Refused("observation.start_in_the_future")
    if last_contact_on <= episode.starts_on:
        raise Refused("observation.not_later", starts_on=episode.starts_on.isoformat())
    turn = _turn(rules.Event.EXTENDED, at, _said(source), day_zero=last_contact_on)
    return _enter(by, episode, turn, at, starts_on=last_contact_on)


@transaction.atomic
def transfer(*, by: Actor, episode_id: UUID, going: Going, at: datetime) -> Turn:
    """Takes somebody to a hospital, a fever clinic or a central site: from then on no slot is owed at home."""
    episode = _held(by, episode_id, rules.Event.TRANSFERRED)
    if going.site not in set(rules.Site) or not going.place.strip():
        raise Refused("observation.place_missing")
    turn = _turn(rules.Event.TRANSFERRED, going.effective_at, going.why.strip(), site=going.site)
    turn.place = going.place.strip()[:120]
    return _enter(by, episode, turn, at, site=going.site)


@transaction.atomic
def return_home(*, by: Actor, episode_id: UUID, effective_at: datetime, why: str = "", at: datetime) -> Turn:
    """Brings somebody back home under observation; the count went on from the same day zero."""
    episode = _held(by, episode_id, rules.Event.RETURNED)
    return _enter(by, episode, _turn(rules.Event.RETURNED, effective_at, why.strip()), at)


@transaction.atomic
def move_house(*, by: Actor, episode_id: UUID, to: NewHome, at: datetime) -> Turn:
    """Moves the place of observation inside the subdistrict and hands it over to the committee that answers there.

    Refused where neither building nor committee of the new address is known.
    """
    episode = _held(by, episode_id, rules.Event.MOVED)
    turn = _turn(rules.Event.MOVED, to.effective_at, to.why.strip(), room=to.room.strip()[:20])
    turn.building_id, turn.committee_id, turn.home = _found(by, to)
    if (turn.building_id, turn.home) == (episode.building_id, episode.home):
        raise Refused("observation.same_home")
    return _enter(by, episode, turn, at, from_committee=episode.committee_id)


@transaction.atomic
def hand_over(*, by: Actor, episode_id: UUID, receiver: Receiver, at: datetime) -> Turn:
    """Closes an observation that goes on elsewhere: somebody left the subdistrict, and a unit there took over."""
    episode = _held(by, episode_id, rules.Event.MOVED_AWAY)
    if not receiver.unit.strip() or not receiver.phone.strip():
        raise Refused("observation.receiver_missing")
    turn = _turn(rules.Event.MOVED_AWAY, receiver.effective_at, receiver.why.strip())
    turn.place, turn.phone = receiver.unit.strip()[:120], receiver.phone.strip()[:40]
    return _enter(by, episode, turn, at)


@transaction.atomic
def record_refusal(*, by: Actor, episode_id: UUID, why: str, asks_police: bool = False, at: datetime) -> Turn:
    """Somebody refuses observation or to sign: it stands on the duty desk until they consent again."""
    episode = _held(by, episode_id, rules.Event.REFUSED)
    if episode.refused_at:
        raise Refused("observation.refused_already")
    turn = _turn(rules.Event.REFUSED, at, _said(why), asks_police=asks_police)
    return _enter(by, episode, turn, at, asks_police=asks_police)


@transaction.atomic
def record_consent(*, by: Actor, episode_id: UUID, why: str = "", at: datetime) -> Turn:
    """Somebody who refused consents again."""
    episode = _held(by, episode_id, rules.Event.RESUMED)
    if not episode.refused_at:
        raise Refused("observation.not_refused")
    return _enter(by, episode, _turn(rules.Event.RESUMED, at, why.strip()), at)


@transaction.atomic
def record_death(*, by: Actor, episode_id: UUID, effective_at: datetime, why: str = "", at: datetime) -> Turn:
    """Closes the observation of somebody who passed away; nothing reminds of them any more."""
    episode = _held(by, episode_id, rules.Event.DECEASED)
    return _enter(by, episode, _turn(rules.Event.DECEASED, effective_at, why.strip()), at)


@transaction.atomic
def withdraw(*, by: Actor, episode_id: UUID, why: str, at: datetime) -> Turn:
    """Ends an observation that should not have begun, with the reason."""
    episode = _held(by, episode_id, rules.Event.WITHDRAWN)
    return _enter(by, episode, _turn(rules.Event.WITHDRAWN, at, _said(why)), at)


@transaction.atomic
def undo_turn(*, by: Actor, turn_id: UUID, at: datetime) -> Episode:
    """Takes the last turn back: the episode stands as it did before. Whoever entered it may do so even where the
    episode went to another committee by it."""
    rights.check(by, rights.may(rules.Event.UNDONE))
    rows = Episode.objects if _entered(by, turn_id) else Episode.objects.visible_to(by)
    episode: Episode = rows.select_for_update(of=("self",)).get(subdistrict=by.subdistrict, turns=turn_id)
    undone = turning.undone_turn(by, turn_id)
    if not episode.is_open and turning.others_open(by, episode):
        raise Refused("observation.already")
    counter = Turn(
        kind=rules.Event.UNDONE, effective_at=at, undoes=undone, why=undone.get_kind_display()[:200]
    )
    turning.take_back(by, episode, counter, at)
    turning.reopen_alerts(by, episode, undone, at)
    turning.tell(by, counter, at, undone=undone.kind)
    return episode


def _entered(by: Actor, turn_id: UUID) -> bool:
    return by.id is not None and Turn.objects.of(by.subdistrict).filter(pk=turn_id, by=by.id).exists()


def _held(by: Actor, episode_id: UUID, event: rules.Event) -> Episode:
    """The episode, locked, where the role may enter this and the state allows it."""
    rights.check(by, rights.may(event))
    episode = rights.locked(by, episode_id)
    rules.state_after(rules.State(episode.state), event)
    return episode


def _turn(
    kind: rules.Event, effective_at: datetime, why: str, *, site: str = "", room: str = "",
    day_zero: date | None = None, asks_police: bool = False,
) -> Turn:  # fmt: skip
    return Turn(
        kind=kind.value,
        effective_at=effective_at,
        why=why[:200],
        site=site,
        room=room,
        day_zero=day_zero,
        asks_police=asks_police,
    )


def _enter(by: Actor, episode: Episode, turn: Turn, at: datetime, **facts: object) -> Turn:
    entered = turning.enter(by, episode, turn, at=at)
    turning.tell(by, entered, at, **facts)
    return entered


def _said(text: str) -> str:
    if not text.strip():
        raise Refused("observation.reason_missing")
    return text.strip()


def _found(by: Actor, to: NewHome) -> tuple[UUID | None, UUID, str]:
    """Building, committee and address of the new home. Where a building stands is no secret: another committee's
    is found as well as the own."""
    rows = Building.objects.of(by.subdistrict).select_related("compound")
    building = rows.get(pk=to.building) if to.building else None
    if building is not None:
        return building.pk, building.compound.committee_id, (to.home.strip() or building.whole)[:120]
    if to.committee is None or not to.home.strip():
        raise Refused("observation.home_unknown")
    return None, Committee.objects.of(by.subdistrict).get(pk=to.committee).pk, to.home.strip()[:120]
