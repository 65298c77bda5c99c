"""The review queue: which pairs wait, how two sides compare, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, Role, clock
from lianfang.core.purposes import Purpose
from lianfang.core.waiting import Urgency, Waiting
from lianfang.ledger.models import Entry

from .. import caching
from ..models import Mention, Pair, PairQuerySet, Sex
from ..rules import rights, why
from ..rules.why import Reason

Words = str | Promise
# A pair of records for the linkage: never to be joined.
Apart = tuple[UUID, UUID]
ROWS: tuple[tuple[str, str, Words], ...] = (
    ("name", "name", _("Name")),
    ("sex", "sex", _("Sex")),
    ("birth", "birth", _("Born, age")),
    ("id", "id_masked", _("Identity number")),
    ("phone", "phone", _("Phone")),
    ("place", "address", _("Address")),
    ("journey", "journey", _("Came from, on")),
    ("employer", "employer", _("Employer")),
    ("", "relation", _("Relation")),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two mentions: both values, and what linkage says of them."""

    label: Words
    left: str
    right: str
    reason: Reason | None

    @property
    def look(self) -> str:
        """How it is shown: "same" is quiet, "agrees" green, "differs" lit, "" where one side is silent."""
        if self.left == self.right and self.left:
            return "same"
        if self.reason is None or not (self.left and self.right):
            return ""
        return "agrees" if self.reason.agrees else "differs"


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair ready to be decided: its two mentions, the rows that compare them, and how they are known."""

    pair: Pair
    rows: list[Compared]
    left_also: list[str]
    right_also: list[str]

    @property
    def percent(self) -> int:
        """How probable it is that both are one person."""
        return min(round(100 * self.pair.weight), 99)


def waiting_pairs(viewer: Actor, at: datetime) -> QuerySet[Pair]:
    """Pairs that want this viewer's decision: the surest first, those put off last.

    Pairs with a mask reservation wait for an order that lets screening read them.
    """
    later = Case(When(state=Pair.State.LATER, then=Value(1)), default=Value(0), output_field=IntegerField())
    mine = _usable(Pair.objects.visible_to(viewer), viewer, at).waiting().filter(_both_stand())
    return mine.order_by(later, F("decided_at").asc(nulls_first=True), "-weight", "id")


def pairs_counted(viewer: Actor, at: datetime) -> int:
    """How many pairs wait: in the viewer's committees, or, as a number only, in the whole subdistrict."""
    of_all = Pair.objects.of(viewer.subdistrict)
    mine = of_all if viewer.sees_whole else Pair.objects.visible_to(viewer)
    return _usable(mine, viewer, at).waiting().filter(_both_stand()).count()


def next_pairs(
    viewer: Actor, at: datetime, *, committee: UUID | None = None, beside: Iterable[UUID] = (), count: int = 2
) -> list[Pair]:
    """The first pairs of the queue (of one committee, where given), without those already on the screen."""
    queue = waiting_pairs(viewer, at).exclude(pk__in=list(beside))
    if committee:
        queue = queue.filter(committee_id=committee)
    return list(_sides(queue)[:count])


def decided_pairs(viewer: Actor, at: datetime) -> QuerySet[Pair]:
    """Pairs that a human decided, newest first; each can be reopened."""
    mine = _usable(Pair.objects.visible_to(viewer), viewer, at)
    done = mine.filter(state__in=(Pair.State.SAME, Pair.State.DIFFERENT))
    return _sides(done).order_by("-decided_at", "id")


def pair_view(viewer: Actor, pair: Pair) -> PairView:
    """Both sides of a pair, field by field, with the other sources each side is known from."""
    reasons = {reason.field: reason for reason in why.explain(pair.because, masked=False)}
    left, right = _values(pair.left), _values(pair.right)
    rows = [Compared(label, left[key], right[key], reasons.get(of)) for of, key, label in ROWS]
    also = _also(viewer, pair)
    return PairView(
        pair,
        [row for row in rows if row.left or row.right],
        also.get(pair.left.person_id, []),
        also.get(pair.right.person_id, []),
    )


def forbidden_pairs(subdistrict: UUID) -> set[Apart]:
    """Pairs of mentions that a human said are different people: linkage neither joins nor asks again."""
    decided = Pair.objects.of(subdistrict).filter(state=Pair.State.DIFFERENT)
    return set(decided.values_list("left_id", "right_id"))


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """What the people room has for 今天: pairs to review; for the data officer, who looked at many people."""
    piles = []
    if viewer.role in rights.REVIEWERS:
        piles.append(
            Waiting(
                title=_("Pairs that may be one person"),
                count=waiting_pairs(viewer, at).count(),
                urgency=Urgency.LATER,
                url=reverse("people:review"),
                action=_("Review"),
                hint=_("Two cards side by side; decide with S, D or L."),
            )
        )
    if viewer.role == Role.DATA_OFFICER:
        piles.append(_many_reveals(viewer, at))
    return piles


def many_reveals(viewer: Actor) -> QuerySet[Entry]:
    """Every time somebody looked at more than twenty people in full on one day, newest first."""
    return Entry.objects.visible_to(viewer).filter(event="people.many_reveals").order_by("-at", "-id")


def _many_reveals(viewer: Actor, at: datetime) -> Waiting:
    begin, end = clock.bounds(clock.day_of(at))
    told = Entry.objects.of(viewer.subdistrict).filter(event="people.many_reveals", at__gte=begin, at__lt=end)
    return Waiting(
        title=_("Colleagues who looked at more than 20 people in full today"),
        count=told.count(),
        urgency=Urgency.TODAY,
        url=reverse("people:looks"),
        action=_("See who"),
    )


def _both_stand() -> Q:
    return Q(left__withdrawn_at=None, right__withdrawn_at=None) & ~Q(left__person_id=F("right__person_id"))


def _usable(pairs: PairQuerySet, viewer: Actor, at: datetime) -> PairQuerySet:
    if caching.masks_allowed(viewer.subdistrict, at):
        return pairs
    mask = Purpose.MASK.value
    return pairs.exclude(left__purpose=mask).exclude(right__purpose=mask)


def _sides(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    with_persons = pairs.select_related("left", "right", "left__person", "right__person", "committee")
    return with_persons.prefetch_related("left__contacts", "right__contacts")


def _values(mention: Mention) -> dict[str, str]:
    born = mention.born_on.isoformat() if mention.born_on else ""
    age = str(_("%(age)s years") % {"age": mention.age}) if mention.age is not None else ""
    arrived = mention.arrived_on.isoformat() if mention.arrived_on else ""
    return {
        "name": mention.name,
        "sex": str(Sex(mention.sex).label) if mention.sex else "",
        "birth": born or age,
        "id_masked": mention.id_masked,
        "phone": "、".join(contact.masked for contact in mention.contacts.all()),
        "address": mention.address,
        "journey": " ".join(part for part in (mention.from_place, arrived) if part),
        "employer": mention.employer,
        "relation": mention.relation,
    }


def _also(viewer: Actor, pair: Pair) -> dict[UUID | None, list[str]]:
    """Labels of other mentions of the two persons; mask reservations are not told."""
    persons = [side.person_id for side in (pair.left, pair.right) if side.person_id]
    rows = Mention.objects.of(viewer.subdistrict).standing().filter(person_id__in=persons)
    rows = rows.exclude(pk__in=[pair.left_id, pair.right_id]).exclude(kind=Mention.Kind.MASK)
    found: dict[UUID | None, list[str]] = {}
    for key, label in rows.order_by("-as_of").values_list("person_id", "label"):
        found.setdefault(key, []).append(label)
    return found
