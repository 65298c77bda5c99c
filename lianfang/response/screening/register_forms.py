"""What the public registration page asks: one journey with a home and a phone, and each person's answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused, ids
from lianfang.registry.people.rules.phones import read_phones

from . import rules
from .forms import SYMPTOMS, Day
from .operations.registering import Family, Newcomer
from .rules.registering import MOST_PEOPLE

LOWEST, HIGHEST = Decimal(34), Decimal(43)


class JourneyForm(forms.Form):
    """What holds for the whole family. `website` is bait: nobody sees it, programs fill it in."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput)
    phone = forms.CharField(max_length=40, label=_("Mobile phone"))
    address = forms.CharField(max_length=200, label=_("Where you will live in Shanghai"))
    place = forms.CharField(max_length=60, label=_("Where you come from"))
    arrived_on = forms.DateField(widget=Day, label=_("Day of arrival in Shanghai"))
    website = forms.CharField(required=False, max_length=200)

    def clean_phone(self) -> str:
        """A number that could be rung; foreign ones too."""
        said = str(self.cleaned_data["phone"])
        if not any(len(phone.digits) >= 7 for phone in read_phones(said)):
            raise forms.ValidationError(_("Write a phone number on which we can reach you."))
        return said


class PersonForm(forms.Form):
    """One member of the family."""

    name = forms.CharField(max_length=60, label=_("Name"))
    id_number = forms.CharField(
        required=False, max_length=40, label=_("Identity card or passport number (may stay empty)")
    )
    celsius = forms.CharField(required=False, max_length=12, label=_("Temperature (may stay empty)"))
    symptoms = forms.MultipleChoiceField(required=False, choices=SYMPTOMS, label=_("Anything troubling you?"))

    def clean_celsius(self) -> Decimal | None:
        """As a thermometer says it."""
        said = rules.read_celsius(self.cleaned_data["celsius"] or "")
        if not said:
            return None
        try:
            value = Decimal(said).quantize(Decimal("0.1"))
        except ArithmeticError:
            value = None
        if value is None or not value.is_finite() or not LOWEST <= value <= HIGHEST:
            raise forms.ValidationError(
                _("Write the temperature as the thermometer shows it, for example 36.5.")
            )
        return value

    def newcomer(self) -> Newcomer:
        """As the operation takes it."""
        found = self.cleaned_data
        return Newcomer(found["name"], found["id_number"], found["celsius"], tuple(found["symptoms"]))


class FamilyForm:
    """The whole page: the journey and up to eight people. `people` in the data says how many are asked."""

    def __init__(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        given = initial or {}
        self.is_bound = data is not None
        self.journey = JourneyForm(data, initial={"client_id": ids.new().hex, **given.get("journey", {})})
        persons: list[dict[str, Any]] = given.get("people", [{}])
        count = _count(data) if data is not None else len(persons)
        self.people = [
            PersonForm(data, prefix=f"p{n}", initial=persons[n] if n < len(persons) else {})
            for n in range(count)
        ]

    @property
    def count(self) -> int:
        """How many are asked."""
        return len(self.people)

    @property
    def can_grow(self) -> bool:
        """True while one more fits."""
        return self.count < MOST_PEOPLE

    @property
    def is_baited(self) -> bool:
        """True where a program filled in what nobody sees."""
        return bool(self.journey.data.get("website"))

    def is_valid(self) -> bool:
        """True when everything can be read."""
        read = [form.is_valid() for form in (self.journey, *self.people)]
        return all(read)

    def grow(self) -> None:
        """One more person to be asked, without complaints about what is not filled yet."""
        self.people.append(PersonForm(prefix=f"p{self.count}"))

    def family(self, **more: Any) -> Family:
        """As the operation takes it, with what the page knows besides. Refuses a crowd, before anybody of it is left
        out unseen."""
        if f"p{MOST_PEOPLE}-name" in self.journey.data:
            raise Refused("screening.too_many_people", most=MOST_PEOPLE)
        found = self.journey.cleaned_data
        arrived_on: date = found["arrived_on"]
        return Family(
            client_id=found["client_id"],
            people=tuple(one.newcomer() for one in self.people),
            phone=found["phone"],
            address=found["address"],
            place=found["place"],
            arrived_on=arrived_on,
            **more,
        )


def _count(data: QueryDict) -> int:
    said = data.get("people", "1")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else 1
    return min(max(number, 1), MOST_PEOPLE)
