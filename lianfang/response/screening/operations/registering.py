"""自主登记: a family says where it comes from, by QR, without an account; corrects it; the desk sees what is urgent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.forms import operations as forms
from lianfang.registry.people.jobs import join_soon
from lianfang.registry.people.models import Mention
from lianfang.registry.people.operations import intake
from lianfang.registry.people.rules import identifiers
from lianfang.registry.places.models import Compound

from .. import asking, gathering, rules
from ..models import Ground, Registrant, Registration
from ..rules.registering import LENGTH
from .grounds import regroup
from .reporting import hold, open_by_hand

SEERS = (Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.COMMITTEE_WORKER)
HOUR = timedelta(hours=1)
FOLLOWED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One member of the family."""

    name: str
    id_number: str = ""
    celsius: Decimal | None = None
    symptoms: tuple[str, ...] = ()

    @property
    def born_on(self) -> date | None:
        """As the identity number tells it."""
        number = identifiers.read_id(self.id_number) if self.id_number else None
        return number.born_on if number else None


@dataclass(frozen=True, slots=True)
class Family:
    """What was sent: one journey, one home, one phone, and its people, who registers first.

    `client_id` makes a retry count once; `sender` is a keyed hash of the network address; `answered` is what the
    office's workbook asks further.
    """

    client_id: str
    people: tuple[Newcomer, ...]
    phone: str = ""
    address: str = ""
    place: str = ""
    arrived_on: date | None = None
    compound: UUID | None = None
    language: str = ""
    sender: bytes = field(default=b"", repr=False)
    answered: forms.Answered | None = field(default=None, repr=False)


@transaction.atomic
def register(*, by: Actor, family: Family, at: datetime) -> Registration:
    """Keeps a family's words as mentions, to be joined like any list's; the same form again counts once.

    Raises what `rules.check_family`, `rules.check_arrival` and `rules.check_rate` raise.
    """
    hold(by.subdistrict, family.client_id)
    known = Registration.objects.of(by.subdistrict).filter(client_id=family.client_id).first()
    if known is not None:
        return known
    _check_rate(by.subdistrict, family.sender, at)
    made = _keep(by, family, at)
    record(
        "screening.registered",
        by=by,
        at=at,
        about=made,
        committee=made.committee_id,
        **_counted(made, family),
    )
    join_soon(by.subdistrict)
    return made


@transaction.atomic
def correct(*, by: Actor, registration_id: UUID, family: Family, at: datetime) -> Registration:
    """Replaces what a family said: the new words count, the old ones stay as facts, taken back.

    Somebody who was urgent and whom nobody has seen yet stays urgent. Raises `screening.corrected_already`, and what
    `register` raises: each correction gives a new link, so a chain of them counts against the limit too.
    """
    hold(by.subdistrict, family.client_id)
    rows = Registration.objects.of(by.subdistrict)
    known = rows.filter(client_id=family.client_id).first()
    if known is not None:
        return known
    before = rows.select_for_update(of=("self",)).get(pk=registration_id)
    if rows.filter(supersedes=before).exists():
        raise Refused("screening.corrected_already")
    _check_rate(by.subdistrict, family.sender, at)
    made = _keep(by, _completed(family, before), at, before=before)
    gone = list(before.registrants.values_list("mention_id", flat=True))  # type: ignore[attr-defined]
    intake.withdraw(by=by, mention_ids=gone, at=at)
    facts = _counted(made, family) | {"supersedes": before.id}
    record("screening.registration_corrected", by=by, at=at, about=made, committee=made.committee_id, **facts)
    join_soon(by.subdistrict)
    return made


@transaction.atomic
def acknowledge_registration(*, by: Actor, registration_id: UUID, at: datetime) -> Registration:
    """Somebody at the desk has seen an urgent registration and takes it up; the first one counts."""
    if by.role not in SEERS:
        raise Refused("screening.not_for_this_role")
    found = Registration.objects.visible_to(by).select_for_update(of=("self",)).get(pk=registration_id)
    if found.acknowledged_at is None:
        found.acknowledged_at, found.acknowledged_by_name = at, by.name
        found.save(update_fields=["acknowledged_at", "acknowledged_by_name"])
        record("screening.registration_acknowledged", by=by, at=at, about=found, committee=found.committee_id)
    return found


@transaction.atomic
def follow_registrations(*, by: Actor, at: datetime) -> int:
    """After joining: whoever is unwell and stands in no report yet gets one, wherever they come from; and reports
    that rested on words taken back are brought in step. Returns how many reports were opened."""
    unwell = Registrant.objects.of(by.subdistrict).filter(
        is_abnormal=True,
        registration__received_at__gte=at - FOLLOWED,
        mention__person__isnull=False,
        mention__withdrawn_at=None,
    )
    without = unwell.exclude(mention__in=Ground.objects.of(by.subdistrict).values("mention"))
    opened = 0
    for one in without.select_related("mention__person").order_by("id"):
        open_by_hand(by, one.mention.person, one.mention, at)
        opened += 1
    _step_back(by, at)
    record("screening.registrations_followed", by=by, at=at, opened=opened)
    return opened


