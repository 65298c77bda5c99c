"""Kinds of visits, how urgent they are, what they need, and what can come of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import clock


class Kind(StrEnum):
    """Why somebody knocks."""

    VERIFICATION = "verification"
    FIRST = "first"
    SILENT = "silent"
    SYMPTOM = "symptom"
    CHECK = "check"
    DAILY = "daily"
    ROUND = "round"
    SERVICE = "service"
    REVISIT = "revisit"


class Urgency(StrEnum):
    """How soon. `now`: the forty minutes in which a team has to be at the door."""

    NOW = "now"
    TODAY = "today"
    TOMORROW = "tomorrow"


class Part(StrEnum):
    """Which part somebody plays in a three-person team."""

    POLICE = "police"
    DOCTOR = "doctor"
    CADRE = "cadre"


class Outcome(StrEnum):
    """What came of one knock."""

    MET = "met"
    NOBODY = "nobody"
    REFUSED = "refused"
    MOVED = "moved"
    DOUBTFUL = "doubtful"


KINDS = {
    Kind.VERIFICATION: _("verification at the door"),
    Kind.FIRST: _("first visit"),
    Kind.SILENT: _("not reached by phone"),
    Kind.SYMPTOM: _("unwell"),
    Kind.CHECK: _("police check"),
    Kind.DAILY: _("daily look-in"),
    Kind.ROUND: _("door round"),
    Kind.SERVICE: _("service at home"),
    Kind.REVISIT: _("second visit"),
}
URGENCIES = {
    Urgency.NOW: _("within 40 minutes"),
    Urgency.TODAY: _("today"),
    Urgency.TOMORROW: _("tomorrow"),
}
PARTS = {Part.POLICE: _("police"), Part.DOCTOR: _("doctor"), Part.CADRE: _("cadre")}
OUTCOMES = {
    Outcome.MET: _("met"),
    Outcome.NOBODY: _("nobody home"),
    Outcome.REFUSED: _("refused"),
    Outcome.MOVED: _("moved away"),
    Outcome.DOUBTFUL: _("answer doubtful"),
}
ANSWERS = {
    "true": _("what they said is true"),
    "false": _("what they said is not true"),
    "unknown": _("could not be found out"),
}
LANGUAGES = {
    "": _("Chinese"),
    "en": _("English"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "other": _("another language"),
}
FINISHING = frozenset(Outcome) - {Outcome.NOBODY}
USUAL = {
    Kind.FIRST: Urgency.NOW,
    Kind.SYMPTOM: Urgency.NOW,
    Kind.VERIFICATION: Urgency.TODAY,
    Kind.SILENT: Urgency.TODAY,
    Kind.CHECK: Urgency.TODAY,
    Kind.REVISIT: Urgency.TODAY,
    Kind.SERVICE: Urgency.TODAY,
    Kind.DAILY: Urgency.TODAY,
    Kind.ROUND: Urgency.TOMORROW,
}
# Minutes at the door (domain.md §5): a quick question, a verification with its form, a first visit with papers
# and five minutes each for putting protection on and off, a drop-in for a temperature.
MINUTES = {
    Kind.VERIFICATION: 12,
    Kind.FIRST: 33,
    Kind.SILENT: 5,
    Kind.SYMPTOM: 15,
    Kind.CHECK: 10,
    Kind.DAILY: 5,
    Kind.ROUND: 3,
    Kind.SERVICE: 5,
    Kind.REVISIT: 8,
}


@dataclass(frozen=True, slots=True)
class Needs:
    """Who must be among those who knock, and in which language they speak. `language` "" is Chinese."""

    doctor: bool = False
    police: bool = False
    female: bool = False
    language: str = ""

    def joined_with(self, other: Needs) -> Needs:
        """What two requests for the same door need together."""
        return Needs(
            self.doctor or other.doctor,
            self.police or other.police,
            self.female or other.female,
            self.language or other.language,
        )


# A doctor looks at who is unwell and at first visits; the police answers for checks and refusals (domain.md §5).
NEEDED = {Kind.SYMPTOM: Needs(doctor=True), Kind.FIRST: Needs(doctor=True), Kind.CHECK: Needs(police=True)}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the command post set: minutes for the urgent class, until when "today" lasts, daylight for elderly
    people, the gap before a second knock, how fast people walk, and how long each kind takes."""

    urgent_minutes: int = 40
    day_from: time = time(8, 30)
    day_until: time = time(20, 30)
    daylight_from: time = time(8, 30)
    daylight_until: time = time(17, 0)
    elderly_from: int = 70
    revisit_minutes: int = 120
    check_minutes: int = 120
    metres_a_minute: int = 70
    minutes: dict[str, int] = field(default_factory=dict, compare=False)

    def minutes_for(self, kind: str) -> int:
        """How long a visit of this kind takes, in minutes."""
        return self.minutes.get(kind) or MINUTES[Kind(kind)]

    def due(self, urgency: str, at: datetime) -> datetime:
        """Until when a door of this class is to be reached."""
        today = clock.day_of(at)
        if urgency == Urgency.NOW:
            return at + timedelta(minutes=self.urgent_minutes)
        ends = local(today, self.day_until)
        if urgency == Urgency.TODAY and at < ends:
            return ends
        return local(today + timedelta(days=1), self.day_until)


def local(day: date, hour: time) -> datetime:
    """A wall-clock time on a local day."""
    return clock.at_local(day, hour.hour, hour.minute)
