"""What pages of observation ask: readings for one or for a stair, a reason for a slot, a step, a
protocol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lianfang.core.listing import committee_of
from lianfang.response.screening.forms import ChipRadio, Chips

from . import rules
from .models import Episode
from .operations.readings import Typed
from .selectors import Filters

ONLY = (
    "missing",
    "late",
    "abnormal",
    "due",
    "tomorrow",
    "overdue",
    "alone",
    "silent",
    "moved_in",
    "unsigned",
    "refusing",
)
STEPS = [
    ("retested", _("retested")),
    ("decided", _("the doctor decided")),
    ("noted", _("note only")),
]


class FilterForm(forms.Form):
    """The list's filters, out of the address; what cannot be read narrows nothing."""

    only = forms.ChoiceField(required=False, choices=[(name, "") for name in ONLY])
    state = forms.ChoiceField(required=False, choices=list(rules.STATES.items()))
    committee = forms.CharField(required=False, max_length=36)
    building = forms.UUIDField(required=False)
    household = forms.UUIDField(required=False)
    day = forms.IntegerField(required=False, min_value=0, max_value=99)
    q = forms.CharField(required=False, max_length=40)

    def read(self) -> Filters:
        """The filters asked for."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            only=found.get("only") or "",
            state=found.get("state") or rules.State.ACTIVE,
            committee=committee_of(found.get("committee") or ""),
            building=str(found.get("building") or ""),
            household=str(found.get("household") or ""),
            day=found.get("day"),
            query=(found.get("q") or "").replace("\x00", ""),
        )


class ReadingForm(forms.Form):
    """One person's reading. With a prefix it is one line of a stair's sheet; an empty line is no
    reading."""

    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    celsius = forms.DecimalField(
        required=False, min_value=34, max_value=43, max_digits=3, decimal_places=1, label=_("Temperature")
    )
    method = forms.ChoiceField(
        required=False, choices=list(rules.METHODS.items()), widget=ChipRadio, label=_("Measured at")
    )
    symptoms = forms.MultipleChoiceField(required=False, widget=Chips, label=_("Unwell?"))
    slot = forms.CharField(required=False, max_length=16, label=_("Slot"))
    reason = forms.ChoiceField(
        required=False, choices=[("", "–"), *rules.EXCUSES.items()], label=_("or why there is none")
    )

    def __init__(self, symptoms: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, rules.SYMPTOMS[code]) for code in symptoms if code in rules.SYMPTOMS]
        self.fields["symptoms"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """True where neither a value nor a symptom was given."""
        return self.cleaned_data.get("celsius") is None and not self.cleaned_data.get("symptoms")

    def typed(self, episode: UUID, method: str = "") -> Typed:
        """The reading as the operation takes it."""
        found = self.cleaned_data
        day, code = self.chosen_slot()
        return Typed(
            client_id=found["client_id"],
            episode=episode,
            celsius=found["celsius"],
            method=found["method"] or method or "axillary",
            symptoms=tuple(found["symptoms"]),
            slot_day=day,
            slot=code,
        )

    def chosen_slot(self) -> tuple[date | None, str]:
        """`2020-02-10 am` as a day and a slot; nothing chosen: the time of entry decides."""
        day, _space, code = self.cleaned_data["slot"].partition(" ")
        try:
            return date.fromisoformat(day), code
        except ValueError:
            return None, ""


class Sheet:
    """Readings of several people in one form: a line for each episode, prefixed by its id."""

    def __init__(self, episodes: list[Episode], data: QueryDict | None) -> None:
        self.method = str(data.get("method", "forehead")) if data else "forehead"
        self.lines = [
            (one, ReadingForm(one.protocol.terms.symptoms, data, prefix=one.id.hex)) for one in episodes
        ]

    def is_valid(self) -> bool:
        """True when every line is readable."""
        read = [form.is_valid() for _episode, form in self.lines]
        return all(read)

    def typed(self) -> list[Typed]:
        """The lines that say something."""
        method = self.method if self.method in set(rules.METHODS) else "forehead"
        return [form.typed(one.id, method) for one, form in self.lines if not form.is_blank]

    def excused(self) -> list[tuple[Episode, str]]:
        """The lines with a reason instead of a value."""
        return [
            (one, form.cleaned_data["reason"])
            for one, form in self.lines
            if form.is_blank and form.cleaned_data["reason"]
        ]


# In place of a slot: all that are open.
ALL_SLOTS = "all"


class ExcuseForm(forms.Form):
    """A reason for an open slot, or for all of them."""

    slot = forms.CharField(max_length=16)
    reason = forms.ChoiceField(choices=list(rules.EXCUSES.items()), label=_("Reason"))
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))


class StepForm(forms.Form):
    """A step about an alert."""

    step = forms.ChoiceField(choices=STEPS, widget=ChipRadio, label=_("Step"))
    celsius = forms.DecimalField(
        required=False, min_value=34, max_value=43, max_digits=3, decimal_places=1, label=_("Retest")
    )
    decision = forms.ChoiceField(
        required=False, choices=list(rules.DECISIONS.items()), widget=ChipRadio, label=_("Decision")
    )
    note = forms.CharField(required=False, max_length=200, label=_("Note (name of the doctor)"))

    @property
    def lacks_doctor(self) -> bool:
        """True where a decision is written down without a word on whose it is."""
        found = self.cleaned_data
        return found["step"] == rules.Step.DECIDED and bool(found["decision"]) and not found["note"].strip()


class MoveForm(forms.Form):
    """Another protocol for one episode."""

    protocol = forms.UUIDField()
    reason = forms.CharField(max_length=200, label=_("Reason"))
