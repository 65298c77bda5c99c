"""The review queue: pairs are offered by linkage, shown to a human, decided, and may be decided anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import record

from ..models import Mention, Pair, Person
from ..rules import rights
from ..rules.rights import Verdict
from .merging import merge, unmerge

BATCH = 1000
Key = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Offer:
    """Two mentions that may mean one person. `weight` is the probability, 0 to 1; `because` the reasons, as
    {field, level, weight in bits, code, facts}."""

    left: UUID
    right: UUID
    weight: float
    because: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """The pair without order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@transaction.atomic
def offer_pairs(*, by: Actor, offers: Sequence[Offer], at: datetime) -> int:
    """Puts pairs into the queue; returns how many are new. Known pairs keep their decision, open ones get
    the newer weight and reasons."""
    by_key = {offer.key: offer for offer in offers if offer.left != offer.right}
    known = _known(by.subdistrict, by_key)
    _renew([(known[key], by_key[key]) for key in by_key.keys() & known.keys()])
    where = _committees(by.subdistrict, {mention for key in by_key for mention in key})
    fresh = [
        Pair(
            subdistrict=by.subdistrict,
            left_id=key[0],
            right_id=key[1],
            committee_id=_common(where.get(key[0]), where.get(key[1])),
            weight=offer.weight,
            because=offer.because,
            found_at=at,
        )
        for key, offer in by_key.items()
        if key not in known
    ]
    Pair.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    record("people.pairs_offered", by=by, at=at, offered=len(by_key), fresh=len(fresh))
    return len(fresh)


def settle_registered(subdistrict: UUID, registered: set[UUID], at: datetime) -> None:
    """Part of a linkage run: an older question whether two are one is answered where the register has since
    named both, each in a row of its own."""
    waiting = (
        Pair.objects.of(subdistrict).waiting().filter(found_at__lt=at) if registered else Pair.objects.none()
    )
    both = waiting.filter(left__person__is_registered=True, right__person__is_registered=True)
    sides = both.values_list("id", "left__person_id", "right__person_id")
    moot = [key for key, one, other in sides if one != other and not registered.isdisjoint((one, other))]
    Pair.objects.of(subdistrict).filter(id__in=moot).update(state=Pair.State.MOOT)


@transaction.atomic
def show_pair(*, by: Actor, pair_id: UUID, at: datetime) -> Pair:
    """Notes that somebody was shown a pair with names in full: one entry a pair, person and day."""
    rights.check_can_decide(by)
    pair: Pair = _visible(by).get(pk=pair_id)
    begin, _end = clock.bounds(clock.day_of(at))
    seen = Entry.objects.of(by.subdistrict).filter(
        actor=by.id, event="people.pair_shown", about=pair.id, at__gte=begin
    )
    if not seen.exists():
        record("people.pair_shown", by=by, at=at, about=pair, committee=pair.committee_id, **_who(pair))
    return pair


@transaction.atomic
def decide_pair(*, by: Actor, pair_id: UUID, verdict: Verdict, at: datetime) -> Pair:
    """Decides a pair: the same person (merged), different people (remembered), or later (put behind)."""
    rights.check_can_decide(by)
    pair = _locked(by, pair_id)
    if pair.state not in (Pair.State.OPEN, Pair.State.LATER):
        raise Refused("people.pair_decided", name=pair.decided_by)
    if verdict is Verdict.SAME:
        _make_one(by, pair, at)
    pair.state = Pair.State(verdict.value)
    pair.decided_at, pair.decided_by = at, by.name
    pair.save(update_fields=["state", "decided_at", "decided_by", "merge"])
    facts = {"verdict": verdict.value, "weight": pair.weight, **_who(pair)}
    record("people.pair_decided", by=by, at=at, about=pair, committee=pair.committee_id, **facts)
    return pair


@transaction.atomic
def reopen_pair(*, by: Actor, pair_id: UUID, at: datetime) -> Pair:
    """Takes a decision back; a merge that it made is undone."""
    rights.check_can_decide(by)
    pair = _locked(by, pair_id)
    if pair.state == Pair.State.OPEN:
        raise Refused("people.pair_is_open")
    merged = pair.merge
    if merged and not merged.undone_at:
        unmerge(by=by, merge_id=merged.id, at=at)
    pair.state, pair.merge = Pair.State.OPEN, None
    pair.decided_at, pair.decided_by = None, ""
    pair.save(update_fields=["state", "merge", "decided_at", "decided_by"])
    record("people.pair_reopened", by=by, at=at, about=pair, committee=pair.committee_id, **_who(pair))
    return pair


def _make_one(by: Actor, pair: Pair, at: datetime) -> None:
    """Merges the two persons, if they are two still."""
    persons = {side.person_id for side in (pair.left, pair.right) if side.person_id}
    if len(persons) == 2:
        kept, gone = _kept_first(by.subdistrict, persons)
        pair.merge = merge(by=by, kept=kept, gone=gone, reason=_("Decided in the review queue"), at=at)


def _kept_first(subdistrict: UUID, persons: Iterable[UUID]) -> list[UUID]:
    """The registered one is kept; else the one known from more sources, else the older record."""
    found = Person.objects.of(subdistrict).filter(pk__in=list(persons))
    return [p.id for p in sorted(found, key=lambda p: (not p.is_registered, -len(p.sources), p.id))]


def _visible(by: Actor) -> Any:
    return Pair.objects.visible_to(by).select_related("left", "right")


def _locked(by: Actor, pair_id: UUID) -> Pair:
    pair: Pair = _visible(by).select_related("merge").select_for_update(of=("self",)).get(pk=pair_id)
    return pair


def _who(pair: Pair) -> dict[str, Any]:
    return {"person": pair.left.person_id, "other_person": pair.right.person_id}


def _known(subdistrict: UUID, keys: Iterable[Key]) -> dict[Key, Pair]:
    lefts = [key[0] for key in keys]
    stored = Pair.objects.of(subdistrict).filter(left_id__in=lefts)
    return {(pair.left_id, pair.right_id): pair for pair in stored}


def _renew(pairs: Sequence[tuple[Pair, Offer]]) -> None:
    changed = [pair for pair, _offer in pairs if pair.state in (Pair.State.OPEN, Pair.State.LATER)]
    for pair, offer in pairs:
        pair.weight, pair.because = offer.weight, offer.because
    Pair.objects.bulk_update(changed, ["weight", "because"], batch_size=BATCH)


def _committees(subdistrict: UUID, mentions: set[UUID]) -> dict[UUID, UUID | None]:
    rows = Mention.objects.of(subdistrict).filter(pk__in=mentions)
    found = rows.values_list("id", "person__committee_id", "committee_id")
    return {key: of_person or own for key, of_person, own in found}


def _common(left: UUID | None, right: UUID | None) -> UUID | None:
    """The committee a pair is shown to: the one of both, or the only one known."""
    if left and right and left != right:
        return None
    return left or right
