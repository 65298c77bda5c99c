"""What rooms above put beside the script, which calls may not import: append in the `ready` of an app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor
from lianfang.registry.people.hooks import Panel

from .models import Need

PanelsOf = Callable[[Actor, list[UUID], datetime], Iterable[Panel]]
PANELS: list[PanelsOf] = []


def add_panels(provider: PanelsOf) -> None:
    """`provider(viewer, person_ids, at)` gives panels about the people of the call in hand: the fortnight, the report
    to verify. It hides what the viewer may not see: a volunteer sees no health record."""
    PANELS.append(provider)


def panels(viewer: Actor, persons: list[UUID], at: datetime) -> list[Panel]:
    """Everything the rooms above show beside this call."""
    return [panel for provider in PANELS for panel in provider(viewer, persons, at)]


@dataclass(frozen=True, slots=True)
class Caseload:
    """What tomorrow's staffing begins with: people under observation, how many begin a day (lately), slots a day; of
    the slots owed lately the share that came in without a call, and of the readings the abnormal share. None where
    nothing was measured yet."""

    observed: int
    arrivals: float
    slots: int = 2
    by_themselves: float | None = None
    abnormal: float | None = None


CASELOADS: list[Callable[[Actor, datetime], Caseload]] = []


def add_caseload(provider: Callable[[Actor, datetime], Caseload]) -> None:
    """`provider(viewer, at)` says how much there is to look after; the last one added counts."""
    CASELOADS.append(provider)


def caseload(viewer: Actor, at: datetime) -> Caseload:
    """How much there is to look after; nobody where no room says so."""
    return CASELOADS[-1](viewer, at) if CASELOADS else Caseload(0, 0)


Moot = Callable[[UUID, list[Need], datetime], Iterable[UUID]]
MOOT: list[Moot] = []


def add_moot(provider: Moot) -> None:
    """`provider(subdistrict, needs, at)` says which of these open needs (by id) have settled themselves meanwhile: a
    reading came in, somebody is on it. Asked when a household is about to be called, so that nobody is rung in
    vain."""
    MOOT.append(provider)


def moot(subdistrict: UUID, needs: list[Need], at: datetime) -> set[UUID]:
    """The needs nobody has to be called about any more."""
    return {key for provider in MOOT for key in provider(subdistrict, needs, at)} if needs else set()


Script = Callable[[UUID, UUID, datetime], str]
SCRIPTS: list[Script] = []


def add_script(provider: Script) -> None:
    """`provider(subdistrict, person, at)` names the questionnaire to go through with somebody who calls us, or
    nothing."""
    SCRIPTS.append(provider)


def script_of(subdistrict: UUID, person: UUID, at: datetime) -> str:
    """What to ask somebody who calls us; empty: what they say, in words."""
    return next(filter(None, (provider(subdistrict, person, at) for provider in SCRIPTS)), "")
