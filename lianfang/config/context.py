"""What every page shows around its content: subdistrict, clock, role, the rail, and what is on fire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lianfang.core import Actor, Role, clock
from lianfang.core.actor import LABELS
from lianfang.core.models import Subdistrict
from lianfang.core.waiting import Waiting
from lianfang.registry.accounts import selectors as accounts
from lianfang.response.observation import selectors as observation

from .menu import COMMAND, Item, menu_for
from .waiting import alerts_for


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role the person may switch to, with its word."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a staff page."""

    subdistrict: Subdistrict | None
    now: datetime
    menu: list[Item]
    roles: list[RoleChoice]
    alerts: list[Waiting]
    area: str
    cutoff: datetime | None
    exercise: date | None


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame's facts. Strangers and residents get the plain frame; part answers for htmx cost nothing."""
    actor: Actor | None = getattr(request, "actor", None)
    help_phone = SimpleLazyObject(lambda: _help_phone(request, actor))
    if actor is None or actor.role == Role.RESIDENT:
        return {"actor": actor, "shell": None, "help_phone": help_phone}
    return {
        "actor": actor,
        "shell": SimpleLazyObject(lambda: _shell(request, actor)),
        "help_phone": help_phone,
    }


def _shell(request: HttpRequest, actor: Actor) -> Shell:
    at = clock.now()
    roles = [RoleChoice(role.value, str(LABELS[role])) for role in accounts.roles_of(request.user)]  # type: ignore[arg-type]
    return Shell(
        subdistrict=Subdistrict.objects.filter(pk=actor.subdistrict).first(),
        now=at,
        menu=menu_for(actor.role, request.path),
        roles=roles,
        alerts=alerts_for(actor, at),
        area=accounts.area_of(actor),
        cutoff=observation.cutoff(actor, at) if actor.role in COMMAND else None,
        exercise=clock.day_of(at) if clock.SHIFT else None,
    )


def _help_phone(request: HttpRequest, actor: Actor | None) -> str:
    rows = Subdistrict.objects.exclude(help_phone="")
    home = actor.subdistrict if actor else _visited(request)
    if home is not None:
        rows = rows.filter(pk=home)
    phones = list(rows.values_list("help_phone", flat=True)[:2])
    # A stranger's subdistrict is unknown: a phone is named only where there is just one.
    return phones[0] if len(phones) == 1 else ""


def _visited(request: HttpRequest) -> UUID | None:
    """The office whose link this telephone opened last, though the visit may be over."""
    try:
        return UUID(hex=request.COOKIES.get(accounts.COOKIE_OFFICE, ""))
    except ValueError:
        return None
