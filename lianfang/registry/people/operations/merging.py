"""Two persons become one, and one becomes two again. Nothing is lost: mentions move and know from where.

A person merged away points to the one kept (`merged_into`); whatever other rooms hold about it stays and is
found through `selectors.standing`. Where each mention belongs follows from whom it was joined to
and from the merges that stand, so merges can be undone in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from lianfang.core import Actor, Refused, ids
from lianfang.ledger.operations import record

from .. import caching
from ..models import Join, Mention, Merge, Pair, Person
from ..rules import rights

Both = dict[UUID, Person]


@transaction.atomic
def merge(
    *, by: Actor, kept: UUID, gone: UUID, reason: str, at: datetime, how: Join.How = Join.How.HAND
) -> Merge:
    """Says that two persons are one: all that was said about `gone` now counts for `kept`.

    Refused where both are one already, either has been merged away, or they were decided to be different.
    """
    rights.check_can_decide(by)
    both = _locked(by, {kept, gone})
    _check_can_merge(both, kept, gone)
    merge = Merge.objects.create(
        subdistrict=by.subdistrict,
        kept=both[kept],
        gone=both[gone],
        mentions=_move_all(by.subdistrict, gone, kept),
        how=how,
        reason=rights.check_reason(reason),
        by_name=by.name,
        at=at,
    )
    Person.objects.of(by.subdistrict).filter(pk=gone).update(merged_into=kept, updated_at=at)
    _join(by, merge.mentions, kept, rule="merge", how=how, at=at)
    _settle_pairs(by.subdistrict, kept)
    caching.refresh(by.subdistrict, [kept], at)
    _tell("people.merged", by, merge, at, committee=both[kept].committee_id, reason=merge.reason)
    return merge


@transaction.atomic
def unmerge(*, by: Actor, merge_id: UUID, at: datetime) -> Merge:
    """Takes a merge back: everything that came with `gone`, or was merged into it before, returns to it.

    What other merges did stays. A merge that a rule made is remembered as wrong and not made again.
    """
    rights.check_can_decide(by)
    merge = _merge_of(by, merge_id)
    left = _root(by.subdistrict, merge.kept_id)
    locked = _locked(by, {merge.kept_id, merge.gone_id, left})
    if merge.undone_at:
        raise Refused("people.merge_undone_already")
    Person.objects.of(by.subdistrict).filter(pk=merge.gone_id).update(merged_into=None, updated_at=at)
    returned = _return(by.subdistrict, merge.gone_id)
    merge.undone_at, merge.undone_by = at, by.name
    merge.save(update_fields=["undone_at", "undone_by"])
    _join(by, returned, merge.gone_id, rule="unmerge", how=Join.How.UNDONE, at=at)
    _reopen_pairs(by, returned)
    if merge.how in (Join.How.RULE, Join.How.WEIGHT):
        _keep_apart(by, returned[:1], _said_of(by.subdistrict, left)[:1], at)
    caching.refresh(by.subdistrict, [left, merge.gone_id], at)
    _tell("people.unmerged", by, merge, at, committee=locked[merge.gone_id].committee_id)
    return merge


@transaction.atomic
def split_mention(*, by: Actor, mention_id: UUID, at: datetime, reason: str = "") -> Person:
    """Takes one mention out into a person of its own, because it was joined wrongly; returns that person.

    It is remembered as different from everything else said about the old person.
    """
    rights.check_can_decide(by)
    mention = Mention.objects.visible_to(by).standing().get(pk=mention_id)
    (old,) = _locked(by, {key for key in (mention.person_id,) if key}).values()
    rest = [key for key in _said_of(by.subdistrict, old.id) if key != mention_id]
    if not rest:
        raise Refused("people.only_mention")
    fresh = Person.objects.create(
        subdistrict=by.subdistrict,
        name=mention.name,
        committee_id=old.committee_id,
        created_at=at,
        updated_at=at,
    )
    Mention.objects.of(by.subdistrict).filter(pk=mention_id).update(person=fresh, joined_to=None)
    _join(by, [mention_id], fresh.id, rule="split", how=Join.How.HAND, at=at)
    _keep_apart(by, [mention_id], rest, at)
    caching.refresh(by.subdistrict, [old.id, fresh.id], at)
    fresh.refresh_from_db()
    record(
        "people.split",
        by=by,
        at=at,
        about=fresh,
        person=old.id,
        committee=old.committee_id,
        reason=reason.strip()[: rights.REASON_LENGTH],
        mention=mention_id,
        from_person=old.id,
        to_person=fresh.id,
    )
    return fresh


def _locked(by: Actor, keys: set[UUID]) -> Both:
    """The persons, locked in the order of their ids so that two merges cannot wait for each other.

    Deciders see, beside their own area, persons whom no address places yet.
    """
    mine = Person.objects.visible_to(by).values("id")
    reachable = Person.objects.of(by.subdistrict).filter(Q(id__in=mine) | Q(committee=None))
    found = {p.id: p for p in reachable.filter(pk__in=keys).order_by("id").select_for_update(of=("self",))}
    if set(found) != keys:
        raise Person.DoesNotExist
    return found


def _check_can_merge(both: Both, kept: UUID, gone: UUID) -> None:
    if kept == gone:
        raise Refused("people.same_person_twice")
    if any(person.merged_into_id for person in both.values()):
        raise Refused("people.merged_already")
    if _are_different(both[kept].subdistrict, kept, gone):
        raise Refused("people.known_different")


def _are_different(subdistrict: UUID, one: UUID, other: UUID) -> bool:
    decided = Pair.objects.of(subdistrict).filter(state=Pair.State.DIFFERENT)
    return decided.filter(
        Q(left__person=one, right__person=other) | Q(left__person=other, right__person=one)
    ).exists()


def _merge_of(by: Actor, merge_id: UUID) -> Merge:
    found: Merge = Merge.objects.visible_to(by).select_for_update(of=("self",)).get(pk=merge_id)
    return found


def _move_all(subdistrict: UUID, gone: UUID, kept: UUID) -> list[UUID]:
    """All mentions of one person go to another; each remembers to whom it was joined first."""
    theirs = Mention.objects.of(subdistrict).filter(person=gone)
    moved = list(theirs.order_by("id").values_list("id", flat=True))
    theirs.update(joined_to=Coalesce("joined_to", "person"), person=kept)
    return moved


def _return(subdistrict: UUID, gone: UUID) -> list[UUID]:
    """Mentions joined to this person or to anybody merged into it come back to it."""
    tree = _merged_into(subdistrict, gone)
    theirs = Mention.objects.of(subdistrict).filter(joined_to__in=tree)
    returned = list(theirs.order_by("id").values_list("id", flat=True))
    theirs.filter(joined_to=gone).update(person=gone, joined_to=None)
    Mention.objects.of(subdistrict).filter(joined_to__in=tree).update(person=gone)
    return returned


def _merged_into(subdistrict: UUID, root: UUID) -> set[UUID]:
    """A person and everybody who was merged into it, directly or through others."""
    tree, layer = {root}, {root}
    while layer:
        found = Person.objects.of(subdistrict).filter(merged_into__in=layer).values_list("id", flat=True)
        layer = set(found) - tree
        tree |= layer
    return tree


def _root(subdistrict: UUID, person: UUID) -> UUID:
    following: UUID | None = person
    while following:
        person = following
        following = Person.objects.of(subdistrict).values_list("merged_into_id", flat=True).get(pk=person)
    return person


def _said_of(subdistrict: UUID, person: UUID) -> list[UUID]:
    mine = Mention.objects.of(subdistrict).standing().filter(person=person)
    return list(mine.order_by("id").values_list("id", flat=True))


def _join(
    by: Actor, mentions: Iterable[UUID], person: UUID, *, rule: str, how: Join.How, at: datetime
) -> None:
    Join.objects.bulk_create(
        [
            Join(
                id=ids.new(),
                subdistrict=by.subdistrict,
                mention_id=mention,
                person_id=person,
                how=how,
                rule=rule,
                by_name=by.name,
                at=at,
            )
            for mention in mentions
        ],
        batch_size=1000,
    )


def _settle_pairs(subdistrict: UUID, person: UUID) -> None:
    """Pairs whose two sides have become one person want no decision any more."""
    inside = Pair.objects.of(subdistrict).waiting().filter(left__person=person, right__person=person)
    Pair.objects.of(subdistrict).filter(id__in=_ids(inside)).update(state=Pair.State.MOOT)


def _reopen_pairs(by: Actor, mentions: Sequence[UUID]) -> None:
    """Pairs that a merge had settled, and whose sides are two persons again, come back into the queue."""
    settled = Pair.objects.of(by.subdistrict).filter(state__in=(Pair.State.MOOT, Pair.State.SAME))
    touched = settled.filter(Q(left__in=mentions) | Q(right__in=mentions)).select_related("left", "right")
    apart = [pair.id for pair in touched if pair.left.person_id != pair.right.person_id]
    Pair.objects.of(by.subdistrict).filter(id__in=apart).update(
        state=Pair.State.OPEN, decided_at=None, decided_by="", merge=None
    )


def _keep_apart(by: Actor, ours: Sequence[UUID], theirs: Sequence[UUID], at: datetime) -> None:
    """Remembers as different, so that no later run joins them again; overrules what was decided before."""
    for one in ours:
        for other in theirs:
            left, right = sorted((one, other))
            Pair.objects.update_or_create(
                subdistrict=by.subdistrict,
                left_id=left,
                right_id=right,
                defaults={"state": Pair.State.DIFFERENT, "decided_at": at, "decided_by": by.name},
                create_defaults={
                    "weight": 0.0,
                    "found_at": at,
                    "state": Pair.State.DIFFERENT,
                    "decided_at": at,
                    "decided_by": by.name,
                },
            )


def _ids(rows: QuerySet[Pair]) -> list[UUID]:
    return list(rows.values_list("id", flat=True))


def _tell(
    event: str, by: Actor, merge: Merge, at: datetime, *, committee: UUID | None, reason: str = ""
) -> None:
    record(
        event,
        by=by,
        at=at,
        about=merge,
        person=merge.kept_id,
        committee=committee,
        reason=reason,
        kept=merge.kept_id,
        gone=merge.gone_id,
        merge=merge.id,
        mentions=len(merge.mentions),
    )
