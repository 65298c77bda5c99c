"""What pages of screening ask: the verification in one form, a report by hand, a rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, clock, masking
from lianfang.core.listing import committee_of
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Committee, Door

from . import rules
from .models import Report
from .operations.reporting import Sighting
from .operations.verifying import Answer
from .selectors import Filters, mates

SYMPTOMS = [
    ("fever", _("fever")),
    ("cough", _("cough")),
    ("breath", _("short of breath")),
    ("fatigue", _("tired")),
    ("throat", _("sore throat")),
    ("diarrhoea", _("diarrhoea")),
    ("eyes", _("red eyes")),
]
ANSWERS = [(o.value, label) for o, label in rules.OUTCOMES.items() if o != rules.Outcome.REOPENED]
HOME = [("", _("not asked")), ("yes", _("yes")), ("no", _("no"))]


class Day(forms.DateInput):
    """A date by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "screening/parts/chips.html"


class ChipRadio(forms.RadioSelect):
    """One of a few, as chips; `keys` names the key of each, in their order."""

    template_name = "screening/parts/chips.html"

    def __init__(self, keys: str = "") -> None:
        super().__init__()
        self.keys = keys

    def create_option(
        self, name: str, value: Any, label: int | str, *placed: Any, **more: Any
    ) -> dict[str, Any]:
        """The option, with its key where it has one; `placed`: whether it is chosen, and which it is."""
        option = super().create_option(name, value, label, *placed, **more)
        index = int(option["index"])
        if index < len(self.keys):
            option["key"] = option["attrs"]["data-key"] = self.keys[index]
        return option


def household_chips(people: Iterable[tuple[UUID, Person]]) -> list[tuple[str, str]]:
    """The members of a household to choose from, masked, each to be told from the others."""
    found = list(people)
    names = masking.apart([(one.name, one.born_on) for _key, one in found], clock.day_of(clock.now()))
    return [(str(key), name) for (key, _one), name in zip(found, names, strict=True)]


