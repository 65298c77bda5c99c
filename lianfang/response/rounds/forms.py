"""What pages of rounds ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor
from lianfang.core.listing import committee_of
from lianfang.registry.forms.models import Questionnaire
from lianfang.registry.people.models import Mention
from lianfang.registry.places.models import Committee

from . import picking, rules, selectors
from .models import Base
from .operations import Plan
from .operations.opening import SCRIPT
from .picking import Choice
from .selectors import Filters

# Asked at doors, by residents themselves, or of people under observation: not in a round.
OTHERWISE = ("door_visit", "self_registration", "tip", "observation_call")


class ChipRadio(forms.RadioSelect):
    """One of a few, as chips."""

    template_name = "rounds/parts/chips.html"


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "rounds/parts/chips.html"


class RoundForm(forms.Form):
    """A round as it shall be; counted first, then started."""

    name = forms.CharField(max_length=40, label=_("Name of the round"))
    base = forms.ChoiceField(choices=Base.choices, widget=ChipRadio, label=_("Whom it is about"))
    region = forms.ChoiceField(
        required=False, label=_("From which key region"), help_text=_("Only for people from a key region.")
    )
    source = forms.ChoiceField(
        required=False,
        choices=[("", _("choose")), *Mention.Kind.choices],
        label=_("Which list"),
        help_text=_("Only for people a certain list names."),
    )
    committees = forms.MultipleChoiceField(
        required=False,
        widget=Chips,
        label=_("In which committees"),
        help_text=_("None ticked: everywhere you answer for."),
    )
    questionnaire = forms.ChoiceField(
        label=_("Script"),
        help_text=_(
            "The answers been_away, contact and symptoms lead on to a verification. Whatever else a questionnaire asks "
            "is kept under Questionnaires."
        ),
    )
    per_day = forms.IntegerField(min_value=1, max_value=100_000, initial=5000, label=_("Homes begun a day"))

    def __init__(self, viewer: Actor, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        places = Committee.objects.visible_to(viewer).order_by("code", "name")
        if viewer.committees:
            places = places.filter(pk__in=viewer.committees)
        scripts = Questionnaire.objects.of(viewer.subdistrict).exclude(code__in=OTHERWISE).order_by("code")
        known = [(one.code, one.name) for one in scripts]
        choices = {
            "committees": [(str(one.id), one.name) for one in places],
            "region": [("", _("any of them")), *((name, name) for name in picking.regions(viewer))],
            "questionnaire": known or [(SCRIPT, _("three questions"))],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.fields["questionnaire"].initial = SCRIPT

    def choice(self) -> Choice:
        """Whom it is about."""
        found = self.cleaned_data
        return Choice(
            base=found["base"],
            committees=tuple(UUID(key) for key in found["committees"]),
            source=found["source"] if found["base"] == Base.SOURCE else "",
            region=found["region"] if found["base"] == Base.REGION else "",
        )

    def clean(self) -> dict[str, Any]:
        """A list has to be named where it is about one."""
        found = super().clean() or {}
        if found.get("base") == Base.SOURCE and not found.get("source"):
            self.add_error("source", _("Choose the list."))
        return found

    def plan(self) -> Plan:
        """As the operation takes it."""
        found = self.cleaned_data
        return Plan(found["name"], self.choice(), found["questionnaire"], found["per_day"])


class FilterForm(forms.Form):
    """The homes' filters, out of the address; what cannot be read narrows nothing."""

    state = forms.CharField(required=False, max_length=12)
    committee = forms.CharField(required=False, max_length=36)
    why = forms.CharField(required=False, max_length=14)

    def read(self) -> Filters:
        """The filters asked for."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state") or selectors.DOORS
        known = {"all", selectors.DOORS, *rules.State}
        return Filters(
            state=state if state in known else selectors.DOORS,
            committee=committee_of(found.get("committee") or ""),
            why=(found.get("why") or "").replace("\x00", ""),
        )
