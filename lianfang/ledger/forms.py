"""What the record's pages ask."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import LABELS

from . import selectors
from .operations.holds import Asked

PURPOSES = [(purpose.value, label) for purpose, label in LABELS.items()]


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SoughtForm(forms.Form):
    """What the record is narrowed to; anything unreadable narrows nothing."""

    event = forms.CharField(required=False, max_length=60)
    q = forms.CharField(required=False, max_length=60)
    day = DayField(required=False)
    person = forms.UUIDField(required=False)

    def sought(self) -> selectors.Sought:
        """The clean part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return selectors.Sought(
            asked.get("event") or "", asked.get("q") or "", asked.get("day"), asked.get("person")
        )


class OrderForm(forms.Form):
    """An order: from which purpose to which, why, until which day."""

    purpose_from = forms.ChoiceField(label=_("Data collected for"), choices=PURPOSES)
    purpose_to = forms.ChoiceField(label=_("may be used for"), choices=PURPOSES)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    ends_on = DayField(label=_("Last day"))


class HoldForm(forms.Form):
    """A hold: what is kept, on what basis, assessed how, until which day."""

    purpose = forms.ChoiceField(
        label=_("Keep everything collected for"), choices=[("", "—"), *PURPOSES], required=False
    )
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    basis = forms.CharField(label=_("Legal basis"), max_length=300)
    assessment = forms.CharField(
        label=_("Assessment of legality, necessity and security"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    ends_on = DayField(label=_("Last day"), help_text=_("At most 90 days from today."))

    def asked(self) -> Asked:
        """The answers as the operation takes them."""
        clean = self.cleaned_data
        persons: list[UUID] = [clean["person"]] if clean["person"] else []
        return Asked(clean["basis"], clean["assessment"], clean["ends_on"], clean["purpose"], persons)


def in_days(today: date, days: int) -> dict[str, str]:
    """A form's first proposal for its last day."""
    return {"ends_on": (today + timedelta(days=days)).isoformat()}