class FilterForm(forms.Form):
    """The list's filters, out of the address; what cannot be read narrows nothing."""

    state = forms.ChoiceField(required=False, choices=[("all", ""), *rules.STATES.items()])
    committee = forms.CharField(required=False, max_length=36)
    source = forms.CharField(required=False, max_length=12)
    region = forms.CharField(required=False, max_length=20)
    overdue = forms.BooleanField(required=False)
    due = forms.ChoiceField(required=False, choices=[("today", "")])
    q = forms.CharField(required=False, max_length=40)

    def read(self) -> Filters:
        """The filters asked for."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state") or rules.State.OPEN
        return Filters(
            state="" if state == "all" else state,
            committee=committee_of(found.get("committee") or ""),
            source=found.get("source") or "",
            region=found.get("region") or "",
            overdue=bool(found.get("overdue")),
            is_due_today=found.get("due") == "today",
            query=(found.get("q") or "").replace("\x00", ""),
        )


class VerifyForm(forms.Form):
    """核实: what was found, in the order of the call."""

    outcome = forms.ChoiceField(choices=ANSWERS, widget=ChipRadio("1234"), label=_("What came of it"))
    method = forms.ChoiceField(choices=list(rules.METHODS.items()), widget=ChipRadio("pd"), label=_("How"))
    place = forms.CharField(required=False, max_length=80, label=_("From where"))
    arrived_on = forms.DateField(required=False, widget=Day, label=_("Arrived in Shanghai on"))
    last_contact_on = forms.DateField(required=False, widget=Day, label=_("Last contact on"))
    companions = forms.MultipleChoiceField(
        required=False, widget=Chips, label=_("Who came along or lives with them")
    )
    celsius = forms.DecimalField(
        required=False, min_value=34, max_value=43, max_digits=3, decimal_places=1, label=_("Temperature now")
    )
    symptoms = forms.MultipleChoiceField(required=False, choices=SYMPTOMS, widget=Chips, label=_("Unwell?"))
    can_stay_home = forms.ChoiceField(
        required=False, choices=HOME, widget=ChipRadio(), label=_("Fixed home, can be observed there")
    )
    reason = forms.ChoiceField(
        required=False,
        choices=list(rules.REASONS.items()),
        widget=ChipRadio("abcefgh"),
        label=_("Why refuted"),
    )
    to_committee = forms.UUIDField(required=False, label=_("To which committee"))
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def __init__(self, viewer: Actor, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mates = list(mates(viewer, report)) if report.is_open else []
        chips = household_chips((mate.id, mate) for mate in self.mates)
        self.fields["companions"].choices = chips  # type: ignore[attr-defined]

    def answer(self) -> Answer:
        """What was filled in, as the operation takes it."""
        found = self.cleaned_data
        home = found["can_stay_home"]
        return Answer(
            outcome=found["outcome"],
            method=found["method"],
            reason=found["reason"] if found["outcome"] == rules.Outcome.REFUTED else "",
            note=found["note"],
            place=found["place"],
            arrived_on=found["arrived_on"],
            last_contact_on=found["last_contact_on"],
            companions=tuple(UUID(key) for key in found["companions"]),
            celsius=found["celsius"],
            symptoms=tuple(found["symptoms"]),
            can_stay_home=home == "yes" if home else None,
            to_committee=found["to_committee"],
        )


class SightingForm(forms.Form):
    """有人回来了: which flat, whom, from where, when."""

    door = forms.ChoiceField(required=False, label=_("Flat"))
    name = forms.CharField(max_length=80, label=_("Name, or how you call them"))
    place = forms.CharField(required=False, max_length=80, label=_("From where"))
    arrived_on = forms.DateField(required=False, widget=Day, label=_("When they came back"))
    phones = forms.CharField(required=False, max_length=60, label=_("Phone, if you know it"))
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, viewer: Actor, at: datetime, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"arrived_on": clock.day_of(at)})
        super().__init__(*args, **kwargs)
        doors = Door.objects.visible_to(viewer).select_related("building__compound")
        self.doors = list(doors.order_by("building__sort_key", "building__number", "sort_key", "room")[:400])
        choices = [("", _("choose")), *((str(d.id), f"{d.building} {d.room}".strip()) for d in self.doors)]
        self.fields["door"].choices = choices  # type: ignore[attr-defined]

    def sighting(self) -> Sighting:
        """What was filled in, as the operation takes it."""
        found = self.cleaned_data
        return Sighting(
            door=UUID(found["door"]) if found["door"] else None,
            name=found["name"],
            phones=found["phones"],
            place=found["place"],
            arrived_on=found["arrived_on"],
            client_id=found["client_id"],
        )


class RegionForm(forms.Form):
    """A rule: arrivals from where, between which days, need what."""

    place = forms.CharField(
        max_length=40, label=_("Place"), help_text=_("Province, city or country; * for everywhere abroad")
    )
    from_on = forms.DateField(widget=Day, label=_("Arrivals from"))
    to_on = forms.DateField(required=False, widget=Day, label=_("Arrivals until"))
    need = forms.ChoiceField(
        choices=[(n.value, label) for n, label in rules.NEED_LABELS.items() if n != rules.Need.ASK],
        label=_("What they need"),
    )
    days = forms.IntegerField(min_value=1, max_value=30, initial=14, label=_("Days"))
    note = forms.CharField(required=False, max_length=120, label=_("Basis"))


class EndForm(forms.Form):
    """The last day of a rule."""

    to_on = forms.DateField(widget=Day, label=_("Last day"))


class PolicyForm(forms.Form):
    """Deadlines from a day on."""

    begins_on = forms.DateField(widget=Day, label=_("From"))
    hours_to_verify = forms.IntegerField(min_value=1, max_value=168, label=_("Hours to verify"))
    contact_days = forms.IntegerField(
        min_value=1, max_value=30, initial=14, label=_("Days for close contacts")
    )
    urgent_from = forms.DecimalField(
        min_value=rules.URGENT_LOWEST,
        max_value=rules.URGENT_HIGHEST,
        max_digits=3,
        decimal_places=1,
        label=_("Urgent from (℃)"),
        help_text=_("A family that registers itself goes straight to the duty desk from this temperature."),
    )


def committees(viewer: Actor) -> list[Committee]:
    """All committees, for the choice of another one."""
    return list(Committee.objects.visible_to(viewer).order_by("name"))
