"""What pages of calls ask: how a call went, who is on the line, the supervisor's reason, the rules of calling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import clock

from . import rules
from .operations import Heard
from .scripts import Day

LANGUAGES = [
    ("zh", _("Mandarin")),
    ("sh", _("Shanghainese")),
    ("en", _("English")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
]


@dataclass(frozen=True, slots=True)
class Later:
    """One time at which a call-back may be promised by one tap."""

    value: str
    said: str


def laters(at: datetime, terms: rules.Terms) -> list[Later]:
    """In one and in two hours, this evening, tomorrow morning: those that lie within the hours of ringing."""
    today = clock.day_of(at)
    found = [
        (at + timedelta(hours=1), _("in an hour")),
        (at + timedelta(hours=2), _("in two hours")),
        (clock.at_local(today, terms.evening.hour, terms.evening.minute), _("this evening")),
        (_morning(at, terms), _("tomorrow morning")),
    ]
    within = [
        (when, said) for when, said in found if when > at and rules.may_ring(terms, rules.Rank.ROUND, when)
    ]
    return [Later(_value(when), f"{said} {_value(when)[-5:]}") for when, said in within]


def _morning(at: datetime, terms: rules.Terms) -> datetime:
    return clock.at_local(clock.day_of(at) + timedelta(days=1), terms.morning.hour, terms.morning.minute)


def _value(when: datetime) -> str:
    return when.astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")


class OutcomeForm(forms.Form):
    """One tap: `outcome` may carry its detail (`call_back@2020-02-10T15:00`, `language@en`)."""

    outcome = forms.CharField(max_length=60)
    call_back_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])
    remark = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """The outcome must be one of ours; its detail goes where it belongs."""
        found = super().clean() or {}
        outcome, _at, detail = (found.get("outcome") or "").partition("@")
        if outcome not in set(rules.Outcome):
            raise forms.ValidationError(_("Choose what came of the call."))
        return found | {"outcome": outcome, "detail": detail}

    def heard(self) -> Heard:
        """What was tapped, as the operation takes it."""
        found = self.cleaned_data
        outcome, detail = found["outcome"], found["detail"]
        when = _when(detail) if outcome == rules.Outcome.CALL_BACK else None
        return Heard(
            outcome,
            call_back_at=when or (found["call_back_at"] if outcome == rules.Outcome.CALL_BACK else None),
            language=detail if outcome == rules.Outcome.LANGUAGE and detail in dict(LANGUAGES) else "",
            note=found["remark"],
        )


def _when(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=clock.LOCAL) if text else None
    except ValueError:
        return None


class InboundForm(forms.Form):
    """Who is on the line: the number, or name and date of birth."""

    phone = forms.CharField(required=False, max_length=40, label=_("The number they call from"))
    name = forms.CharField(required=False, max_length=40, label=_("Name"))
    born_on = forms.DateField(required=False, widget=Day, label=_("Date of birth"))

    def clean(self) -> dict[str, Any]:
        """One of the two ways."""
        found = super().clean() or {}
        if not found.get("phone") and not (found.get("name") and found.get("born_on")):
            raise forms.ValidationError(_("Give the number, or name and date of birth."))
        return found


class ReorderForm(forms.Form):
    """Another place in the queue, with a reason."""

    rank = forms.TypedChoiceField(
        choices=[(rank.value, label) for rank, label in rules.RANKS.items()], coerce=int, label=_("Rank")
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


class Clock(forms.TimeInput):
    """A time of day by the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PolicyForm(forms.Form):
    """The rules of calling from a day on."""

    begins_on = forms.DateField(widget=Day, label=_("From"))
    opens = forms.TimeField(widget=Clock, label=_("Ringing from"))
    closes = forms.TimeField(widget=Clock, label=_("Ringing until"))
    morning = forms.TimeField(widget=Clock, label=_("Morning wave"))
    evening = forms.TimeField(widget=Clock, label=_("Evening wave"))
    first_gap = forms.IntegerField(min_value=1, max_value=600, label=_("Minutes after the first miss"))
    second_gap = forms.IntegerField(min_value=1, max_value=600, label=_("Minutes after the second miss"))
    busy_minutes = forms.IntegerField(min_value=1, max_value=120, label=_("Minutes after a busy line"))
    most_tries = forms.IntegerField(min_value=1, max_value=12, label=_("Tries in observation"))
    most_tries_of_round = forms.IntegerField(min_value=1, max_value=12, label=_("Tries in rounds"))
    door_hours = forms.IntegerField(min_value=1, max_value=72, label=_("Hours of silence before the door"))
    door_missed = forms.IntegerField(min_value=1, max_value=14, label=_("Missed readings before the door"))
    door_after = forms.IntegerField(
        min_value=1, max_value=24, label=_("Hours of trying in vain before the door, the same day")
    )
    idle_minutes = forms.IntegerField(
        min_value=1, max_value=30, label=_("Minutes a call is held without life")
    )

    def terms(self) -> rules.Terms:
        """The policy as the operation takes it."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "begins_on"}
        gaps = (found.pop("first_gap"), found.pop("second_gap"))
        return rules.Terms(gaps=gaps, **found)


def of_terms(terms: rules.Terms) -> dict[str, Any]:
    """A policy's numbers as the form begins with them."""
    names = [name for name in rules.Terms.__dataclass_fields__ if name != "gaps"]
    gaps = (*terms.gaps, 150, 150)
    return {name: getattr(terms, name) for name in names} | {"first_gap": gaps[0], "second_gap": gaps[1]}


class AdviceForm(forms.Form):
    """A sentence callers may read out."""

    title = forms.CharField(max_length=40, label=_("Heading"))
    text = forms.CharField(max_length=400, widget=forms.Textarea({"rows": 4}), label=_("What to say"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
