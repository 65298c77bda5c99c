"""What people type about places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor

from . import selectors
from .models import Compound
from .rules import LIMIT


class AddressForm(forms.Form):
    """An address to look up, in any spelling."""

    address = forms.CharField(label=_("Address"), max_length=LIMIT)
    committee = forms.CharField(label=_("Committee"), max_length=40, required=False)


class PhoneForm(forms.Form):
    """A committee's telephone."""

    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class NameForm(forms.Form):
    """One more name of a compound."""

    name = forms.CharField(label=_("Further name"), max_length=60)


class CompoundForm(forms.Form):
    """A compound's name, kind and committee."""

    name = forms.CharField(label=_("Name of the compound"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of housing"), choices=Compound.Kind.choices)
    committee = forms.ChoiceField(label=_("Committee"))

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].choices = _committees(viewer)  # type: ignore[attr-defined]


class DoorForm(forms.Form):
    """A door the register lacks."""

    address = forms.CharField(
        label=_("Address down to the room"),
        max_length=LIMIT,
        help_text=_("In any spelling, for instance 新闸路390弄25号503室 or 新闸路390-25-503."),
    )
    committee = forms.ChoiceField(
        label=_("Committee"), required=False, help_text=_("Only needed where the compound is new.")
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].choices = [("", "—"), *_committees(viewer)]  # type: ignore[attr-defined]


def _committees(viewer: Actor) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in selectors.committees(viewer)]