def _step_back(by: Actor, at: datetime) -> None:
    """Reports whose ground a family took back by a correction."""
    grounds = Ground.objects.of(by.subdistrict).filter(
        kind=Mention.Kind.WECHAT, mention__withdrawn_at__isnull=False
    )
    persons = set(grounds.values_list("report__person_id", flat=True))
    if persons:
        regroup(by=by, at=at, persons=persons)


def _completed(family: Family, before: Registration) -> Family:
    """The correction with the document numbers given before, which its form does not show again."""
    rows = before.registrants.select_related("mention")  # type: ignore[attr-defined]
    known = {one.mention.name: one.mention.id_number or "" for one in rows}
    people = (
        replace(one, id_number=one.id_number or known.get(one.name.strip(), "")) for one in family.people
    )
    return replace(family, people=tuple(people))


def _check_rate(subdistrict: UUID, sender: bytes, at: datetime) -> None:
    lately = Registration.objects.of(subdistrict).filter(received_at__gt=at - HOUR)
    rules.check_rate(lately.filter(sender=sender).count() if sender else 0, lately.count())


def _keep(by: Actor, family: Family, at: datetime, before: Registration | None = None) -> Registration:
    today = clock.day_of(at)
    rules.check_family(family.people, today)
    rules.check_arrival(family.arrived_on, today)
    line = gathering.law(by.subdistrict, at).urgent_from
    unwell = [rules.is_abnormal(one.celsius, one.symptoms, line) for one in family.people]
    is_still = before is not None and before.is_urgent and before.acknowledged_at is None
    made = _registration(by, family, at, before)
    made.is_urgent = any(unwell) or is_still
    made.save(force_insert=True)
    if family.answered:
        answered = replace(family.answered, about=(asking.ABOUT, made.id), committee=made.committee_id)
        forms.hand_in(by=by, answered=answered, instance_id=f"registration-{made.id.hex}", at=at)
    mentions = intake.take_in(by=by, sayings=_sayings(family, made, at), are_apart=True, at=at)
    Registrant.objects.bulk_create(
        Registrant(
            subdistrict=by.subdistrict,
            registration=made,
            mention_id=mention,
            position=number,
            celsius=one.celsius,
            symptoms=list(one.symptoms),
            is_abnormal=is_unwell,
        )
        for number, (one, mention, is_unwell) in enumerate(
            zip(family.people, mentions, unwell, strict=True), 1
        )
    )
    return made


def _registration(by: Actor, family: Family, at: datetime, before: Registration | None) -> Registration:
    compound = _compound(by.subdistrict, family.compound)
    return Registration(
        subdistrict=by.subdistrict,
        client_id=family.client_id,
        reference=_fresh_reference(by.subdistrict),
        language=family.language[:10],
        compound=compound,
        committee_id=compound.committee_id if compound else None,
        received_at=at,
        sender=family.sender,
        supersedes=before,
    )


def _compound(subdistrict: UUID, key: UUID | None) -> Compound | None:
    rows = Compound.objects.of(subdistrict).select_related("committee")
    return rows.filter(pk=key).first() if key else None


def _fresh_reference(subdistrict: UUID) -> str:
    """One that nobody has; 900 million of them, so a second throw is rare and a third unheard of."""
    for _throw in range(5):
        reference = rules.spell_reference(secrets.randbelow(1 << 16) for _letter in range(LENGTH))
        if not Registration.objects.of(subdistrict).filter(reference=reference).exists():
            break
    return reference


def _sayings(family: Family, made: Registration, at: datetime) -> list[intake.Saying]:
    """One for each; the family's phone and home are everybody's. The area is the QR's compound's committee."""
    with translation.override(settings.LANGUAGE_CODE):  # read by the office, whatever the family speaks
        label = _("Self-registered %(reference)s") % {"reference": made.reference}
    area = made.committee.name if made.committee else ""
    address = f"{made.compound or ''}{family.address.strip()}"
    return [
        intake.Saying(
            kind=Mention.Kind.WECHAT,
            label=label,
            as_of=at,
            name=one.name.strip(),
            id_number=one.id_number.strip(),
            phones=family.phone,
            address=address,
            area=area,
            from_place=family.place.strip(),
            arrived_on=family.arrived_on,
        )
        for one in family.people
    ]


def _counted(made: Registration, family: Family) -> dict[str, Any]:
    return {"people": len(family.people), "urgent": made.is_urgent}
