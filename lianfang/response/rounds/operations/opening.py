"""Opening a round: the homes in their order, and a wish for a call for each, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from lianfang.core import Actor, Refused, Role, bulk, clock, ids
from lianfang.core.purposes import Purpose
from lianfang.ledger.operations import record
from lianfang.ledger.selectors import order_in_force
from lianfang.registry.forms import selectors as questionnaires
from lianfang.response.calls import operations as calls
from lianfang.response.calls import policies
from lianfang.response.calls.operations.asking import Ask
from lianfang.response.calls.rules import Purpose as About
from lianfang.response.calls.rules import Rank

from .. import picking, rules
from ..models import Campaign, Selection, Target
from ..picking import Choice, Pick

OPENERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.SYSTEM})
KIND = "rounds.Target"
SCRIPT = "screening_call"


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it shall be: its name, whom it is about, by which questionnaire, how many homes a day."""

    name: str
    choice: Choice = field(default_factory=Choice)
    questionnaire: str = SCRIPT
    per_day: int = 5000


@transaction.atomic
def open_round(*, by: Actor, plan: Plan, at: datetime) -> Campaign:
    """Opens a round: every home has its turn, and whoever has a number is to be called from its day on.

    Who has none stands on the door list at once. Raises `rounds.not_for_this_role`, `rounds.not_your_committee`,
    `rounds.name_missing`, `rounds.per_day_out_of_range`, `rounds.nobody_chosen`, `rounds.script_unknown`.
    """
    _check(by, plan, at)
    picks = picking.pick(by, plan.choice)
    if not picks:
        raise Refused("rounds.nobody_chosen")
    campaign = _campaign(by, plan, len(picks), at)
    targets = [_target(campaign, one, place, at) for place, one in enumerate(picks)]
    bulk.insert(targets)
    ask_for(by, campaign, targets, at)
    record(
        "rounds.opened",
        by=by,
        at=at,
        about=campaign,
        base=campaign.base,
        homes=len(targets),
        per_day=plan.per_day,
    )
    return campaign


@transaction.atomic
def open_selection(*, by: Actor, name: str, choice: Choice, at: datetime) -> Selection:
    """Keeps a choice of homes under a name. Raises `rounds.name_missing`, `rounds.name_taken`."""
    _check_place(by, choice)
    rules.check_plan(name, 1)
    facts = {"base": choice.base, "committees": list(choice.committees), "source": choice.source}
    try:
        with transaction.atomic():
            made = Selection.objects.create(
                subdistrict=by.subdistrict, name=name.strip()[:40], region=choice.region, saved_at=at,
                saved_by_name=by.name, **facts,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("rounds.name_taken") from None
    record("rounds.selection_saved", by=by, at=at, about=made, base=made.base)
    return made


def ask_for(by: Actor, campaign: Campaign, targets: Sequence[Target], at: datetime) -> int:
    """A wish for a call for each of these homes, in their order, so many a day."""
    return calls.ask_many(by=by, needs=list(_needs(by, campaign, targets, at)), at=at)


def _needs(by: Actor, campaign: Campaign, targets: Sequence[Target], at: datetime) -> Iterator[Ask]:
    terms, today = policies.terms(by.subdistrict, at), clock.day_of(at)
    # Begun when nobody rings any more today, it begins tomorrow: else all of it would be late in the morning.
    is_over = at >= clock.at_local(today, terms.closes.hour, terms.closes.minute)
    first = today + timedelta(days=1) if is_over else today
    for turn, target in enumerate(targets):
        day = rules.day_of_turn(turn, campaign.per_day, first)
        opens = clock.at_local(day, terms.opens.hour, terms.opens.minute)
        closes = clock.at_local(day, terms.closes.hour, terms.closes.minute)
        yield Ask(
            purpose=About.ROUND,
            about_kind=KIND,
            about_id=target.id,
            rank=Rank.ROUND,
            person=target.person_id,
            household=target.household_id,
            committee=target.committee_id,
            due_at=rules.due_of_turn(turn, max(closes, at)),
            not_before=opens if day > today else None,
            questionnaire=campaign.questionnaire,
            note=campaign.name,
        )


def check_opener(by: Actor) -> None:
    """Refuses an act to roles that do not run rounds."""
    if by.role not in OPENERS:
        raise Refused("rounds.not_for_this_role")


def _check(by: Actor, plan: Plan, at: datetime) -> None:
    rules.check_plan(plan.name, plan.per_day)
    _check_place(by, plan.choice)
    has_script = questionnaires.current(by.subdistrict, plan.questionnaire, clock.day_of(at)) is not None
    if plan.questionnaire != SCRIPT and not has_script:
        raise Refused("rounds.script_unknown")


def _check_place(by: Actor, choice: Choice) -> None:
    check_opener(by)
    if by.role == Role.COMMITTEE_WORKER and not set(choice.committees) <= by.committees:
        raise Refused("rounds.not_your_committee")


def _campaign(by: Actor, plan: Plan, homes: int, at: datetime) -> Campaign:
    masks = order_in_force(by.subdistrict, Purpose.MASK.value, Purpose.SCREEN.value, at)
    choice = plan.choice
    own = list(by.committees) if by.role == Role.COMMITTEE_WORKER and not choice.committees else []
    return Campaign.objects.create(
        subdistrict=by.subdistrict,
        name=plan.name.strip()[:40],
        base=choice.base,
        committees=list(choice.committees) or own,
        source=choice.source,
        region=choice.region,
        questionnaire=plan.questionnaire,
        per_day=plan.per_day,
        homes=homes,
        masks_under=masks.id if masks else None,
        opened_at=at,
        opened_by_name=by.name,
    )


def _target(campaign: Campaign, one: Pick, place: int, at: datetime) -> Target:
    return Target(
        id=ids.new(),
        subdistrict=campaign.subdistrict,
        campaign_id=campaign.id,
        household_id=one.household,
        person_id=one.person,
        committee_id=one.committee,
        building_id=one.building,
        is_priority=one.is_priority,
        place=place,
        changed_at=at,
    )


def targets_named(by: Actor, keys: Sequence[UUID]) -> list[Target]:
    """These homes of rounds still open, locked in one order."""
    rows = Target.objects.of(by.subdistrict).filter(pk__any=list(keys), campaign__closed_at=None)
    return list(rows.select_for_update(of=("self",)).select_related("campaign").order_by("id"))
