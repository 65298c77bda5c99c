"""What the people pages are sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Mention
from .rules import rights
from .selectors import Filters

REGISTERED = [("", ""), ("yes", _("in the register")), ("no", _("not in the register"))]


class ListForm(forms.Form):
    """Search and filters of the list; what cannot be read filters nothing."""

    q = forms.CharField(required=False, max_length=80)
    committee = forms.UUIDField(required=False)
    compound = forms.UUIDField(required=False)
    source = forms.ChoiceField(required=False, choices=[("", ""), *Mention.Kind.choices])
    registered = forms.ChoiceField(required=False, choices=REGISTERED)

    def read(self) -> tuple[str, Filters]:
        """The query and the filters, from whatever part of the form is sound."""
        self.is_valid()
        sent: dict[str, Any] = self.cleaned_data
        return sent.get("q", ""), Filters(
            committee=sent.get("committee"),
            compound=sent.get("compound"),
            source=sent.get("source", ""),
            registered=sent.get("registered", ""),
        )


class ReasonForm(forms.Form):
    """A reason, and which field is to be shown."""

    reason = forms.CharField(required=False, max_length=rights.REASON_LENGTH, label=_("Reason"))
    field = forms.CharField(required=False, max_length=20)


class DecideForm(forms.Form):
    """A verdict on a pair, and which pairs are on the screen already."""

    verdict = forms.CharField(required=False, max_length=20)
    committee = forms.UUIDField(required=False)
