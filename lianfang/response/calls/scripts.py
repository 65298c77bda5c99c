"""The script beside the phone: our own fast form for the questionnaires every office starts with.

Field names are those of the questionnaires (`registry.forms`), so that answers are stored against the version in
force and the rooms above read them by name. An office that has changed a questionnaire so that it asks other things
has its own drawn by the forms room instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Version
from lianfang.registry.forms.rules.validating import Problem

SYMPTOMS = [
    ("fever", _("fever")),
    ("cough", _("cough")),
    ("breath", _("short of breath")),
    ("fatigue", _("tired")),
    ("throat", _("sore throat")),
    ("diarrhoea", _("diarrhoea")),
    ("eyes", _("red eyes")),
]
SERVICES = [
    ("shopping", _("shopping")),
    ("rubbish", _("rubbish")),
    ("medicine", _("medicine")),
    ("parcel", _("parcel")),
    ("care", _("care")),
]
METHODS = [
    ("axillary", _("under the arm")),
    ("forehead", _("forehead")),
    ("ear", _("ear")),
    ("oral", _("mouth")),
]
YES_NO = [("no", _("no")), ("yes", _("yes"))]


class Several(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "calls/parts/chips.html"


class One(forms.RadioSelect):
    """One of a few, as chips."""

    template_name = "calls/parts/chips.html"


class Day(forms.DateInput):
    """A date by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _temperature(label: Any, *, required: bool) -> forms.DecimalField:
    wide = {"min_value": 34, "max_value": 43, "max_digits": 3, "decimal_places": 1}
    missing = {"required": _("Write the temperature, or tick that it was not spoken about.")}
    return forms.DecimalField(required=required, label=label, error_messages=missing, **wide)  # type: ignore[arg-type]


def _yes_no(label: Any) -> forms.ChoiceField:
    missing = {"required": _("Ask this too, or tick that it was not spoken about.")}
    return forms.ChoiceField(choices=YES_NO, widget=One, label=label, error_messages=missing)


class Script(forms.Form):
    """One need's questions. `skipped`: this one was not spoken about; the need stays open."""

    code = ""
    skipped = forms.BooleanField(required=False, label=_("Not spoken about"))

    def full_clean(self) -> None:
        """What was skipped asks nothing."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("skipped"):
            self.errors.clear()

    @property
    def is_skipped(self) -> bool:
        """True where it was not spoken about."""
        return self.is_bound and bool(self.cleaned_data.get("skipped"))

    def is_valid_at(self, at: datetime) -> bool:
        """True where it says enough, or was not spoken about."""
        return self.is_valid() or self.is_skipped

    def values(self) -> dict[str, Any]:
        """What was answered, by the questionnaire's names; empty answers left out."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "skipped"}
        return {name: _plain(value) for name, value in found.items() if value not in ("", None, [])}


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) else str(value)


class ObservationScript(Script):
    """居家观察每日电话: temperature, complaints, at home, what they need."""

    code = "observation_call"
    celsius = _temperature(_("Temperature"), required=True)
    method = forms.ChoiceField(choices=METHODS, initial="axillary", widget=One, label=_("How measured"))
    symptoms = forms.MultipleChoiceField(
        choices=SYMPTOMS, required=False, widget=Several, label=_("Any of these?")
    )
    again = _temperature(_("Taken again after five minutes"), required=False)
    at_home = forms.ChoiceField(choices=YES_NO[::-1], initial="yes", widget=One, label=_("At home all day"))
    went_out = forms.CharField(required=False, max_length=200, label=_("Where and why"))
    services = forms.MultipleChoiceField(
        choices=SERVICES, required=False, widget=Several, label=_("Help needed")
    )
    service_note = forms.CharField(required=False, max_length=200, label=_("What exactly"))
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def clean(self) -> dict[str, Any]:
        """Going out wants a word."""
        found = super().clean() or {}
        if found.get("at_home") == "no" and not found.get("went_out"):
            self.add_error("went_out", _("Write where and why."))
        return found

    def values(self) -> dict[str, Any]:
        """The questionnaire wants "none of these" said."""
        found = super().values()
        found.setdefault("symptoms", ["none"])
        return found | {"other_count": "0"}


class ScreeningScript(Script):
    """排摸三问: been away, contact, complaints."""

    code = "screening_call"
    been_away = _yes_no(
        _("1. In the last 14 days, has anybody of you been in a key region or come back from one?")
    )
    place = forms.CharField(required=False, max_length=80, label=_("From where"))
    arrived_on = forms.DateField(required=False, widget=Day, label=_("Arrived, or will arrive, on"))
    how_many = forms.IntegerField(required=False, min_value=1, max_value=29, label=_("How many people"))
    contact = _yes_no(
        _("2. In the last 14 days, any contact with a patient or with people from a key region?")
    )
    contact_note = forms.CharField(required=False, max_length=200, label=_("When and how"))
    symptoms = forms.MultipleChoiceField(
        choices=SYMPTOMS, required=False, widget=Several, label=_("3. Does anybody have any of these now?")
    )
    celsius = _temperature(_("Temperature, if taken"), required=False)
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def clean(self) -> dict[str, Any]:
        """Who came back says from where."""
        found = super().clean() or {}
        if found.get("been_away") == "yes" and not found.get("place"):
            self.add_error("place", _("Write from where."))
        return found

    def values(self) -> dict[str, Any]:
        """The questionnaire wants "none of these" said; what hangs on a no is not told."""
        found = super().values()
        found.setdefault("symptoms", ["none"])
        if found.get("been_away") == "no":
            for name in ("place", "arrived_on", "how_many"):
                found.pop(name, None)
        return found


class FreeScript(Script):
    """Everything else: what was said, in words."""

    note = forms.CharField(max_length=200, widget=forms.Textarea({"rows": 3}), label=_("What was said"))


SCRIPTS: dict[str, type[Script]] = {one.code: one for one in (ObservationScript, ScreeningScript)}


class OfficeScript:
    """A questionnaire that the office has changed in Excel: drawn and read by the forms room, used as our own."""

    def __init__(self, version: Version, prefix: str, sent: Sent | None, draft: Draft) -> None:
        self.version, self.prefix = version, f"{prefix}-"
        self.is_bound, self.draft = sent is not None, draft
        self.is_skipped = sent is not None and f"{prefix}-skipped" in sent.post
        found = sent or Sent(_as_post(draft), MultiValueDict())
        self.posted = filed.posted(version, found.post, found.files, self.prefix)
        self.problems: list[Problem] = []

    @property
    def shown(self) -> dict[str, Any] | None:
        """What the fields begin with."""
        typed = self.is_bound or any(name.startswith(self.prefix) for name in self.draft)
        return self.posted.values if typed else None

    def is_valid_at(self, at: datetime) -> bool:
        """True where the questionnaire takes these answers; its problems stand beside their questions."""
        if self.is_skipped:
            return True
        self.problems = filed.fill(self.version, self.posted.values, at).problems
        return not self.problems and not self.posted.is_growing

    def values(self) -> dict[str, Any]:
        """What was answered, by the questionnaire's names."""
        return self.posted.values


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page sent."""

    post: QueryDict
    files: MultiValueDict[str, Any]


Draft = Mapping[str, list[str]]


def _as_post(draft: Draft) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, values in draft.items():
        post.setlist(name, list(values))
    return post


def script_for(questionnaire: str) -> type[Script]:
    """The form of a questionnaire; words alone where it has none."""
    return SCRIPTS.get(questionnaire, FreeScript)
