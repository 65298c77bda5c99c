"""What pages of tips ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, ids
from lianfang.core.listing import committee_of
from lianfang.registry.places.models import Committee

from . import rules, selectors
from .models import Tip
from .operations import Told, Verdict, Where
from .selectors import Filters


class Day(forms.DateInput):
    """A date by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ChipRadio(forms.RadioSelect):
    """One of a few, as chips."""

    template_name = "tips/parts/chips.html"


class TellForm(forms.Form):
    """The public page. `website` is bait: nobody sees it, programs fill it in."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is it about"))
    where = forms.CharField(max_length=200, label=_("Where"))
    what = forms.CharField(max_length=rules.WORDS, label=_("What you saw"))
    named = forms.CharField(
        required=False, max_length=60, label=_("Who, or how you call them (may stay empty)")
    )
    from_place = forms.CharField(required=False, max_length=80, label=_("Came from where (may stay empty)"))
    seen_on = forms.DateField(required=False, widget=Day, label=_("On which day (may stay empty)"))
    contact = forms.CharField(required=False, max_length=120, label=_("Your phone (may stay empty)"))
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, kinds: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data, initial={"client_id": ids.new().hex})
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]

    @property
    def is_baited(self) -> bool:
        """True where a program filled in what nobody sees."""
        return bool(self.data.get("website"))

    def told(self, **more: Any) -> Told:
        """As the operation takes it, with what the page knows besides."""
        found = {key: value for key, value in self.cleaned_data.items() if key != "website"}
        return Told(**found, **more)


class CodeForm(forms.Form):
    """The code on the thanks page."""

    code = forms.CharField(max_length=40, label=_("Your code"))


class FilterForm(forms.Form):
    """The list's filters, out of the address; what cannot be read narrows nothing."""

    state = forms.CharField(required=False, max_length=12)
    kind = forms.CharField(required=False, max_length=40)
    committee = forms.CharField(required=False, max_length=36)
    q = forms.CharField(required=False, max_length=40)

    def read(self) -> Filters:
        """The filters asked for."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state") or rules.State.RECEIVED.value
        known = {"all", selectors.LATE, *rules.State}
        return Filters(
            state=state if state in known else rules.State.RECEIVED.value,
            kind=(found.get("kind") or "").replace("\x00", ""),
            committee=committee_of(found.get("committee") or ""),
            query=(found.get("q") or "").replace("\x00", ""),
        )


class CheckForm(forms.Form):
    """核查: what the desk found, and how."""

    how = forms.ChoiceField(choices=list(rules.HOWS.items()), widget=ChipRadio, label=_("How it was checked"))
    move = forms.ChoiceField(
        choices=[(move.value, rules.MOVES[move]) for move in rules.VERDICTS if move != rules.Move.KNOWN],
        widget=ChipRadio,
        label=_("What came of it"),
    )
    person = forms.ChoiceField(required=False, label=_("Who it is about"))
    name = forms.CharField(required=False, max_length=60, label=_("or a name, or how they are called"))
    from_place = forms.CharField(required=False, max_length=80, label=_("From where"))
    arrived_on = forms.DateField(required=False, widget=Day, label=_("Arrived on"))
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def __init__(self, viewer: Actor, tip: Tip, people: list[tuple[str, str]], data: Any = None) -> None:
        said = {"name": tip.named or "", "from_place": tip.from_place, "arrived_on": _arrival(tip)}
        super().__init__(data, initial=said)
        self.fields["person"].choices = [("", _("somebody not listed")), *people]  # type: ignore[attr-defined]

    def verdict(self) -> Verdict:
        """As the operation takes it."""
        found = dict(self.cleaned_data)
        person = found.pop("person")
        return Verdict(**found, person=UUID(person) if person else None)


def _arrival(tip: Tip) -> date | None:
    return tip.seen_on if tip.kind == rules.Kind.RETURNED else None


class PlaceForm(forms.Form):
    """Where it really leads."""

    address = forms.CharField(required=False, max_length=200, label=_("Address"))
    committee = forms.UUIDField(required=False, label=_("Committee"))

    def clean(self) -> dict[str, Any]:
        """One of the two: else nothing would be set, and it would look as if it were."""
        said = self.cleaned_data
        if not said.get("address", "").strip() and not said.get("committee"):
            raise forms.ValidationError(_("Choose a committee, or write an address."))
        return said

    def where(self) -> Where:
        """As the operation takes it."""
        return Where(self.cleaned_data["address"].replace("\x00", ""), self.cleaned_data["committee"])


class ReasonForm(forms.Form):
    """A reason, or a remark."""

    reason = forms.CharField(required=False, max_length=200, label=_("Reason"))

    def said(self) -> str:
        """What was written."""
        self.is_valid()
        return str(self.cleaned_data.get("reason") or "")


def days(today: date) -> list[tuple[Any, date]]:
    """The days that are one tap away."""
    words = (_("today"), _("yesterday"), _("the day before"))
    return [(word, today - timedelta(days=n)) for n, word in enumerate(words)]


def committees(viewer: Actor) -> list[Committee]:
    """All committees, for routing by hand."""
    return list(Committee.objects.visible_to(viewer).order_by("code", "name"))
