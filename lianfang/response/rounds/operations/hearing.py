"""What comes back from the calls: an answer, a refusal, nobody reached, a call taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Household, Person
from lianfang.response.calls import operations as calls
from lianfang.response.calls.operations.asking import Ask
from lianfang.response.calls.rules import Purpose as About
from lianfang.response.calls.rules import Rank
from lianfang.response.screening import operations as screening
from lianfang.response.screening.operations.reporting import Sighting

from .. import rules
from ..models import Campaign, Target
from ..rules import Event, Heard
from .marking import finding_of, mark
from .opening import KIND, targets_named


@dataclass(frozen=True, slots=True)
class Spoken:
    """One home's answers to the three questions, and in which call. `refused`: they would not answer."""

    target: UUID
    call: UUID
    values: Mapping[str, Any]
    refused: bool = False


@transaction.atomic
def hear(*, by: Actor, spoken: Sequence[Spoken], at: datetime) -> int:
    """Keeps what calls brought: nothing; somebody to verify (a report opens); not yet back (asked to stay, called again
    before that day); a refusal. An answer that changes nothing is left alone; returns how many counted."""
    rows = {target.id: target for target in targets_named(by, [one.target for one in spoken])}
    counted = 0
    for one in spoken:
        target = rows.get(one.target)
        heard = Heard(Event.REFUSED) if one.refused else rules.read_answers(one.values, clock.day_of(at))
        if target is None or not _happen(by, target, heard.event, why=heard.because, call=one.call, at=at):
            continue
        counted += 1
        _follow(by, target, heard, at)
    if counted:
        record("rounds.heard", by=by, at=at, homes=counted)
    return counted


@transaction.atomic
def unreach(*, by: Actor, targets: Sequence[UUID], why: str, at: datetime) -> int:
    """The phone did not reach them: they stand on the door list. Set-based: a round may begin with thousands that have
    no number. Returns how many."""
    rows = mark(by, targets_named(by, targets), Event.UNREACHED, why=why, at=at)
    if rows:
        record("rounds.unreached", by=by, at=at, homes=len(rows), why=why)
    return len(rows)


@transaction.atomic
def take_back_calls(*, by: Actor, targets: Sequence[UUID], at: datetime) -> int:
    """A call was taken back within seconds: its homes are to call again. A report it opened stays to be verified."""
    rows = targets_named(by, targets)
    done = sum(_happen(by, target, Event.TAKEN_BACK, at=at) for target in rows)
    if done:
        record("rounds.taken_back", by=by, at=at, homes=done)
    return done


def _happen(
    by: Actor, target: Target, event: Event, *, why: str = "", call: UUID | None = None, at: datetime
) -> bool:
    """Writes what happened and where the home stands since; False where the table says that it changes nothing."""
    state = rules.after(rules.State(target.state), event)
    if state is None:
        return False
    target.state, target.why, target.changed_at = state.value, why[:14], at
    if event != Event.NOT_YET:
        target.expected_on = None
    target.save(update_fields=["state", "why", "changed_at", "expected_on"])
    made = finding_of(by, target, event, why=why, at=at)
    made.call = call
    made.save(force_insert=True)
    return True


def _follow(by: Actor, target: Target, heard: Heard, at: datetime) -> None:
    if heard.event == Event.CAME_BACK:
        target.report = screening.report(by=by, sighting=_sighting(by, target, heard), at=at)
        target.save(update_fields=["report"])
    elif heard.event == Event.NOT_YET and heard.expected_on is not None:
        target.expected_on = heard.expected_on
        target.save(update_fields=["expected_on"])
        if not target.campaign.is_paused:
            calls.ask(by=by, need=again_for(target.campaign, target, at), at=at)


def again_for(campaign: Campaign, target: Target, at: datetime) -> Ask:
    """Before the day they expect to come: are they still where they are?"""
    assert target.expected_on is not None
    again = rules.call_again_at(target.expected_on, at)
    return Ask(
        purpose=About.ROUND,
        about_kind=KIND,
        about_id=target.id,
        rank=Rank.CALL_BACK,
        person=target.person_id,
        household=target.household_id,
        committee=target.committee_id,
        due_at=again,
        not_before=again,
        questionnaire=campaign.questionnaire,
        note=campaign.name,
    )


def _sighting(by: Actor, target: Target, heard: Heard) -> Sighting:
    """Whom the report is about: the one person of that home, else somebody behind that door whom nobody named yet."""
    people = Person.objects.of(by.subdistrict).listed()
    mates = (
        people.filter(household_id=target.household_id)
        if target.household_id
        else people.filter(pk=target.person_id)
    )
    only = list(mates.values_list("id", flat=True)[:2])
    door = (
        Household.objects.of(by.subdistrict)
        .filter(pk=target.household_id)
        .values_list("door_id", flat=True)
        .first()
    )
    with translation.override(settings.LANGUAGE_CODE):
        name = _("somebody of this home (phone round)")
    is_sure = len(only) == 1 and (heard.how_many or 1) == 1
    return Sighting(
        person=only[0] if is_sure else None,
        door=door,
        name=name,
        place=heard.place,
        arrived_on=heard.arrived_on,
    )
