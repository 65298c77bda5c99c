"""What pages of services ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, Refused, clock
from lianfang.core.listing import committee_of

from . import rights, rules, selectors
from .models import Errand, Kind
from .operations import Helper, Laid, Rhythm, Terms, Wish
from .operations.asking import LONGEST
from .selectors import Filters

WEEKDAYS = [
    (1, _("Mon")), (2, _("Tue")), (3, _("Wed")), (4, _("Thu")), (5, _("Fri")), (6, _("Sat")), (7, _("Sun")),
]  # fmt: skip


class Day(forms.DateInput):
    """A date by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "services/parts/chips.html"


class ChipRadio(forms.RadioSelect):
    """One of a few, as chips."""

    template_name = "services/parts/chips.html"


class FilterForm(forms.Form):
    """The list's filters, out of the address; what cannot be read narrows nothing."""

    state = forms.CharField(required=False, max_length=12)
    kind = forms.CharField(required=False, max_length=20)
    committee = forms.CharField(required=False, max_length=36)
    helper = forms.CharField(required=False, max_length=40)
    q = forms.CharField(required=False, max_length=40)

    def read(self) -> Filters:
        """The filters asked for."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state") or "running"
        known = {"running", "all", selectors.LATE, selectors.UNCONFIRMED, *rules.State}
        return Filters(
            state=state if state in known else "running",
            kind=found.get("kind") or "",
            committee=committee_of(found.get("committee") or ""),
            helper=(found.get("helper") or "").replace("\x00", ""),
            query=(found.get("q") or "").replace("\x00", ""),
        )


class AskForm(forms.Form):
    """What a household needs. `client_id` makes a phone's retry count once."""

    kind = forms.ChoiceField(widget=ChipRadio, label=_("What is needed"))
    text = forms.CharField(
        required=False, max_length=LONGEST, label=_("What exactly"), widget=forms.Textarea(attrs={"rows": 3})
    )
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, kinds: list[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.said) for one in kinds]  # type: ignore[attr-defined]

    def wish(self, person: UUID, source: str = Errand.Source.STAFF.value) -> Wish:
        """As the operation takes it."""
        found = self.cleaned_data
        return Wish(person, found["kind"], found["text"], source=source, client_id=found["client_id"])


class HelperForm(forms.Form):
    """Who sees to it: a colleague from the list, or a name."""

    user = forms.ChoiceField(required=False, label=_("Who sees to it"))
    name = forms.CharField(required=False, max_length=40, label=_("or a volunteer by name"))

    def __init__(self, viewer: Actor, committee: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.id), one.name) for one in rights.candidates(viewer, committee)[:200]]
        self.fields["user"].choices = [("", _("choose")), *known]  # type: ignore[attr-defined]

    def helper(self) -> Helper:
        """As the operation takes it: the name wins where both are given."""
        found = self.cleaned_data
        name = found["name"].strip()
        return Helper(name=name) if name else Helper(UUID(found["user"]) if found["user"] else None)


class NoteForm(forms.Form):
    """A word beside a step."""

    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def note_said(self) -> str:
        """What was written."""
        self.is_valid()
        return str(self.cleaned_data.get("note") or "")


class PayForm(forms.Form):
    """Money that went one way."""

    kind = forms.ChoiceField(choices=list(rules.PAYMENTS.items()), widget=ChipRadio, label=_("Which way"))
    amount = forms.CharField(
        max_length=16, label=_("Amount in yuan"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    way = forms.ChoiceField(choices=list(rules.WAYS.items()), widget=ChipRadio, label=_("How"))
    note = forms.CharField(required=False, max_length=120, label=_("Remark"))
    receipt = forms.FileField(
        required=False,
        label=_("Photograph of the receipt"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_amount(self) -> int:
        """In 分."""
        try:
            return rules.read_yuan(self.cleaned_data["amount"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def laid(self) -> Laid:
        """As the operation takes it."""
        found = self.cleaned_data
        photo = found["receipt"]
        body = photo.read(rules.MOST_BYTES + 1) if photo else b""
        return Laid(found["kind"], found["amount"], found["way"], found["note"], body, found["client_id"])


class SeriesForm(forms.Form):
    """What repeats, on which days."""

    kind = forms.ChoiceField(label=_("What is needed"))
    weekdays = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS, coerce=int, widget=Chips, label=_("On which days")
    )
    until_on = forms.DateField(required=False, widget=Day, label=_("Last day"))
    wish = forms.CharField(required=False, max_length=200, label=_("What exactly"))

    def __init__(self, kinds: list[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.said) for one in kinds]  # type: ignore[attr-defined]

    def rhythm(self, person: UUID, at: datetime) -> Rhythm:
        """As the operation takes it, from today on."""
        found = self.cleaned_data
        return Rhythm(
            person=person,
            kind=found["kind"],
            weekdays=tuple(found["weekdays"]),
            from_on=clock.day_of(at),
            until_on=found["until_on"],
            wish=found["wish"],
        )


class KindForm(forms.Form):
    """A kind as it shall be, from a day on."""

    code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    zh = forms.CharField(max_length=20, label=_("Name"))
    en = forms.CharField(required=False, max_length=30, label=_("Name in English"))
    hours = forms.IntegerField(min_value=1, max_value=336, initial=24, label=_("Hours until it is late"))
    weekdays = forms.TypedMultipleChoiceField(
        required=False, choices=WEEKDAYS, coerce=int, widget=Chips, label=_("Isolated homes have it on")
    )
    has_money = forms.BooleanField(required=False, label=_("Money changes hands"))
    is_offered = forms.BooleanField(
        required=False, initial=True, label=_("Residents may ask for it themselves")
    )
    is_confirmed = forms.BooleanField(required=False, initial=True, label=_("The household confirms it"))
    begins_on = forms.DateField(widget=Day, label=_("From"))

    def terms(self) -> Terms:
        """As the operation takes it."""
        found = dict(self.cleaned_data)
        found.pop("begins_on")
        found["weekdays"] = tuple(found["weekdays"])
        return Terms(**found)
