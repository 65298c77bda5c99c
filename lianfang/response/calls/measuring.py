"""What the phones really do: reach by hour and seconds a call takes, measured over the last days; the stated default
where too little was measured."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.core import Actor, clock

from . import hooks, policies, rules
from .models import Attempt, Need
from .rules import staffing

DAYS = 7
LEAST = 30
MOST_SECONDS = 1800
HEALTH = (rules.Purpose.OBSERVATION, rules.Purpose.ABNORMAL)

DEFAULTS = {
    "self_report": gettext_lazy("Korea 2020: 81% had the app (65% Georgia, 96% Maine)"),
    "missed_prompt": gettext_lazy(
        "New York household texts: 27% of prompts unanswered (17% Cork, 38% students)"
    ),
    "talk": gettext_lazy("script of 90–120 s"),
    "wrap": gettext_lazy("45 s of notes"),
    "miss": gettext_lazy("ringing 25 s and a tap"),
    "reach": gettext_lazy("half of the calls, no source for Shanghai 2020"),
    "abnormal": gettext_lazy("9% of people in fourteen days, two slots a day (Cork)"),
    "shrinkage": gettext_lazy("breaks, training, absence: 30%"),
    "occupancy": gettext_lazy("85% of the time at the phone in calls"),
    "inbound": gettext_lazy("4 of 100 people call the help line on a day, assumed"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One number of the plan: what it is, its value as shown, and where it comes from."""

    label: str
    shown: str
    source: str
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The basis of tomorrow's plan with the origin of each of its numbers."""

    basis: staffing.Basis
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Phones:
    """What was measured at the phones: `reach` by hour where enough was dialled, all together, and median seconds."""

    reach: dict[int, float]
    usual: float | None
    talk: float | None
    miss: float | None
    calls: int


def phones(subdistrict: UUID, at: datetime, days: int = DAYS) -> Phones:
    """The last days' attempts; one query."""
    rows = Attempt.objects.of(subdistrict).standing().filter(at__gte=at - timedelta(days=days), at__lt=at)
    by_hour: dict[int, list[bool]] = defaultdict(list)
    talks: list[float] = []
    misses: list[float] = []
    for when, outcome, claimed_at in rows.values_list("at", "outcome", "claimed_at"):
        is_answered = outcome in (rules.Outcome.ANSWERED, rules.Outcome.REFUSED, rules.Outcome.CALL_BACK)
        by_hour[when.astimezone(clock.LOCAL).hour].append(is_answered)
        seconds = min((when - claimed_at).total_seconds(), MOST_SECONDS)
        (talks if outcome == rules.Outcome.ANSWERED else misses).append(seconds)
    everything = [one for hour in by_hour.values() for one in hour]
    reach = {hour: sum(found) / len(found) for hour, found in by_hour.items() if len(found) >= LEAST}
    usual = sum(everything) / len(everything) if len(everything) >= LEAST else None
    return Phones(reach, usual, _median(talks), _median(misses), len(everything))


def besides(viewer: Actor, at: datetime) -> int:
    """Households in the queue that may be rung until tomorrow night about anything but how they are: phone rounds,
    screening, services, messages, tips. What observation will ask for tomorrow is reckoned from its caseload."""
    _begin, end = clock.bounds(clock.day_of(at) + timedelta(days=1))
    rows = Need.objects.visible_to(viewer).open().exclude(purpose__in=HEALTH)
    may = rows.filter(Q(not_before=None) | Q(not_before__lt=end))
    return may.values("callee").distinct().count()


def _median(found: list[float]) -> float | None:
    return median(found) if len(found) >= LEAST else None


def basis(viewer: Actor, at: datetime) -> Measured:
    """Tomorrow's basis: today's caseload, arrivals, and what was measured."""
    load, measured = hooks.caseload(viewer, at), phones(viewer.subdistrict, at)
    usual = staffing.Basis(0, 0)
    found = staffing.Basis(
        observed=load.observed,
        arrivals=load.arrivals,
        slots=load.slots,
        screening=besides(viewer, at),
        self_report=usual.self_report if load.by_themselves is None else 1.0,
        missed_prompt=usual.missed_prompt if load.by_themselves is None else 1 - load.by_themselves,
        abnormal=usual.abnormal if load.abnormal is None else load.abnormal,
        talk=usual.talk if measured.talk is None else measured.talk,
        wrap=usual.wrap if measured.talk is None else 0.0,
        miss=usual.miss if measured.miss is None else measured.miss,
        reach=measured.reach,
        usual_reach=usual.usual_reach if measured.usual is None else measured.usual,
        most_tries=policies.terms(viewer.subdistrict, at).most_tries,
    )
    return Measured(found, _terms(found, load, measured))


def _terms(basis: staffing.Basis, load: hooks.Caseload, measured: Phones) -> list[Term]:
    days = _("measured over %(n)d days") % {"n": DAYS}
    mine = load.by_themselves is not None
    return [
        Term(_("Under observation now"), f"{basis.observed}", _("counted"), True),
        Term(_("Begin a day"), f"{basis.arrivals:.1f}", _("mean of the last three days"), True),
        Term(_("Rounds and other calls until tomorrow night"), f"{basis.screening}", _("in the queue"), True),
        Term(
            _("Report by themselves"),
            _percent(basis.self_report),
            days if mine else str(DEFAULTS["self_report"]),
            mine,
        ),
        Term(
            _("Of these, a slot is missed"),
            _percent(basis.missed_prompt),
            days if mine else str(DEFAULTS["missed_prompt"]),
            mine,
        ),
        Term(
            _("Abnormal, a slot"),
            _percent(basis.abnormal),
            _of("abnormal", load.abnormal, days),
            load.abnormal is not None,
        ),
        Term(
            _("Calls answered"), _reach(basis), _of("reach", measured.usual, days), measured.usual is not None
        ),
        Term(_("Talk"), _seconds(basis.talk), _of("talk", measured.talk, days), measured.talk is not None),
        Term(_("Notes"), _seconds(basis.wrap), _of("wrap", measured.talk, days), measured.talk is not None),
        Term(
            _("A call in vain"),
            _seconds(basis.miss),
            _of("miss", measured.miss, days),
            measured.miss is not None,
        ),
        Term(_("Not at the phone"), _percent(basis.shrinkage), str(DEFAULTS["shrinkage"])),
        Term(_("Occupancy"), _percent(basis.occupancy), str(DEFAULTS["occupancy"])),
        Term(_("Help line"), _percent(basis.inbound), str(DEFAULTS["inbound"])),
    ]


def _of(name: str, value: float | None, days: str) -> str:
    return str(DEFAULTS[name]) if value is None else days


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _seconds(value: float) -> str:
    return _("%(n)s s") % {"n": f"{value:.0f}"}


def _reach(basis: staffing.Basis) -> str:
    if not basis.reach:
        return _percent(basis.usual_reach)
    hours = " ".join(f"{hour}:{100 * share:.0f}%" for hour, share in sorted(basis.reach.items()))
    return f"{_percent(basis.usual_reach)} ({hours})"
