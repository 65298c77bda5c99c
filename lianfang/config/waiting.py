"""今天: which rooms are asked what waits for whom. One line a role; the most urgent stands first."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module

from lianfang.core import Actor, Role
from lianfang.core.waiting import Provider, Urgency, Waiting

FORMS = "lianfang.registry.forms.selectors"
PEOPLE = "lianfang.registry.people.selectors"
LISTS = "lianfang.registry.lists.selectors"
SCREENING = "lianfang.response.screening.selectors"
VISITS = "lianfang.response.visits.selectors"
OBSERVATION = "lianfang.response.observation.selectors"
MESSAGES = "lianfang.response.messages.selectors"
LEDGER = "lianfang.ledger.selectors"
CALLS = "lianfang.response.calls.selectors"
SERVICES = "lianfang.response.services.selectors"
TIPS = "lianfang.response.tips.selectors"
ROUNDS = "lianfang.response.rounds.selectors"

ASKED: dict[Role, tuple[str, ...]] = {
    Role.COMMANDER: (OBSERVATION, SCREENING, LEDGER, VISITS, SERVICES, TIPS, MESSAGES, FORMS),
    Role.DUTY_OFFICER: (OBSERVATION, SCREENING, VISITS, SERVICES, TIPS, ROUNDS, CALLS, MESSAGES, FORMS),
    Role.DATA_OFFICER: (LISTS, PEOPLE, LEDGER, SCREENING),
    Role.COMMITTEE_WORKER: (OBSERVATION, SCREENING, PEOPLE, VISITS, SERVICES, TIPS, ROUNDS, CALLS, MESSAGES),
    Role.DOCTOR: (OBSERVATION, VISITS, MESSAGES),
    Role.POLICE: (OBSERVATION, VISITS, SCREENING, PEOPLE),
    Role.LEADER: (SCREENING, SERVICES),
    Role.CALLER: (SERVICES, CALLS),
}
ALERTING = (OBSERVATION, SCREENING, VISITS, MESSAGES)


def waiting_for(viewer: Actor, at: datetime) -> list[Waiting]:
    """Everything that waits for this viewer, the most urgent first; piles of nothing are left out."""
    piles = [pile for ask in _providers(ASKED.get(viewer.role, ())) for pile in ask(viewer, at)]
    return sorted((pile for pile in piles if pile.count), key=lambda pile: pile.urgency)


def alerts_for(viewer: Actor, at: datetime) -> list[Waiting]:
    """What the bar says on every page: piles that are for now. Only for roles that may read health."""
    if not viewer.sees_health or viewer.person:
        return []
    asked = [room for room in ASKED.get(viewer.role, ()) if room in ALERTING]
    piles = [pile for ask in _providers(tuple(asked), "alerts") for pile in ask(viewer, at)]
    return [pile for pile in piles if pile.count and pile.urgency == Urgency.NOW]


@cache
def _providers(rooms: tuple[str, ...], name: str = "waiting") -> list[Provider]:
    found = []
    for room in rooms:
        try:
            module = import_module(room)
        except ModuleNotFoundError as error:
            if error.name and not room.startswith(error.name):
                raise
            continue
        ask = getattr(module, name, None)
        if ask is not None:
            found.append(ask)
    return found
